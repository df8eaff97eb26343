import assert from 'node:assert/strict';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { isoeffectiveDose } from '../../src/engine/isoeffective.ts';
import type { Scene } from '../../src/engine/prepare.ts';
import { regionSampler } from '../../src/engine/region-samples.ts';
import type { Grid, Region, Volume } from '../../src/patient/grid.ts';
import type { Plan, PlanRegion } from '../../src/plan/plan.ts';
import { hypoxiaReductionFactor, oxygenConstants } from '../../src/biology/oxygen.ts';
import { oxygenFromUptake } from '../../src/biology/oxygen-from-uptake.ts';

const grid: Grid = { size: [31, 31, 31], originMm: [-45, -45, -45], spacingMm: [3, 3, 3] };
const at = { file: '', start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function ball(name: string, radiusMm: number): Region {
  const signedDistanceMm = Float32Array.from({ length: 31 ** 3 }, (_, o) => {
    const [i, j, k] = [o % 31, Math.floor(o / 31) % 31, Math.floor(o / 961)];
    return 3 * Math.hypot(i - 15, j - 15, k - 15) - radiusMm;
  });
  return { name, grid, signedDistanceMm };
}

const oxygen = { image: 'fmiso', by: 'dasu2012', at };
const tissue = (name: string, alpha: number, clonogens = 1e7): Plan['tissues'][number] => ({
  name,
  parameters: {
    alpha: { value: alpha, unit: '/Gy' },
    'alpha/beta': { value: 10, unit: 'Gy' },
    clonogens: { value: clonogens, unit: '/cc' },
  },
  at,
});

const regions = new Map([ball('GTV', 24), ball('Core', 12)].map((region) => [region.name, region]));
const gtv = { name: 'GTV', role: 'target', tissue: 'Carcinoma', at } as unknown as PlanRegion;
const core = (change: Partial<PlanRegion> = {}): PlanRegion =>
  ({ name: 'Core', role: 'subtarget', parent: 'GTV', at, ...change }) as unknown as PlanRegion;
const uptake = 9;

function dose(
  inner: PlanRegion,
  { tissues = [tissue('Carcinoma', 0.3)], equalControl = false, fractions = 30, reference = gtv } = {},
) {
  const plan = {
    tissues,
    regions: [reference, inner],
    schedule: {
      perWeek: 5,
      start: 'monday',
      missedDays: [],
      phases: [{ fractions, prescriptions: [], precedence: [], normalise: { kind: 'none' }, at }],
    },
  } as unknown as Plan;
  const image: Volume = { grid, values: new Float32Array(31 ** 3).fill(uptake), quantity: 'ratio' };
  const scene = {
    regions,
    images: new Map([['fmiso', image]]),
    medium: { grid },
    hashes: { medium: '', region: (name: string) => name, image: (name: string) => name },
  } as unknown as Scene;
  const graph = createGraph();
  const samples = regionSampler(scene, graph);
  const asked = { region: 'Core', to: 'GTV', referenceGy: 60, equalControl };
  const found = isoeffectiveDose(plan, { fractions }, asked, { scene, samples, graph });
  assert.equal(typeof found, 'number', String(found));
  return found as number;
}

const near = (found: number, expected: number, tolerance = 2e-3): void =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, expected ${expected}`);

describe('An isoeffective dose', () => {
  it('to cells of the same biology is the dose of the reference', () => {
    near(dose(core()), 60);
  });

  it('to cells of another sensitivity has the same log cell kill', () => {
    // 0.3 · 60 (1 + 2/10) = 21.6 = 0.2 D (1 + D/300): D = 150 (√(1 + 432 / 300) − 1).
    const resistant = dose(core({ tissue: 'Resistant' }), {
      tissues: [tissue('Carcinoma', 0.3), tissue('Resistant', 0.2)],
    });
    near(resistant, 150 * (Math.sqrt(1 + 432 / 300) - 1));
  });

  it('to cells that stay hypoxic is that in oxygen times their hypoxia reduction factor', () => {
    const factor = hypoxiaReductionFactor(
      oxygenFromUptake(uptake, oxygenConstants.fmiso).pressureMmHg,
      oxygenConstants.carlson,
    );
    const still = dose(core({ biology: { oxygen, at } }));
    assert.ok(factor > 1.5);
    near(still, 60 * factor, 0.02);
    // Cells that see oxygen again need less.
    const moving = dose(core({ biology: { oxygen, reoxygenationHalfLifeDays: 10, at } }));
    assert.ok(moving > 60 && moving < still, `${moving}`);
    const slower = dose(core({ biology: { oxygen, reoxygenationHalfLifeDays: 40, at } }));
    assert.ok(slower > moving && slower < still, `${slower}`);
  });

  it('to a reference without a tissue is to its own cells in full oxygen, wherever their oxygen is said', () => {
    const inner = (change: Partial<PlanRegion>) => core({ tissue: 'Carcinoma', ...change });
    const around = { reference: { ...gtv, tissue: undefined } };
    const bySubtarget = dose(inner({ biology: { oxygen, at } }), around);
    const byTissue = dose(inner({}), { ...around, tissues: [{ ...tissue('Carcinoma', 0.3), oxygen }] });
    assert.ok(bySubtarget > 90, `${bySubtarget}`);
    near(byTissue, bySubtarget);
  });

  it('counts how dense the clonogens are where control is to be equal', () => {
    const dense = [tissue('Carcinoma', 0.3), tissue('Dense', 0.3, 1e9)];
    near(dose(core({ tissue: 'Dense' }), { tissues: dense }), 60);
    // Two decades more: 0.3 D (1 + D/300) = 21.6 + ln 100.
    const kill = 21.6 + Math.log(100);
    near(
      dose(core({ tissue: 'Dense' }), { tissues: dense, equalControl: true }),
      150 * (Math.sqrt(1 + kill / 22.5) - 1),
    );
  });
});
