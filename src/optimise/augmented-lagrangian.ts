import {
  type Differentiable,
  type Iteration,
  minimiseBounded,
  type Minimum,
  type MinimiserOptions,
} from './bounded-quasi-newton.ts';
import { power } from '../units/power.ts';

/** f and its constraints c ≤ 0, in two steps, so that what they share is computed once and one back-projection serves all their derivatives. */
export interface ConstrainedFunctions {
  /** Number of constraints. */
  readonly constraints: number;
  /** f at x; writes each constraint's value to `values`. */
  evaluate(x: Float64Array, values: Float64Array): number;
  /** Overwrites `gradient` with the derivatives of f + Σ `weights`ⱼ cⱼ at the x evaluated last. */
  differentiate(weights: Float64Array, gradient: Float64Array): void;
}

export interface ConstrainedOptions extends Omit<MinimiserOptions, 'absoluteTolerance' | 'onIteration'> {
  /** What each constraint is measured by, in its unit, as the limit that it states; 1 where not given. Violations and `feasibility` are shares of it. */
  readonly constraintScale?: ArrayLike<number>;
  /** Violation allowed in the end, a share of the constraint's scale. */
  readonly feasibility?: number;
  /** Multipliers of a solution nearby, in f's unit by the constraint's. */
  readonly multipliers?: ArrayLike<number>;
  readonly maxOuterIterations?: number;
  readonly onIteration?: (iteration: Iteration & { readonly outer: number; readonly violation: number }) => void;
}

export interface ConstrainedMinimum {
  readonly x: Float64Array;
  /** f. */
  readonly value: number;
  /** Each constraint's value and multiplier: the rate at which the least f falls as the constraint is relaxed. */
  readonly constraints: Float64Array;
  readonly multipliers: Float64Array;
  /** Greatest violation, a share of the constraint's scale; 0 where all hold. */
  readonly violation: number;
  /** Of the Lagrangian, as in `Minimum`. */
  readonly projectedGradient: number;
  readonly outerIterations: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly end: 'converged' | 'infeasible' | 'max-iterations' | 'cancelled' | 'not-finite';
  /** Where judged infeasible, the constraints that no x near this one brings down together. */
  readonly infeasible: readonly number[];
}

const growth = 10;
/** Violations are to fall to this share, or penalties grow. */
const enoughFall = 0.25;

/**
 * Minimises f(x) subject to cⱼ(x) ≤ 0 and bounds by the augmented Lagrangian f + Σ [max(0, λⱼ + ρ cⱼ)² − λⱼ²] / 2ρ (Nocedal J, Wright SJ. Numerical Optimization, 2nd ed. 2006,
 * section 17.4; Birgin EG, Martínez JM. Practical Augmented Lagrangian Methods. SIAM 2014), each solved from the last by `minimiseBounded`, to tighter tolerances. It finds
 * local minima; where all is convex, the least. Infeasible is a judgement: violations that do not fall while the penalty grows, thrice in a row, and outweighs f.
 */
export function minimiseConstrained(
  functions: ConstrainedFunctions,
  start: ArrayLike<number>,
  options: ConstrainedOptions = {},
): ConstrainedMinimum {
  const { tolerance = 1e-6, feasibility = 1e-6, maxIterations = 5000, maxOuterIterations = 50 } = options;
  const count = functions.constraints;
  const scale = Float64Array.from({ length: count }, (_, j) => options.constraintScale?.[j] ?? 1);
  const values = new Float64Array(count);
  const multipliers = Float64Array.from({ length: count }, (_, j) => (options.multipliers?.[j] ?? 0) * scale[j]);
  const weights = new Float64Array(count);
  const first = functions.evaluate(Float64Array.from(start), values);
  let penalty = firstPenalty(first, values, scale);
  let minimum: Minimum | undefined;
  let [scaleOfGradient, reached, lastViolation, stuck] = [0, Infinity, Infinity, 0];
  let [iterations, evaluations] = [0, 1];

  for (let outer = 1; ; outer++) {
    const lagrangian: Differentiable = (x, gradient) => {
      let sum = functions.evaluate(x, values);
      for (let j = 0; j < count; j++) {
        const pull = Math.max(0, multipliers[j] + (penalty * values[j]) / scale[j]);
        sum += (pull * pull - multipliers[j] * multipliers[j]) / (2 * penalty);
        weights[j] = pull / scale[j];
      }
      functions.differentiate(weights, gradient);
      return sum;
    };
    const inner = Math.max(tolerance, power(10, -(outer + 1)));
    minimum = minimiseBounded(lagrangian, minimum?.x ?? start, {
      ...options,
      maxIterations: maxIterations - iterations,
      tolerance: minimum === undefined ? inner : 0,
      absoluteTolerance: inner * scaleOfGradient,
      onIteration: (at) => {
        if (scaleOfGradient === 0) scaleOfGradient = at.projectedGradient;
        options.onIteration?.({
          ...at,
          iteration: iterations + at.iteration,
          outer,
          violation: violationOf(values, scale),
        });
      },
    });
    iterations += minimum.iterations;
    evaluations += minimum.evaluations + 1;
    const value = functions.evaluate(minimum.x, values);
    let [complementary, penalised] = [0, 0];
    for (let j = 0; j < count; j++) {
      const share = values[j] / scale[j];
      // A constraint with room to spare counts by the multiplier that it should not have.
      complementary = Math.max(complementary, Math.abs(Math.max(share, -multipliers[j] / penalty)));
      penalised += 0.5 * penalty * Math.max(0, share) ** 2;
    }
    const violation = violationOf(values, scale);
    const ended = (end: ConstrainedMinimum['end']): ConstrainedMinimum => ({
      x: minimum!.x,
      value,
      constraints: values.slice(),
      multipliers: multipliers.map((multiplier, j) => multiplier / scale[j]),
      violation,
      projectedGradient: minimum!.projectedGradient,
      outerIterations: outer,
      iterations,
      evaluations,
      end,
      infeasible: end === 'infeasible' ? [...values.keys()].filter((j) => values[j] > feasibility * scale[j]) : [],
    });
    stuck = violation > feasibility && violation > 0.9 * lastViolation ? stuck + 1 : 0;
    lastViolation = violation;
    for (let j = 0; j < count; j++) multipliers[j] = Math.max(0, multipliers[j] + (penalty * values[j]) / scale[j]);
    if (minimum.end === 'cancelled' || minimum.end === 'not-finite') return ended(minimum.end);
    if (complementary <= feasibility && inner === tolerance) return ended('converged');
    if (stuck >= 3 && penalised > Math.abs(value)) return ended('infeasible');
    if (iterations >= maxIterations || outer >= maxOuterIterations) return ended('max-iterations');
    if (complementary > Math.max(feasibility, enoughFall * reached)) penalty *= growth;
    reached = complementary;
  }
}

/** Functions that share nothing, each with its own derivatives, as one problem. */
export function separateFunctions(f: Differentiable, constraints: readonly Differentiable[]): ConstrainedFunctions {
  let gradients: Float64Array[] = [];
  return {
    constraints: constraints.length,
    evaluate(x, values) {
      if (gradients[0]?.length !== x.length)
        gradients = Array.from({ length: constraints.length + 1 }, () => new Float64Array(x.length));
      constraints.forEach((constraint, j) => (values[j] = constraint(x, gradients[j + 1])));
      return f(x, gradients[0]);
    },
    differentiate(weights, gradient) {
      gradient.set(gradients[0]);
      for (let j = 0; j < weights.length; j++)
        if (weights[j] !== 0) for (let i = 0; i < gradient.length; i++) gradient[i] += weights[j] * gradients[j + 1][i];
    },
  };
}

/** A penalty that weighs as much as f at the start, or would at a violation of a tenth. Birgin and Martínez 2014, section 12.4. */
function firstPenalty(value: number, values: Float64Array, scale: Float64Array): number {
  let squares = 0.01;
  for (let j = 0; j < values.length; j++) squares = Math.max(squares, Math.max(0, values[j] / scale[j]) ** 2);
  return value === 0 || !Number.isFinite(value) ? 1 : (2 * Math.abs(value)) / squares;
}

function violationOf(values: Float64Array, scale: Float64Array): number {
  let most = 0;
  for (let j = 0; j < values.length; j++) most = Math.max(most, values[j] / scale[j]);
  return most;
}
