import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { resultJson, resultSchema } from '../../src/engine/result-json.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { previewModel } from '../../src/engine/preview-model.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { analyse } from '../../src/language/analyse.ts';
import { buildBundles } from '../support/bundles.ts';
import { type BeamSpec, firstPoint, planBytes, standing } from '../support/plan-writer.ts';
import { identifiers, syntheticPatient } from '../support/synthetic-patient.ts';

const text = (beams: string, normalise = ''): string => `plan "Provided"

patient P1 {
  images { ct = dicom "ct" }
  structures = dicom "rtstruct.dcm"
  body = structure "External"
  density = points (-1000 HU: 0.001 g/cc, 0 HU: 1 g/cc, 1000 HU: 1.6 g/cc)
}

target GTV = structure "GTV"

schedule 25 fractions {
  GTV 50 Gy
  ${normalise}
}

beams photon {
  machine = std.linac6MV
  ${beams}
}

compute { grid = 10 mm }
`;

describe('beams of a file', function () {
  this.timeout(60_000);
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());

  async function resultOf(planText: string, graph = createGraph()): Promise<RunResult> {
    const { plan, diagnostics } = analyse({ file: '/plans/provided.rtplan', text: planText }, () => undefined);
    assert.ok(plan, diagnostics.map(({ message }) => message).join('\n'));
    const options = {
      baseFolder: syntheticPatient(),
      signal: new AbortController().signal,
      threads: 2,
      onProgress: () => undefined,
      graph,
    };
    const outcome = await runPlan(plan, { ...options, pool });
    if (outcome.kind === 'result') return outcome.result;
    return assert.fail(
      outcome.kind === 'refused' ? outcome.diagnostics.map(({ message }) => message).join('\n') : outcome.kind,
    );
  }
  let files = 0;
  function provide(...beams: BeamSpec[]): string {
    const name = `own-${files++}.dcm`;
    writeFileSync(join(syntheticPatient(), name), planBytes({ beams }));
    return `provided = dicom "${name}"`;
  }
  const written = (beams: string): string =>
    text(`isocentre = point (0, 0, 0) mm\n  aperture = 4 cm x 4 cm\n  ${beams}`, 'normalise none');

  it('give the dose, bit for bit, of the same beams written in the text', async () => {
    const provided = await resultOf(text('provided = dicom "plan.dcm"'));
    const same = await resultOf(
      written('beam Anterior { gantry = 0 deg mu = 100 MU }\n  beam Left { gantry = 90 deg mu = 100 MU }'),
    );
    assert.deepEqual(provided.doseGy, same.doseGy);
    assert.deepEqual(
      provided.beams.map(({ name, gantryDeg, muPerFraction, fieldSizeMm }) => [
        name,
        gantryDeg,
        muPerFraction,
        fieldSizeMm,
      ]),
      [
        ['Anterior', 0, 100, { x: 40, y: 40 }],
        ['Left', 90, 100, { x: 40, y: 40 }],
      ],
    );
  });

  it('are those that `only` names', async () => {
    const only = await resultOf(text('provided = dicom "plan.dcm" only "Left"'));
    const same = await resultOf(written('beam Left { gantry = 90 deg mu = 100 MU }'));
    assert.deepEqual(only.doseGy, same.doseGy);
  });

  it('are rescaled where the schedule normalises, and then the MU with them', async () => {
    const plain = await resultOf(text('provided = dicom "plan.dcm"'));
    const scaled = await resultOf(text('provided = dicom "plan.dcm"', 'normalise GTV D50% = 50 Gy'));
    assert.equal(plain.phases[0].normalisationFactor, 1);
    const factor = scaled.beams[0].muPerFraction / 100;
    assert.equal(factor, scaled.phases[0].normalisationFactor);
    assert.ok(Math.abs(scaled.hotSpot.doseGy / plain.hotSpot.doseGy / factor - 1) < 1e-5);
    assert.ok(Math.abs(scaled.dvhs[0].meanGy - 50) < 5);
  });

  it('give, in segments, the sum of the segments, each with its MU', async () => {
    const segment = (x: readonly [number, number]) => ({ ASYMX: x, ASYMY: [-20, 20] });
    const [left, right] = [segment([-20, 0]), segment([0, 20])];
    const inSegments = await resultOf(
      text(
        provide(
          standing({
            meterset: 100,
            points: [
              { ...firstPoint, positions: left },
              { weight: 0.3 },
              { weight: 0.3, positions: right },
              { weight: 1 },
            ],
          }),
        ),
      ),
    );
    const alone = await resultOf(
      text(
        provide(
          standing({ name: 'L', meterset: 30 }, { positions: left }),
          standing({ name: 'R', meterset: 70 }, { positions: right }),
        ),
      ),
    );
    assert.equal(inSegments.beams[0].positions.length, 1);
    assert.deepEqual(
      inSegments.beams[0].positions[0].apertures.map(({ muPerFraction }) => Math.round(muPerFraction)),
      [30, 70],
    );
    // Where less than 4 % of the open fluence comes through, depths are interpolated: those of the parts may be where that of the sum is not. So the
    // field itself is looked at, not its rim on voxels of 10 mm.
    closeTo(inSegments, alone, 0.005, 0.5);
  });

  it('give, as an arc, the mean over its angles: steps of 5 degrees are within 2.5 % of steps of 1 degree, voxel by voxel on 10 mm', async () => {
    const arc = (steps: number) => {
      const points = Array.from({ length: steps }, (_, i) => ({
        ...(i === 0 ? firstPoint : {}),
        weight: i / steps,
        gantry: (330 + (60 * i) / steps) % 360,
        gantrySense: 'CW',
      }));
      return standing({ points: [...points, { weight: 1, gantry: 30, gantrySense: 'NONE' }] });
    };
    const coarse = await resultOf(text(provide(arc(1))));
    const fine = await resultOf(text(provide(arc(60))));
    assert.equal(coarse.beams[0].positions.length, 12);
    assert.equal(fine.beams[0].positions.length, 60);
    closeTo(coarse, fine, 0.025);
    const model = previewModel(coarse).model.beams[0];
    assert.equal(model.anglesText, 'gantry 332.5° to 27.5°, couch 0°, collimator 0°');
  });

  it('are computed anew when the file changes, though the text stays and earlier results are kept', async () => {
    const graph = createGraph();
    const beam = standing({ name: 'A' });
    const beams = provide(beam);
    const before = await resultOf(text(beams), graph);
    const name = /"(.*)"/.exec(beams)![1];
    writeFileSync(join(syntheticPatient(), name), planBytes({ beams: [{ ...beam, meterset: 200 }] }));
    const after = await resultOf(text(beams), graph);
    assert.ok(Math.abs(after.hotSpot.doseGy / before.hotSpot.doseGy - 2) < 1e-5);
  });

  it('are told in result.json position by position, with nothing of the person', async () => {
    const result = await resultOf(text('provided = dicom "plan-arc.dcm"'));
    const about = { file: 'provided.rtplan', sha256: '', relative: (file: string) => file, suppressed: [] };
    const json = resultSchema.parse(resultJson(result, about));
    const [{ positions, muPerFraction }] = json.beams;
    assert.equal(positions.length, 12);
    assert.ok(Math.abs(positions.reduce((sum, position) => sum + position.muPerFraction, 0) - muPerFraction) < 1e-9);
    assert.deepEqual(positions[0].apertures[0].jawsMm, { x1: -20, x2: 20, y1: -20, y2: 20 });
    for (const identifier of identifiers) assert.ok(!JSON.stringify(json).includes(identifier));
  });

  it('are shaped by leaves along y as by the same leaves along x of a turned collimator', async () => {
    const boundaries = [-40, -20, 0, 20, 40];
    const jaws = { ASYMX: [-40, 40], ASYMY: [-30, 30] };
    const alongY = standing(
      { leaves: { MLCY: boundaries } },
      { positions: { ...jaws, MLCY: [-30, -20, 0, -10, 10, 20, 25, 30] } },
    );
    // x' = y and y' = -x: the first strip in x is the last in y'.
    const alongX = standing(
      { leaves: { MLCX: boundaries } },
      { collimator: 90, positions: { ASYMX: [-30, 30], ASYMY: [-40, 40], MLCX: [-10, 0, -20, -30, 30, 25, 20, 10] } },
    );
    const results = [await resultOf(text(provide(alongY))), await resultOf(text(provide(alongX)))];
    assert.deepEqual(results[0].doseGy, results[1].doseGy);
  });
});

/** Every voxel within a share of the greatest dose; of those alone that receive at least `from` of it. */
function closeTo(found: RunResult, expected: RunResult, share: number, from = 0): void {
  const greatest = expected.hotSpot.doseGy;
  const worst = found.doseGy.reduce((most, dose, i) => {
    const isCompared = expected.doseGy[i] >= from * greatest;
    return isCompared ? Math.max(most, Math.abs(dose - expected.doseGy[i])) : most;
  }, 0);
  assert.ok(worst <= share * greatest, `${worst} Gy of ${greatest} Gy`);
}
