import { blurBlock as at } from './blocks.ts';

/**
 * Adds to the doses of points (doubles at `dose`) what a layer of two Gaussians gives them of a fluence map (doubles at `fluence`): blurred along rows, then across them, onto nodes, between which each point takes
 * its value. The twin of `wasm/blur.ts`, operation by operation. A layer's block is laid out in `blocks.ts`.
 */
export function addBlurred(memory: ArrayBufferLike, layer: number, fluence: number, dose: number): void {
  const { columns, rows, across, members, rowStep, blurX, blurY, nodes, half, cells, weights, points } = layerAt(
    memory,
    layer,
  );
  const map = new Float64Array(memory, fluence, columns * rows);
  const doseGy = new Float64Array(memory, dose);
  half.fill(0);
  for (let r = 0; r < rows; r++)
    for (let b = 0; b < columns; b++) {
      const value = map[b + columns * r];
      if (value === 0) continue;
      const [to, from] = [rowStep * r, rowStep * b];
      for (let n = 0; n < rowStep; n++) half[to + n] += value * blurX[from + n];
    }
  nodes.fill(0);
  for (let j = 0; j < across; j++)
    for (let r = 0; r < rows; r++) {
      const narrow = blurY[2 * (j + across * r)];
      const wide = blurY[2 * (j + across * r) + 1];
      if (narrow === 0 && wide === 0) continue;
      const [to, from] = [rowStep * j, rowStep * r];
      for (let n = 0; n < rowStep; n += 2) {
        nodes[to + n] += narrow * half[from + n];
        nodes[to + n + 1] += wide * half[from + n + 1];
      }
    }
  for (let m = 0; m < members; m++) {
    const a = weights[4 * m];
    const b = weights[4 * m + 1];
    const w10 = a * (1 - b);
    const w01 = (1 - a) * b;
    const w11 = a * b;
    const w00 = 1 - w10 - w01 - w11;
    const n = 2 * cells[m];
    const o = n + rowStep;
    doseGy[points[m]] +=
      weights[4 * m + 2] * (w00 * nodes[n] + w10 * nodes[n + 2] + w01 * nodes[o] + w11 * nodes[o + 2]) +
      weights[4 * m + 3] * (w00 * nodes[n + 1] + w10 * nodes[n + 3] + w01 * nodes[o + 1] + w11 * nodes[o + 3]);
  }
}

/** The transpose: adds to each bixel (doubles at `out`) what it gives to the points, weighted by doubles at `of`. */
export function addBlurredTransposed(memory: ArrayBufferLike, layer: number, of: number, out: number): void {
  const { columns, rows, across, members, rowStep, blurX, blurY, nodes, half, cells, weights, points } = layerAt(
    memory,
    layer,
  );
  const byPoint = new Float64Array(memory, of);
  const map = new Float64Array(memory, out, columns * rows);
  nodes.fill(0);
  for (let m = 0; m < members; m++) {
    const weight = byPoint[points[m]];
    if (weight === 0) continue;
    const a = weights[4 * m];
    const b = weights[4 * m + 1];
    const w10 = a * (1 - b);
    const w01 = (1 - a) * b;
    const w11 = a * b;
    const w00 = 1 - w10 - w01 - w11;
    const narrow = weight * weights[4 * m + 2];
    const wide = weight * weights[4 * m + 3];
    const n = 2 * cells[m];
    const o = n + rowStep;
    nodes[n] += w00 * narrow;
    nodes[n + 1] += w00 * wide;
    nodes[n + 2] += w10 * narrow;
    nodes[n + 3] += w10 * wide;
    nodes[o] += w01 * narrow;
    nodes[o + 1] += w01 * wide;
    nodes[o + 2] += w11 * narrow;
    nodes[o + 3] += w11 * wide;
  }
  half.fill(0);
  for (let j = 0; j < across; j++)
    for (let r = 0; r < rows; r++) {
      const narrow = blurY[2 * (j + across * r)];
      const wide = blurY[2 * (j + across * r) + 1];
      if (narrow === 0 && wide === 0) continue;
      const [from, to] = [rowStep * j, rowStep * r];
      for (let n = 0; n < rowStep; n += 2) {
        half[to + n] += narrow * nodes[from + n];
        half[to + n + 1] += wide * nodes[from + n + 1];
      }
    }
  for (let r = 0; r < rows; r++)
    for (let b = 0; b < columns; b++) {
      const [from, to] = [rowStep * r, rowStep * b];
      let [narrow, wide] = [0, 0];
      for (let n = 0; n < rowStep; n += 2) {
        narrow += half[from + n] * blurX[to + n];
        wide += half[from + n + 1] * blurX[to + n + 1];
      }
      map[b + columns * r] += narrow + wide;
    }
}

function layerAt(memory: ArrayBufferLike, layer: number) {
  const words = new Uint32Array(memory, layer, at.words);
  const [columns, rows, along, across, members] = [at.columns, at.rows, at.along, at.across, at.members].map(
    (word) => words[word],
  );
  const rowStep = 2 * along;
  return {
    columns,
    rows,
    across,
    members,
    rowStep,
    blurX: new Float64Array(memory, words[at.blurX], rowStep * columns),
    blurY: new Float64Array(memory, words[at.blurY], 2 * across * rows),
    cells: new Int32Array(memory, words[at.cells], members),
    weights: new Float32Array(memory, words[at.weights], 4 * members),
    points: new Int32Array(memory, words[at.points], members),
    nodes: new Float64Array(memory, words[at.nodes], rowStep * across),
    half: new Float64Array(memory, words[at.half], rowStep * rows),
  };
}
