import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { isOpen, jawsAround } from './aperture.ts';
import { combine, subtract } from './coordinates.ts';
import { along, distanceToRegion } from './skin.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { Aperture, BeamSetup, BeamSetupInput } from './beam-setup-types.ts';

/**
 * Where the rays of the open field enter the patient: whether any does, and whether one enters through a face of the image, where the patient
 * goes on but the image does not. What lies before the beam is then unknown and so is the dose.
 */
export function checkEntry(
  { group, beam, machine, body, planningGrid }: BeamSetupInput,
  { apertures, axes, sourceMm }: Pick<BeamSetup, 'apertures' | 'axes' | 'sourceMm'>,
): { diagnostics: Diagnostic[]; cutAtImageEdge: boolean } {
  let entering = 0;
  let cut = 0;
  for (const [x, y] of samplePoints(jawsAround(apertures))) {
    if (!apertures.some(({ aperture }) => isOpen(aperture, machine, x, y))) continue;
    const inPlane = combine(x, axes.x, y, axes.y);
    const ray = subtract(inPlane, combine(machine.sadMm, axes.z, 0, axes.z));
    const length = Math.hypot(ray[0], ray[1], ray[2]);
    const direction = combine(1 / length, ray, 0, ray);
    const distance = distanceToRegion(body, sourceMm, direction);
    if (distance === undefined) continue;
    entering++;
    if (touchesFace(planningGrid, along(sourceMm, direction, distance))) cut++;
  }
  if (entering === 0) {
    const message = `The field of ${beam.name} does not meet the patient: no ray of its opening passes through the body. Check the isocentre, the gantry and couch angles and the field.`;
    return { diagnostics: [diagnostic('RT4101', beam.at, message)], cutAtImageEdge: false };
  }
  if (cut === 0) return { diagnostics: [], cutAtImageEdge: false };
  const percent = Math.max(1, Math.round((100 * cut) / entering));
  const where = `${percent} % of the field of ${beam.name} enters the patient through the edge of the planning image`;
  if (group.acceptTruncated) {
    const message = `${where}, and the plan accepts that. What lies before the beam there is unknown: the result is NOT DOSIMETRIC.`;
    return { diagnostics: [diagnostic('RT4104', beam.at, message)], cutAtImageEdge: true };
  }
  const message = `${where}, where the patient goes on but the image does not, so the dose would be wrong. Turn the gantry or couch so that the beam enters through imaged air, use a larger image, or write "accept truncated" in the beams block to go on without a dosimetric result.`;
  return { diagnostics: [diagnostic('RT4103', beam.at, message)], cutAtImageEdge: true };
}

/** About 5 mm apart over the jaws' opening, at most 41 each way, at the middles of equal parts. */
function samplePoints({ x1Mm, x2Mm, y1Mm, y2Mm }: Aperture['jaws']): [number, number][] {
  const parts = (length: number) => Math.min(41, Math.max(3, Math.ceil(length / 5)));
  const countX = parts(x2Mm - x1Mm);
  const countY = parts(y2Mm - y1Mm);
  return Array.from({ length: countX * countY }, (_, n) => [
    x1Mm + (((n % countX) + 0.5) / countX) * (x2Mm - x1Mm),
    y1Mm + ((Math.floor(n / countX) + 0.5) / countY) * (y2Mm - y1Mm),
  ]);
}

/** Within three quarters of a voxel of the grid's outer faces: nearer than a surface inside the image, with air outside it, can come. */
function touchesFace(grid: Grid, pointMm: Vec3): boolean {
  return pointMm.some((value, axis) => {
    const index = (value - grid.originMm[axis]) / grid.spacingMm[axis];
    return index < 0.25 || index > grid.size[axis] - 1.25;
  });
}
