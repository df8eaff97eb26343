import type { BeamGroup, Beam as PlanBeam, Follows, Goal, Plan, Schedule as PlanSchedule } from '../plan/plan.ts';
import { coursePrescriptions, phaseOf, totalFractions } from '../plan/schedule.ts';
import { type Context, headRange, report } from './context.ts';
import type { ChosenGroup } from './follow-protocol.ts';
import type { Beams, Goals, Optimise, PlanHeader, Schedule } from './generated/ast.ts';
import { checkContradictions } from './goal-contradictions.ts';
import { goalsOfGroup, prescriptionOfGroup, scheduleItems } from './inherit-protocol.ts';
import { checkFractionSizes } from './linear-quadratic-use.ts';
import { modulatedMarginMm } from './modulated-opening.ts';
import { checkMaximise, checkOptimisedBeams, checkOptimisedPhases } from './optimised-beams.ts';
import { checkPhasesHaveBeams, phaseOfBeams } from './phases-of-beams.ts';
import type { Prescribed } from './plan-metric.ts';
import { resolveBeams } from './resolve-beams.ts';
import { resolveGoals } from './resolve-goals.ts';
import { resolveOptimise } from './resolve-optimise.ts';
import { isProvided } from './resolve-provided.ts';
import { readSchedule, resolveSchedule } from './resolve-schedule.ts';
import type { ResolvedRegions } from './tumour-goals.ts';

/** The statements that say what is wanted and how the beams are made. */
export interface WantedNodes {
  readonly schedule: Schedule | undefined;
  readonly goals: readonly Goals[];
  readonly beams: readonly Beams[];
  readonly optimise: Optimise | undefined;
}

/** What a plan has besides, the same for all its baselines. */
export interface PlanInputs extends ResolvedRegions {
  readonly header: PlanHeader | undefined;
  readonly chosen: ChosenGroup | undefined;
}

/** What they mean; a part is `undefined` where a diagnostic says why. */
export interface Wanted {
  readonly hasSchedule: boolean;
  readonly schedule: PlanSchedule | undefined;
  readonly follows: Follows | undefined;
  readonly goals: readonly (Goal | undefined)[];
  readonly beamGroups: readonly (BeamGroup | undefined)[];
  readonly optimise: Plan['optimise'];
  readonly isOptimiseSound: boolean;
}

type WantedParts = Pick<Plan, 'schedule' | 'goals' | 'beamGroups' | 'optimise'>;

/** Prescription, goals and beams, of the plan or of a baseline of it. */
export function resolveWanted(context: Context, nodes: WantedNodes, inputs: PlanInputs): Wanted {
  const { schedule: scheduleNode, optimise: optimiseNode } = nodes;
  const { header, chosen, regions, tissues } = inputs;
  const beamsAreProvided = nodes.beams.length > 0 && nodes.beams.every(isProvided);
  const group = chosen && prescriptionOfGroup(context, header!, chosen, scheduleNode);
  const own =
    scheduleNode &&
    readSchedule(context, scheduleNode, {
      beamsAreProvided,
      ...(group ? { inherited: group } : {}),
    });
  const hasSchedule = scheduleNode !== undefined || (group?.prescriptions.length ?? 0) > 0;
  const schedule = hasSchedule
    ? resolveSchedule(context, scheduleNode, {
        beamsAreProvided,
        own,
        inherited: group,
        at: chosen?.at ?? headRange(scheduleNode!),
      })
    : undefined;
  const inheritedRegions = (group?.prescriptions ?? []).map(({ region }) => region);
  const prescribed = prescribedBy(schedule, [...regionsIn(scheduleNode), ...inheritedRegions]);
  const goalInputs = { ...prescribed, regions, tissues };
  const ownGoals = nodes.goals.flatMap((block) => resolveGoals(context, block, goalInputs));
  const inherited =
    chosen &&
    goalsOfGroup(
      context,
      chosen,
      ownGoals.filter((goal) => goal !== undefined),
      goalInputs,
    );
  const goals = [...ownGoals, ...(inherited?.goals ?? [])];
  const follows: Follows | undefined = chosen &&
    group &&
    schedule && {
      protocol: chosen.protocol,
      group: chosen.group,
      because: [...chosen.because],
      citations: [...chosen.citations],
      cautions: [...chosen.cautions],
      others: [...chosen.others],
      items: [...scheduleItems(context, group, own, schedule), ...inherited!.items],
      at: chosen.at,
    };
  if (schedule) checkFractionSizes(context, schedule, goals);
  checkContradictions(context, goals);

  const taken = new Map<string, PlanBeam>();
  const opened = optimiseNode ? { openedMm: modulatedMarginMm(schedule ?? { gradients: [], phases: [] }) } : {};
  const beamGroups = nodes.beams.map((group) => {
    const phase = schedule && phaseOfBeams(context, group, schedule);
    const inPhase = phase && { ...prescribed, prescriptions: phase.prescriptions };
    return resolveBeams(context, group, { ...(inPhase ?? prescribed), ...opened }, taken);
  });
  if (schedule) checkPhasesHaveBeams(context, nodes.beams, schedule);
  const beams = beamGroups.includes(undefined)
    ? undefined
    : beamGroups.reduce((sum, group) => sum + group!.beams.length, 0);
  const optimise = optimiseNode && resolveOptimise(context, optimiseNode, beams);
  const known = context.diagnostics.length;
  if (optimiseNode) {
    for (const group of nodes.beams) checkOptimisedBeams(context, group, optimiseNode);
    if (schedule) checkOptimisedPhases(context, schedule, optimiseNode);
  } else if (schedule) {
    for (const group of beamGroups)
      if (group) checkMonitorUnits(context, phaseOf(schedule, group).normalise.kind === 'none', group.beams);
  }
  if (schedule) checkMaximise(context, schedule, optimiseNode !== undefined);
  return {
    hasSchedule,
    schedule,
    follows,
    goals,
    beamGroups,
    optimise,
    isOptimiseSound: (!optimiseNode || optimise !== undefined) && context.diagnostics.length === known,
  };
}

/** Whether every part could be resolved, so that there is something to compute. */
export function isWhole({ schedule, goals, beamGroups, isOptimiseSound }: Wanted): boolean {
  return (
    schedule !== undefined &&
    isOptimiseSound &&
    !goals.includes(undefined) &&
    !beamGroups.includes(undefined) &&
    beamGroups.length > 0
  );
}

/** The parts of a plan, of what is whole. */
export function wantedParts({ schedule, goals, beamGroups, optimise }: Wanted): WantedParts {
  return {
    schedule: schedule!,
    beamGroups: beamGroups as Plan['beamGroups'],
    goals: goals as Plan['goals'],
    ...(optimise ? { optimise } : {}),
  };
}

/** What a schedule prescribes, for what takes shares of it. One that could be made has been read whole; of another, `written` are the regions that it prescribes to. */
export function prescribedBy(schedule: PlanSchedule | undefined, written: readonly string[]): Prescribed {
  return {
    prescriptions: schedule ? coursePrescriptions(schedule) : [],
    unread: schedule ? new Set() : new Set(written),
    prescribedTo: new Set(schedule?.phases.flatMap((phase) => phase.prescriptions.map(({ region }) => region))),
    ...(schedule && schedule.phases.length > 1 ? { phases: schedule.phases } : {}),
    ...(schedule ? { fractions: totalFractions(schedule) } : {}),
  };
}

/** The regions that a schedule prescribes to, as written. */
export function regionsIn(node: Schedule | undefined): Set<string> {
  const parts = node?.parts.flatMap((part) => (part.$type === 'Phase' ? part.parts : [part])) ?? [];
  return new Set(parts.flatMap((part) => (part.$type === 'Prescription' ? [part.region] : [])));
}

function checkMonitorUnits(context: Context, normaliseNone: boolean, beams: readonly PlanBeam[]): void {
  for (const beam of beams) {
    if (!normaliseNone && beam.muPerFraction !== undefined) {
      report(
        context,
        'RT2011',
        beam.at,
        `Beam ${beam.name} has ${beam.muPerFraction} MU, but the schedule rescales the plan. Write "normalise none" in the schedule, or a weight instead of monitor units.`,
      );
    } else if (normaliseNone && beam.muPerFraction === undefined) {
      report(
        context,
        'RT2011',
        beam.at,
        `With "normalise none" every beam needs its monitor units per fraction: "mu = 100 MU".`,
      );
    }
  }
}
