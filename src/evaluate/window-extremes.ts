/** For each voxel the least and the greatest value within `reach` voxels of it along each axis: a box, cut at the edges of the grid. */
export function windowExtremes(
  size: readonly [number, number, number],
  values: Float32Array,
  reach: readonly [number, number, number],
): { readonly least: Float32Array; readonly greatest: Float32Array } {
  let least = values;
  let greatest = values;
  const strides = [1, size[0], size[0] * size[1]];
  for (const axis of [0, 1, 2]) {
    const line = { n: size[axis], stride: strides[axis], reach: reach[axis] };
    least = slidingExtreme(least, { ...line, pick: (a, b) => (a < b ? a : b), neutral: Infinity });
    greatest = slidingExtreme(greatest, { ...line, pick: (a, b) => (a > b ? a : b), neutral: -Infinity });
  }
  return { least, greatest };
}

interface Sliding {
  readonly n: number;
  readonly stride: number;
  readonly reach: number;
  readonly pick: (a: number, b: number) => number;
  /** What `pick` always gives way to: it stands beyond both ends of a line. */
  readonly neutral: number;
}

/**
 * The extreme of a sliding window along one axis, in a time that does not depend on its length (van Herk, Pattern Recognition Letters 13 (1992)
 * 517–521, doi 10.1016/0167-8655(92)90069-C): running extremes forwards and backwards in blocks as long as the window, which takes the end of one
 * block and the beginning of the next.
 */
function slidingExtreme(values: Float32Array, { n, stride, reach, pick, neutral }: Sliding): Float32Array {
  const out = new Float32Array(values.length);
  const block = 2 * reach + 1;
  const padded = new Float32Array(n + 2 * reach).fill(neutral);
  const forwards = new Float32Array(padded.length);
  const backwards = new Float32Array(padded.length);
  const last = padded.length - 1;
  for (let line = 0; line < values.length / n; line++) {
    const start = (line % stride) + Math.floor(line / stride) * stride * n;
    for (let i = 0; i < n; i++) padded[reach + i] = values[start + i * stride];
    for (let i = 0; i <= last; i++) forwards[i] = i % block === 0 ? padded[i] : pick(forwards[i - 1], padded[i]);
    for (let i = last; i >= 0; i--)
      backwards[i] = i === last || (i + 1) % block === 0 ? padded[i] : pick(backwards[i + 1], padded[i]);
    for (let i = 0; i < n; i++) out[start + i * stride] = pick(backwards[i], forwards[i + 2 * reach]);
  }
  return out;
}
