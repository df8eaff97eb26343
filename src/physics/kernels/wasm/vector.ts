/** Four floats at a time. With relaxed SIMD a product and a sum are one operation that rounds once where the processor has it. */

// @ts-ignore: decorator of AssemblyScript
@inline
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator of AssemblyScript
@inline
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator of AssemblyScript
@inline
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** a·b + c */
// @ts-ignore: decorator of AssemblyScript
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator of AssemblyScript
@inline
export function lanes(): v128 {
  return f32x4(0, 1, 2, 3);
}

/** e^−x of four values from 0 up, to a few units in the last place; below 2^−120 it stays there. */
// @ts-ignore: decorator of AssemblyScript
@inline
export function expNegative(x: v128): v128 {
  const power = f32x4.max(mul(x, f32x4.splat(-1.4426950408889634)), f32x4.splat(-120));
  // Adding 1.5 · 2^23 rounds to a whole number, which then stands in the low bits.
  const rounded = add(power, f32x4.splat(12582912));
  const f = sub(power, sub(rounded, f32x4.splat(12582912)));
  let p = f32x4.splat(1.5403530393381608e-4);
  p = add(mul(p, f), f32x4.splat(1.3333558146428443e-3));
  p = add(mul(p, f), f32x4.splat(9.618129107628477e-3));
  p = add(mul(p, f), f32x4.splat(5.550410866482158e-2));
  p = add(mul(p, f), f32x4.splat(0.2402265069591007));
  p = add(mul(p, f), f32x4.splat(0.6931471805599453));
  p = add(mul(p, f), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(rounded, 23));
}
