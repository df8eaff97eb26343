import assert from 'node:assert/strict';
import { createGraph, type Graph } from '../../../src/engine/graph/graph.ts';
import { modelledGoals, outcomeFindings } from '../../../src/engine/outcome/goal-values.ts';
import { outcomeOf, type OutcomeOfRun } from '../../../src/engine/outcome/outcome.ts';
import type { PlanDose } from '../../../src/engine/plan-dose.ts';
import type { Scene } from '../../../src/engine/prepare.ts';
import { regionSampler } from '../../../src/engine/region-samples.ts';
import { oxygenConstants, hypoxiaReductionFactor } from '../../../src/biology/oxygen.ts';
import { oxygenFromUptake } from '../../../src/biology/oxygen-from-uptake.ts';
import type { Grid, Region, Volume } from '../../../src/patient/grid.ts';
import type { Goal, Metric, Plan, PlanRegion } from '../../../src/plan/plan.ts';
import { placeAt } from '../../support/plan-parts.ts';

const grid: Grid = { size: [31, 31, 31], originMm: [-45, -45, -45], spacingMm: [3, 3, 3] };

function ball(name: string, radiusMm: number, x = 0): Region {
  const signedDistanceMm = new Float32Array(31 ** 3);
  for (let o = 0; o < signedDistanceMm.length; o++) {
    const [i, j, k] = [o % 31, Math.floor(o / 31) % 31, Math.floor(o / 961)];
    signedDistanceMm[o] = Math.hypot(3 * i - 45 - x, 3 * j - 45, 3 * k - 45) - radiusMm;
  }
  return { name, grid, signedDistanceMm };
}

const at = placeAt(1);
const per = (value: number, unit: string, more = {}) => ({ value, unit, ...more });
const carcinoma = {
  name: 'Carcinoma',
  parameters: { alpha: per(0.3, '/Gy'), 'alpha/beta': per(10, 'Gy'), clonogens: per(1e6, '/cc') },
  at,
} satisfies Plan['tissues'][number];

const target = (change: Partial<PlanRegion> = {}): PlanRegion =>
  ({ name: 'GTV', role: 'target', tissue: 'Carcinoma', at, ...change }) as PlanRegion;
const core = (biology: PlanRegion['biology'], change: Partial<PlanRegion> = {}): PlanRegion =>
  ({ name: 'Core', role: 'subtarget', parent: 'GTV', biology, at, ...change }) as PlanRegion;
const hypoxia = (halfLifeDays?: number): PlanRegion['biology'] => ({
  oxygen: { image: 'fmiso', by: 'dasu2012', at },
  ...(halfLifeDays === undefined ? {} : { reoxygenationHalfLifeDays: halfLifeDays }),
  at,
});

interface Case {
  readonly regions?: readonly PlanRegion[];
  readonly tissues?: Plan['tissues'];
  readonly doseGy?: number;
  readonly uptake?: number;
  readonly fractions?: number;
  readonly goals?: readonly {
    region?: string;
    metric: Metric;
  }[];
  readonly graph?: Graph;
  /** A phase that follows. */
  readonly later?: { readonly fractions: number; readonly doseGy: number };
  readonly missedDays?: readonly number[];
}

const shapes = new Map(
  [ball('GTV', 20), ball('Core', 10), ball('Avid', 10, 6), ball('Gland', 12, 30)].map((region) => [
    region.name,
    region,
  ]),
);

async function outcomeIn({
  regions = [target()],
  tissues = [carcinoma],
  doseGy = 70,
  uptake = 4,
  fractions = 35,
  later,
  missedDays = [],
  goals = [],
  graph = createGraph(),
}: Case): Promise<OutcomeOfRun & { values: { value?: number; note?: string }[]; plan: Plan }> {
  const plan = {
    tissues,
    regions,
    goals: goals.map((goal) => ({ ...goal, at })),
    evidence: [],
    schedule: {
      perWeek: 5,
      start: 'monday',
      missedDays,
      phases: [fractions, ...(later ? [later.fractions] : [])].map((count) => ({
        fractions: count,
        prescriptions: [],
        precedence: [],
        normalise: { kind: 'none' },
        at,
      })),
      at,
    },
  } as unknown as Plan;
  const fmiso: Volume = { grid, values: new Float32Array(31 ** 3).fill(uptake), quantity: 'ratio' };
  const scene = {
    body: ball('Body', 44),
    regions: new Map(regions.map(({ name }) => [name, shapes.get(name)!])),
    images: new Map([['fmiso', fmiso]]),
    medium: { grid },
    prescriptions: [[]],
    hashes: { medium: '', region: (name: string) => name, image: (name: string) => `${name} ${uptake}` },
  } as unknown as Scene;
  const samples = regionSampler(scene, graph);
  const uniform = (gy: number) => new Float32Array(31 ** 3).fill(gy);
  const phases = [{ fractions, doseGy }, ...(later ? [later] : [])].map((phase) => ({
    fractions: phase.fractions,
    doseGy: uniform(phase.doseGy),
    normalisationFactor: 1,
  }));
  const whole = uniform(doseGy + (later?.doseGy ?? 0));
  const dose = { doseGy: whole, phases, hash: JSON.stringify([doseGy, later]) } as unknown as PlanDose;
  const { signal } = new AbortController();
  const found = await outcomeOf(plan, dose, { scene, samples, graph, signal });
  const value = modelledGoals(plan, found, dose, [], { scene, samples, graph });
  return { ...found, values: plan.goals.map((goal: Goal) => value(goal)), plan };
}

const tcpOf = ({ outcome }: OutcomeOfRun, region = 'GTV'): number => {
  const tcp = outcome.regions.find((candidate) => candidate.region === region)?.tcp;
  assert.ok(tcp, `${region} has no TCP`);
  return tcp.value;
};

const volumeCc = (radiusCm: number) => (4 / 3) * Math.PI * radiusCm ** 3;
/** exp(−N S) of uniform voxels, 35 fractions of 2 Gy in oxygen: BED 84 Gy. */
const control = (clonogens: number, bedGy = 84, growth = 1) => Math.exp(-clonogens * growth * Math.exp(-0.3 * bedGy));

function near(found: number, expected: number, tolerance = 0.01): void {
  assert.ok(
    Math.abs(found - expected) <= tolerance * Math.max(Math.abs(expected), 1e-6),
    `${found}, expected ${expected}`,
  );
}

describe('The outcome of a dose', () => {
  it('has the Poisson control of a uniform dose', async () => {
    near(tcpOf(await outcomeIn({ doseGy: 60 })), control(1e6 * volumeCc(2), 60 * (1 + 60 / 350)), 0.02);
  });

  it('adds up phases by the dose per fraction of each', async () => {
    // 50 Gy in 25 and 12 Gy in 4: BED 60 + 15.6 Gy, EQD2 50 + 13 Gy.
    const found = await outcomeIn({ doseGy: 50, fractions: 25, later: { fractions: 4, doseGy: 12 } });
    near(tcpOf(found), control(1e6 * volumeCc(2), 75.6), 0.02);
    near(found.outcome.regions[0].eqd2!.meanGy, 63, 1e-4);
    const swapped = await outcomeIn({ doseGy: 12, fractions: 4, later: { fractions: 25, doseGy: 50 } });
    near(tcpOf(swapped), tcpOf(found), 1e-9);
  });

  it('is, in phases of the same dose per fraction, that of one course', async () => {
    const hypoxic = {
      regions: [target({ biology: hypoxia(10) })],
      uptake: 1.6,
    };
    const one = tcpOf(await outcomeIn({ ...hypoxic, doseGy: 70, fractions: 35 }));
    const two = tcpOf(await outcomeIn({ ...hypoxic, doseGy: 50, fractions: 25, later: { fractions: 10, doseGy: 20 } }));
    assert.ok(one > 1e-6 && one < 1);
    near(two, one, 1e-6);
  });

  it('loses to repopulation on missed days', async () => {
    const repopulating = {
      ...carcinoma,
      parameters: { ...carcinoma.parameters, 'repopulation.start': per(28, 'd'), 'repopulation.doubling': per(3, 'd') },
    };
    const bedGy = 60 * (1 + 60 / 350);
    // A week's fractions at the end: 53 days instead of 46.
    const late = await outcomeIn({ tissues: [repopulating], doseGy: 60, missedDays: [8, 9, 10, 11, 12] });
    near(tcpOf(late), control(1e6 * volumeCc(2), bedGy, 2 ** (25 / 3)), 0.5);
    assert.ok(tcpOf(late) < tcpOf(await outcomeIn({ tissues: [repopulating], doseGy: 60 })));
  });

  it('takes back what repopulation gives from its start to the end of the course', async () => {
    const repopulating = {
      ...carcinoma,
      parameters: { ...carcinoma.parameters, 'repopulation.start': per(28, 'd'), 'repopulation.doubling': per(3, 'd') },
    };
    const bedGy = 60 * (1 + 60 / 350);
    near(
      tcpOf(await outcomeIn({ tissues: [repopulating], doseGy: 60 })),
      control(1e6 * volumeCc(2), bedGy, 2 ** 6),
      0.2,
    );
    const byRate = {
      ...carcinoma,
      parameters: {
        ...carcinoma.parameters,
        'repopulation.start': per(28, 'd'),
        'repopulation.rate': per(0.5, 'Gy/d'),
      },
    };
    // 18 days of 0.5 Gy EQD2 are 9 Gy EQD2, 10.8 Gy BED.
    near(tcpOf(await outcomeIn({ tissues: [byRate], doseGy: 60 })), control(1e6 * volumeCc(2), bedGy - 10.8), 0.2);
  });

  it('flattens with the spread of alpha between patients', async () => {
    const varied = { ...carcinoma, parameters: { ...carcinoma.parameters, alpha: per(0.3, '/Gy', { varies: 0.06 }) } };
    const [high, highVaried] = [await outcomeIn({ doseGy: 70 }), await outcomeIn({ doseGy: 70, tissues: [varied] })];
    assert.ok(tcpOf(high) > 0.99 && tcpOf(highVaried) < 0.95, `${tcpOf(high)}, ${tcpOf(highVaried)}`);
    const [low, lowVaried] = [await outcomeIn({ doseGy: 45 }), await outcomeIn({ doseGy: 45, tissues: [varied] })];
    assert.ok(tcpOf(low) < 0.01 && tcpOf(lowVaried) > 0.05, `${tcpOf(low)}, ${tcpOf(lowVaried)}`);
  });

  it('counts clonogens of a sub-target in place of its parent’s', async () => {
    const dense = core({ clonogensPerCc: per(1e8, '/cc'), at });
    const bedGy = 66 * (1 + 66 / 350);
    const found = await outcomeIn({ regions: [target(), dense], doseGy: 66 });
    near(tcpOf(found), control(1e6 * (volumeCc(2) - volumeCc(1)) + 1e8 * volumeCc(1), bedGy), 0.02);
    near(tcpOf(found, 'Core'), control(1e8 * volumeCc(1), bedGy), 0.02);
  });

  it('lets each property be that of the innermost sub-target that gives it', async () => {
    const avid = core({ clonogensPerCc: per(1e8, '/cc'), at }, { name: 'Avid' });
    const both = await outcomeIn({ regions: [target(), core(hypoxia()), avid], doseGy: 66 });
    const one = await outcomeIn({ regions: [target(), core(hypoxia())], doseGy: 66 });
    const other = await outcomeIn({ regions: [target(), avid], doseGy: 66 });
    // Where both are, clonogens are dense and hypoxic: worse than either alone.
    assert.ok(tcpOf(both) < tcpOf(one) * tcpOf(other), `${tcpOf(both)} against ${tcpOf(one)}, ${tcpOf(other)}`);
  });

  it('is lower in a hypoxic core as oxygen has it: alpha and beta by the hypoxia reduction of the uptake’s pressure', async () => {
    const { pressureMmHg } = oxygenFromUptake(4, oxygenConstants.fmiso);
    const h = hypoxiaReductionFactor(pressureMmHg, oxygenConstants.carlson);
    const effective = 70 / h;
    const survivors =
      1e6 * (volumeCc(2) - volumeCc(1)) * Math.exp(-0.3 * 84) +
      1e6 * volumeCc(1) * Math.exp(-0.3 * effective * (1 + effective / 350));
    const hypoxic = await outcomeIn({ regions: [target(), core(hypoxia())] });
    // The interpolated surface of a ball of 1 cm on 3 mm voxels holds 5 % less than the ball.
    near(-Math.log(tcpOf(hypoxic)), survivors, 0.06);
    assert.ok(tcpOf(hypoxic) < tcpOf(await outcomeIn({})));
  });

  it('recovers part of that with reoxygenation, the sooner the more', async () => {
    const of = async (halfLifeDays?: number) =>
      tcpOf(await outcomeIn({ regions: [target(), core(hypoxia(halfLifeDays))], uptake: 6 }));
    const [still, slow, fast] = [await of(), await of(20), await of(2)];
    const oxic = tcpOf(await outcomeIn({}));
    assert.ok(still < slow && slow < fast && fast < oxic, `${still}, ${slow}, ${fast}, ${oxic}`);
  });

  it('says what is held at the end of a calibration, and that static oxygen is', async () => {
    const found = await outcomeIn({ regions: [target(), core(hypoxia())], uptake: 12 });
    const tcp = found.outcome.regions.find(({ region }) => region === 'GTV')?.tcp;
    assert.match(tcp?.notes.join('; ') ?? '', /100 % of the volume with oxygen from fmiso .* outside the calibration/);
    assert.match(tcp?.notes.join('; ') ?? '', /no reoxygenation is given/);
    assert.deepEqual(
      outcomeFindings(found.plan, found).map(({ code }) => code),
      ['RT6007', 'RT6007'],
    );
  });

  it('has no interval where nothing is uncertain, and says so', async () => {
    const { outcome } = await outcomeIn({});
    const [{ tcp }] = outcome.regions;
    assert.deepEqual(tcp?.interval, { none: 'no interval available: nothing says how uncertain its parameters are' });
    assert.deepEqual(tcp.tornado, []);
  });

  it('has the same interval every time, about its value, and a tornado of the parameters', async () => {
    const tissues = [
      {
        ...carcinoma,
        parameters: {
          alpha: per(0.3, '/Gy', { varies: 0.06, uncertain: 0.02 }),
          'alpha/beta': per(10, 'Gy', { uncertain: 1 }),
          clonogens: per(1e6, '/cc', { uncertain: 2e5 }),
        },
      },
    ];
    const of = async () => (await outcomeIn({ tissues })).outcome.regions[0].tcp!;
    const [first, again] = [await of(), await of()];
    assert.deepEqual(first, again);
    assert.ok(!('none' in first.interval));
    assert.ok(first.interval.from < first.value && first.value < first.interval.to, JSON.stringify(first));
    assert.deepEqual(
      first.tornado.map(({ parameter }) => parameter),
      ['Carcinoma alpha', 'Carcinoma alpha/beta', 'Carcinoma clonogens'],
    );
    const [alpha] = first.tornado;
    assert.ok(alpha.below < first.value && first.value < alpha.above);
  });

  it('takes the oxygen that a tissue says where the region says none of its own', async () => {
    const { oxygen, reoxygenationHalfLifeDays } = hypoxia(10)!;
    const hypoxic = { ...carcinoma, oxygen, reoxygenationHalfLifeDays };
    const byTissue = tcpOf(await outcomeIn({ tissues: [hypoxic], uptake: 6 }));
    near(byTissue, tcpOf(await outcomeIn({ regions: [target({ biology: hypoxia(10) })], uptake: 6 })), 1e-9);
    assert.ok(byTissue < tcpOf(await outcomeIn({ uptake: 6 })));
    const slower = await outcomeIn({ tissues: [hypoxic], regions: [target({ biology: hypoxia(40) })], uptake: 6 });
    assert.ok(tcpOf(slower) < byTissue);
  });

  it('shares an alpha that a sub-target’s tissue inherits', async () => {
    const base = {
      ...carcinoma,
      parameters: { ...carcinoma.parameters, alpha: per(0.3, '/Gy', { varies: 0.06, uncertain: 0.02 }) },
    };
    const own = {
      ...base,
      name: 'Dense',
      extends: 'Carcinoma',
      parameters: { ...base.parameters, clonogens: per(1e6, '/cc') },
    };
    const regions = [target(), core(undefined, { tissue: 'Dense' })];
    const split = await outcomeIn({ tissues: [base, own], regions });
    const whole = await outcomeIn({ tissues: [base] });
    near(tcpOf(split), tcpOf(whole), 1e-3);
  });

  it('is nothing where a tissue lacks a parameter, and a goal on it says which', async () => {
    const { clonogens: _, ...parameters } = carcinoma.parameters;
    const found = await outcomeIn({
      tissues: [{ ...carcinoma, parameters }],
      goals: [{ region: 'GTV', metric: { kind: 'tcp' } }, { metric: { kind: 'pPlus' } }],
    });
    assert.deepEqual(found.values, [
      { note: 'tissue Carcinoma of GTV has no clonogens' },
      { note: 'no target has a TCP' },
    ]);
    assert.deepEqual(outcomeFindings(found.plan, found), []);
  });

  it('is taken from what the graph holds where neither dose nor biology has changed', async () => {
    const steps: string[] = [];
    const graph = createGraph({ onComputed: (step) => steps.push(step) });
    await outcomeIn({ graph });
    await outcomeIn({ graph });
    assert.equal(steps.filter((step) => step === 'outcome').length, 1);
    await outcomeIn({ graph, doseGy: 71 });
    assert.equal(steps.filter((step) => step === 'outcome').length, 2);
    assert.equal(steps.filter((step) => step === 'tumour classes').length, 1, 'no dose is part of the classes');
  });
});

describe('The outcome of an organ', () => {
  const gland = (tissue = 'std.parotid'): PlanRegion => ({ name: 'Gland', role: 'organ', tissue, at }) as PlanRegion;
  const parotid = { name: 'std.parotid', parameters: { 'alpha/beta': per(3, 'Gy') }, at };

  it('has a published complication probability: one half at the tolerance dose, in EQD2', async () => {
    // 39.9 Gy EQD2[3] in 35 fractions.
    const perFraction = (-3 + Math.sqrt(9 + (4 * 39.9 * 5) / 35)) / 2;
    const { outcome, values } = await outcomeIn({
      regions: [gland()],
      tissues: [parotid],
      doseGy: 35 * perFraction,
      goals: [
        { region: 'Gland', metric: { kind: 'ntcp', endpoint: 'xerostomia', row: 'dijkema2010.parotid.lkb' } },
        { region: 'Gland', metric: { kind: 'eqd2', alphaBetaGy: 3, of: { kind: 'mean' } } },
        { region: 'Gland', metric: { kind: 'geud', a: 1 } },
      ],
    });
    const [found] = outcome.regions;
    near(found.ntcps[0].value, 0.5, 1e-4);
    near(found.eqd2?.meanGy ?? NaN, 39.9, 1e-4);
    assert.match(found.ntcps[0].source, /Dijkema/);
    assert.deepEqual(found.ntcps[0].interval, { none: 'no interval available: the row gives no standard errors' });
    near(values[0].value ?? NaN, 50, 1e-4);
    near(values[1].value ?? NaN, 39.9, 1e-4);
    near(values[2].value ?? NaN, 35 * perFraction, 1e-4);
  });

  it('is not taken of superseded rows', async () => {
    const { outcome } = await outcomeIn({ regions: [gland()], tissues: [parotid], doseGy: 30 });
    assert.deepEqual(
      outcome.regions[0].ntcps.map(({ row }) => row),
      ['dijkema2010.parotid.lkb'],
    );
  });

  it('with the tumour’s gives P+, control without complication', async () => {
    const found = await outcomeIn({ regions: [target(), gland()], tissues: [carcinoma, parotid], doseGy: 60 });
    const ntcp = found.outcome.regions.find(({ region }) => region === 'Gland')!.ntcps[0].value;
    near(found.outcome.pPlus?.value ?? NaN, tcpOf(found) * (1 - ntcp), 1e-9);
    assert.match(found.outcome.pPlus!.model, /independent/);
  });

  it('gives P+ the uncertainty of complications too, and says whose is left out', async () => {
    const rectum = { name: 'Rectum', parameters: { 'alpha/beta': per(3, 'Gy') }, at };
    const organ = (name: string) => ({ ...gland('Rectum'), name });
    const ntcp = (region: string, row: string) =>
      ({ region, metric: { kind: 'ntcp', endpoint: '', row } }) as { region: string; metric: Metric };
    const goals = [ntcp('Gland', 'michalski2010.rectum.lkb')];
    const found = await outcomeIn({
      regions: [target(), organ('Gland')],
      tissues: [carcinoma, rectum],
      goals,
      doseGy: 70,
    });
    const { pPlus, regions } = found.outcome;
    const [of] = regions.find(({ region }) => region === 'Gland')!.ntcps;
    assert.ok(pPlus && !('none' in pPlus.interval) && !('none' in of.interval));
    near(pPlus.interval.from, tcpOf(found) * (1 - of.interval.to), 1e-9);
    near(pPlus.interval.to, tcpOf(found) * (1 - of.interval.from), 1e-9);
    assert.match(pPlus.notes.join(), /leaves out .*: control of GTV$/);
  });

  it('gives no P+ where two targets hold the same clonogens', async () => {
    const second = target({ name: 'Avid' });
    const { outcome, values } = await outcomeIn({
      regions: [target(), second, gland()],
      tissues: [carcinoma, parotid],
      goals: [{ metric: { kind: 'pPlus' } }],
    });
    assert.equal(outcome.pPlus, undefined);
    assert.match(values[0].note ?? '', /GTV and Avid overlap and both have clonogens/);
  });
});
