import { blockOf, coneBlock, paddedNodes } from './blocks.ts';

/**
 * Carries the energy of one cone through one plane of voxels: what arrives from the plane before is attenuated, what the plane's voxels release
 * into the cone is added, what is absorbed adds to the dose. The twin, and the oracle, of `wasm/sweep.ts`: the same operations in the same order,
 * each rounded to single precision, so that both give the same bits.
 *
 * In a voxel of density ρ (g/cm³) that a line crosses over a length s, energy r (per voxel volume) comes in and q (per mass) is released evenly
 * along the path. With x = μρs and g = (1 − e^−x)/x, what is absorbed per mass is q − g·(q − μs·r) and what goes on is r + ρg·(q − μs·r): their
 * sum is what came in, whatever g. e^x − 1 = x·h(x) by the series of h; then g = h/(1 + x·h). For the primary, whose x may be large, g and e^−x
 * are computed at x/4 and doubled twice: g(2y) = g(y)·(1 + e^−y)/2. Energy in flight below a component's floor is dropped: it would become denormal,
 * which costs several times the time of a normal number. Where nothing of a component is released or in flight WebAssembly skips eight voxels at once,
 * and where eight have the density of those before, as in the air around a body, it takes their g again: neither changes a bit.
 *
 * `cone`: the block that `coneBlock` describes. `nodes`: the plane's, from `planeNodes`, with room behind them (`nodesBytes`). `primary`, `scatter`:
 * energy released per mass; `density`, `dose`: arrays with rows `rowStrideBytes` apart, of whole `blocks` of eight voxels. `before`, `after`: energy in
 * flight, with the primary's plane first and the scatter's `flightPlaneBytes` behind; `before` is shifted by the step of the cone's lines from plane
 * to plane, and has a rim of zeros.
 */
export function sweepPlane(
  memory: ArrayBufferLike,
  cone: number,
  nodes: number,
  primary: number,
  scatter: number,
  density: number,
  dose: number,
  rowStrideBytes: number,
  rowCount: number,
  blocks: number,
  before: number,
  after: number,
  flightStrideBytes: number,
  flightPlaneBytes: number,
  floorP: number,
  floorS: number,
): void {
  const f32 = new Float32Array(memory);
  const header = cone / 4;
  const pathP = f32[header + coneBlock.primaryPath];
  const pathS = f32[header + coneBlock.scatterPath];
  const u0 = f32[header + coneBlock.direction];
  const u1 = f32[header + coneBlock.direction + 1];
  const u2 = f32[header + coneBlock.direction + 2];
  const scale = f32[header + coneBlock.rowsPerCosine];
  const start = f32[header + coneBlock.firstRow];
  const lastRow = f32[header + coneBlock.lastRow];
  const table = new Uint32Array(memory)[header + coneBlock.table] / 4;
  const leastP = round(floorP);
  const leastS = round(floorS);
  const quarterP = round(pathP * 0.25);
  const shift = flightPlaneBytes / 4;
  const stride = paddedNodes(blocks);
  const entryAt = (node: number): number => {
    const [x, y, z] = [f32[node], f32[node + stride], f32[node + 2 * stride]];
    const cosine = round(round(round(u0 * x) + round(u1 * y)) + round(u2 * z));
    const row = round(round(cosine * scale) + start);
    return table + 2 * Math.trunc(row < 0 ? 0 : row > lastRow ? lastRow : row);
  };

  for (let row = 0; row < rowCount; row++) {
    let voxel = (row * rowStrideBytes) / 4;
    let from = (before + row * flightStrideBytes) / 4;
    let to = (after + row * flightStrideBytes) / 4;
    let node = nodes / 4 + 3 * stride * row;
    let entry = entryAt(node);
    let shareP = f32[entry];
    let shareS = f32[entry + 1];
    for (let block = 0; block < blocks; block++) {
      entry = entryAt(++node);
      const stepP = round(round(f32[entry] - shareP) * 0.125);
      const stepS = round(round(f32[entry + 1] - shareS) * 0.125);
      for (let i = 0; i < blockOf; i++) {
        // The first four voxels of a block step from the node, the next four from those.
        let energyP = round(shareP + round(stepP * (i & 3)));
        let energyS = round(shareS + round(stepS * (i & 3)));
        if (i >= 4) {
          energyP = round(energyP + round(stepP * 4));
          energyS = round(energyS + round(stepS * 4));
        }
        const rho = f32[density / 4 + voxel];
        const q0 = round(f32[primary / 4 + voxel] * energyP);
        const q1 = round(f32[scatter / 4 + voxel] * energyS);

        const y0 = round(rho * quarterP);
        const h0 = madd(madd(madd(madd(y0, c120, c24), y0, c6), y0, 0.5), y0, 1);
        const left0 = round(1 / madd(y0, h0, 1));
        const square0 = round(left0 * left0);
        const mean0 = round(round(h0 * left0) * round(madd(left0, 0.5, 0.5) * madd(square0, 0.5, 0.5)));
        const r0 = f32[from];
        const w0 = round(mean0 * round(q0 - round(pathP * r0)));
        const out0 = madd(rho, w0, r0);
        f32[to] = out0 > leastP ? out0 : 0;

        const y1 = round(rho * pathS);
        const h1 = madd(madd(madd(y1, c24, c6), y1, 0.5), y1, 1);
        const mean1 = round(h1 / madd(y1, h1, 1));
        const r1 = f32[from + shift];
        const w1 = round(mean1 * round(q1 - round(pathS * r1)));
        const out1 = madd(rho, w1, r1);
        f32[to + shift] = out1 > leastS ? out1 : 0;

        f32[dose / 4 + voxel] = f32[dose / 4 + voxel] + round(round(q0 - w0) + round(q1 - w1));
        voxel++;
        from++;
        to++;
      }
      shareP = f32[entry];
      shareS = f32[entry + 1];
    }
  }
}

/**
 * Unit vectors from the source to every eighth voxel of a plane's rows, `blocks + 1` to a row: at these nodes the cones' energies are looked up, and
 * between them they are linear. A row has all first components, then all second and all third, `paddedNodes` of each. `firstMm`, `acrossMm`,
 * `alongMm`: the first voxel seen from the source; the first two step by `nodeStepMm` from node to node and by `acrossStepMm` from row to row.
 */
export function planeNodes(
  memory: ArrayBufferLike,
  nodes: number,
  rowCount: number,
  blocks: number,
  firstMm: number,
  acrossMm: number,
  alongMm: number,
  nodeStepMm: number,
  acrossStepMm: number,
): void {
  const f32 = new Float32Array(memory);
  const count = paddedNodes(blocks);
  for (let row = 0; row < rowCount; row++) {
    const y = acrossMm + row * acrossStepMm;
    const across = y * y + alongMm * alongMm;
    const place = nodes / 4 + 3 * count * row;
    for (let node = 0; node < count; node++) {
      const x = firstMm + node * nodeStepMm;
      const inverse = 1 / Math.sqrt(x * x + across);
      f32[place + node] = x * inverse;
      f32[place + count + node] = y * inverse;
      f32[place + 2 * count + node] = alongMm * inverse;
    }
  }
}

const round = Math.fround;
const c6 = round(1 / 6);
const c24 = round(1 / 24);
const c120 = round(1 / 120);

/** a·b + c, rounded twice. */
function madd(a: number, b: number, c: number): number {
  return round(round(a * b) + c);
}
