import type { Plan } from '../../plan/plan.ts';

/** One rung of the ladder: the plan, or a baseline of it as a plan of its own. */
export interface Rung {
  /** Absent: the plan itself. */
  readonly baseline?: string;
  readonly plan: Plan;
}

/** The plan's baselines in the order of the text, then the plan: each on the same patient, judged by the same biology. */
export function rungsOf(plan: Plan): Rung[] {
  const {
    schedule: _schedule,
    beamGroups: _beams,
    goals: _goals,
    optimise: _optimise,
    follows: _follows,
    ...common
  } = plan;
  const alone = { baselines: [], tests: [] };
  return [
    ...plan.baselines.map(({ name, at: _, ...wanted }) => ({
      baseline: name,
      plan: { ...common, ...wanted, ...alone },
    })),
    { plan: { ...plan, ...alone } },
  ];
}

/** "Uniform", or the plan's own title. */
export function rungName({ baseline, plan }: Rung): string {
  return baseline ?? plan.title;
}
