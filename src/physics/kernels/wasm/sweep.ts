/**
 * One plane of one cone's sweep; `sweep-twin.ts` does the same, operation by operation, and says what the numbers mean. Four neighbouring
 * voxels of a row stand in a vector; rows are whole blocks of eight.
 */
import { add, lanes, madd, mul, sub } from './vector';

/** Places in a cone's block, in bytes; `blocks.ts` writes it. */
const PATH_P: usize = 0;
const PATH_S: usize = 4;
const U0: usize = 8;
const U1: usize = 12;
const U2: usize = 16;
const SCALE: usize = 20;
const START: usize = 24;
const LAST_ROW: usize = 28;
const TABLE: usize = 32;

export function sweepPlane(
  cone: usize,
  nodes: usize,
  primary: usize,
  scatter: usize,
  density: usize,
  dose: usize,
  rowStride: usize,
  rowCount: i32,
  blocks: i32,
  before: usize,
  after: usize,
  flightStride: usize,
  flightPlane: usize,
  floorP: f32,
  floorS: f32,
): void {
  const pathP = f32x4.splat(load<f32>(cone + PATH_P));
  const pathS = f32x4.splat(load<f32>(cone + PATH_S));
  const leastP = f32x4.splat(floorP);
  const leastS = f32x4.splat(floorS);
  const table = <usize>load<u32>(cone + TABLE);
  const nodesBytes = paddedNodes(blocks) << 2;
  const entries = nodes + 3 * nodesBytes * <usize>rowCount;
  // Means of the density seen last, of which whole regions are made: no density is below 0.
  let ofScatter = f32x4.splat(-1);
  let meanS = ofScatter;
  let ofBoth = ofScatter;
  let mean0 = ofScatter;
  let mean1 = ofScatter;

  for (let row = 0; row < rowCount; row++) {
    let p = primary + <usize>row * rowStride;
    let s = scatter + <usize>row * rowStride;
    let rho = density + <usize>row * rowStride;
    let d = dose + <usize>row * rowStride;
    let from = before + <usize>row * flightStride;
    let to = after + <usize>row * flightStride;
    lookUp(cone, table, nodes, nodesBytes, entries);
    nodes += 3 * nodesBytes;
    let entry = entries;
    let share = v128.load64_zero(load<u32>(entry));
    for (let block = 0; block < blocks; block++) {
      entry += 4;
      const next = v128.load64_zero(load<u32>(entry));
      const step = mul(sub(next, share), f32x4.splat(0.125));
      const stepS = v128.shuffle<f32>(step, step, 1, 1, 1, 1);
      let energyS = add(v128.shuffle<f32>(share, share, 1, 1, 1, 1), mul(stepS, lanes()));
      const g0 = v128.load(rho);
      const g1 = v128.load(rho, 16);
      if (anyOf(p, from)) {
        const stepP = v128.shuffle<f32>(step, step, 0, 0, 0, 0);
        let energyP = add(v128.shuffle<f32>(share, share, 0, 0, 0, 0), mul(stepP, lanes()));
        if (differ(g0, g1, ofBoth)) {
          mean0 = meanOfPrimary(g0, pathP);
          mean1 = meanOfScatter(g0, pathS);
          carryBoth(p, s, d, from, to, flightPlane, g0, mean0, mean1, energyP, energyS, pathP, pathS, leastP, leastS);
          mean0 = meanOfPrimary(g1, pathP);
          mean1 = meanOfScatter(g1, pathS);
          ofBoth = g1;
        } else {
          carryBoth(p, s, d, from, to, flightPlane, g0, mean0, mean1, energyP, energyS, pathP, pathS, leastP, leastS);
        }
        energyP = add(energyP, mul(stepP, f32x4.splat(4)));
        energyS = add(energyS, mul(stepS, f32x4.splat(4)));
        carryBoth(p + 16, s + 16, d + 16, from + 16, to + 16, flightPlane, g1, mean0, mean1, energyP, energyS, pathP, pathS, leastP, leastS);
      } else {
        const zero = f32x4.splat(0);
        v128.store(to, zero);
        v128.store(to, zero, 16);
        if (anyOf(s, from + flightPlane)) {
          if (differ(g0, g1, ofScatter)) {
            meanS = meanOfScatter(g0, pathS);
            carryScatter(s, d, from + flightPlane, to + flightPlane, g0, meanS, energyS, pathS, leastS);
            meanS = meanOfScatter(g1, pathS);
            ofScatter = g1;
          } else {
            carryScatter(s, d, from + flightPlane, to + flightPlane, g0, meanS, energyS, pathS, leastS);
          }
          energyS = add(energyS, mul(stepS, f32x4.splat(4)));
          carryScatter(s + 16, d + 16, from + flightPlane + 16, to + flightPlane + 16, g1, meanS, energyS, pathS, leastS);
        } else {
          v128.store(to + flightPlane, zero);
          v128.store(to + flightPlane, zero, 16);
        }
      }
      p += 32;
      s += 32;
      rho += 32;
      d += 32;
      from += 32;
      to += 32;
      share = next;
    }
  }
}

/** Where a row's nodes find their energies, in bytes, four nodes at a time. */
// @ts-ignore: decorator of AssemblyScript
@inline
function lookUp(cone: usize, table: usize, nodes: usize, nodesBytes: usize, entries: usize): void {
  const u0 = v128.load_splat<f32>(cone + U0);
  const u1 = v128.load_splat<f32>(cone + U1);
  const u2 = v128.load_splat<f32>(cone + U2);
  const scale = v128.load_splat<f32>(cone + SCALE);
  const start = v128.load_splat<f32>(cone + START);
  const lastRow = v128.load_splat<f32>(cone + LAST_ROW);
  const first = i32x4.splat(<i32>table);
  for (let node: usize = 0; node < nodesBytes; node += 16) {
    const x = v128.load(nodes + node);
    const y = v128.load(nodes + nodesBytes + node);
    const z = v128.load(nodes + 2 * nodesBytes + node);
    const cosine = f32x4.add(f32x4.add(f32x4.mul(u0, x), f32x4.mul(u1, y)), f32x4.mul(u2, z));
    const place = f32x4.add(f32x4.mul(cosine, scale), start);
    const entry = i32x4.trunc_sat_f32x4_s(f32x4.pmin(f32x4.pmax(place, f32x4.splat(0)), lastRow));
    v128.store(entries + node, i32x4.add(first, i32x4.shl(entry, 3)));
  }
}

/** Passes primary and scatter in flight through four voxels, with what they release into them, and adds what they absorb. */
// @ts-ignore: decorator of AssemblyScript
@inline
function carryBoth(
  p: usize,
  s: usize,
  d: usize,
  from: usize,
  to: usize,
  flightPlane: usize,
  density: v128,
  mean0: v128,
  mean1: v128,
  energyP: v128,
  energyS: v128,
  pathP: v128,
  pathS: v128,
  leastP: v128,
  leastS: v128,
): void {
  const absorbed = carry(from, to, density, mul(v128.load(p), energyP), mean0, pathP, leastP);
  const scattered = carry(from + flightPlane, to + flightPlane, density, mul(v128.load(s), energyS), mean1, pathS, leastS);
  v128.store(d, add(v128.load(d), add(absorbed, scattered)));
}

/** The same where there is no primary. */
// @ts-ignore: decorator of AssemblyScript
@inline
function carryScatter(
  s: usize,
  d: usize,
  from: usize,
  to: usize,
  density: v128,
  mean: v128,
  energy: v128,
  path: v128,
  least: v128,
): void {
  v128.store(d, add(v128.load(d), carry(from, to, density, mul(v128.load(s), energy), mean, path, least)));
}

/** Passes energy in flight through four voxels, with what they release into it, and gives what they absorb. */
// @ts-ignore: decorator of AssemblyScript
@inline
function carry(from: usize, to: usize, density: v128, released: v128, mean: v128, path: v128, least: v128): v128 {
  const inFlight = v128.load(from);
  const rest = mul(mean, sub(released, mul(path, inFlight)));
  const out = madd(density, rest, inFlight);
  v128.store(to, v128.and(out, f32x4.gt(out, least)));
  return sub(released, rest);
}

/** (1 − e^−x)/x of the primary in four voxels, from a quarter of the path. */
// @ts-ignore: decorator of AssemblyScript
@inline
function meanOfPrimary(density: v128, path: v128): v128 {
  const half = f32x4.splat(0.5);
  const one = f32x4.splat(1);
  const y = mul(density, mul(path, f32x4.splat(0.25)));
  const cubic = madd(madd(y, f32x4.splat(<f32>(1.0 / 120.0)), f32x4.splat(<f32>(1.0 / 24.0))), y, f32x4.splat(<f32>(1.0 / 6.0)));
  const h = madd(madd(cubic, y, half), y, one);
  const left = f32x4.div(one, madd(y, h, one));
  return mul(mul(h, left), mul(madd(left, half, half), madd(mul(left, left), half, half)));
}

/** (1 − e^−x)/x of the scatter. */
// @ts-ignore: decorator of AssemblyScript
@inline
function meanOfScatter(density: v128, path: v128): v128 {
  const one = f32x4.splat(1);
  const y = mul(density, path);
  const cubic = madd(y, f32x4.splat(<f32>(1.0 / 24.0)), f32x4.splat(<f32>(1.0 / 6.0)));
  const h = madd(madd(cubic, y, f32x4.splat(0.5)), y, one);
  return f32x4.div(h, madd(y, h, one));
}

/** Whether any of eight densities is another than that known. */
// @ts-ignore: decorator of AssemblyScript
@inline
function differ(first: v128, second: v128, known: v128): bool {
  return v128.any_true(v128.or(v128.xor(first, known), v128.xor(second, known)));
}

/** Whether a block has energy released or in flight. */
// @ts-ignore: decorator of AssemblyScript
@inline
function anyOf(released: usize, inFlight: usize): bool {
  const energy = v128.or(v128.load(released), v128.load(released, 16));
  return v128.any_true(v128.or(energy, v128.or(v128.load(inFlight), v128.load(inFlight, 16))));
}

/**
 * Unit vectors from the source to every eighth voxel of the plane's rows: in each row all first components, then all second and all third, each
 * padded to whole vectors. At these nodes the cones' energies are looked up.
 */
export function planeNodes(
  nodes: usize,
  rowCount: i32,
  blocks: i32,
  first0: f64,
  first1: f64,
  along: f64,
  step0: f64,
  step1: f64,
): void {
  const count = paddedNodes(blocks);
  for (let row = 0; row < rowCount; row++) {
    const y = first1 + <f64>row * step1;
    const across = y * y + along * along;
    for (let node: usize = 0; node < count; node++) {
      const x = first0 + <f64>node * step0;
      const inverse = 1.0 / Math.sqrt(x * x + across);
      store<f32>(nodes, <f32>(x * inverse));
      store<f32>(nodes + (count << 2), <f32>(y * inverse));
      store<f32>(nodes + (count << 3), <f32>(along * inverse));
      nodes += 4;
    }
    nodes += count << 3;
  }
}

/** Nodes of a row, one more than its blocks, with their padding. */
// @ts-ignore: decorator of AssemblyScript
@inline
function paddedNodes(blocks: i32): usize {
  return (<usize>blocks + 4) & ~3;
}
