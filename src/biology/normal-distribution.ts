/**
 * The cumulative normal distribution Φ(z), to full precision in both tails, where complication probabilities lie. (The dose engine has a faster one, to 1e-7, for the edges
 * of fields.)
 */
export function cumulativeNormal(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** 1 − erf(x): by the series of erf near 0, whose terms are all of one sign, and by the continued fraction of the tail (DLMF 7.6.2 and 7.9.1) beyond 2. */
export function erfc(x: number): number {
  if (x < -2) return 2 - tail(-x);
  return x < 2 ? 1 - erfNearZero(x) : tail(x);
}

/** The z with Φ(z) = p, 0 < p < 1, by bisection: infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  return root((z) => cumulativeNormal(z) - p, -40, 10);
}

/** The radius, in standard deviations, of a ball that holds a share of a normal distribution in three dimensions: the root of the quantile of χ² with three degrees of freedom. */
export function ballQuantile(share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return Infinity;
  return root((r) => 1 - erfc(r / Math.SQRT2) - Math.sqrt(2 / Math.PI) * r * Math.exp((-r * r) / 2) - share, 0, 40);
}

function root(rising: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let n = 0; n < 100; n++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function erfNearZero(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from its end. */
function tail(x: number): number {
  let fraction = x;
  for (let n = 100; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
