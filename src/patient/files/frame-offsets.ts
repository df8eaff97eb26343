import type { Vec3 } from '../grid.ts';
import { scale } from './slice-stack.ts';

/**
 * The step from one plane of a dose to the next, LPS mm, the first lying at ImagePositionPatient. GridFrameOffsetVector has two conventions (PS3.3,
 * C.8.8.3.2). Where the first number is 0, offsets run along the normal of the planes, which points to the feet for a grid written feet first. Where
 * the first is ImagePositionPatient's z (`zMm`), they are the z of transverse planes.
 */
export function frameAxis(
  offsetsMm: readonly number[],
  { frames, zMm, normal }: { readonly frames: number; readonly zMm: number; readonly normal: Vec3 },
): { readonly stepMm: Vec3 } | { readonly code: 'RT3004' | 'RT3007'; readonly problem: string } {
  if (frames < 2)
    return { code: 'RT3007', problem: 'holds a single plane, which makes no volume. Export the whole grid' };
  if (offsetsMm.length !== frames || !offsetsMm.every(Number.isFinite))
    return {
      code: 'RT3004',
      problem: `has ${frames} planes and ${offsetsMm.length} offsets for them (GridFrameOffsetVector). Export it again`,
    };
  const step = (offsetsMm[frames - 1] - offsetsMm[0]) / (frames - 1);
  const regular =
    Math.abs(step) > 0.01 &&
    offsetsMm.every((offset, k) => Math.abs(offset - offsetsMm[0] - k * step) <= Math.min(0.05, 0.02 * Math.abs(step)));
  if (!regular)
    return {
      code: 'RT3007',
      problem:
        'has planes at uneven distances (GridFrameOffsetVector), or several at one place. Export it on a regular grid',
    };
  if (Math.abs(offsetsMm[0]) < sameMm) return { stepMm: scale(normal, step) };
  const transverse = Math.abs(Math.abs(normal[2]) - 1) < 1e-6;
  if (Math.abs(offsetsMm[0] - zMm) < sameMm && transverse) return { stepMm: [0, 0, step] };
  return {
    code: 'RT3004',
    problem: `places its planes in neither of the two ways DICOM knows: GridFrameOffsetVector begins with ${offsetsMm[0]}, not with 0${transverse ? ` nor with the z of the first plane, ${zMm}` : ''}. Export it again`,
  };
}

/** Numbers written with few decimals are the same within this, mm. */
const sameMm = 0.01;
