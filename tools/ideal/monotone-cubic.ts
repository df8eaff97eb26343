/**
 * Monotone piecewise-cubic interpolation (Fritsch & Butland, SIAM J Sci Stat Comput 5 (1984) 300) through (x, y), x ascending: no wiggles
 * between the points of a cumulative curve, so that its slope, a density, keeps its sign.
 */
export interface MonotoneCubic {
  value(at: number): number;
  slope(at: number): number;
}

export function monotoneCubic(x: readonly number[], y: readonly number[]): MonotoneCubic {
  const slopes = slopesOf(x, y);
  const locate = (at: number): { i: number; width: number; t: number } => {
    let i = 0;
    while (i < x.length - 2 && at > x[i + 1]) i++;
    const width = x[i + 1] - x[i];
    return { i, width, t: (at - x[i]) / width };
  };
  return {
    value(at) {
      const { i, width, t } = locate(at);
      const u = 1 - t;
      return (
        y[i] * u * u * (1 + 2 * t) +
        y[i + 1] * t * t * (3 - 2 * t) +
        width * (slopes[i] * t * u * u - slopes[i + 1] * t * t * u)
      );
    },
    slope(at) {
      const { i, width, t } = locate(at);
      return (
        ((y[i + 1] - y[i]) / width) * 6 * t * (1 - t) +
        slopes[i] * (1 - t) * (1 - 3 * t) +
        slopes[i + 1] * t * (3 * t - 2)
      );
    },
  };
}

function slopesOf(x: readonly number[], y: readonly number[]): number[] {
  const last = x.length - 1;
  const width = (i: number) => x[i + 1] - x[i];
  const secant = (i: number) => (y[i + 1] - y[i]) / width(i);
  const inner = x.slice(1, last).map((_, k) => {
    const i = k + 1;
    const before = secant(i - 1);
    const after = secant(i);
    if (before * after <= 0) return 0;
    const weight = (width(i - 1) + 2 * width(i)) / (3 * (width(i - 1) + width(i)));
    return (before * after) / (weight * after + (1 - weight) * before);
  });
  const atEnd = (near: number, far: number, nearWidth: number, farWidth: number) => {
    const slope = near + ((near - far) * nearWidth) / (nearWidth + farWidth);
    if (slope * near <= 0) return 0;
    return Math.abs(slope) > 3 * Math.abs(near) ? 3 * near : slope;
  };
  return [
    atEnd(secant(0), secant(1), width(0), width(1)),
    ...inner,
    atEnd(secant(last - 1), secant(last - 2), width(last - 1), width(last - 2)),
  ];
}
