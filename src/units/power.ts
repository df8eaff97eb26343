/**
 * `base` to the power of `exponent`, with the same bits under every version of V8: those of `Math.pow` and `**` change from version to version,
 * and a search for beams carries a last bit on to tenths of a gray. Whole exponents are products; others go by `exp` and `log`, whose bits are
 * everywhere those of fdlibm. Relative error below 1e-16 times |exponent · ln base|, and a few last bits. NaN for a negative base with a broken exponent.
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) return Math.exp(exponent * Math.log(base));
  if (exponent < 0) return 1 / power(base, -exponent);
  let result = 1;
  for (let rest = exponent, square = base; rest > 0; rest = Math.floor(rest / 2), square *= square)
    if (rest % 2 === 1) result *= square;
  return result;
}
