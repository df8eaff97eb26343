import { dot, subtract } from '../coordinates.ts';
import { offAxisFactor } from '../off-axis.ts';
import { waterEquivalentDepthMm } from '../water-equivalent.ts';
import type { Vec3 } from '../../patient/grid.ts';
import type { Medium } from '../../patient/medium.ts';
import type { BeamSetup } from '../beam-setup-types.ts';
import type { Machine } from '../machine.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';
import { blurLayer } from './blur-layer.ts';
import { blurMemory } from './blur-memory.ts';
import { pencilComponents, type PencilKernel, sharesAt } from './pencil-kernel.ts';

/**
 * The dose of a beam's fluence at points, linear and without a matrix: `D w`, and its exact transpose `Dᵀ r`. Fluence is in MU per bixel, dose in Gy. A map is blurred by each Gaussian of the
 * kernel onto nodes at the isocentre plane, from which each point takes its value, as its depth weights them.
 */
export interface PencilOperator {
  readonly bixels: number;
  readonly points: number;
  /** Adds the dose of a fluence to `doseGy`. */
  addDose(fluence: Float64Array, doseGy: Float64Array): void;
  /** Adds to `out` what each bixel gives to the points, weighted: the transpose. */
  addTransposed(weights: Float64Array, out: Float64Array): void;
}

/** Nodes lie so close that a bilinear value between them is near the blurred edge's; the wide Gaussians need few. */
const narrowNodeMm = 3;
const wideNodeMm = 9;
/** The narrow Gaussians end here, in standard deviations of the wider of them. */
const narrowReach = 4.5;

/** `pointsMm` are x, y, z of each point (LPS, mm). */
export function pencilOperator(
  { axes, sourceMm }: Pick<BeamSetup, 'axes' | 'sourceMm'>,
  machine: Machine,
  kernel: PencilKernel,
  { grid, medium, pointsMm }: { readonly grid: BixelGrid; readonly medium: Medium; readonly pointsMm: Float64Array },
  memory = blurMemory(),
): PencilOperator {
  const points = pointsMm.length / 3;
  const profileAt = offAxisFactor(machine);
  const [u, v] = [new Float64Array(points), new Float64Array(points)];
  const [narrow, wide] = [new Float32Array(2 * points), new Float32Array(2 * points)];
  const shares = new Float32Array(pencilComponents);
  for (let p = 0; p < points; p++) {
    const point: Vec3 = [pointsMm[3 * p], pointsMm[3 * p + 1], pointsMm[3 * p + 2]];
    const ray = subtract(point, sourceMm);
    const scale = machine.sadMm / -dot(ray, axes.z);
    u[p] = dot(ray, axes.x) * scale;
    v[p] = dot(ray, axes.y) * scale;
    sharesAt(kernel, waterEquivalentDepthMm(medium, point, sourceMm), shares, 0);
    const factor = scale * scale * profileAt(Math.hypot(u[p], v[p]));
    for (const c of [0, 1]) {
      narrow[2 * p + c] = factor * shares[c];
      wide[2 * p + c] = factor * shares[2 + c];
    }
  }
  const [first, second, third, fourth] = kernel.sigmaMm;
  const layers = [
    blurLayer(
      grid,
      { sigmaMm: [first, second], nodeMm: narrowNodeMm, reachMm: narrowReach * second },
      { u, v, shares: narrow },
      memory,
    ),
    blurLayer(
      grid,
      { sigmaMm: [third, fourth], nodeMm: wideNodeMm, reachMm: Infinity },
      { u, v, shares: wide },
      memory,
    ),
  ];
  const bixels = columnsOf(grid) * grid.pairs.length;
  const map = memory.doubles(bixels);
  /** Doses that do not lie in the memory are taken there and back. */
  const inMemory = (array: Float64Array, run: (place: number) => void): void => {
    if (memory.holds(array)) return run(array.byteOffset);
    const copy = memory.scratch(array.length);
    copy.set(array);
    run(copy.byteOffset);
    array.set(copy);
  };
  return {
    bixels,
    points,
    addDose(fluence, doseGy) {
      map.set(fluence);
      inMemory(doseGy, (dose) => {
        for (const layer of layers) layer.addDose(map.byteOffset, dose);
      });
    },
    addTransposed(weights, out) {
      inMemory(weights, (of) => {
        map.set(out);
        for (const layer of layers) layer.addTransposed(of, map.byteOffset);
        out.set(map);
      });
    },
  };
}
