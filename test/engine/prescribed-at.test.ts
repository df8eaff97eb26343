import assert from 'node:assert/strict';
import { prescribedAt } from '../../src/engine/prescribed-at.ts';
import { withEffectiveDoses } from '../../src/engine/effective-prescriptions.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import type { Scene } from '../../src/engine/prepare.ts';
import { regionSampler } from '../../src/engine/region-samples.ts';
import type { Grid, Region, Volume } from '../../src/patient/grid.ts';
import type { Plan, Prescription } from '../../src/plan/plan.ts';

const grid: Grid = { size: [40, 12, 12], originMm: [1, 1, 1], spacingMm: [2, 2, 2] };
const at = { file: '', start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** x from `from` to `to` mm, over the middle of the grid. */
function box(name: string, from: number, to: number): Region {
  const signedDistanceMm = Float32Array.from({ length: 40 * 144 }, (_, o) => {
    const [x, y, z] = [2 * (o % 40) + 1, 2 * (Math.floor(o / 40) % 12) + 1, 2 * Math.floor(o / 480) + 1];
    return Math.max(from - x, x - to, Math.abs(y - 12) - 8, Math.abs(z - 12) - 8);
  });
  return { name, grid, signedDistanceMm };
}

const regions = new Map([box('Outer', 10, 70), box('Inner', 30, 50)].map((region) => [region.name, region]));
/** The uptake is the place, x in mm. */
const image: Volume = {
  grid,
  values: Float32Array.from({ length: 40 * 144 }, (_, o) => 2 * (o % 40) + 1),
  quantity: 'SUVbw',
};
const prescribed = (region: string, doseGy: number, more: Partial<Prescription> = {}): Prescription => ({
  region,
  doseGy,
  metric: { kind: 'doseAtVolume', value: 50, unit: 'percent' },
  at,
  ...more,
});
const painted = (region: string, more: Partial<Prescription> = {}): Prescription =>
  prescribed(region, 60, {
    rule: { kind: 'painted', image: 'fdg', low: { value: 30, doseGy: 60 }, high: { value: 50, doseGy: 80 } },
    ...more,
  });

function sceneOf(...prescriptions: Prescription[][]): Scene {
  return {
    prescriptions,
    regions,
    images: new Map([['fdg', image]]),
    medium: { grid },
    beams: [],
    hashes: { medium: '', region: (name: string) => name, image: (name: string) => name },
  } as unknown as Scene;
}

function statistics(region: string, scene: Scene) {
  const samples = regionSampler(scene, createGraph()).of(region)!;
  const doses = prescribedAt(samples, scene);
  const sum = samples.weight.reduce((all, one) => all + one, 0);
  return {
    min: doses.reduce((least, gy) => Math.min(least, gy)),
    max: doses.reduce((most, gy) => Math.max(most, gy)),
    mean: doses.reduce((all, gy, s) => all + gy * samples.weight[s], 0) / sum,
  };
}

const near = (found: number, expected: number, tolerance = 0.05): void =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, expected ${expected}`);

describe('The prescribed dose of a sample', () => {
  it('is that of the innermost region, summed over the phases', () => {
    const scene = sceneOf([prescribed('Outer', 50), prescribed('Inner', 60)], [prescribed('Inner', 16)]);
    const { min, max, mean } = statistics('Outer', scene);
    assert.deepEqual([min, max], [50, 76]);
    // A third of it is the inner region.
    near(mean, 50 + 26 / 3, 0.3);
    assert.deepEqual(statistics('Inner', scene).min, 76);
  });

  it('that is painted lies on its line, and is held at both ends', () => {
    const inner = statistics('Inner', sceneOf([painted('Inner')]));
    near(inner.mean, 70);
    assert.ok(inner.min < 60.5 && inner.max > 79.5);
    const outer = statistics('Outer', sceneOf([painted('Outer')]));
    assert.deepEqual([outer.min, outer.max], [60, 80]);
    near(outer.mean, 70);
  });

  it('is cut by a cap', () => {
    // 60 to 75 Gy over three quarters, 75 Gy over the rest.
    const { max, mean } = statistics('Inner', sceneOf([painted('Inner', { atMostGy: 75 })]));
    assert.equal(max, 75);
    near(mean, 0.75 * 67.5 + 0.25 * 75);
  });
});

describe('A painted prescription', () => {
  it('is scaled to the median of what its voxels are prescribed, and says what is held at an end', () => {
    const scene = sceneOf([painted('Outer')]);
    const graph = createGraph();
    const samples = regionSampler(scene, graph);
    const plan = { schedule: { phases: [{ fractions: 30 }], gradients: [] } } as unknown as Plan;
    const { scene: made, diagnostics } = withEffectiveDoses(plan, scene, { samples, graph });
    near(made.prescriptions[0][0].doseGy, 70, 0.3);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['RT6008'],
    );
    assert.match(
      diagnostics[0].message,
      /33 % of Outer lies below 30 and gets 60 Gy, 3[34] % lies above 50 and gets 80 Gy/,
    );
  });
});
