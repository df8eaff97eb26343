import { blurredOpening } from './blurred-opening.ts';
import { dot, subtract } from './coordinates.ts';
import { cumulativeNormal } from './normal.ts';
import { footprintOf, interpolated, latticeOver, type PlaneMap, planeMap } from './plane-map.ts';
import { fillBetween, nodeAfter, nodesEvery } from './smooth-row.ts';
import { materials } from '../patient/medium.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * Adds the dose of contaminating electrons, Gy per MU, to `doseGy` over the slices of the range. `depthGPerCm2` is the water-equivalent depth of
 * every voxel along its ray from the source, 0 where no photons come. Air gets none: what matters there is what it does behind it. All arrays are over
 * the whole grid.
 */
export type ContaminationAdder = (
  medium: { readonly depthGPerCm2: Float32Array; readonly material: Uint8Array },
  range: { fromSlice: number; toSlice: number },
  doseGy: Float32Array,
) => void;

/** The opening as contaminating electrons blur it, at the isocentre plane. Undefined for a machine without. */
export function contaminationMap(grid: Grid, setup: BeamSetup, machine: Machine): PlaneMap | undefined {
  const { electrons, sadMm } = machine;
  if (!electrons || electrons.surfaceGyCm2.value === 0) return undefined;
  const sigmaMm = electrons.sigmaMm.value;
  const direct = { own: -1, edge: 1 };
  const lattice = latticeOver(footprintOf(grid, setup, sadMm), sigmaMm);
  const view = { sigmaMm, jawX: direct, jawY: direct, leaf: direct };
  return planeMap(blurredOpening(setup.apertures, machine, view, lattice), lattice);
}

/**
 * The dose of contaminating electrons: dose at the surface × opening blurred by a Gaussian × exp(−depth/range) × inverse square. The blur makes it
 * grow with the field. Undefined for a machine without.
 */
export function contaminationOf(
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  open = contaminationMap(grid, setup, machine),
): ContaminationAdder | undefined {
  const { electrons, sadMm } = machine;
  if (!electrons || !open) return undefined;
  const surfaceGy = electrons.surfaceGyCm2.value * machine.fluencePerMu;
  const rangeGPerCm2 = electrons.depthMm.value / 10;
  const { size, originMm, spacingMm } = grid;
  const { axes, sourceMm } = setup;
  const [stepX, stepY, stepZ] = [axes.x, axes.y, axes.z].map((axis) => axis[0] * spacingMm[0]);
  const surface = new Float64Array(size[0]);
  const deepest = 12 * rangeGPerCm2;
  const least = 1e-5 * surfaceGy;
  const air = materials.indexOf('air');
  const every = nodesEvery(spacingMm[0]);
  return ({ depthGPerCm2, material }, range, doseGy) => {
    // Beyond twelve ranges there is less than a hundred thousandth; 0 is where no photons come, and the depth is not known.
    const takes = (voxel: number): boolean => {
      const depth = depthGPerCm2[voxel];
      return depth > 0 && depth < deepest && material[voxel] !== air;
    };
    for (let k = range.fromSlice; k < range.toSlice; k++) {
      for (let j = 0; j < size[1]; j++) {
        const row = size[0] * (j + size[1] * k);
        let from = 0;
        let to = size[0];
        while (from < to && !takes(row + from)) from++;
        while (to > from && !takes(row + to - 1)) to--;
        if (from === to) continue;
        const first: Vec3 = [originMm[0], originMm[1] + j * spacingMm[1], originMm[2] + k * spacingMm[2]];
        const ray = subtract(first, sourceMm);
        const x0 = dot(ray, axes.x);
        const y0 = dot(ray, axes.y);
        const z0 = dot(ray, axes.z);
        // Nodes stand where they do for a whole row.
        const firstNode = from - (from % every);
        const last = size[0] - 1;
        for (let i = firstNode; ; i = nodeAfter(i, every, last)) {
          const axial = -(z0 + i * stepZ);
          const scale = sadMm / axial;
          surface[i] =
            axial > 0
              ? surfaceGy * scale * scale * interpolated(open, (x0 + i * stepX) * scale, (y0 + i * stepY) * scale)
              : 0;
          if (i >= to - 1) {
            fillBetween(surface, every, firstNode, i + 1);
            break;
          }
        }
        for (let i = from; i < to; i++)
          if (surface[i] > least && takes(row + i))
            doseGy[row + i] += surface[i] * Math.exp(-depthGPerCm2[row + i] / rangeGPerCm2);
      }
    }
  };
}

/** The same on the axis of a square field over water, Gy per MU: what depth doses add to that of the photons. */
export function contaminationOnAxis(
  machine: Machine,
  { fieldMm, ssdMm }: { fieldMm: number; ssdMm: number },
  depthMm: number,
): number {
  const { electrons, sadMm, fluencePerMu } = machine;
  if (!electrons) return 0;
  const half = fieldMm / 2 / electrons.sigmaMm.value;
  const open = (cumulativeNormal(half) - cumulativeNormal(-half)) ** 2;
  const scale = sadMm / (ssdMm + depthMm);
  return (
    electrons.surfaceGyCm2.value * fluencePerMu * open * scale * scale * Math.exp(-depthMm / electrons.depthMm.value)
  );
}
