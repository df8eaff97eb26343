import { evaluateGoals } from '../../evaluate/goals.ts';
import type { MetricResult } from '../../evaluate/metric.ts';
import type { Goal, Metric, Plan } from '../../plan/plan.ts';
import type { DosePool } from '../dose-pool.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import { modelledGoals } from '../outcome/goal-values.ts';
import { outcomeOf } from '../outcome/outcome.ts';
import type { PlanDose } from '../plan-dose.ts';
import type { Scene } from '../prepare.ts';
import type { RegionSampler } from '../region-samples.ts';
import type { Judgement } from './judgements.ts';

/** A metric that is wanted of a dose, of a region or of the whole plan. */
export interface Measure {
  readonly region?: string;
  readonly metric: Metric;
}

/** Metrics that are wanted of a plan's final dose, judged by what may be true. */
export interface MeasureRequest {
  readonly judgement: Judgement;
  readonly measures: readonly Measure[];
}

/** One value a measure, in their order; or why there is none. */
export type Measurement =
  | { readonly kind: 'values'; readonly values: readonly MetricResult[] }
  /** What is judged cannot be made: a threshold that leaves nothing of its region. */
  | { readonly kind: 'impossible'; readonly why: string };

export interface MeasureScene {
  readonly scene: Scene;
  readonly samples: RegionSampler;
  readonly graph: Graph;
  readonly pool: DosePool;
  readonly signal: AbortSignal;
}

/** Metrics of a dose in a scene, as goals on them would have them, in the metric's unit. `plan` has no places. */
export async function measure(
  plan: Plan,
  dose: PlanDose,
  measures: readonly Measure[],
  { scene, samples, graph, pool, signal }: MeasureScene,
): Promise<MetricResult[]> {
  const regions = [...new Set(measures.flatMap(({ region }) => region ?? []))];
  const dvhs = await Promise.all(
    regions.flatMap((region) => {
      const sampled = samples.of(region);
      if (!sampled) return [];
      const key = stepKey('dvh', samples.hash(region), dose.hash);
      return [graph.slowStep(key, () => pool.histogram(sampled, dose.doseGy))];
    }),
  );
  const sampled = { scene, samples, graph };
  const goals = measures.map((one) => goalOn(one, plan));
  const valuesIn = async (judged: Plan): Promise<MetricResult[]> => {
    const outcome = await outcomeOf(judged, dose, { ...sampled, signal, withIntervals: false });
    return evaluateGoals({ goals }, dvhs, modelledGoals(judged, outcome, dose, dvhs, sampled)).map(
      ({ achieved, note }) => ({ value: achieved, note }),
    );
  };
  const values = await valuesIn(plan);
  if (!goals.some(({ metric }) => metric.kind === 'ntcp')) return values;
  // P+ is about the complications of the plan's goals: one that only a test asks for is not among them.
  const withAsked = await valuesIn({ ...plan, goals: [...plan.goals, ...goals] });
  return goals.map(({ metric }, n) => (metric.kind === 'ntcp' ? withAsked[n] : values[n]));
}

/** A goal is what metrics are evaluated of; its limit plays no part. */
function goalOn({ region, metric }: Measure, { at }: Plan): Goal {
  return {
    text: '',
    ...(region === undefined ? {} : { region }),
    metric,
    comparison: '>=',
    limit: 0,
    level: { kind: 'must' },
    at,
  };
}
