import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { planDose, type PlanDose } from '../../src/engine/plan-dose.ts';
import type { Scene } from '../../src/engine/prepare.ts';
import { regionSampler } from '../../src/engine/region-samples.ts';
import { machines } from '../../src/physics/machine.ts';
import { computeDvh } from '../../src/evaluate/dvh.ts';
import type { Grid, Region } from '../../src/patient/grid.ts';
import type { Phase, Plan, Prescription } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';

const grid: Grid = { size: [40, 9, 9], originMm: [0, 0, 0], spacingMm: [2, 2, 2] };
const dose = (at: (x: number) => number): Float32Array =>
  Float32Array.from({ length: 40 * 9 * 9 }, (_, o) => at(o % 40));

/** Voxels from..to (exclusive) along x, over the middle of the grid. */
function slab(name: string, from: number, to: number): Region {
  const signedDistanceMm = Float32Array.from({ length: 40 * 9 * 9 }, (_, o) => {
    const [i, j, k] = [o % 40, Math.floor(o / 40) % 9, Math.floor(o / 360)];
    return 2 * Math.max(from - 0.5 - i, i - (to - 0.5), Math.abs(j - 4) - 3.5, Math.abs(k - 4) - 3.5);
  });
  return { name, grid, signedDistanceMm };
}

interface Group {
  readonly region?: string;
  readonly phase?: string;
  readonly weight?: number;
  readonly mu?: number;
  readonly gyPerMu: Float32Array;
}

const regions = new Map([slab('Outer', 5, 35), slab('Inner', 15, 25)].map((region) => [region.name, region]));
const prescribe = (region: string, doseGy: number): Prescription => ({
  region,
  doseGy,
  metric: { kind: 'mean' },
  at: placeAt(1),
});

async function planned(
  groups: readonly Group[],
  prescriptions: Prescription[],
  normalise: Phase['normalise'] = { kind: 'none' },
) {
  return plannedInPhases(groups, [{ fractions: 10, prescriptions, normalise }]);
}

async function plannedInPhases(
  groups: readonly Group[],
  phases: readonly Pick<Phase, 'name' | 'fractions' | 'prescriptions' | 'normalise'>[],
) {
  const plan = {
    schedule: { phases: phases.map((phase) => ({ ...phase, at: placeAt(0) })) },
    beamGroups: groups.map(({ region, phase, weight = 1, mu }, n) => ({
      region,
      phase,
      beams: [{ weight, muPerFraction: mu }],
      at: placeAt(10 + n),
    })),
  } as unknown as Plan;
  const scene = {
    medium: { grid },
    beams: groups.map((_, n) => [{ machine: machines.get('std.linac6MV')!, setups: [{ share: n, setup: {} }] }]),
    regions,
    prescriptions: phases.map(({ prescriptions }) => prescriptions),
    hashes: { medium: '', region: (name: string) => name },
  } as unknown as Scene;
  const graph = createGraph();
  const pool = {
    ...createDosePool({ threads: 1 }),
    kernels: { final: { build: 'simd128' } },
    beamDoses: () => Promise.resolve({ kind: 'doses', gyPerMu: groups.map((g) => g.gyPerMu), build: 'simd128' }),
  } as unknown as DosePool;
  return planDose(plan, scene, {
    pool,
    graph,
    settings: {},
    threads: 1,
    samples: regionSampler(scene, graph),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

const mean = (result: PlanDose, region: string): number => computeDvh(regions.get(region)!, grid, result.doseGy).meanGy;
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-4 * expected, `${actual}, not ${expected}`);

describe('dose of a plan from its beams', () => {
  const everywhere = dose(() => 0.01);
  const inside = dose((x) => (x >= 14 && x < 26 ? 0.01 : 0.001));

  it('scales a group so that its region gets its prescription over all fractions', async () => {
    const result = (await planned([{ region: 'Outer', gyPerMu: everywhere }], [prescribe('Outer', 50)])) as PlanDose;
    near(mean(result, 'Outer'), 50);
    // 50 Gy in 10 fractions at 1 cGy per MU.
    near(result.groupFactors[0], 500);
  });

  it('scales groups from the outermost prescription inwards, whatever their order in the text', async () => {
    const groups = [
      { region: 'Inner', gyPerMu: inside },
      { region: 'Outer', gyPerMu: everywhere },
    ];
    const result = (await planned(groups, [prescribe('Outer', 50), prescribe('Inner', 60)])) as PlanDose;
    near(result.groupFactors[1], 500);
    near(mean(result, 'Inner'), 60);
  });

  it('scales two groups of one prescription by one factor, so that their weights stay as written', async () => {
    const groups = [
      { region: 'Outer', gyPerMu: everywhere },
      { region: 'Outer', weight: 3, gyPerMu: everywhere },
    ];
    const result = (await planned(groups, [prescribe('Outer', 50)])) as PlanDose;
    near(result.groupFactors[0], 125);
    assert.equal(result.groupFactors[0], result.groupFactors[1]);
    near(mean(result, 'Outer'), 50);
  });

  it('takes beams given in MU as they are', async () => {
    const result = (await planned([{ mu: 100, gyPerMu: everywhere }], [])) as PlanDose;
    near(mean(result, 'Outer'), 10);
    assert.deepEqual(result.groupFactors, [1]);
  });

  it('normalises the whole plan by one factor, and tells it', async () => {
    const normalise = {
      kind: 'metric',
      region: 'Inner',
      metric: { kind: 'mean' },
      doseGy: 66,
      at: placeAt(3),
    } as const;
    const groups = [
      { region: 'Outer', gyPerMu: everywhere },
      { region: 'Inner', gyPerMu: inside },
    ];
    const result = (await planned(groups, [prescribe('Outer', 50), prescribe('Inner', 60)], normalise)) as PlanDose;
    near(result.phases[0].normalisationFactor, 1.1);
    near(mean(result, 'Inner'), 66);
    near(result.groupFactors[0], 550);
  });

  it('scales each phase to its own doses in its own fractions, and sums the phases', async () => {
    const groups = [
      { region: 'Outer', phase: 'Base', gyPerMu: everywhere },
      { region: 'Inner', phase: 'Boost', gyPerMu: inside },
    ];
    const none = { kind: 'none' } as const;
    const result = (await plannedInPhases(groups, [
      { name: 'Base', fractions: 25, prescriptions: [prescribe('Outer', 50)], normalise: none },
      { name: 'Boost', fractions: 8, prescriptions: [prescribe('Inner', 16)], normalise: none },
    ])) as PlanDose;
    // 2 Gy a fraction at 1 cGy per MU in both.
    near(result.groupFactors[0], 200);
    near(result.groupFactors[1], 200);
    near(mean(result, 'Inner'), 66);
    assert.deepEqual(
      result.phases.map(({ name, fractions }) => [name, fractions]),
      [
        ['Base', 25],
        ['Boost', 8],
      ],
    );
    const [base, boost] = result.phases.map(({ doseGy }) => doseGy);
    result.doseGy.forEach((gy, voxel) => assert.equal(gy, Math.fround(base[voxel] + boost[voxel])));
    // What the boost spills outside of its region counts.
    assert.ok(mean(result, 'Outer') > 51);
  });

  it('gives, in two phases of the same beams, what one phase of all fractions gives', async () => {
    const none = { kind: 'none' } as const;
    const outer = { region: 'Outer', gyPerMu: inside };
    const one = (await planned([outer], [prescribe('Outer', 50)])) as PlanDose;
    const two = (await plannedInPhases(
      [
        { ...outer, phase: 'A' },
        { ...outer, phase: 'B' },
      ],
      [
        { name: 'A', fractions: 4, prescriptions: [prescribe('Outer', 20)], normalise: none },
        { name: 'B', fractions: 6, prescriptions: [prescribe('Outer', 30)], normalise: none },
      ],
    )) as PlanDose;
    two.doseGy.forEach((gy, voxel) => assert.ok(Math.abs(gy - one.doseGy[voxel]) <= 1e-6 * one.doseGy[voxel]));
  });

  it('refuses a group whose region already has more than it should, at the group', async () => {
    const groups = [
      { region: 'Outer', gyPerMu: everywhere },
      { region: 'Inner', gyPerMu: inside },
    ];
    const outcome = await planned(groups, [prescribe('Outer', 50), prescribe('Inner', 40)]);
    assert.equal(outcome.kind, 'refused');
    const [finding] = outcome.diagnostics;
    assert.deepEqual([finding.code, finding.range.start.line], ['RT4203', 11]);
    assert.match(finding.message, /Inner 40 Gy/);
  });

  it('refuses beams without MU in a plan without prescriptions', async () => {
    const outcome = await planned([{ gyPerMu: everywhere }], []);
    assert.equal(outcome.kind, 'refused');
  });
});
