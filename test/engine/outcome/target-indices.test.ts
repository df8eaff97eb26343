import assert from 'node:assert/strict';
import { createGraph } from '../../../src/engine/graph/graph.ts';
import {
  conformityOf,
  eqd2Of,
  geudOf,
  homogeneityOf,
  qualityFactorOf,
  type SampledRegion,
} from '../../../src/engine/outcome/target-indices.ts';
import type { Scene } from '../../../src/engine/prepare.ts';
import { regionSampler } from '../../../src/engine/region-samples.ts';
import { weightedDvh } from '../../../src/evaluate/dvh.ts';
import { sampledDose } from '../../../src/evaluate/samples.ts';
import type { Grid, Region } from '../../../src/patient/grid.ts';
import type { Prescription } from '../../../src/plan/plan.ts';

const grid: Grid = { size: [41, 41, 41], originMm: [-40, -40, -40], spacingMm: [2, 2, 2] };
type Of = (x: number, y: number, z: number) => number;

function sampled(of: Of): Float32Array {
  const values = new Float32Array(41 ** 3);
  for (let o = 0; o < values.length; o++)
    values[o] = of(2 * (o % 41) - 40, 2 * (Math.floor(o / 41) % 41) - 40, 2 * Math.floor(o / 1681) - 40);
  return values;
}
const regions = new Map<string, Region>(
  Object.entries({
    Body: (x: number, y: number, z: number) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) - 39,
    Ball: (x: number, y: number, z: number) => Math.hypot(x, y, z) - 20,
    /** 40 mm along x, 20 mm along y and z. */
    Box: (x: number, y: number, z: number) => Math.max(Math.abs(x) - 20, Math.abs(y) - 10, Math.abs(z) - 10),
    /** Within the box, 32 % of its volume. */
    Inner: (x: number, y: number, z: number) => Math.max(Math.abs(x - 8) - 10, Math.abs(y) - 8, Math.abs(z) - 8),
    /** Half of it within the inner box, half beside it in the box. */
    Across: (x: number, y: number, z: number) => Math.max(Math.abs(x + 2) - 6, Math.abs(y) - 6, Math.abs(z) - 6),
  }).map(([name, of]) => [name, { name, grid, signedDistanceMm: sampled(of) }]),
);
const scene = {
  regions,
  body: regions.get('Body'),
  medium: { grid },
  hashes: { medium: '', region: (name: string) => name },
} as unknown as Scene;
const samples = regionSampler(scene, createGraph());

function inDose(name: string, of: Of, fractions = 30): SampledRegion & { dose: Float32Array } {
  const found = samples.of(name)!;
  const dose = sampled(of);
  const doseGy = sampledDose(found, dose);
  return { samples: found, doseGy, phases: [{ fractions, doseGy }], dose };
}
const near = (found: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs(found! - expected) <= within * Math.abs(expected), `${found}, expected ${expected}`);
/** 60 Gy in the middle of the box, 3 Gy a centimetre: 54 to 66 Gy along its 40 mm. */
const gradient: Of = (x) => 60 + 0.3 * x;
const cone: Of = (x, y, z) => 80 - Math.hypot(x, y, z);

describe('Indices of a target', () => {
  const conformity = (at: ReturnType<typeof inDose>, prescribedGy: number) =>
    conformityOf(at, prescribedGy, { scene, doseGy: at.dose }).value;

  it('Paddick’s conformity of balls within each other is the smaller volume over the larger', () => {
    const ball = inDose('Ball', cone);
    // Isodoses of 16, 20 and 25 mm radius about a target of 20 mm.
    near(conformity(ball, 80 - 16), (16 / 20) ** 3, 0.02);
    // Where isodose and target are one surface, half of what sampling takes off is off twice.
    near(conformity(ball, 80 - 20), 1, 0.04);
    near(conformity(ball, 80 - 25), (20 / 25) ** 3, 0.02);
  });

  it('and of balls beside each other that of their lens', () => {
    const shifted = inDose('Ball', (x, y, z) => 80 - Math.hypot(x - 12, y, z));
    // Two balls of 20 mm, 12 mm apart: the lens is π (4 R + d) (2 R − d)² / 12.
    const lens = (Math.PI * (4 * 20 + 12) * (2 * 20 - 12) ** 2) / 12;
    const ball = (4 / 3) * Math.PI * 20 ** 3;
    near(conformity(shifted, 60), (lens / ball) ** 2, 0.02);
  });

  it('and is 0 where no part of the body reaches the prescription', () => {
    const ball = inDose('Ball', cone);
    const { value, note } = conformityOf(ball, 90, { scene, doseGy: ball.dose });
    assert.equal(value, 0);
    assert.match(note!, /no part of the body reaches the 90 Gy/);
  });

  it('homogeneity of an even gradient is 96 % of its span over its middle', () => {
    const { samples: of, doseGy } = inDose('Box', gradient);
    near(homogeneityOf(weightedDvh(of, doseGy, of.weight)).value, (0.96 * 12) / 60, 0.02);
  });

  it('the gEUD of an even gradient is its integral', () => {
    const box = inDose('Box', gradient);
    for (const a of [-10, 1, 8]) {
      const expected = ((66 ** (a + 1) - 54 ** (a + 1)) / ((a + 1) * 12)) ** (1 / a);
      near(geudOf(box, a).value, expected, 2e-3);
    }
  });

  it('an EQD2 is of each voxel’s own dose per fraction', () => {
    const box = inDose('Box', gradient);
    // ∫ D (D/30 + 3) / 5 over 54 to 66 Gy, over 12 Gy.
    const whole = (d: number) => (d ** 3 / 90 + (3 * d ** 2) / 2) / 5;
    near(eqd2Of(box, 3, { kind: 'mean' }).value, (whole(66) - whole(54)) / 12, 2e-3);
    near(eqd2Of(box, 3, { kind: 'max' }).value, (66 * (66 / 30 + 3)) / 5, 0.01);
    const twice = { ...box, phases: [1, 2].map(() => ({ fractions: 15, doseGy: box.doseGy.map((gy) => gy / 2) })) };
    near(eqd2Of(twice, 3, { kind: 'mean' }).value, (whole(66) - whole(54)) / 12, 2e-3);
  });
});

describe('The quality factor', () => {
  const at = { file: '', start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const prescribed = (region: string, doseGy: number) =>
    ({ region, doseGy, metric: { kind: 'mean' }, at }) as Prescription;
  const factor = (name: string, of: Of, ...phases: Prescription[][]) =>
    qualityFactorOf(inDose(name, of), { prescriptions: phases, regions, images: new Map() });

  it('of a uniform dose is how far it is off, on either side', () => {
    near(factor('Box', () => 63, [prescribed('Box', 60)]).value, 5, 1e-5);
    near(factor('Box', () => 57, [prescribed('Box', 60)]).value, 5, 1e-5);
    assert.ok(factor('Box', () => 60, [prescribed('Box', 60)]).value! < 1e-5);
  });

  it('of an even gradient about the prescription is half of its greatest deviation', () => {
    // 54 to 66 Gy about 60 Gy: up to 10 %, 5 % on average.
    near(factor('Box', gradient, [prescribed('Box', 60)]).value, 5, 0.01);
  });

  it('takes the innermost prescription of each part', () => {
    const painted = [prescribed('Box', 60), prescribed('Inner', 72)];
    near(factor('Box', () => 66, painted).value, 0.68 * 10 + 0.32 * 100 * (6 / 72), 0.02);
    assert.ok(factor('Inner', () => 72, painted).value! < 1e-5);
  });

  it('of a region without a prescription of its own is by the innermost one around each part', () => {
    const nested = [prescribed('Box', 60), prescribed('Inner', 72)];
    // 66 Gy are 10 % above 60 Gy in one half, and 6/72 below 72 Gy in the other.
    const { value, note } = factor('Across', () => 66, nested);
    near(value, 0.5 * 10 + 0.5 * 100 * (6 / 72), 0.02);
    assert.equal(note, undefined, 'all of it has a prescription');
    near(factor('Inner', () => 66, [prescribed('Box', 60)]).value, 10, 1e-5);
  });

  it('sums prescriptions over phases', () => {
    near(factor('Inner', () => 63, [prescribed('Box', 40)], [prescribed('Inner', 20)]).value, 5, 1e-5);
  });

  it('leaves out what has no prescription, and says how much', () => {
    const { value, note } = factor('Box', () => 66, [prescribed('Inner', 60)]);
    near(value, 10, 1e-5);
    assert.match(note!, /^6[789] % of the region has no prescription/);
    assert.equal(factor('Box', () => 66, []).value, undefined);
  });
});
