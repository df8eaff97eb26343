import assert from 'node:assert/strict';
import { voxelOxygenFromUptake } from '../../../src/biology/oxygen-from-uptake.ts';
import { createGraph } from '../../../src/engine/graph/graph.ts';
import { biologySummary } from '../../../src/engine/outcome/biology-summary.ts';
import { biologicalMaps } from '../../../src/engine/outcome/biological-maps.ts';
import { tumourClasses } from '../../../src/engine/outcome/tumour-classes.ts';
import { controlOf, tumourOf } from '../../../src/engine/outcome/tumour-control.ts';
import { asWritten } from '../../../src/engine/outcome/uncertainty.ts';
import { voxelSampler } from '../../../src/engine/outcome/voxel-samples.ts';
import type { PlanDose } from '../../../src/engine/plan-dose.ts';
import type { Scene } from '../../../src/engine/prepare.ts';
import { calibrationNamed } from '../../../src/evidence/uptake-calibrations.ts';
import type { Grid, Region, Volume } from '../../../src/patient/grid.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { mapNames, type MapName } from '../../../src/preview/map-names.ts';

const side = 25;
const grid: Grid = { size: [side, side, side], originMm: [-36, -36, -36], spacingMm: [3, 3, 3] };
const at = { file: '', start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const voxelCc = 0.027;

function ball(name: string, radiusMm: number, x = 0): Region {
  const signedDistanceMm = Float32Array.from({ length: side ** 3 }, (_, o) => {
    const [i, j, k] = [o % side, Math.floor(o / side) % side, Math.floor(o / side ** 2)];
    return 3 * Math.hypot(i - 12 - x / 3, j - 12, k - 12) - radiusMm;
  });
  return { name, grid, signedDistanceMm };
}

const regions = new Map(
  [ball('GTV', 20), ball('Core', 10), ball('Cord', 8, 28), ball('Skin', 34)].map((one) => [one.name, one]),
);
const tissue = (name: string, parameters: Record<string, { value: number; unit: string }>) => ({
  name,
  parameters,
  at,
});
const plan = {
  tissues: [
    tissue('Carcinoma', {
      alpha: { value: 0.4, unit: '/Gy' },
      'alpha/beta': { value: 10, unit: 'Gy' },
      clonogens: { value: 1e6, unit: '/cc' },
    }),
    tissue('Nerve', { 'alpha/beta': { value: 2, unit: 'Gy' } }),
  ],
  regions: [
    { name: 'Skin', role: 'organ', at },
    { name: 'GTV', role: 'target', tissue: 'Carcinoma', at },
    {
      name: 'Core',
      role: 'subtarget',
      parent: 'GTV',
      biology: {
        oxygen: { image: 'fmiso', by: 'dasu2012', at },
        reoxygenationHalfLifeDays: 10,
        clonogensPerCc: { value: 1e7, unit: '/cc' },
        at,
      },
      at,
    },
    { name: 'Cord', role: 'organ', tissue: 'Nerve', at },
  ],
  schedule: {
    perWeek: 5,
    start: 'monday',
    missedDays: [],
    gradients: [],
    phases: [{ fractions: 30, prescriptions: [{ region: 'GTV' }], precedence: [], normalise: { kind: 'none' }, at }],
  },
} as unknown as Plan;
const image: Volume = { grid, values: new Float32Array(side ** 3).fill(6), quantity: 'ratio' };
const metric = { kind: 'doseAtVolume', value: 50, unit: 'percent' } as const;
const scene = {
  regions,
  images: new Map([['fmiso', image]]),
  medium: { grid },
  prescriptions: [[{ region: 'GTV', doseGy: 60, metric, at }]],
  hashes: { medium: '', region: (name: string) => name, image: (name: string) => name },
} as unknown as Scene;
/** 50 to 74 Gy along x. */
const doseGy = Float32Array.from({ length: side ** 3 }, (_, o) => 50 + (o % side));
const dose = {
  doseGy,
  phases: [{ fractions: 30, doseGy, normalisationFactor: 1 }],
  hash: 'gradient',
} as unknown as PlanDose;
const graph = createGraph();
const map = (name: MapName): Float32Array => biologicalMaps([name], plan, scene, dose, graph)[0].values;
const middle = 12 + side * (12 + side * 12);
/** Voxel (i, 12, 12). */
const alongX = (i: number): number => i + side * (12 + side * 12);

describe('The maps of a plan’s biology', () => {
  it('are absent where the plan says nothing, never zero', () => {
    // In the skin, of which no tissue is named, and outside of everything.
    for (const name of mapNames) for (const voxel of [alongX(4), 0]) assert.ok(Number.isNaN(map(name)[voxel]), name);
    assert.ok(Number.isNaN(map('clonogens')[alongX(21)]), 'the cord has no clonogens');
  });

  it('have the EQD2 of each voxel’s own dose and tissue', () => {
    // 62 Gy in 30 fractions: 62 (62/30 + 10) / 12; 71 Gy to nerve: 71 (71/30 + 2) / 4.
    assert.ok(Math.abs(map('eqd2')[middle] - (62 * (62 / 30 + 10)) / 12) < 1e-3);
    assert.ok(Math.abs(map('eqd2')[alongX(21)] - (71 * (71 / 30 + 2)) / 4) < 1e-3);
  });

  it('have oxygen and clonogens of the innermost region', () => {
    const [oer, clonogens] = [map('oer'), map('clonogens')];
    assert.ok(oer[middle] > 1.2 && oer[middle] < 3);
    assert.equal(oer[alongX(17)], 1);
    assert.deepEqual(
      [clonogens[middle], clonogens[alongX(17)]].map((value) => Math.round(value * 1e5) / 1e5),
      [7, 6],
    );
  });

  it('have the prescription where there is one', () => {
    assert.equal(map('prescription')[middle], 60);
    assert.ok(Number.isNaN(map('prescription')[alongX(21)]));
  });

  it('make, clonogens times survival summed over a target, the survivors behind its TCP', () => {
    const [survival, clonogens] = [map('survival'), map('clonogens')];
    let survivors = 0;
    for (let v = 0; v < survival.length; v++)
      if (!Number.isNaN(survival[v])) survivors += 10 ** (clonogens[v] + survival[v]) * voxelCc;
    const samples = voxelSampler(scene, graph);
    const target = plan.regions[1];
    const classes = tumourClasses(plan, target, { scene, samples, graph });
    assert.notEqual(typeof classes, 'string');
    if (typeof classes === 'string') return;
    const own = samples.of('GTV')!;
    const sampled = Float32Array.from(own.corner, (voxel) => doseGy[voxel]);
    const tumour = tumourOf(
      classes,
      { doseGy: sampled, phases: [{ fractions: 30, doseGy: sampled }] },
      { fractions: 30, overallDays: 39 },
    );
    const tcp = controlOf(tumour, { fractions: 30, overallDays: 39 }, asWritten);
    assert.ok(tcp > 1e-6 && tcp < 1, `${tcp}`);
    assert.ok(Math.abs(Math.exp(-survivors) - tcp) < 2e-3 * tcp, `${Math.exp(-survivors)}, TCP ${tcp}`);
  });

  it('are made once for the same plan and dose', () => {
    assert.equal(map('eqd2'), map('eqd2'));
  });
});

describe('The summary of the maps by region', () => {
  const summary = biologySummary(plan, scene, dose, graph);
  const of = (name: string) => summary.find(({ region }) => region === name)!;
  const near = (found: number | undefined, expected: number, tolerance = 1e-3): void =>
    assert.ok(Math.abs(found! - expected) <= tolerance * Math.abs(expected), `${found}, expected ${expected}`);

  it('has the regions with a tissue or a biology, and no other', () => {
    assert.deepEqual(
      summary.map(({ region }) => region),
      ['GTV', 'Core', 'Cord'],
    );
    assert.equal(of('Core').voxels, voxelSampler(scene, graph).of('Core')!.corner.length);
  });

  it('has the least, mean and greatest of what the voxels have', () => {
    // The cord lies along x = 20 to 36 mm, voxels 19 to 24: 69 to 74 Gy about 71.3 Gy.
    const { eqd2Gy, clonogensPerCc, pO2MmHg, oer, prescribedGy } = of('Cord');
    const nerve = (gy: number) => (gy * (gy / 30 + 2)) / 4;
    near(eqd2Gy?.min, nerve(69));
    near(eqd2Gy?.max, nerve(74));
    near(eqd2Gy?.mean, nerve(71.33), 5e-3);
    assert.deepEqual([clonogensPerCc, pO2MmHg, oer, prescribedGy], [undefined, undefined, undefined, undefined]);
  });

  it('counts clonogens by density, not by their logarithm, and oxygen where an image says it', () => {
    const [tumour, core] = [of('GTV'), of('Core')];
    near(core.clonogensPerCc?.mean, 1e7);
    near(tumour.clonogensPerCc?.max, 1e7);
    near(tumour.clonogensPerCc?.min, 1e6);
    const share = core.voxels / tumour.voxels;
    near(tumour.clonogensPerCc?.mean, 1e7 * share + 1e6 * (1 - share));
    near(tumour.pO2MmHg?.percent, 100 * share);
    assert.equal(core.pO2MmHg?.percent, 100);
    assert.deepEqual([tumour.oer?.min, tumour.oer?.percent], [1, 100]);
    assert.equal(core.oer?.min, tumour.oer?.max);
    assert.deepEqual(core.prescribedGy, { mean: 60, min: 60, max: 60, percent: 100 });
  });

  it('gives the oxygen pressure that the calibration gives its uptake', () => {
    const { curve } = calibrationNamed('dasu2012');
    const expected = new Float32Array(1);
    voxelOxygenFromUptake(Float32Array.of(6), curve, 100, expected);
    near(of('Core').pO2MmHg?.mean, expected[0]);
    assert.ok(expected[0] > 0 && expected[0] < 10, `${expected[0]} mmHg`);
  });
});
