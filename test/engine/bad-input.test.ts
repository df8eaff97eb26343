import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distFolder } from '../../src/engine/dist-folder.ts';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { loadPatient } from '../../src/engine/load-patient.ts';
import { prepare } from '../../src/engine/prepare.ts';
import { previewModel } from '../../src/engine/preview-model.ts';
import { checkPlan, runPlan } from '../../src/engine/run-plan.ts';
import { createSession, type RunOutcome } from '../../src/engine/session.ts';
import { analyse } from '../../src/language/analyse.ts';
import { machines } from '../../src/physics/machine.ts';
import type { Diagnostic, Fix } from '../../src/plan/diagnostic.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { renderDvhSvg, renderSliceSvg } from '../../src/preview/render.ts';
import { buildBundles } from '../support/bundles.ts';
import { offsetAt } from '../support/markers.ts';
import { smallPlan } from '../support/small-plan.ts';
import { syntheticPatient } from '../support/synthetic-patient.ts';

describe('Bad input', function () {
  this.timeout(60_000);
  let pool: DosePool;
  before(async () => {
    buildBundles('session-worker.cjs', 'dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());

  it('is not what the small plan is made of', async () => {
    const outcome = await run(smallPlan());
    assert.equal(outcome.kind, 'result');
    assert.deepEqual(seriousOf(outcome), []);
  });

  interface Case {
    readonly change: Readonly<Record<string, string>>;
    readonly code: string;
    /** Text of the line that asked for it. */
    readonly line: string;
    readonly cause: RegExp;
    readonly nextStep: RegExp;
  }

  const refused: Record<string, Case> = {
    'a missing folder': {
      change: { 'dicom "ct"': 'dicom "ct-of-march"' },
      code: 'RT3001',
      line: 'ct = dicom "ct-of-march"',
      cause: /no file or folder "ct-of-march"/,
      nextStep: /correct the path/,
    },
    'an empty folder': {
      change: { 'dicom "ct"': 'dicom "ct-empty"' },
      code: 'RT3002',
      line: 'ct = dicom "ct-empty"',
      cause: /"ct-empty" holds no files/,
      nextStep: /Give the folder that holds the DICOM slices/,
    },
    'two series in one folder': {
      change: { 'dicom "ct"': 'dicom "ct-mixed"' },
      code: 'RT3003',
      line: 'ct = dicom "ct-mixed"',
      cause: /2 image series \(CT with 12 slices, PT with 12 slices\)/,
      nextStep: /Put each in a folder of its own/,
    },
    'a slice cut short': {
      change: { 'dicom "ct"': 'dicom "ct-truncated"' },
      code: 'RT3004',
      line: 'ct = dicom "ct-truncated"',
      cause: /"slice-21.dcm" is cut short/,
      nextStep: /Export or copy the series again/,
    },
    'a file among the slices that is not DICOM': {
      change: { 'dicom "ct"': 'dicom "ct-not-dicom"' },
      code: 'RT3004',
      line: 'ct = dicom "ct-not-dicom"',
      cause: /"slice-99.dcm" is not a DICOM file/,
      nextStep: /Export or copy the series again/,
    },
    'an NRRD file cut short': {
      change: { 'dicom "pet" as': 'nrrd "pet-cut-short.nrrd" as' },
      code: 'RT3004',
      line: 'fdg = nrrd "pet-cut-short.nrrd" as SUVbw',
      cause: /NRRD file "pet-cut-short.nrrd"/,
      nextStep: /Write it again/,
    },
    'a NIfTI file that is none': {
      change: { 'dicom "pet" as': 'nifti "not-an-image.nii" as' },
      code: 'RT3004',
      line: 'fdg = nifti "not-an-image.nii" as SUVbw',
      cause: /NIfTI file "not-an-image.nii"/,
      nextStep: /Write it again/,
    },
    'contours on another frame of reference': {
      change: { 'rtstruct.dcm': 'rtstruct-other-frame.dcm' },
      code: 'RT3011',
      line: 'structures = dicom "rtstruct-other-frame.dcm"',
      cause: /drawn on another frame of reference/,
      nextStep: /Use the planning image's structure set/,
    },
    'a PET on another frame of reference': {
      change: { 'dicom "pet"': 'dicom "pet-other-frame"' },
      code: 'RT3014',
      line: 'fdg = dicom "pet-other-frame" as SUVbw',
      cause: /different frames of reference/,
      nextStep: /Register fdg to the planning image/,
    },
    'a tilted series': {
      change: { 'dicom "ct"': 'dicom "ct-tilted"' },
      code: 'RT3006',
      line: 'ct = dicom "ct-tilted"',
      cause: /tilted by 15\.0°/,
      nextStep: /scan or reconstruct it without tilt/,
    },
    'an irregular series': {
      change: { 'dicom "ct"': 'dicom "ct-missing-slice"' },
      code: 'RT3007',
      line: 'ct = dicom "ct-missing-slice"',
      cause: /gaps from 5\.00 mm to 10\.00 mm.*slices seem to be missing/,
      nextStep: /Export one complete, evenly spaced series/,
    },
    'a PET without weight': {
      change: { 'dicom "pet"': 'dicom "pet-no-weight"' },
      code: 'RT3020',
      line: 'fdg = dicom "pet-no-weight" as SUVbw',
      cause: /the patient weight is missing/,
      nextStep: /Restore the header, or use `as ratio to`/,
    },
    'an empty sub-target': {
      change: { 'fdg >= 4 SUV': 'fdg >= 40 SUV' },
      code: 'RT4001',
      line: 'subtarget Avid of GTV = fdg >= 40 SUV',
      cause: /Avid is empty: no voxel of the planning image meets the condition on "fdg"/,
      nextStep: /correct the rule or take the region out/,
    },
    'a sub-target that lies outside its parent': {
      change: { 'fdg >= 4 SUV': 'fdg <= 0.1 SUV' },
      code: 'RT4002',
      line: 'subtarget Avid of GTV = fdg <= 0.1 SUV',
      cause: /Avid and its parent GTV have no voxel in common/,
      nextStep: /Correct the rule/,
    },
    'a field that misses the patient': {
      change: { '4 cm x 4 cm': 'jaws (x1: -2 cm, x2: 2 cm, y1: 10 cm, y2: 14 cm)' },
      code: 'RT4101',
      line: 'beam A { gantry = 0 deg }',
      cause: /field of A does not meet the patient/,
      nextStep: /Check the isocentre, the gantry and couch angles and the field/,
    },
    'a beam through the cut edge of the image': {
      change: {
        'dicom "ct"': 'dicom "ct-cut"',
        'structure "External"': 'threshold -300 HU',
        'gantry = 0': 'gantry = 90',
      },
      code: 'RT4103',
      line: 'beam A { gantry = 90 deg }',
      cause: /field of A enters the patient through the edge of the planning image/,
      nextStep: /Turn the gantry or couch.*or write "accept truncated"/,
    },
    'a target outside the body': {
      change: { 'target GTV': 'target Nodes = structure "Elsewhere"\ntarget GTV' },
      code: 'RT4004',
      line: 'target Nodes = structure "Elsewhere"',
      cause: /Nodes lies outside the body altogether/,
      nextStep: /Check the body and the structure set/,
    },
  };

  for (const [title, { change, code, line, cause, nextStep }] of Object.entries(refused)) {
    it(`of ${title} is refused at its line, with the cause and the next step`, async () => {
      const text = smallPlan(change);
      const outcome = await run(text);
      // Not even in part: a refused run has no field for a result.
      assert.equal(outcome.kind, 'refused');
      const errors = seriousOf(outcome).filter((d) => d.severity === 'error');
      assert.deepEqual(
        errors.map((d) => d.code),
        [code],
      );
      const [finding] = errors;
      assert.equal(lineOf(text, finding), line);
      assert.match(finding.message, cause);
      assert.match(finding.message, nextStep);
    });
  }

  it('of a misspelt structure gets the right name, and a fix that mends it', async () => {
    const text = smallPlan({ 'target GTV': 'organ Parotid = structure "Paritid_L"\ntarget GTV' });
    const outcome = await run(text);
    assert.equal(outcome.kind, 'refused');
    const [finding] = seriousOf(outcome);
    assert.equal(finding.code, 'RT3010');
    assert.equal(lineOf(text, finding), 'organ Parotid = structure "Paritid_L"');
    assert.match(finding.message, /no "Paritid_L"\. Did you mean "Parotid_L"\?/);
    assert.equal(finding.fixes?.length, 1);
    const mended = applied(text, finding.fixes[0]);
    assert.match(mended, /^organ Parotid = structure "Parotid_L"$/m);
    assert.deepEqual(seriousOf(await run(mended)), []);
  });

  it('of a beam through the cut edge is computed once accepted, and says NOT DOSIMETRIC on every view', async () => {
    const text = smallPlan({
      'dicom "ct"': 'dicom "ct-cut"',
      'structure "External"': 'threshold -300 HU',
      'gantry = 0': 'gantry = 90',
      '  aperture': '  accept truncated\n  aperture',
    });
    const outcome = await run(text);
    assert.ok(outcome.kind === 'result', outcomeText(outcome));
    assert.equal(outcome.result.notDosimetric, true);
    assert.deepEqual(
      outcome.result.diagnostics.filter((d) => d.code === 'RT4104').map((d) => lineOf(text, d)),
      ['beam A { gantry = 90 deg }'],
    );
    const loaded = previewModel(outcome.result);
    const views = [
      ...(['axial', 'coronal', 'sagittal'] as const).map((plane) =>
        renderSliceSvg(loaded, { plane, crosshairMm: outcome.result.beams[0].isocentreMm }),
      ),
      renderDvhSvg(loaded.model),
    ];
    for (const svg of views) assert.match(svg, /NOT DOSIMETRIC/);
  });

  it('of a region outside the dose grid leaves its goal without a value, and not met', async () => {
    const text = smallPlan({
      'target GTV': 'organ Hand = structure "Elsewhere"\ntarget GTV',
      'goals {': 'goals {\n  Hand max <= 10 Gy must',
    });
    const outcome = await run(text);
    assert.ok(outcome.kind === 'result', outcomeText(outcome));
    const [goal] = outcome.result.goals;
    assert.deepEqual([goal.achieved, goal.margin, goal.met], [undefined, undefined, false]);
    const [finding, ...others] = seriousOf(outcome);
    assert.deepEqual(others, []);
    assert.equal(finding.code, 'RT6003');
    assert.equal(lineOf(text, finding), 'Hand max <= 10 Gy must');
    assert.match(finding.message, /has no value: the region lies outside the dose grid/);
    assert.match(finding.message, /counts as not met/);
  });

  it('of a grid too large for the memory names a grid that fits', async () => {
    const prepared = async (grid: string): Promise<readonly Diagnostic[]> => {
      const plan = planOf(smallPlan({ 'grid = 10 mm': `grid = ${grid}` }));
      const graph = createGraph();
      const { loaded } = await loadPatient(plan, { ...options(), graph, onProgress: () => undefined });
      assert.ok(loaded);
      return prepare(plan, loaded, { threads: 2, machines, memoryBytes: 100e6, graph }).diagnostics;
    };
    const [finding, ...others] = await prepared('0.5 mm');
    assert.deepEqual(others, []);
    assert.equal(finding.code, 'RT4112');
    assert.equal(lineOf(smallPlan({ 'grid = 10 mm': 'grid = 0.5 mm' }), finding), 'compute { grid = 0.5 mm }');
    assert.match(finding.message, /would need [\d.]+ GB of memory; 0\.1 GB may be used/);
    const fits = /Write "grid = ([\d.]+ mm)" in the compute block/.exec(finding.message);
    assert.ok(fits, finding.message);
    assert.deepEqual(
      (await prepared(fits[1])).filter((d) => d.severity === 'error'),
      [],
    );
  });

  it('does not come of a run that is cancelled: it ends without a result, and the next one computes', async () => {
    const session = createSession({ threads: 2 });
    try {
      const plan = planOf(smallPlan({ 'grid = 10 mm': 'grid = 3 mm' }));
      const abort = new AbortController();
      const stages: string[] = [];
      const outcome = await session.run(plan, {
        baseFolder: syntheticPatient(),
        signal: abort.signal,
        onProgress: ({ stage }) => {
          stages.push(stage);
          if (stage === 'Computing dose') abort.abort();
        },
      });
      assert.deepEqual(outcome, { kind: 'cancelled' });
      assert.ok(!stages.includes('Evaluating'));
      const next = await session.run(planOf(smallPlan()), { baseFolder: syntheticPatient() });
      assert.equal(next.kind, 'result');
    } finally {
      await session.dispose();
    }
  });

  it('does not come of a thread that dies: the run fails by name, and the next one computes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dosewright-test-'));
    const mark = JSON.stringify(join(folder, 'died-once'));
    const workerFile = join(folder, 'worker.cjs');
    // Dies at its first task; those started after that are ordinary dose workers.
    writeFileSync(
      workerFile,
      `const fs = require('node:fs');
       if (fs.existsSync(${mark})) require(${JSON.stringify(join(distFolder(), 'dose-worker.cjs'))});
       else require('node:worker_threads').parentPort.on('message', () => { fs.writeFileSync(${mark}, ''); process.exit(3); });`,
    );
    const mortal = createDosePool({ threads: 1, workerFile });
    try {
      const outcome = await run(smallPlan(), mortal);
      assert.ok(outcome.kind === 'failed', outcomeText(outcome));
      assert.match(outcome.message, /thread ended before its work was done \(exit code 3\)/);
      assert.match(outcome.message, /Run again/);
      assert.equal((await run(smallPlan(), mortal)).kind, 'result');
    } finally {
      await mortal.dispose();
      rmSync(folder, { recursive: true });
    }
  });

  it('is found by a check as by a run', async () => {
    const plan = planOf(smallPlan({ 'dicom "pet"': 'dicom "pet-no-weight"' }));
    const [checked, computed] = [await checkPlan(plan, options()), await runPlan(plan, { ...options(), pool })];
    assert.deepEqual(checked, computed);
  });

  function options(): Parameters<typeof checkPlan>[1] {
    return {
      baseFolder: syntheticPatient(),
      signal: new AbortController().signal,
      threads: 2,
      onProgress: () => undefined,
    };
  }

  function run(text: string, dosePool = pool): Promise<RunOutcome> {
    return runPlan(planOf(text), { ...options(), pool: dosePool });
  }
});

function planOf(text: string): Plan {
  const { plan, diagnostics } = analyse({ file: '/plans/small.rtplan', text }, () => undefined);
  assert.deepEqual(diagnostics, []);
  assert.ok(plan);
  return plan;
}

function seriousOf(outcome: RunOutcome): Diagnostic[] {
  const all =
    outcome.kind === 'result'
      ? outcome.result.diagnostics
      : outcome.kind === 'refused'
        ? outcome.diagnostics
        : assert.fail(outcomeText(outcome));
  return all.filter((d) => d.severity === 'error' || d.severity === 'warning');
}

function lineOf(text: string, { range }: Diagnostic): string {
  return text.split('\n')[range.start.line].trim();
}

function applied(text: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => offsetAt(text, b.range.start) - offsetAt(text, a.range.start))
    .reduce(
      (t, e) => t.slice(0, offsetAt(text, e.range.start)) + e.newText + t.slice(offsetAt(text, e.range.end)),
      text,
    );
}

function outcomeText(outcome: RunOutcome): string {
  if (outcome.kind === 'refused') return outcome.diagnostics.map((d) => `${d.code} ${d.message}`).join('\n');
  return outcome.kind === 'failed' ? outcome.message : outcome.kind;
}
