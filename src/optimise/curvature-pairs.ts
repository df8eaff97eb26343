/**
 * Steps s of a quasi-Newton method with the changes y of the gradient over them, newest last of a ring; made for a number of variables and a memory.
 */
export interface CurvaturePairs {
  readonly memory: number;
  readonly steps: readonly Float64Array[];
  readonly changes: readonly Float64Array[];
  /** How many are held, and where the next goes. */
  count: number;
  next: number;
}

/** Where a function was evaluated, and its derivatives there. */
export interface Evaluated {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
}

export function curvaturePairs(variables: number, memory: number): CurvaturePairs {
  const vectors = (): Float64Array[] => Array.from({ length: memory }, () => new Float64Array(variables));
  return { memory, steps: vectors(), changes: vectors(), count: 0, next: 0 };
}

/** Keeps the pair of a step in place of the oldest. */
export function keepPair(pairs: CurvaturePairs, from: Evaluated, to: Evaluated): void {
  const step = pairs.steps[pairs.next];
  const change = pairs.changes[pairs.next];
  for (let i = 0; i < step.length; i++) {
    step[i] = to.x[i] - from.x[i];
    change[i] = to.gradient[i] - from.gradient[i];
  }
  pairs.next = (pairs.next + 1) % pairs.memory;
  pairs.count = Math.min(pairs.memory, pairs.count + 1);
}

/** A pair takes part where the curvature along it, among the free variables, is above this share of its greatest. */
const leastCurvature = 1e-10;

/**
 * The direction −H g among the free variables (others get 0), H the inverse Hessian of limited-memory BFGS from diag(scale²), by the two-loop recursion (Nocedal J, Wright SJ.
 * Numerical Optimization, 2nd ed. 2006, algorithm 7.4 and eq. 7.20). Pairs are restricted to the free variables, and those that show no positive curvature there left out, so
 * that H is positive definite.
 */
export function quasiNewtonDirection(
  pairs: CurvaturePairs,
  at: { readonly gradient: Float64Array; readonly free: Uint8Array; readonly scale: Float64Array },
  direction: Float64Array,
): void {
  const { gradient, free, scale } = at;
  const n = gradient.length;
  for (let i = 0; i < n; i++) direction[i] = free[i] ? -gradient[i] : 0;
  const used: { readonly s: Float64Array; readonly y: Float64Array; readonly curvature: number; share: number }[] = [];
  let initial = 0;
  for (let back = 1; back <= pairs.count; back++) {
    const place = (pairs.next - back + pairs.memory) % pairs.memory;
    const [s, y] = [pairs.steps[place], pairs.changes[place]];
    let [sy, yy, ss, sg] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (!free[i]) continue;
      const [si, yi] = [s[i], y[i]];
      sy += si * yi;
      ss += (si / scale[i]) ** 2;
      yy += (yi * scale[i]) ** 2;
      sg += si * direction[i];
    }
    if (!(sy > leastCurvature * Math.sqrt(ss * yy))) continue;
    if (used.length === 0) initial = sy / yy;
    const share = sg / sy;
    for (let i = 0; i < n; i++) if (free[i]) direction[i] -= share * y[i];
    used.push({ s, y, curvature: sy, share });
  }
  if (used.length === 0) initial = 1;
  for (let i = 0; i < n; i++) direction[i] *= initial * scale[i] ** 2;
  for (const { s, y, curvature, share } of used.reverse()) {
    let yd = 0;
    for (let i = 0; i < n; i++) if (free[i]) yd += y[i] * direction[i];
    const by = share - yd / curvature;
    for (let i = 0; i < n; i++) if (free[i]) direction[i] += by * s[i];
  }
}
