import { blurredOpening } from './blurred-opening.ts';
import { dot, subtract } from './coordinates.ts';
import { cumulativeNormal } from './normal.ts';
import { footprintOf, interpolated, latticeOver } from './plane-map.ts';
import { positionOf } from '../patient/grid.ts';
import type { Grid } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * Adds the dose of contaminating electrons, Gy per MU, to `doseGy` over the slices of the range. `depthGPerCm2` is the water-equivalent depth of
 * every voxel along its ray from the source, 0 where no photons come. Both arrays are over the whole grid.
 */
export type ContaminationAdder = (
  depthGPerCm2: Float32Array,
  range: { fromSlice: number; toSlice: number },
  doseGy: Float32Array,
) => void;

/**
 * The dose of contaminating electrons: dose at the surface × opening blurred by a Gaussian × exp(−depth/range) × inverse square. The blur makes it
 * grow with the field. Undefined for a machine without.
 */
export function contaminationOf(grid: Grid, setup: BeamSetup, machine: Machine): ContaminationAdder | undefined {
  const { electrons, sadMm } = machine;
  if (!electrons || electrons.surfaceGyCm2.value === 0) return undefined;
  const sigmaMm = electrons.sigmaMm.value;
  const direct = { own: -1, edge: 1 };
  const lattice = latticeOver(footprintOf(grid, setup, sadMm), sigmaMm);
  const view = { sigmaMm, jawX: direct, jawY: direct, leaf: direct };
  const openAt = interpolated(blurredOpening(setup.apertures, machine, view, lattice), lattice);
  const surfaceGy = electrons.surfaceGyCm2.value * machine.fluencePerMu;
  const rangeGPerCm2 = electrons.depthMm.value / 10;
  const [nx, ny] = grid.size;
  return (depthGPerCm2, range, doseGy) => {
    for (let k = range.fromSlice; k < range.toSlice; k++) {
      for (let j = 0; j < ny; j++) {
        for (let i = 0; i < nx; i++) {
          const voxel = i + nx * (j + ny * k);
          const depth = depthGPerCm2[voxel];
          // Beyond twelve ranges there is less than a hundred thousandth; 0 is where no photons come, and the depth is not known.
          if (!(depth > 0 && depth < 12 * rangeGPerCm2)) continue;
          const ray = subtract(positionOf(grid, i, j, k), setup.sourceMm);
          const axial = -dot(ray, setup.axes.z);
          if (axial <= 0) continue;
          const scale = sadMm / axial;
          const open = openAt(dot(ray, setup.axes.x) * scale, dot(ray, setup.axes.y) * scale);
          doseGy[voxel] += surfaceGy * open * scale * scale * Math.exp(-depth / rangeGPerCm2);
        }
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
