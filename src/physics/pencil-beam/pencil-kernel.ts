import { openShare } from '../edge.ts';

/** Gaussians across a pencil of rays. */
export const pencilComponents = 4;

/**
 * Dose in water about a pencil of rays, as a sum of Gaussians across it whose shares change with depth: what one part of a fluence map gives. The dose of a whole map is then its
 * convolution with each Gaussian, taken at a point with that depth's share (Ahnesjö A, Saxner M, Trepp A. Med Phys 1992;19:263-273).
 */
export interface PencilKernel {
  /** Standard deviations at the isocentre plane, mm, ascending; focal spot and scatter together. */
  readonly sigmaMm: readonly number[];
  readonly depthStepMm: number;
  /** Depth by depth from 0 on, component by component: dose under an unlimited open field at the isocentre distance, Gy per MU. */
  readonly gyPerMu: Float64Array;
}

/** Dose across the middle of a square field in water, Gy per MU. */
export interface SquareFieldProfile {
  readonly fieldMm: number;
  readonly depthMm: number;
  /** Positions along x, projected to the isocentre plane, mm. */
  readonly positionsMm: readonly number[];
  /** Brought to the isocentre distance by the inverse square, and divided by the off-axis fluence. */
  readonly gyPerMu: readonly number[];
}

/**
 * The kernel that comes nearest to measured or computed profiles, at the depths that they have (evenly spaced). Shares are not negative; the narrowest width is the one of `narrowestMm` with the
 * smallest sum of squares, the others are given. It goes width by width, so that its caller can pause.
 */
export function* fitPencilKernel(
  profiles: readonly SquareFieldProfile[],
  { narrowestMm, widerMm }: { readonly narrowestMm: readonly number[]; readonly widerMm: readonly number[] },
): Generator<undefined, { readonly kernel: PencilKernel; readonly rootMeanSquare: number }, undefined> {
  const depths = [...new Set(profiles.map(({ depthMm }) => depthMm))].sort((a, b) => a - b);
  const depthStepMm = depths[1] - depths[0];
  const found: { readonly sigmaMm: number[]; readonly fits: DepthFit[]; readonly sum: number }[] = [];
  for (const narrowest of narrowestMm) {
    const sigmaMm = [narrowest, ...widerMm];
    const fits = depths.map((depth) =>
      fitAtDepth(
        profiles.filter(({ depthMm }) => depthMm === depth),
        sigmaMm,
      ),
    );
    found.push({ sigmaMm, fits, sum: fits.reduce((sum, { squares }) => sum + squares, 0) });
    yield;
  }
  const best = found.reduce((a, b) => (b.sum < a.sum ? b : a));
  // Depths are voxel centres: half a step lies above the first.
  const first = Math.round(depths[0] / depthStepMm - 0.5);
  const rows = [...Array.from({ length: first }, () => best.fits[0]), ...best.fits].map(({ shares }) => shares);
  const count = profiles.reduce((sum, { gyPerMu }) => sum + gyPerMu.length, 0);
  const most = Math.max(...profiles.flatMap(({ gyPerMu }) => gyPerMu));
  return {
    kernel: { sigmaMm: best.sigmaMm, depthStepMm, gyPerMu: Float64Array.from(rows.flat()) },
    rootMeanSquare: Math.sqrt(best.sum / count) / most,
  };
}

/** Shares of the components at a water-equivalent depth, mm, into `out` from `at` on; held beyond the last depth. */
export function sharesAt({ depthStepMm, gyPerMu }: PencilKernel, depthMm: number, out: Float32Array, at: number): void {
  const last = gyPerMu.length / pencilComponents - 1;
  const row = Math.min(Math.max(depthMm / depthStepMm - 0.5, 0), last - 1e-9);
  const i = Math.floor(row);
  const part = row - i;
  for (let c = 0; c < pencilComponents; c++)
    out[at + c] = gyPerMu[pencilComponents * i + c] * (1 - part) + gyPerMu[pencilComponents * (i + 1) + c] * part;
}

interface DepthFit {
  readonly shares: number[];
  readonly squares: number;
}

/** Non-negative least squares in four unknowns: the best of all sets of them, each solved by its normal equations. */
function fitAtDepth(profiles: readonly SquareFieldProfile[], sigmaMm: readonly number[]): DepthFit {
  const rows: number[][] = [];
  const wanted: number[] = [];
  for (const { fieldMm, positionsMm, gyPerMu } of profiles)
    for (const [n, position] of positionsMm.entries()) {
      rows.push(sigmaMm.map((sigma) => seen(position, fieldMm, sigma) * seen(0, fieldMm, sigma)));
      wanted.push(gyPerMu[n]);
    }
  let best: DepthFit = { shares: sigmaMm.map(() => 0), squares: Infinity };
  for (let set = 1; set < 1 << sigmaMm.length; set++) {
    const members = sigmaMm.flatMap((_, c) => (set & (1 << c) ? [c] : []));
    const solution = normalEquations(
      rows.map((row) => members.map((c) => row[c])),
      wanted,
    );
    if (!solution || solution.some((value) => value < 0)) continue;
    const shares = sigmaMm.map((_, c) => solution[members.indexOf(c)] ?? 0);
    const squares = rows.reduce((sum, row, n) => sum + (dot(row, shares) - wanted[n]) ** 2, 0);
    if (squares < best.squares) best = { shares, squares };
  }
  return best;
}

/** Share of a Gaussian that is seen through an opening about 0. */
function seen(position: number, openMm: number, sigma: number): number {
  const width = 1e-3;
  return openShare(position + openMm / 2, width, sigma) - openShare(position - openMm / 2, width, sigma);
}

function normalEquations(rows: readonly number[][], wanted: readonly number[]): number[] | undefined {
  const n = rows[0].length;
  const matrix = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (__, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, r) => sum + row[i] * wanted[r], 0),
  ]);
  for (let c = 0; c < n; c++) {
    const pivot = matrix[c][c];
    if (!(pivot > 1e-12 * matrix[c].reduce((most, value) => Math.max(most, Math.abs(value)), 0))) return undefined;
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = matrix[r][c] / pivot;
      for (let k = c; k <= n; k++) matrix[r][k] -= factor * matrix[c][k];
    }
  }
  return matrix.map((row, i) => row[n] / row[i]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
