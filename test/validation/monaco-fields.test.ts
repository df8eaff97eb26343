import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { analyse } from '../../src/language/analyse.ts';
import { buildBundles } from '../support/bundles.ts';
import { sharedData } from '../support/shared-data.ts';

/** Water with its surface 10 cm before the isocentre, where the plans of Monaco put it (SSD 90 cm), and a ball of 12 mm about the isocentre. */
const text = (provided: string, isocentreYMm: number): string => `plan "Fields of Monaco on water"

phantom Tank {
  size   = 30 cm x 32 cm x 30 cm
  voxel  = 4 mm
  centre = (0, ${isocentreYMm + 50}, 0) mm
  Body   = box 28 cm x 30 cm x 28 cm at (0, ${isocentreYMm + 50}, 0) mm { material = water }
  Iso    = sphere diameter 1.2 cm at (0, ${isocentreYMm}, 0) mm
}

patient P1 {
  images { ct = phantom Tank }
  structures = phantom Tank
  body = structure "Body"
}

organ Iso = structure "Iso"

schedule 1 fraction {
}

beams photon {
  machine = std.linac6MV
  provided = dicom ${provided}
}

compute { grid = 4 mm }
`;

/**
 * The dose that Monaco states at the isocentre, 10 cm deep, with its own beam model of an Elekta linac. `std.linac6MV` is no model of that machine, but
 * a flattened 6 MV beam calibrated likewise has to come near: monitor units, leaves, jaws and isocentres of the files are then read rightly.
 */
describe('the dose of beams planned with Monaco', function () {
  this.timeout(120_000);
  let pool: DosePool;
  let folder: string;
  before(function () {
    folder = sharedData('data/dicom/rtplans', this);
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool?.dispose());

  for (const [what, provided, isocentreYMm, statedGy, percent] of [
    ['2.4 × 2.0 cm', '"monaco_24mm_x_20mm_rectangle.dcm"', 0, 2.0, 5],
    ['5 × 5 cm', '"monaco_06MV_watertank_10fields.dcm" only "05x05"', -200, 7.269, 2],
    ['10 × 10 cm', '"monaco_06MV_watertank_10fields.dcm" only "10x10"', -200, 8.119, 2],
    ['20 × 20 cm', '"monaco_06MV_watertank_10fields.dcm" only "20x20"', -200, 8.865, 2],
  ] as const)
    it(`${what} is within ${percent} % of ${statedGy} Gy at the isocentre`, async () => {
      const { plan } = analyse({ file: '/plans/monaco.rtplan', text: text(provided, isocentreYMm) }, () => undefined);
      const options = {
        baseFolder: folder,
        signal: new AbortController().signal,
        threads: 2,
        onProgress: () => undefined,
        graph: createGraph(),
      };
      const outcome = await runPlan(plan!, { ...options, pool });
      assert.ok(outcome.kind === 'result', outcome.kind);
      const [{ meanGy }] = outcome.result.dvhs;
      assert.ok(Math.abs(meanGy / statedGy - 1) < percent / 100, `${meanGy} Gy`);
    });
});
