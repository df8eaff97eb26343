/**
 * The mean, over a window, of a sharp edge blurred by a Gaussian: the share of the source that points of the window see past an edge.
 * `distance` is from the edge to the window's middle, positive on the open side; all three lengths in the same unit and plane. With sigma 0
 * it is the share of the window on the open side, exactly.
 */
export function openShare(distance: number, width: number, sigma: number): number {
  if (distance - width / 2 >= 6 * sigma) return 1;
  if (distance + width / 2 <= -6 * sigma) return 0;
  const share = (blurredRamp(distance + width / 2, sigma) - blurredRamp(distance - width / 2, sigma)) / width;
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

/** The integral of the Gaussian's cumulative distribution up to x: max(x, 0), blurred. */
function blurredRamp(x: number, sigma: number): number {
  if (sigma === 0) return x > 0 ? x : 0;
  const z = x / sigma;
  if (z >= 6) return x;
  if (z <= -6) return 0;
  const position = (z + 6) * stepsPerSigma;
  const i = position | 0;
  const share = position - i;
  return sigma * (rampTable[i] * (1 - share) + rampTable[i + 1] * share);
}

const stepsPerSigma = 512;

/** z·Φ(z) + φ(z) from −6 to 6; the sum of the trapezium rule over Φ, itself the sum over φ, is exact to 1e-7 at this step. */
const rampTable = (() => {
  const count = 12 * stepsPerSigma + 2;
  const h = 1 / stepsPerSigma;
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const table = new Float64Array(count);
  let cumulative = 0;
  for (let i = 1; i < count; i++) {
    const z = -6 + i * h;
    cumulative += (density(z - h) + 4 * density(z - h / 2) + density(z)) * (h / 6);
    table[i] = z * cumulative + density(z);
  }
  return table;
})();
