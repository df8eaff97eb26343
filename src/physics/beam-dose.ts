import { makeCones } from './cones.ts';
import { dot, subtract } from './coordinates.ts';
import { beamQualities } from './kernel.ts';
import { fillTerma } from './terma.ts';
import { densityLevelsOf, transportCones } from './transport.ts';
import { positionOf, voxelCount } from '../patient/grid.ts';
import type { Grid } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Cone } from './cones.ts';
import type { Machine } from './machine.ts';
import type { Terma } from './terma.ts';

/** Cones of a final dose; see `makeCones` for what they are worth. */
export const defaultCones = 60;

/**
 * Absorbed dose to medium per MU, Gy/MU, at the voxels of `medium.grid`, of one beam: TERMA by collapsed-cone superposition. The grid has to
 * hold everything that the beam passes on its way, since what lies outside counts as vacuum. Returns what it has when `cancelled` says so:
 * the caller then throws it away. `onProgress` is told the done share, 0 to 1.
 *
 * The pool runs the same parts in the same order on several threads, and gives the same bits.
 */
export function beamDose(
  medium: Medium,
  setup: BeamSetup,
  machine: Machine,
  options: { cones: number; onProgress?: (share: number) => void; cancelled?: () => boolean },
): Float32Array {
  const { cancelled, onProgress } = options;
  const count = voxelCount(medium.grid);
  const terma = emptyTerma(count);
  fillTerma(medium, setup, machine, { fromSlice: 0, toSlice: medium.grid.size[2], cancelled }, terma);
  const densityLevel = densityLevelsOf(medium.densityGPerCm3);
  const groups = coneGroups(beamCones(medium.grid, setup, machine, options.cones));
  const total = groups.flat().length;
  let done = 0;
  const parts = groups.map((cones) => {
    const part = new Float32Array(count);
    transportCones({ grid: medium.grid, densityLevel, terma, sourceMm: setup.sourceMm, cones }, part, {
      cancelled,
      onCone: () => onProgress?.(++done / total),
    });
    return part;
  });
  sumParts(parts, parts[0]);
  return parts[0];
}

/** The groups of cones that are transported and summed by themselves: a fixed number, whatever the threads. */
export const coneGroupCount = 4;

export function coneGroups(cones: readonly Cone[]): Cone[][] {
  const per = Math.ceil(cones.length / coneGroupCount);
  return Array.from({ length: coneGroupCount }, (_, group) => cones.slice(group * per, (group + 1) * per));
}

export function beamCones(grid: Grid, setup: BeamSetup, machine: Machine, count: number): Cone[] {
  return makeCones(beamQualities[machine.beamQuality].kernel, setup, count, farthestOffAxisRad(grid, setup));
}

/** Sums the groups' doses in their order, from MeV/g to Gy, into `out` (which may be one of them). */
export function sumParts(parts: readonly Float32Array[], out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const part of parts) sum += part[i];
    out[i] = sum * grayPerMeVPerGram;
  }
}

export function emptyTerma(count: number): Terma {
  return { low: new Float32Array(count), high: new Float32Array(count), inverseDistance: new Float32Array(count) };
}

/** By the definition of the electronvolt in the SI, 2019. */
const grayPerMeVPerGram = 1.602176634e-10;

/** The largest angle between the beam's axis and the line from the source to any voxel: that of a corner. */
function farthestOffAxisRad(grid: Grid, setup: BeamSetup): number {
  let cosine = 1;
  for (const i of [-0.5, grid.size[0] - 0.5]) {
    for (const j of [-0.5, grid.size[1] - 0.5]) {
      for (const k of [-0.5, grid.size[2] - 0.5]) {
        const ray = subtract(positionOf(grid, i, j, k), setup.sourceMm);
        cosine = Math.min(cosine, -dot(ray, setup.axes.z) / Math.hypot(ray[0], ray[1], ray[2]));
      }
    }
  }
  return Math.acos(Math.max(-1, cosine));
}
