import { rim, sweepLayout } from './dose-places.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { BeamPlaces, MediumPlaces, SweepLayout, ThreadPlaces } from './dose-places.ts';
import type { DoseKernels } from './kernels/dose-kernels.ts';
import type { Sweep, SweptCone } from './sweep-plan.ts';

/** Energy per volume in flight below which it is dropped, MeV/cm³. */
export interface EnergyFloors {
  readonly primary: number;
  readonly scatter: number;
}

/**
 * Transports one group of cones: writes into the group's partial doses, MeV/g, what its cones bring to each voxel. The order of the sweeps is the
 * order of the sums; the same sweeps give the same bits.
 *
 * The transport lines of a direction are integer translates of one another: from each plane to the next every line moves by the same whole
 * number of voxels (the rounded position of the ideal line), so each voxel lies on exactly one line and rows stay contiguous.
 */
export function transportGroup(
  kernels: DoseKernels,
  work: { medium: MediumPlaces; beam: BeamPlaces; sourceMm: Vec3; floors: EnergyFloors },
  group: number,
  sweeps: readonly Sweep[],
  thread: ThreadPlaces,
  options: { onCone?: () => void; cancelled?: () => boolean } = {},
): void {
  const { medium, beam } = work;
  for (const order of ['alongX', 'alongY'] as const) {
    if (!writes(sweeps, group, order)) continue;
    // The first part already holds what the TERMA deposited on the spot.
    if (group === 0 && order === 'alongX') continue;
    const part = order === 'alongY' ? beam.partsAlongY[group] : beam.parts[group];
    const { planeStrideBytes, planeCount, rowStrideBytes, rowCount } = sweepLayout(
      medium.grid,
      order === 'alongY' ? 0 : 2,
    );
    const floats = Math.max(planeStrideBytes * planeCount, rowStrideBytes * rowCount) / 4;
    new Float32Array(kernels.memory.buffer, part, floats).fill(0);
  }
  for (const sweep of sweeps) {
    if (options.cancelled?.()) return;
    runSweep(kernels, work, group, sweep, thread, options);
  }
}

/** Whether a group has a partial dose in the order; the first always has one along x. */
export function writes(sweeps: readonly Sweep[], group: number, order: 'alongX' | 'alongY'): boolean {
  if (group === 0 && order === 'alongX') return true;
  return sweeps.some(({ axis }) => (axis === 0) === (order === 'alongY'));
}

function runSweep(
  kernels: DoseKernels,
  { medium, beam, sourceMm, floors }: Parameters<typeof transportGroup>[1],
  group: number,
  sweep: Sweep,
  thread: ThreadPlaces,
  { onCone, cancelled }: { onCone?: () => void; cancelled?: () => boolean },
): void {
  const layout = sweepLayout(medium.grid, sweep.axis);
  const { order, blocks, rowCount, planeCount, planeStrideBytes, flightPlaneBytes } = layout;
  const alongY = sweep.axis === 0;
  const primary = alongY ? beam.primaryAlongY : beam.primary;
  const scatter = alongY ? beam.scatterAlongY : beam.scatter;
  const density = alongY ? medium.densityAlongY : medium.density;
  const dose = alongY ? beam.partsAlongY[group] : beam.parts[group];
  const spacing = order.map((a) => medium.grid.spacingMm[a]);
  const first = order.map((a) => medium.grid.originMm[a] - sourceMm[a]);
  const flights = sweep.cones.map((_, c) => thread.flight + c * 4 * flightPlaneBytes);
  new Float32Array(kernels.memory.buffer, thread.flight, flights.length * flightPlaneBytes).fill(0);

  for (let n = 0; n < planeCount; n++) {
    if (cancelled?.()) return;
    const plane = sweep.forward ? n : planeCount - 1 - n;
    const offset = plane * planeStrideBytes;
    const along = first[2] + plane * spacing[2];
    kernels.planeNodes(thread.nodes, rowCount, blocks, first[0], first[1], along, 8 * spacing[0], spacing[1]);
    for (const [c, cone] of sweep.cones.entries()) {
      const before = flights[c] + (n % 2) * 2 * flightPlaneBytes;
      const after = flights[c] + ((n + 1) % 2) * 2 * flightPlaneBytes;
      kernels.sweepPlane(
        cone.header,
        thread.nodes,
        primary + offset,
        scatter + offset,
        density + offset,
        dose + offset,
        layout.rowStrideBytes,
        rowCount,
        blocks,
        before + insideRim(layout) - shiftBytes(cone, n, layout),
        after + insideRim(layout),
        layout.flightStrideBytes,
        flightPlaneBytes,
        floors.primary,
        floors.scatter,
      );
    }
  }
  for (let c = 0; c < flights.length; c++) onCone?.();
}

function insideRim({ flightStrideBytes }: SweepLayout): number {
  return flightStrideBytes + 4 * rim;
}

/**
 * The step of the cone's lines from the plane before to the n-th. Lines are rounded to whole voxels at a phase of their own: at one phase for all, the
 * cones would step sideways at the same depths, and a penumbra be a voxel wider at some depths than at the next.
 */
function shiftBytes({ rowShift, acrossShift }: SweptCone, n: number, { flightStrideBytes }: SweepLayout): number {
  if (n === 0) return 0;
  const step = (shift: number, other: number) => {
    const phase = linePhase(shift, other);
    return roundHalfAway(n * shift + phase) - roundHalfAway((n - 1) * shift + phase);
  };
  return step(acrossShift, rowShift) * flightStrideBytes + 4 * step(rowShift, acrossShift);
}

/** Within half a voxel, spread evenly over cones; mirrored with the direction, and exchanged with the axes. The factors are a choice. */
function linePhase(shift: number, other: number): number {
  // A line in a plane of the grid is its own mirror image.
  if (Math.abs(shift) < 1e-9) return 0;
  const turns = 37.7 * Math.abs(shift) + 17.3 * Math.abs(other);
  return Math.sign(shift) * (turns - Math.floor(turns) - 0.5);
}

/** Odd, unlike Math.round, so that a mirrored direction makes a mirrored line. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}
