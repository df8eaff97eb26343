import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDose, type DoseRequest } from '../../../src/engine/dose-file/open-dose.ts';
import { planOfResults, resultsBeside } from '../../../src/engine/dose-file/results-beside.ts';
import { createGraph } from '../../../src/engine/graph/graph.ts';
import { analyse } from '../../../src/language/analyse.ts';
import { writeNrrd } from '../../../src/patient/files/nrrd.ts';
import type { Volume } from '../../../src/patient/grid.ts';
import { envelope, readHostMessage } from '../../../src/preview/protocol.ts';
import { noImage } from '../../../src/preview/model.ts';
import { type Elements, structureSetBytes } from '../../support/dicom-writer.ts';
import { planBytes, standing } from '../../support/plan-writer.ts';
import { type DoseSpec, doseBytes } from '../../support/rtdose-writer.ts';
import { smallPlan } from '../../support/small-plan.ts';
import { identifiers, syntheticPatient } from '../../support/synthetic-patient.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** On the synthetic patient: 16 × 16 × 6 voxels of 10 mm, highest at (10, 0, 0) mm. */
const onPatient: DoseSpec = {
  columns: 16,
  rows: 16,
  position: [-75, -75, -25],
  pixelSpacing: [10, 10],
  offsets: [0, 10, 20, 30, 40, 50],
  stored: (i, j, k) => Math.round(60_000 / (1 + Math.hypot(10 * i - 85, 10 * j - 75, 10 * k - 25) / 40)),
  extra: {
    '00100010': ['PN', `${identifiers[0]}^${identifiers[1]}`],
    '00100020': ['LO', identifiers[2]],
    '00100030': ['DA', identifiers[3]],
  },
};

describe('A dose file', function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  let patient: string;
  let workspace: string;

  beforeEach(() => {
    workspace = mkdtempSync(join(temporary.path, 'workspace-'));
    patient = join(workspace, 'patients', `${identifiers[0]}_${identifiers[1]}`);
    mkdirSync(join(patient, 'dose'), { recursive: true });
  });

  const put = (name: string, content: string | Uint8Array): string => {
    const file = join(patient, name);
    writeFileSync(file, content);
    return file;
  };
  const putFromPatient = (name: string, to = name) =>
    cpSync(join(syntheticPatient(), name), join(patient, to), { recursive: true });
  const putDose = (spec: DoseSpec = {}) => put('dose/RD.dcm', doseBytes({ ...onPatient, ...spec }));
  const open = (file: string, of?: DoseRequest['of'], root = workspace) =>
    openDose(
      { file, root, of },
      { graph: createGraph(), signal: new AbortController().signal, onProgress: () => undefined },
    );
  async function shown(...args: Parameters<typeof open>) {
    const outcome = await open(...args);
    assert.equal(outcome.kind, 'dose', JSON.stringify(outcome));
    const { model, volumes } = outcome.shown;
    // What the view could not read would leave it blank.
    const read = readHostMessage(envelope({ type: 'model', revision: 1, model }));
    assert.ok('message' in read, JSON.stringify(read));
    const words = JSON.stringify(model);
    for (const identifier of identifiers) assert.ok(!words.includes(identifier), `${identifier} in ${words}`);
    return { model, volumes, remarks: model.file!.remarks };
  }
  async function reasons(file: string): Promise<string> {
    const outcome = await open(file);
    assert.equal(outcome.kind, 'unreadable');
    return outcome.reasons.join('\n');
  }

  describe('of a planning system', () => {
    it('lies on the image of its frame of reference, with structures and histograms, wherever they lie beside it', async () => {
      putFromPatient('ct');
      putFromPatient('rtstruct.dcm');
      const { model, volumes, remarks } = await shown(putDose());
      assert.deepEqual(remarks, []);
      assert.deepEqual(
        model.images.map(({ name, quantity, grid }) => [name, quantity, grid.size]),
        [['CT', 'HU', [32, 32, 12]]],
      );
      assert.equal(volumes.get(model.images[0].values)![0], -1000);
      assert.equal(model.regions.find(({ role }) => role === 'body')?.name, 'External');
      assert.equal(model.regions.find(({ name }) => name === 'GTV')?.role, 'target');
      assert.equal(model.regions.find(({ name }) => name === 'Spine')?.role, 'organ');
      assert.ok(!model.regions.some(({ name }) => name === 'Marker'), 'a point has no region');
      const gtv = model.dvhs.find(({ region }) => region === 'GTV')!;
      assert.ok(gtv.meanGy > 45 && gtv.maxGy < 60, `${gtv.meanGy} ${gtv.maxGy}`);
      assert.deepEqual(model.file!.hottestMm, [5, -5, -5]);
      assert.match(model.dose.hundredPercentText, /^100 % = [\d.]+ Gy, the highest of the file$/);
      assert.equal(model.quality, undefined);
      assert.deepEqual([model.beams, model.goals, model.baselines], [[], [], []]);
    });

    it('finds them in its own folder too, other series and other frames among them', async () => {
      for (const name of ['ct', 'pet', 'ct-other-frame'])
        putFromPatient(name === 'ct-other-frame' ? 'pet-other-frame' : name, 'dose');
      const { model, remarks } = await shown(putDose());
      assert.deepEqual(remarks, []);
      assert.deepEqual(
        model.images.map(({ name }) => name),
        ['CT'],
      );
    });

    it('takes what the highest prescription of its plan is for 100 %, and the structure set that the plan names', async () => {
      putFromPatient('ct');
      putFromPatient('rtstruct.dcm');
      const extra: Elements = { '00080018': ['UI', '1.2.3.77'] };
      const ball = Array.from({ length: 4 }, (_, k) => ({
        points: [
          [0, 0, -7.5 + 5 * k],
          [20, 0, -7.5 + 5 * k],
          [20, 20, -7.5 + 5 * k],
        ] as [number, number, number][],
      }));
      put('named.dcm', structureSetBytes({ rois: [{ number: 4, name: 'PTV', contours: ball }], extra }));
      const prescription: Elements = {
        '300a0014': ['CS', 'VOLUME'],
        '300a0020': ['CS', 'TARGET'],
        '300a0026': ['DS', 54.25],
        '30060084': ['IS', 4],
      };
      put(
        'RP.dcm',
        planBytes({
          beams: [standing()],
          extra: { '00080018': ['UI', '1.2.3.6.1'], '300a0010': ['SQ', [prescription]] },
        }),
      );
      const { model, remarks } = await shown(putDose());
      assert.deepEqual(remarks, []);
      assert.equal(model.dose.hundredPercentGy, 54.25);
      assert.equal(model.dose.hundredPercentText, '100 % = 54.25 Gy, prescribed in its RT plan');
      assert.deepEqual(
        model.regions.map(({ name }) => name),
        ['PTV'],
      );
    });

    it('shows no structures where two sets could be meant, and says so', async () => {
      putFromPatient('ct');
      putFromPatient('rtstruct.dcm');
      putFromPatient('rtstruct.dcm', 'again.dcm');
      const { model, remarks } = await shown(putDose());
      assert.deepEqual(model.regions, []);
      assert.match(remarks.join(), /2 structure sets have the frame of reference of the dose/);
    });

    it('stands alone on grey where no image of its frame is there, and says which was looked for, and where', async () => {
      putFromPatient('pet-other-frame');
      const { model, volumes, remarks } = await shown(putDose());
      assert.equal(model.images[0].quantity, noImage);
      assert.ok(volumes.get(model.images[0].values)!.every((value) => value === 0));
      assert.deepEqual(model.images[0].grid, model.dose.grid);
      assert.match(
        remarks.join(),
        /no series with the frame of reference 1\.2\.3\.9 is in the 5 folders that were looked through \(this file’s, and/,
      );
    });

    it('looks for nothing outside the workspace', async () => {
      putFromPatient('ct');
      const { model, remarks } = await shown(putDose(), undefined, join(patient, 'dose'));
      assert.equal(model.images[0].quantity, noImage);
      assert.match(remarks.join(), /is in this file’s folder\. Put/);
    });

    it('says why an image that is there cannot be shown, without the names of folders', async () => {
      putFromPatient('ct-missing-slice', identifiers[0]);
      const { model, remarks } = await shown(putDose());
      assert.equal(model.images[0].quantity, noImage);
      assert.match(remarks.join(), /The image was found and cannot be shown\. .*slices seem to be missing/);
    });

    it('lays contours on the lattice of the dose where there is no image', async () => {
      putFromPatient('rtstruct.dcm');
      const { model } = await shown(putDose());
      const gtv = model.dvhs.find(({ region }) => region === 'GTV');
      assert.ok(gtv && gtv.meanGy > 44);
    });

    it('says what is not known of a dose without a frame of reference', async () => {
      putFromPatient('ct');
      const { remarks } = await shown(putDose({ extra: { ...onPatient.extra, '00200052': undefined } }));
      assert.match(remarks.join(), /the dose states no frame of reference/);
    });

    it('that is 0 Gy everywhere is shown and said to be', async () => {
      const { model } = await shown(putDose({ stored: () => 0 }));
      assert.equal(model.dose.hundredPercentText, 'The dose is 0 Gy everywhere');
    });

    const bad: readonly { what: string; file: () => string; says: RegExp }[] = [
      {
        what: 'relative dose',
        file: () => putDose({ extra: { '30040002': ['CS', 'RELATIVE'] } }),
        says: /holds relative dose .* Export it with DoseUnits GY\.$/,
      },
      {
        what: 'no DoseGridScaling',
        file: () => putDose({ extra: { '3004000e': undefined } }),
        says: /DoseGridScaling is missing.* Export it again\.$/,
      },
      {
        what: 'a CT',
        file: () => (putFromPatient('ct'), join(patient, 'ct', 'slice-0.dcm')),
        says: /^The file holds CT, not RTDOSE\. Name an RT dose file\.$/,
      },
      {
        what: 'no DICOM',
        file: () => put('dose/RD.dcm', 'Meeting at nine'),
        says: /is not a DICOM file/,
      },
      {
        what: 'a file that was cut off',
        file: () => {
          const file = putDose();
          truncateSync(file, readFileSync(file).length - 200);
          return file;
        },
        says: /is cut short or damaged\. Copy or export it again\.$/,
      },
      { what: 'no file', file: () => join(patient, 'gone.dcm'), says: /cannot be opened/ },
    ];
    for (const { what, file, says } of bad)
      it(`with ${what} is refused with cause and next step`, async () => {
        assert.match(await reasons(file()), says);
      });
  });

  describe('that dosewright run wrote', () => {
    const dose: Volume = {
      grid: { size: [12, 10, 5], originMm: [-55, -45, -20], spacingMm: [10, 10, 10] },
      values: new Float32Array(600).map((_, n) => (n % 60) + 1),
      quantity: 'Gy',
    };
    const text = smallPlan();
    const results = (plan = text, doseGrid = dose.grid) => ({
      plan: {
        title: 'T',
        patient: 'P1',
        file: 'small.rtplan',
        sha256: createHash('sha256').update(plan).digest('hex'),
      },
      doseGrid,
      hundredPercent: { doseGy: 50, text: '100 % = 50 Gy, GTV D50%' },
      quality: { kind: 'final', gridMm: 10, cones: 60, estimatedDifference: null },
    });
    const putResults = (content: object = results()) => {
      put('dose/result.json', JSON.stringify(content));
      return put('dose/dose.nrrd', writeNrrd(dose));
    };
    /** As the extension does it. */
    async function of(file: string): Promise<DoseRequest['of']> {
      const beside = (await resultsBeside(file))!;
      const found = planOfResults(beside, join(patient, 'dose'), [
        { file: join(syntheticPatient(), 'small.rtplan'), text },
      ]);
      const { plan } = analyse(found!.plan, () => undefined);
      return { results: beside, plan: { plan: plan!, baseFolder: syntheticPatient(), isSame: found!.isSame } };
    }

    it('lies on the images of its plan, with its regions, its 100 % and its quality', async () => {
      const file = putResults();
      const { model, remarks } = await shown(file, await of(file));
      assert.deepEqual(remarks, []);
      assert.deepEqual(
        model.images.map(({ name, quantity }) => [name, quantity]),
        [
          ['ct', 'HU'],
          ['fdg', 'SUVbw'],
        ],
      );
      assert.deepEqual(
        model.regions.map(({ name, role }) => [name, role]),
        [
          ['body', 'body'],
          ['Spine', 'organ'],
          ['GTV', 'target'],
          ['Avid', 'subtarget'],
        ],
      );
      assert.equal(model.dose.hundredPercentText, '100 % = 50 Gy, GTV D50%');
      assert.deepEqual(model.quality, { kind: 'final', gridMm: 10, cones: 60 });
      assert.equal(model.dvhs.length, 3);
    });

    it('says that the plan has changed since', async () => {
      const file = putResults(results('another text'));
      const { model, remarks } = await shown(file, await of(file));
      assert.equal(model.images[0].name, 'ct');
      assert.match(remarks.join(), /“small\.rtplan” has changed since this dose was computed/);
    });

    it('does not take results of another dose for its own', async () => {
      const file = putResults(results(text, { ...dose.grid, originMm: [0, 0, 0] }));
      const { model, remarks } = await shown(file, await of(file));
      assert.equal(model.images[0].quantity, noImage);
      assert.match(remarks.join(), /results beside the file are of another dose/);
    });

    it('stands alone where nothing lies beside it', async () => {
      const file = put('dose/dose.nrrd', writeNrrd(dose));
      assert.equal(await resultsBeside(file), undefined);
      const { model, remarks } = await shown(file);
      assert.equal(model.images[0].quantity, noImage);
      assert.match(remarks.join(), /no result\.json of dosewright run/);
    });

    it('says which images of the plan are missing', async () => {
      const file = putResults();
      const found = await of(file);
      const { remarks } = await shown(file, { ...found!, plan: { ...found!.plan!, baseFolder: workspace } });
      assert.match(remarks.join(), /“small\.rtplan” names it, and there is no file or folder "ct"/);
    });

    it('is refused where it holds no numbers, or something else than dose', async () => {
      const broken = put('dose/a.nrrd', writeNrrd({ ...dose, values: dose.values.map((v, n) => (n === 3 ? NaN : v)) }));
      assert.match(await reasons(broken), /holds 1 voxels that are not numbers/);
      const map = put('dose/b.nrrd', writeNrrd({ ...dose, quantity: 'HU' }));
      assert.match(await reasons(map), /says that it holds HU, not dose in Gy/);
      const cut = put('dose/c.nrrd', writeNrrd(dose).subarray(0, 400));
      assert.match(await reasons(cut), /cut short or damaged/);
    });
  });

  it('of several plans of a name is that of the one whose text is the same, else of the nearest', () => {
    const planSha256 = createHash('sha256').update('b').digest('hex');
    const candidates = [
      { file: '/w/a/p.rtplan', text: 'a' },
      { file: '/w/b/p.rtplan', text: 'b' },
      { file: '/w/c/p.rtplan', text: 'c' },
    ];
    assert.deepEqual(planOfResults({ planSha256 }, '/w/c/out', candidates), { plan: candidates[1], isSame: true });
    assert.deepEqual(planOfResults({ planSha256: '' }, '/w/c/out', candidates), { plan: candidates[2], isSame: false });
    assert.equal(planOfResults({ planSha256 }, '/w', []), undefined);
  });
});
