/** Blurred fluence at points and its transpose; `blur-twin.ts` does the same, operation by operation, and says what for. Both Gaussians of a layer stand in a vector. */

/** Places in a layer's block, in bytes; `blocks.ts` writes it. */
const COLUMNS: usize = 0;
const ROWS: usize = 4;
const ALONG: usize = 8;
const ACROSS: usize = 12;
const MEMBERS: usize = 16;
const BLUR_X: usize = 20;
const BLUR_Y: usize = 24;
const CELLS: usize = 28;
const WEIGHTS: usize = 32;
const POINTS: usize = 36;
const NODES: usize = 40;
const HALF: usize = 44;

export function addBlurred(layer: usize, fluence: usize, dose: usize): void {
  const columns = load<i32>(layer, COLUMNS);
  const rows = load<i32>(layer, ROWS);
  const across = load<i32>(layer, ACROSS);
  const members = load<i32>(layer, MEMBERS);
  const rowBytes = <usize>load<i32>(layer, ALONG) << 4;
  const blurX = <usize>load<u32>(layer, BLUR_X);
  const blurY = <usize>load<u32>(layer, BLUR_Y);
  const nodes = <usize>load<u32>(layer, NODES);
  const half = <usize>load<u32>(layer, HALF);
  memory.fill(half, 0, rowBytes * <usize>rows);
  for (let r = 0; r < rows; r++)
    for (let b = 0; b < columns; b++) {
      const value = load<f64>(fluence + (<usize>(b + columns * r) << 3));
      if (value == 0) continue;
      addTimes(half + rowBytes * <usize>r, blurX + rowBytes * <usize>b, f64x2.splat(value), rowBytes);
    }
  memory.fill(nodes, 0, rowBytes * <usize>across);
  for (let j = 0; j < across; j++)
    for (let r = 0; r < rows; r++) {
      const both = v128.load(blurY + (<usize>(j + across * r) << 4));
      if (!v128.any_true(both)) continue;
      addTimes(nodes + rowBytes * <usize>j, half + rowBytes * <usize>r, both, rowBytes);
    }
  let cell = <usize>load<u32>(layer, CELLS);
  let weight = <usize>load<u32>(layer, WEIGHTS);
  let point = <usize>load<u32>(layer, POINTS);
  for (let m = 0; m < members; m++) {
    const a = <f64>load<f32>(weight);
    const b = <f64>load<f32>(weight, 4);
    const w10 = a * (1 - b);
    const w01 = (1 - a) * b;
    const w11 = a * b;
    const w00 = 1 - w10 - w01 - w11;
    const n = nodes + (<usize>load<u32>(cell) << 4);
    const o = n + rowBytes;
    let seen = f64x2.mul(f64x2.splat(w00), v128.load(n));
    seen = f64x2.add(seen, f64x2.mul(f64x2.splat(w10), v128.load(n, 16)));
    seen = f64x2.add(seen, f64x2.mul(f64x2.splat(w01), v128.load(o)));
    seen = f64x2.add(seen, f64x2.mul(f64x2.splat(w11), v128.load(o, 16)));
    const taken = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(weight, 8)), seen);
    const to = dose + (<usize>load<u32>(point) << 3);
    store<f64>(to, load<f64>(to) + (f64x2.extract_lane(taken, 0) + f64x2.extract_lane(taken, 1)));
    cell += 4;
    weight += 16;
    point += 4;
  }
}

export function addBlurredTransposed(layer: usize, weights: usize, out: usize): void {
  const columns = load<i32>(layer, COLUMNS);
  const rows = load<i32>(layer, ROWS);
  const across = load<i32>(layer, ACROSS);
  const members = load<i32>(layer, MEMBERS);
  const rowBytes = <usize>load<i32>(layer, ALONG) << 4;
  const blurX = <usize>load<u32>(layer, BLUR_X);
  const blurY = <usize>load<u32>(layer, BLUR_Y);
  const nodes = <usize>load<u32>(layer, NODES);
  const half = <usize>load<u32>(layer, HALF);
  memory.fill(nodes, 0, rowBytes * <usize>across);
  let cell = <usize>load<u32>(layer, CELLS);
  let weight = <usize>load<u32>(layer, WEIGHTS);
  let point = <usize>load<u32>(layer, POINTS);
  for (let m = 0; m < members; m++) {
    const value = load<f64>(weights + (<usize>load<u32>(point) << 3));
    if (value != 0) {
      const a = <f64>load<f32>(weight);
      const b = <f64>load<f32>(weight, 4);
      const w10 = a * (1 - b);
      const w01 = (1 - a) * b;
      const w11 = a * b;
      const w00 = 1 - w10 - w01 - w11;
      const given = f64x2.mul(f64x2.splat(value), f64x2.promote_low_f32x4(v128.load64_zero(weight, 8)));
      const n = nodes + (<usize>load<u32>(cell) << 4);
      const o = n + rowBytes;
      v128.store(n, f64x2.add(v128.load(n), f64x2.mul(f64x2.splat(w00), given)));
      v128.store(n, f64x2.add(v128.load(n, 16), f64x2.mul(f64x2.splat(w10), given)), 16);
      v128.store(o, f64x2.add(v128.load(o), f64x2.mul(f64x2.splat(w01), given)));
      v128.store(o, f64x2.add(v128.load(o, 16), f64x2.mul(f64x2.splat(w11), given)), 16);
    }
    cell += 4;
    weight += 16;
    point += 4;
  }
  memory.fill(half, 0, rowBytes * <usize>rows);
  for (let j = 0; j < across; j++)
    for (let r = 0; r < rows; r++) {
      const both = v128.load(blurY + (<usize>(j + across * r) << 4));
      if (!v128.any_true(both)) continue;
      addTimes(half + rowBytes * <usize>r, nodes + rowBytes * <usize>j, both, rowBytes);
    }
  for (let r = 0; r < rows; r++)
    for (let b = 0; b < columns; b++) {
      const x = blurX + rowBytes * <usize>b;
      const y = half + rowBytes * <usize>r;
      let sum = f64x2.splat(0);
      for (let at: usize = 0; at < rowBytes; at += 16)
        sum = f64x2.add(sum, f64x2.mul(v128.load(y + at), v128.load(x + at)));
      const to = out + (<usize>(b + columns * r) << 3);
      store<f64>(to, load<f64>(to) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
    }
}

/** to += by · from, over so many bytes. */
// @ts-ignore: decorator of AssemblyScript
@inline
function addTimes(to: usize, from: usize, by: v128, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(to + at, f64x2.add(v128.load(to + at), f64x2.mul(by, v128.load(from + at))));
}
