import type { EvidenceBase } from '../../evidence/base.ts';
import type { Objective } from '../../optimise/objective.ts';
import { chanceLost, lostAt } from '../../optimise/objectives/chance-lost.ts';
import { doseAtVolumeMaximum } from '../../optimise/objectives/dose-at-volume-maximum.ts';
import { doseAtVolumeMinimum } from '../../optimise/objectives/dose-at-volume-minimum.ts';
import { onEquivalentDose } from '../../optimise/objectives/equivalent-dose.ts';
import { generalisedEquivalentUniformDose } from '../../optimise/objectives/generalised-equivalent-uniform-dose.ts';
import { meanDoseObjective } from '../../optimise/objectives/mean-dose.ts';
import { relativeDeviation } from '../../optimise/objectives/relative-deviation.ts';
import { gradientCap } from '../../optimise/objectives/gradient-cap.ts';
import { squaredExcess } from '../../optimise/objectives/squared-excess.ts';
import { squaredOverdose } from '../../optimise/objectives/squared-overdose.ts';
import { squaredUnderdose } from '../../optimise/objectives/squared-underdose.ts';
import type { DoseMetric, Goal } from '../../plan/plan.ts';
import { complicationObjective } from './complication-objective.ts';
import { countedFall, type SteeredGradient } from './gradient-pairs.ts';

/** How a goal steers beams. */
export interface GoalSteering {
  /** 0 where the goal is kept by a share `shift` of its limit, else the square of what is missing, in the limit's unit. */
  objective(shift: number): Objective;
  /** Brings it to shares of the limit. */
  readonly perSquare: number;
  /** What the doses of its points miss the limit by, as a share of it: above 0 where the goal is not kept. */
  missedBy(doseGy: Float64Array): number;
  /** Whether it weighs more, instead of being aimed at by more, while it is missed. */
  readonly gainsWeight?: boolean;
}

type Side = 'above' | 'below';

/** What is known of the points of a goal's region. */
export interface PointsOfGoal {
  /** Volume of each point, in any unit. */
  readonly weight: ArrayLike<number>;
  readonly volumeCc: number;
  readonly fractions: number;
  readonly evidence: EvidenceBase;
  /** Of each point, Gy over the course; 0 where nothing is prescribed. */
  readonly prescribedGy: () => Float64Array;
  /** −ln TCP, or why there is none. */
  readonly control: () => Objective | string;
}

/** How a goal on a region steers; words for why it judges a plan without steering its beams. P+ is `chanceSteering` of a plan. */
export function goalSteering(goal: Goal, known: PointsOfGoal): GoalSteering | string {
  const { metric, limit } = goal;
  const side: Side = goal.comparison.startsWith('<') ? 'above' : 'below';
  switch (metric.kind) {
    case 'geud':
      return valueSteering(generalisedEquivalentUniformDose({ weight: known.weight, a: metric.a }), limit, side);
    case 'eqd2': {
      const of = doseSteering(metric.of, limit, side, known);
      const course = { fractions: known.fractions, alphaBetaGy: metric.alphaBetaGy };
      return {
        objective: (shift) => onEquivalentDose(of.objective(shift), course),
        perSquare: of.perSquare,
        missedBy: (doseGy) => {
          const perGy = 1 / (2 + metric.alphaBetaGy);
          return of.missedBy(doseGy.map((gy) => gy * (gy / known.fractions + metric.alphaBetaGy) * perGy));
        },
      };
    }
    case 'ntcp': {
      const row = known.evidence.ntcp.find(({ id }) => id === metric.row);
      if (!row) return `there is no row ${metric.row}`;
      return valueSteering(complicationObjective(row, known.weight, known.fractions), limit / 100, side);
    }
    case 'tcp': {
      const minusLnTcp = known.control();
      return typeof minusLnTcp === 'string' ? minusLnTcp : chanceSteering(minusLnTcp, limit / 100, side);
    }
    case 'qualityFactor':
      return qualitySteering(known, limit / 100, side);
    case 'conformity':
    case 'homogeneity':
    case 'pPlus':
      return 'no objective of the optimiser stands for this metric';
    default:
      return doseSteering(metric, limit, side, known);
  }
}

function valueSteering(of: Objective, limit: number, side: Side): GoalSteering {
  return {
    objective: (shift) => squaredExcess(of, aimed(limit, side, shift), side),
    perSquare: 1 / (limit * limit),
    missedBy: (doseGy) => missed(of.evaluate(doseGy, new Float64Array(doseGy.length)), limit, side),
  };
}

/** A probability that is to be great, by its −ln; the limit is a share. */
export function chanceSteering(minusLnChance: Objective, limit: number, side: Side): GoalSteering {
  const lost = chanceLost(minusLnChance);
  return {
    objective: (shift) => {
      const chance = aimed(limit, side, shift);
      // No more than half of what is missing to certainty.
      const within = Math.min(chance, (1 + limit) / 2);
      return squaredExcess(lost, lostAt(within), side === 'below' ? 'above' : 'below');
    },
    perSquare: 1 / (limit * limit),
    missedBy: (doseGy) => {
      const atLeast0 = doseGy.map((gy) => Math.max(0, gy));
      return missed(Math.exp(-minusLnChance.evaluate(atLeast0, new Float64Array(doseGy.length))), limit, side);
    },
  };
}

/** Share of a ceiling that is kept free: on the plan's own grid, some lines fall faster than on the optimiser's. */
const gradientSpare = 0.03;

/** A ceiling on the fall of the dose. What is too steep somewhere is flat elsewhere: to aim at less would cost on every line, to weigh more where it is missed. */
export function gradientSteering({ ceiling: { maxGyPerMm }, lines }: SteeredGradient): GoalSteering {
  return {
    objective: (shift) => gradientCap(lines.pairs, aimed(maxGyPerMm, 'above', shift + gradientSpare), lines.lines),
    perSquare: 1 / (maxGyPerMm * maxGyPerMm),
    missedBy: (doseGy) => missed(countedFall(lines, doseGy), maxGyPerMm, 'above'),
    gainsWeight: true,
  };
}

/** Of the points to which something is prescribed. */
function qualitySteering({ weight, prescribedGy }: PointsOfGoal, limit: number, side: Side): GoalSteering | string {
  const referenceGy = prescribedGy();
  if (referenceGy.every((gy) => gy === 0)) return 'no dose is prescribed to any part of the region';
  const counted = Float64Array.from(weight, (volume, p) => (referenceGy[p] > 0 ? volume : 0));
  return valueSteering(relativeDeviation({ weight: counted, referenceGy }), limit, side);
}

function doseSteering(
  metric: DoseMetric,
  limit: number,
  side: Side,
  { weight, volumeCc }: { readonly weight: ArrayLike<number>; readonly volumeCc: number },
): GoalSteering {
  const percentOf = (value: number, unit: 'percent' | 'cc'): number =>
    Math.min(100, Math.max(unit === 'percent' ? value : (100 * value) / volumeCc, 1e-3));
  switch (metric.kind) {
    case 'mean':
      return valueSteering(meanDoseObjective({ weight }), limit, side);
    case 'max':
      return atVolume(limit, 0, side, weight);
    case 'min':
      return atVolume(limit, 100, side, weight);
    case 'doseAtVolume':
      return atVolume(limit, percentOf(metric.value, metric.unit), side, weight);
    case 'volumeAtDose':
      // V30Gy <= 40 % is D40% <= 30 Gy.
      return atVolume(metric.doseGy, percentOf(limit, metric.unit), side, weight);
  }
}

/** A limit on the dose at a volume. What counts is a part of the points, so the mean over all of them is brought to that part. */
function atVolume(limitGy: number, percent: number, side: Side, weight: ArrayLike<number>): GoalSteering {
  const part = Math.max(0.02, (side === 'above' ? percent : 100 - percent) / 100);
  return {
    objective: (shift) => {
      const referenceGy = aimed(limitGy, side, shift);
      if (side === 'above' && percent === 0) return squaredOverdose({ weight, referenceGy });
      if (side === 'below' && percent === 100) return squaredUnderdose({ weight, referenceGy });
      const point = { weight, referenceGy, share: percent / 100 };
      return side === 'above' ? doseAtVolumeMaximum(point) : doseAtVolumeMinimum(point);
    },
    perSquare: 1 / (part * limitGy * limitGy),
    missedBy: (doseGy) => {
      const sorted = doseGy.slice().sort();
      const n = sorted.length;
      const index = n - Math.max(1, Math.round((percent / 100) * n));
      return missed(sorted[Math.min(n - 1, Math.max(0, index))], limitGy, side);
    },
  };
}

function aimed(limit: number, side: Side, shift: number): number {
  return limit * (side === 'above' ? 1 - shift : 1 + shift);
}

function missed(value: number, limit: number, side: Side): number {
  return (side === 'above' ? value - limit : limit - value) / Math.abs(limit);
}
