import type { EvidenceBase } from '../../evidence/base.ts';
import { sampleAt, type Vec3 } from '../../patient/grid.ts';
import type { Goal, Plan } from '../../plan/plan.ts';
import { chanceLost } from '../../optimise/objectives/chance-lost.ts';
import { squaredDeviation } from '../../optimise/objectives/squared-deviation.ts';
import { squaredOverdose } from '../../optimise/objectives/squared-overdose.ts';
import type { Term } from '../../optimise/plan-objective.ts';
import { regionsAtSamples } from '../outcome/sample-places.ts';
import { prescribedAt } from '../prescribed-at.ts';
import type { Scene } from '../prepare.ts';
import type { SampledScene } from '../outcome/tumour-classes.ts';
import { controlObjective } from './control-objective.ts';
import { chanceSteering, goalSteering, gradientSteering } from './goal-terms.ts';
import { leastDose, type SteeredGradient } from './gradient-pairs.ts';
import type { OptimisationPoints } from './optimisation-points.ts';
import { type PartsOfPPlus, pPlusObjective } from './p-plus-objective.ts';
import { scaleGoal, type Steered, type SteeringGoal, steeringGoal } from './priorities.ts';

/** A goal that judges the plan and cannot steer its beams. */
export interface JudgedGoal {
  /** Which of the plan's. */
  readonly index: number;
  readonly text: string;
  readonly why: string;
}

/** What the terms of a plan are made from. */
export interface KnownOfPlan {
  readonly points: OptimisationPoints;
  readonly evidence: EvidenceBase;
  /** Samples of regions are their optimisation points. */
  readonly sampled: SampledScene;
  /** Or why there is no P+; nothing where no goal asks for it. */
  readonly pPlus?: PartsOfPPlus | string;
  readonly gradients: readonly SteeredGradient[];
}

/** What steers the beams of a plan. */
export interface PlanTerms {
  /** Prescriptions, and the fall-off around them. */
  readonly fixed: readonly Term[];
  readonly goals: readonly SteeringGoal[];
  /** The plan's normalisation, from either side. */
  readonly scale: readonly SteeringGoal[];
  readonly judged: readonly JudgedGoal[];
  /** Mean prescribed dose of the targets' points, Gy. */
  readonly meanPrescribedGy: number;
  readonly targetPoints: Int32Array;
}

/** Choices that let all have a say; what is missed then is aimed at by more. */
const weights = {
  prescription: 100,
  /** Of prescriptions where P+ decides the dose: they tell where it lies. */
  guide: 0.5,
  pPlus: 20,
  body: 2,
} as const;

/**
 * Objectives of a plan: each prescription in the points where it is the innermost, as squared shares of it; the body around the targets, whose dose is to fall off with the distance; and
 * every goal that can steer, and every ceiling on a gradient, which is a must.
 */
export function planTerms(plan: Plan, scene: Scene, known: KnownOfPlan): PlanTerms {
  const { points } = known;
  const [prescriptions] = scene.prescriptions;
  const shapes = prescriptions.map(({ region }) => scene.regions.get(region));
  const fixed: Term[] = [];
  const targetPoints: number[] = [];
  let [sum, highestGy] = [0, 0];
  for (const [n, { region }] of prescriptions.entries()) {
    const own = points.of.get(region);
    if (!own) continue;
    const inside = regionsAtSamples(own.samples, shapes);
    const prescribed = prescribedAt(own.samples, scene);
    const counts = (s: number): boolean => inside[s] >> (n + 1) === 0;
    const kept = Array.from(inside.keys()).filter(counts);
    if (kept.length === 0) continue;
    const reference = Float64Array.from(kept, (s) => prescribed[s]);
    const total = reference.reduce((all, gy) => all + gy, 0);
    const mean = total / kept.length;
    const of = Int32Array.from(kept, (s) => own.from + s);
    sum += total;
    highestGy = Math.max(highestGy, ...reference);
    targetPoints.push(...of);
    const objective = squaredDeviation({ weight: equal(kept.length), referenceGy: reference });
    const weight = (plan.schedule.maximise ? weights.guide : weights.prescription) / (mean * mean);
    fixed.push({ name: `${region} as prescribed`, points: of, objective, weight });
  }
  const outwards = known.gradients.filter(
    ({ ceiling }) => !prescriptions.some(({ region }) => region === ceiling.outer),
  );
  fixed.push(fallOff(points, scene, highestGy, outwards));
  const { maximise } = plan.schedule;
  if (maximise) {
    const made = typeof known.pPlus === 'object' ? pPlusObjective(plan, known.pPlus, known) : known.pPlus;
    if (typeof made !== 'object') throw new Error(`there is no P+ to maximise: ${made}`);
    fixed.push({ name: 'P+ lost', points: made.points, objective: chanceLost(made.objective), weight: weights.pPlus });
  }
  const goals: SteeringGoal[] = [];
  const judged: JudgedGoal[] = [];
  for (const [index, goal] of plan.goals.entries()) {
    const made =
      goal.metric.kind === 'pPlus' ? steeringOfPPlus(goal, plan, known) : steeringOfRegion(goal, plan, known);
    if (typeof made === 'string') judged.push({ index, text: goal.text, why: made });
    else goals.push(steeringGoal(goal, made));
  }
  for (const gradient of known.gradients) {
    const { inner, outer, maxGyPerMm } = gradient.ceiling;
    const ceiling = { text: `gradient ${inner} to ${outer} <= ${maxGyPerMm} Gy/mm`, level: { kind: 'must' } } as const;
    goals.push(steeringGoal(ceiling, { points: gradient.points, steering: gradientSteering(gradient) }));
  }
  return {
    fixed,
    goals,
    scale: normalisation(plan, scene, known),
    judged,
    meanPrescribedGy: sum / targetPoints.length,
    targetPoints: Int32Array.from(targetPoints),
  };
}

/**
 * What the plan's normalisation asks for, as a goal on either side of it: the beams are scaled to it in the end, and what was steered at another scale would not be what was steered for. An isotoxic plan is
 * scaled by its organ.
 */
function normalisation(plan: Plan, { prescriptions: [prescriptions] }: Scene, known: KnownOfPlan): SteeringGoal[] {
  const [{ normalise }] = plan.schedule.phases;
  if (normalise.kind !== 'metric' || prescriptions.some(({ isotoxic }) => isotoxic)) return [];
  const { region, metric, doseGy, at } = normalise;
  return (['<=', '>='] as const).flatMap((comparison) => {
    const text = `the normalisation ${comparison} ${doseGy} Gy`;
    const goal: Goal = { text, region, metric, comparison, limit: doseGy, level: { kind: 'must' }, at };
    const made = steeringOfRegion(goal, plan, known);
    return typeof made === 'string' ? [] : [scaleGoal(goal, made)];
  });
}

function steeringOfRegion(goal: Goal, plan: Plan, { points, evidence, sampled }: KnownOfPlan): Steered | string {
  const { scene } = sampled;
  const region = plan.regions.find(({ name }) => name === goal.region);
  const own = region && points.of.get(region.name);
  if (!own || own.samples.corner.length === 0) return 'the region lies outside of the dose grid';
  const steering = goalSteering(goal, {
    weight: own.samples.weight,
    volumeCc: own.samples.volumeCc,
    fractions: plan.schedule.phases[0].fractions,
    evidence,
    prescribedGy: () => prescribedAt(own.samples, scene),
    control: () => controlObjective(plan, region, sampled),
  });
  if (typeof steering === 'string') return steering;
  return { points: Int32Array.from(own.samples.corner, (_, s) => own.from + s), steering };
}

function steeringOfPPlus(goal: Goal, plan: Plan, known: KnownOfPlan): Steered | string {
  const { pPlus = 'no goal asks for it' } = known;
  if (typeof pPlus === 'string') return pPlus;
  const made = pPlusObjective(plan, pPlus, known);
  if (typeof made === 'string') return made;
  const side = goal.comparison.startsWith('<') ? 'above' : 'below';
  return { points: made.points, steering: chanceSteering(made.objective, goal.limit / 100, side) };
}

/** From the highest prescription at the targets' surface to 30 % of it far away, with e-folding over 12 mm: what several beams can do, by experience; no faster than ceilings on the gradient let it. */
function fallOff(
  { body, pointsMm }: OptimisationPoints,
  scene: Scene,
  highestGy: number,
  ceilings: readonly SteeredGradient[],
): Term {
  const { regions, prescriptions } = scene;
  const targets = prescriptions[0].flatMap(({ region }) => regions.get(region) ?? []);
  const inside = regionsAtSamples(body.samples, targets);
  const around = Array.from(inside.keys()).filter((s) => inside[s] === 0);
  const leastGy = ceilings.map((ceiling) => leastDose(ceiling, highestGy));
  const mostGy = Float64Array.from(around, (s) => {
    const [x, y, z] = pointsMm.subarray(3 * (body.from + s));
    const at: Vec3 = [x, y, z];
    const distanceMm = Math.min(
      ...targets.map(({ grid, signedDistanceMm }) => sampleAt(grid, signedDistanceMm, at) ?? Infinity),
    );
    const usualGy = highestGy * (0.3 + 0.7 * Math.exp(-Math.max(0, distanceMm) / 12));
    return Math.max(usualGy, ...leastGy.map((of) => of(at)));
  });
  return {
    name: 'fall-off around the targets',
    points: Int32Array.from(around, (s) => body.from + s),
    objective: squaredOverdose({ weight: equal(around.length), referenceGy: mostGy }),
    weight: weights.body / (highestGy * highestGy),
  };
}

/** Points of one volume. */
function equal(points: number): Float64Array {
  return new Float64Array(points).fill(1);
}
