import type { Term } from '../../optimise/plan-objective.ts';
import type { Goal } from '../../plan/plan.ts';
import type { GoalSteering } from './goal-terms.ts';

/** What of a goal steers beams. */
export interface Steered {
  readonly points: Int32Array;
  readonly steering: GoalSteering;
}

/** A goal that steers, and how far within its limit is aimed at. */
export interface SteeringGoal extends Steered {
  readonly goal: Pick<Goal, 'text' | 'level'>;
  /** Share of the limit. */
  readonly shift: number;
  /** Share of the limit by which it is to be kept at least. */
  readonly spare: number;
  /** How many times as much it weighs as at first. */
  readonly gained: number;
  /** Whether it is a wish whose turn has not come. */
  readonly waits: boolean;
  /** Of a wish whose turn is over: the share of the limit within which it stays, negative where that is beyond the limit. */
  readonly heldAt?: number;
}

/** Choices that let all have a say; what is missed then is aimed at by more. */
const weights = { must: 100, held: 100, prefer: 20 } as const;
/** A goal that is just met on the points may just be missed on the whole region. */
const usualSpare = 0.003;
/** The weight of a scale, in musts. More would let the scale alone say where the descents go: with the weight of a thousand, a C-shaped target whose mean was fixed lost 0.5 of its 50 Gy at D95%. */
const scaleGained = 30;
/** Beyond this a goal is out of reach. */
const mostShift = 0.03;
/** What weighs more while it is missed does so by this factor a round, and at last so many times as much. */
const [gain, mostGained] = [4, 64];
/** Of the weight that a wish has in its turn. With none, what costs the earlier ones nothing would be found late. */
const shareOfWaiting = 0.1;
/** What later wishes may take from an earlier one that is out of reach, as a share of its limit. */
const slack = 0.005;

export function steeringGoal(goal: SteeringGoal['goal'], steered: Steered): SteeringGoal {
  return { goal, ...steered, shift: usualSpare, spare: usualSpare, gained: 1, waits: false };
}

/** One side of a value that is to be just so: a must with nothing to spare, which lets no wish wait. */
export function scaleGoal(goal: SteeringGoal['goal'], steered: Steered): SteeringGoal {
  return { goal, ...steered, shift: 0, spare: 0, gained: scaleGained, waits: false };
}

/** The orders of wishes that steer, from the first. */
export function ordersOf(goals: readonly SteeringGoal[]): number[] {
  return [...new Set(goals.flatMap(({ goal }) => orderOf(goal) ?? []))].sort((a, b) => a - b);
}

function orderOf({ level }: SteeringGoal['goal']): number | undefined {
  return level.kind === 'prefer' ? level.order : undefined;
}

/** All terms, those of goals as they are aimed at now. Wishes of one order share a weight, by the weights written; which numbers the orders have tells nothing but what comes first. */
export function termsOf({
  fixed,
  goals,
}: {
  readonly fixed: readonly Term[];
  readonly goals: readonly SteeringGoal[];
}): Term[] {
  const orders = ordersOf(goals);
  const meanWeight = orders.map((order) => {
    const written = goals.flatMap(({ goal: { level } }) =>
      level.kind === 'prefer' && level.order === order ? [level.weight ?? 1] : [],
    );
    return written.reduce((sum, weight) => sum + weight, 0) / written.length;
  });
  const weightOf = ({ goal: { level }, waits, heldAt }: SteeringGoal): number => {
    if (level.kind === 'must') return weights.must;
    // A wish that is kept is no more to be missed than a must.
    if (heldAt !== undefined && heldAt > 0) return weights.held;
    const rank = orders.indexOf(level.order);
    const own = (level.weight ?? 1) / meanWeight[rank];
    return (own * (waits ? shareOfWaiting : 1) * weights.prefer) / (rank + 1);
  };
  return [
    ...fixed,
    ...goals.map((one) => ({
      name: one.goal.text,
      points: one.points,
      objective: one.steering.objective(one.shift),
      weight: one.steering.perSquare * one.gained * weightOf(one),
    })),
    ...goals.flatMap(({ goal, points, steering, heldAt }) =>
      heldAt === undefined || heldAt > 0
        ? []
        : {
            name: `${goal.text}, against later wishes`,
            points,
            objective: steering.objective(heldAt),
            weight: steering.perSquare * weights.held,
          },
    ),
  ];
}

/**
 * Goals aimed at by what they are missed by: with a quadratic penalty this is the method of multipliers, whose multiplier is the shift (Bertsekas DP. Constrained Optimization and Lagrange Multiplier
 * Methods, 1982). Wishes are, once every must is kept, and every earlier wish as far as it was. What is kept with room to spare is let go again.
 */
export function aimedAnew(goals: readonly SteeringGoal[], doseGy: Float64Array): SteeringGoal[] {
  const missed = missedBy(goals, doseGy);
  const mustMissed = goals.some(({ goal, spare }, g) => goal.level.kind === 'must' && spare > 0 && missed[g] > 0);
  const open = goals.flatMap(({ goal, heldAt = 0 }, g) =>
    missed[g] > Math.max(0, -heldAt) ? (orderOf(goal) ?? []) : [],
  );
  const firstOpen = Math.min(...open);
  return goals.map((one, g) => {
    const order = orderOf(one.goal);
    if (order !== undefined && missed[g] > 0 && (mustMissed || order > firstOpen)) return one;
    if (one.steering.gainsWeight)
      return missed[g] > 0 ? { ...one, gained: Math.min(mostGained, gain * one.gained) } : one;
    const shift = Math.min(mostShift, Math.max(one.spare, one.shift + missed[g] + one.spare));
    return { ...one, shift };
  });
}

/** The turn of one order: later wishes wait, earlier ones are held at what they have reached, or at their limit where that is kept. */
export function turnOf(order: number, goals: readonly SteeringGoal[], doseGy?: Float64Array): SteeringGoal[] {
  const missed = doseGy && missedBy(goals, doseGy);
  return goals.map((one, g) => {
    const own = orderOf(one.goal);
    if (own === undefined) return one;
    const isOver = own < order && missed !== undefined;
    const heldAt = isOver ? (one.heldAt ?? (missed[g] > 0 ? -(missed[g] + slack) : one.spare)) : undefined;
    return { ...one, waits: own > order, ...(heldAt === undefined ? {} : { heldAt }) };
  });
}

/** Held wishes at what can be delivered of them, where that is less than what they are held at. */
export function heldAsDelivered(goals: readonly SteeringGoal[], doseGy: Float64Array): SteeringGoal[] {
  const missed = missedBy(goals, doseGy);
  return goals.map((one, g) =>
    one.heldAt === undefined || missed[g] <= Math.max(0, -one.heldAt) ? one : { ...one, heldAt: -(missed[g] + slack) },
  );
}

function missedBy(goals: readonly SteeringGoal[], doseGy: Float64Array): number[] {
  return goals.map(({ steering, points }) => steering.missedBy(Float64Array.from(points, (p) => doseGy[p])));
}
