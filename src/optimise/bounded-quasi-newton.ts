import { curvaturePairs, keepPair, quasiNewtonDirection } from './curvature-pairs.ts';

/** Value of a function at x; overwrites `gradient` with its derivatives. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

/** What is told of each iteration, and between the trials of a step. */
export interface Iteration {
  readonly iteration: number;
  readonly value: number;
  /** As `Minimum.projectedGradient`. */
  readonly projectedGradient: number;
  /** Whether nothing is new but that another trial has been made: the step after this iteration is still looked for. */
  readonly isTrial?: true;
}

export interface MinimiserOptions {
  /** Bounds, one per variable; 0 and none where not given. */
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
  /** Typical sizes of the variables, as 1 over the root of a Hessian's diagonal: the method then works on x/scale. 1 where not given. */
  readonly scale?: ArrayLike<number>;
  /** Steps remembered. More take fewer evaluations, and more time between them: 4 × memory products of vectors. */
  readonly memory?: number;
  readonly maxIterations?: number;
  /** Converged where the projected gradient is no more than this share of that at the start. */
  readonly tolerance?: number;
  /** Or where it is no more than this. */
  readonly absoluteTolerance?: number;
  readonly onIteration?: (iteration: Iteration) => void;
  readonly isCancelled?: () => boolean;
}

/**
 * Why it ended: the projected gradient is as small as asked; no step lowers the value by more than its rounding; so many iterations; cancelled; or the value at the start is
 * no finite number.
 */
export type MinimiserEnd = 'converged' | 'no-further-decrease' | 'max-iterations' | 'cancelled' | 'not-finite';

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Greatest |scaleᵢ gᵢ| of the variables that may move against their derivative gᵢ. */
  readonly projectedGradient: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly end: MinimiserEnd;
}

const [armijo, wolfe] = [1e-4, 0.9];
const mostTrials = 30;

/**
 * Minimises f within bounds by a limited-memory quasi-Newton method with an active set: of the variables that no bound holds, the two-loop recursion gives the direction
 * (Nocedal J, Wright SJ. Numerical Optimization, 2nd ed. 2006, algorithm 7.4), and steps are projected on the bounds (Bertsekas DP. SIAM J Control Optim 1982;20:221-246) and
 * shortened until the value falls in proportion. The same input gives the same bits. A step on which f is no finite number is shortened, too.
 * It goes iteration by iteration, and within one trial by trial, so that its caller can pause, and is told to stop by `next(true)` after an iteration.
 */
export function* minimumByIterations(
  f: Differentiable,
  start: ArrayLike<number>,
  options: Omit<MinimiserOptions, 'onIteration' | 'isCancelled'> = {},
): Generator<Iteration, Minimum, boolean | undefined> {
  const n = start.length;
  const { maxIterations = 1000, tolerance = 1e-6, absoluteTolerance = 0, memory = 20 } = options;
  const lower = Float64Array.from({ length: n }, (_, i) => options.lower?.[i] ?? 0);
  const upper = Float64Array.from({ length: n }, (_, i) => options.upper?.[i] ?? Infinity);
  const scale = Float64Array.from({ length: n }, (_, i) => options.scale?.[i] ?? 1);
  const bounds = { lower, upper };
  let x: Float64Array = projected(Float64Array.from(start), bounds);
  let gradient: Float64Array = new Float64Array(n);
  let [trial, trialGradient]: Float64Array[] = [new Float64Array(n), new Float64Array(n)];
  const free = new Uint8Array(n);
  const direction = new Float64Array(n);
  const pairs = curvaturePairs(n, memory);
  let value = f(x, gradient);
  let norm = projectedGradient(x, gradient, scale, bounds, free);
  const enough = Math.max(absoluteTolerance, tolerance * norm);
  let [iterations, evaluations, stalled] = [0, 1, 0];
  const ended = (end: MinimiserEnd): Minimum => ({
    x,
    value,
    projectedGradient: norm,
    iterations,
    evaluations,
    end,
  });
  if (!Number.isFinite(value) || !Number.isFinite(norm)) return ended('not-finite');

  for (;;) {
    const isCancelled = yield { iteration: iterations, value, projectedGradient: norm };
    if (norm <= enough) return ended('converged');
    if (iterations >= maxIterations) return ended('max-iterations');
    if (isCancelled) return ended('cancelled');
    quasiNewtonDirection(pairs, { gradient, free, scale }, direction);
    let found = yield* search();
    if (found === undefined && pairs.count > 0) {
      // What is remembered no longer fits the function here: steepest descent begins anew.
      pairs.count = 0;
      quasiNewtonDirection(pairs, { gradient, free, scale }, direction);
      found = yield* search();
    }
    if (found === undefined) return ended('no-further-decrease');
    keepPair(pairs, { x, gradient }, { x: trial, gradient: trialGradient });
    stalled = value - found <= 1e-15 * Math.abs(value) ? stalled + 1 : 0;
    value = found;
    [x, trial] = [trial, x];
    [gradient, trialGradient] = [trialGradient, gradient];
    norm = projectedGradient(x, gradient, scale, bounds, free);
    iterations++;
    if (stalled >= 10 && norm > enough) return ended('no-further-decrease');
  }

  /** Value at an acceptable step, which `trial` and `trialGradient` then hold; none where no step lowers the value. */
  function* search(): Generator<Iteration, number | undefined, unknown> {
    let step = pairs.count > 0 ? 1 : firstStep(x, gradient, scale);
    let [shorter, longer] = [0, Infinity];
    for (let tries = 0; tries < mostTrials; tries++) {
      let slope = 0;
      for (let i = 0; i < n; i++) {
        const to = x[i] + step * direction[i];
        trial[i] = to < lower[i] ? lower[i] : to > upper[i] ? upper[i] : to;
        slope += gradient[i] * (trial[i] - x[i]);
      }
      // Bent at the bounds, a long step can lead uphill.
      let at = Infinity;
      if (slope < 0) {
        at = f(trial, trialGradient);
        evaluations++;
        yield { iteration: iterations, value, projectedGradient: norm, isTrial: true };
      }
      if (!(at <= value + armijo * slope)) {
        longer = step;
        // The vertex of the parabola through both values with the slope at the start, kept well inside.
        const vertex = (0.5 * slope * step) / (slope - (at - value));
        const [least, most] = [shorter + 0.1 * (step - shorter), shorter + 0.5 * (step - shorter)];
        step = vertex > least && vertex < most ? vertex : vertex >= most ? most : least;
        continue;
      }
      let ahead = 0;
      for (let i = 0; i < n; i++) ahead += trialGradient[i] * (trial[i] - x[i]);
      if (ahead >= wolfe * slope || longer < Infinity || tries === mostTrials - 1) return at;
      // Still falling as steeply as at the start: the step is too short to learn from.
      shorter = step;
      step *= 4;
    }
    return undefined;
  }
}

/** The same without a pause. */
export function minimiseBounded(f: Differentiable, start: ArrayLike<number>, options: MinimiserOptions = {}): Minimum {
  const { onIteration, isCancelled } = options;
  const iterations = minimumByIterations(f, start, options);
  let next = iterations.next();
  while (!next.done) {
    if (!next.value.isTrial) onIteration?.(next.value);
    next = iterations.next(isCancelled?.());
  }
  return next.value;
}

interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function projected(x: Float64Array, { lower, upper }: Bounds): Float64Array {
  return x.map((value, i) => Math.min(upper[i], Math.max(lower[i], value)));
}

/** Marks the variables that may move against their derivative, and gives the greatest |scaleᵢ gᵢ| of these. */
function projectedGradient(
  x: Float64Array,
  gradient: Float64Array,
  scale: Float64Array,
  { lower, upper }: Bounds,
  free: Uint8Array,
): number {
  let norm = 0;
  for (let i = 0; i < x.length; i++) {
    const held = (x[i] <= lower[i] && gradient[i] >= 0) || (x[i] >= upper[i] && gradient[i] <= 0);
    free[i] = held ? 0 : 1;
    if (held) continue;
    const size = Math.abs(gradient[i] * scale[i]);
    if (!(size <= norm)) norm = size;
  }
  return norm;
}

/** A steepest descent whose greatest step is the greatest variable (1 where all are 0), in units of `scale`. */
function firstStep(x: Float64Array, gradient: Float64Array, scale: Float64Array): number {
  let [size, steepest] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    size = Math.max(size, Math.abs(x[i] / scale[i]));
    steepest = Math.max(steepest, Math.abs(gradient[i] * scale[i]));
  }
  return (size > 0 ? size : 1) / steepest;
}
