import assert from 'node:assert/strict';
import type { RunResult } from '../../../src/engine/results.ts';
import { pooledRun } from '../../support/pooled-run.ts';

/** A ball of tumour cells and a rod of parotid that reaches into it: control and complication both rise steeply with the dose, at 45 to 75 Gy. */
const plan = (gy: number, maximise = false): string => `import "std/tissues"
plan "Control against complication"

phantom Water {
  size = 12 cm
  voxel = 4 mm
  Tank = box 12 cm at (0, 0, 0) cm { material = water }
  Ball = sphere diameter 4 cm at (0, 0, 0) cm
  Rod = cylinder diameter 2 cm length 5 cm along z at (2.6, 0, 0) cm
}

patient P002 {
  images { ct = phantom Water }
  structures = phantom Water
  body = structure "Tank"
}

tissue Carcinoma {
  alpha = 0.30 /Gy varies 0.03 /Gy
  alpha/beta = 10 Gy
  clonogens = 1e6 /cc
}

organ Rod = structure "Rod" of parotid
target GTV = structure "Ball" of Carcinoma

schedule 30 fractions, 5 per week {
  GTV ${gy} Gy
  ${maximise ? 'maximise P_plus\n  ' : ''}normalise none
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of GTV
  arrange 5 beams every 72 deg from 0 deg
}

optimise { deliver = step_and_shoot, at most 20 segments }
compute { grid = 4 mm }
`;

describe('The greatest P+', function () {
  this.timeout(400_000);
  const resultOf = pooledRun();
  const pPlusOf = ({ outcome }: RunResult): number => outcome.pPlus!.value;
  const meanOf = ({ dvhs }: RunResult, region: string): number => dvhs.find((dvh) => dvh.region === region)!.meanGy;
  let [fromBelow, fromAbove]: (RunResult | undefined)[] = [];
  before(async () => {
    fromBelow = await resultOf(plan(45, true));
    fromAbove = await resultOf(plan(75, true));
  });

  it('is greater than that of any fixed prescription, of which one in between is best', async () => {
    const fixed: number[] = [];
    for (const doseGy of [45, 57, 75]) fixed.push(pPlusOf(await resultOf(plan(doseGy))));
    const [below, between, above] = fixed;
    assert.ok(between > below + 0.2 && between > above + 0.1, fixed.join(', '));
    for (const one of [fromBelow!, fromAbove!])
      assert.ok(pPlusOf(one) > Math.max(...fixed) + 0.2, `${pPlusOf(one)}, and ${fixed.join(', ')}`);
  });

  it('is found from a prescription too low and one too high, within 1.5 points, by a dose that neither writes', () => {
    const [low, high] = [fromBelow!, fromAbove!];
    assert.ok(Math.abs(pPlusOf(low) - pPlusOf(high)) < 0.015, `${pPlusOf(low)} and ${pPlusOf(high)}`);
    assert.ok(meanOf(low, 'GTV') > 60, `${meanOf(low, 'GTV')} Gy from 45 Gy`);
    // At 75 Gy everywhere the rod would have 51 Gy.
    for (const one of [low, high]) assert.ok(meanOf(one, 'Rod') < 25, `${meanOf(one, 'Rod')} Gy in the rod`);
  });
});
