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
  const quarterP = mul(pathP, f32x4.splat(0.25));
  const leastP = f32x4.splat(floorP);
  const leastS = f32x4.splat(floorS);
  const u0 = load<f32>(cone + U0);
  const u1 = load<f32>(cone + U1);
  const u2 = load<f32>(cone + U2);
  const scale = load<f32>(cone + SCALE);
  const start = load<f32>(cone + START);
  const lastRow = load<f32>(cone + LAST_ROW);
  const table = <usize>load<u32>(cone + TABLE);
  const half = f32x4.splat(0.5);
  const c6 = f32x4.splat(<f32>(1.0 / 6.0));
  const c24 = f32x4.splat(<f32>(1.0 / 24.0));
  const c120 = f32x4.splat(<f32>(1.0 / 120.0));
  const one = f32x4.splat(1);

  for (let row = 0; row < rowCount; row++) {
    let p = primary + <usize>row * rowStride;
    let s = scatter + <usize>row * rowStride;
    let rho = density + <usize>row * rowStride;
    let d = dose + <usize>row * rowStride;
    let from = before + <usize>row * flightStride;
    let to = after + <usize>row * flightStride;
    let c = u0 * load<f32>(nodes) + u1 * load<f32>(nodes, 4) + u2 * load<f32>(nodes, 8);
    let e = table + ((<usize>(<i32>min(max(c * scale + start, 0), lastRow))) << 3);
    let shareP = load<f32>(e);
    let shareS = load<f32>(e, 4);
    for (let block = 0; block < blocks; block++) {
      nodes += 12;
      c = u0 * load<f32>(nodes) + u1 * load<f32>(nodes, 4) + u2 * load<f32>(nodes, 8);
      e = table + ((<usize>(<i32>min(max(c * scale + start, 0), lastRow))) << 3);
      const nextP = load<f32>(e);
      const nextS = load<f32>(e, 4);
      const stepP = (nextP - shareP) * 0.125;
      const stepS = (nextS - shareS) * 0.125;
      let energyP = add(f32x4.splat(shareP), mul(f32x4.splat(stepP), lanes()));
      let energyS = add(f32x4.splat(shareS), mul(f32x4.splat(stepS), lanes()));
      if (!anyOf(p, from)) {
        const zero = f32x4.splat(0);
        v128.store(to, zero);
        v128.store(to, zero, 16);
        if (!anyOf(s, from + flightPlane)) {
          v128.store(to + flightPlane, zero);
          v128.store(to + flightPlane, zero, 16);
        } else {
          let energyS = add(f32x4.splat(shareS), mul(f32x4.splat(stepS), lanes()));
          for (let vector: usize = 0; vector < 32; vector += 16) {
            const g = v128.load(rho + vector);
            const q1 = mul(v128.load(s + vector), energyS);
            const absorbed = carryScatter(from + flightPlane + vector, to + flightPlane + vector, g, q1, pathS, leastS);
            v128.store(d + vector, add(v128.load(d + vector), absorbed));
            energyS = add(energyS, f32x4.splat(stepS * 4));
          }
        }
        p += 32;
        s += 32;
        rho += 32;
        d += 32;
        from += 32;
        to += 32;
        shareP = nextP;
        shareS = nextS;
        continue;
      }
      for (let vector = 0; vector < 2; vector++) {
        const g = v128.load(rho);
        const q0 = mul(v128.load(p), energyP);
        const q1 = mul(v128.load(s), energyS);

        const y0 = mul(g, quarterP);
        const h0 = madd(madd(madd(madd(y0, c120, c24), y0, c6), y0, half), y0, one);
        const left0 = f32x4.div(one, madd(y0, h0, one));
        const square0 = mul(left0, left0);
        const mean0 = mul(mul(h0, left0), mul(madd(left0, half, half), madd(square0, half, half)));
        const r0 = v128.load(from);
        const w0 = mul(mean0, sub(q0, mul(pathP, r0)));
        const out0 = madd(g, w0, r0);
        v128.store(to, v128.and(out0, f32x4.gt(out0, leastP)));

        const absorbed = carryScatter(from + flightPlane, to + flightPlane, g, q1, pathS, leastS);
        v128.store(d, add(v128.load(d), add(sub(q0, w0), absorbed)));
        energyP = add(energyP, f32x4.splat(stepP * 4));
        energyS = add(energyS, f32x4.splat(stepS * 4));
        p += 16;
        s += 16;
        rho += 16;
        d += 16;
        from += 16;
        to += 16;
      }
      shareP = nextP;
      shareS = nextS;
    }
    nodes += 12;
  }
}

/** Passes the scatter in flight through four voxels, with what they release into it, and gives what they absorb. */
// @ts-ignore: decorator of AssemblyScript
@inline
function carryScatter(from: usize, to: usize, density: v128, released: v128, path: v128, least: v128): v128 {
  const one = f32x4.splat(1);
  const y = mul(density, path);
  const cubic = madd(y, f32x4.splat(<f32>(1.0 / 24.0)), f32x4.splat(<f32>(1.0 / 6.0)));
  const h = madd(madd(cubic, y, f32x4.splat(0.5)), y, one);
  const mean = f32x4.div(h, madd(y, h, one));
  const inFlight = v128.load(from);
  const rest = mul(mean, sub(released, mul(path, inFlight)));
  const out = madd(density, rest, inFlight);
  v128.store(to, v128.and(out, f32x4.gt(out, least)));
  return sub(released, rest);
}

/** Whether a block has energy released or in flight. */
// @ts-ignore: decorator of AssemblyScript
@inline
function anyOf(released: usize, inFlight: usize): bool {
  const energy = v128.or(v128.load(released), v128.load(released, 16));
  return v128.any_true(v128.or(energy, v128.or(v128.load(inFlight), v128.load(inFlight, 16))));
}

/**
 * Unit vectors from the source to every eighth voxel of the plane's rows, as three floats each, `blocks + 1` to a row: at these nodes the cones'
 * energies are looked up.
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
  for (let row = 0; row < rowCount; row++) {
    const y = first1 + <f64>row * step1;
    const across = y * y + along * along;
    for (let node = 0; node <= blocks; node++) {
      const x = first0 + <f64>node * step0;
      const inverse = 1.0 / Math.sqrt(x * x + across);
      store<f32>(nodes, <f32>(x * inverse));
      store<f32>(nodes, <f32>(y * inverse), 4);
      store<f32>(nodes, <f32>(along * inverse), 8);
      nodes += 12;
    }
  }
}
