import { sampleAt } from '../patient/grid.ts';
import type { Region, Vec3 } from '../patient/grid.ts';

/**
 * Distance, mm, from a point outside a region to where a ray first enters it, or undefined where the ray misses it. `direction` is a unit
 * vector; both are LPS. Found on the signed distance to a hundredth of a voxel. A region that reaches the end of its box is entered at the
 * box's face.
 */
export function distanceToRegion(region: Region, fromMm: Vec3, direction: Vec3): number | undefined {
  const span = insideBox(region, fromMm, direction);
  if (!span) return undefined;
  const finest = Math.min(...region.grid.spacingMm);
  const signedDistance = (t: number) => {
    const value = sampleAt(region.grid, region.signedDistanceMm, along(fromMm, direction, t));
    return value ?? Infinity;
  };
  // A hair inside the box, so that rounding does not put its first point outside.
  let t = span[0] + 1e-6;
  if (signedDistance(t) <= 0) return span[0];
  while (t < span[1]) {
    const outside = t;
    // Half the distance, since interpolation makes the distance itself a little wrong; never less than a tenth of a voxel.
    t += Math.min(Math.max(signedDistance(t) / 2, finest / 10), span[1] - span[0]);
    if (t < span[1] && signedDistance(t) <= 0) return bisect(signedDistance, outside, t, finest / 100);
  }
  return undefined;
}

export function along(from: Vec3, direction: Vec3, distance: number): Vec3 {
  return [from[0] + distance * direction[0], from[1] + distance * direction[1], from[2] + distance * direction[2]];
}

/** The outer faces of the box of a grid are half a voxel beyond the outermost centres. */
function insideBox(region: Region, from: Vec3, direction: Vec3): [number, number] | undefined {
  let enter = 0;
  let leave = Infinity;
  for (let axis = 0; axis < 3; axis++) {
    const spacing = region.grid.spacingMm[axis];
    const low = region.grid.originMm[axis] - spacing / 2;
    const high = low + region.grid.size[axis] * spacing;
    if (direction[axis] === 0) {
      if (from[axis] < low || from[axis] > high) return undefined;
      continue;
    }
    const a = (low - from[axis]) / direction[axis];
    const b = (high - from[axis]) / direction[axis];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter < leave ? [enter, leave] : undefined;
}

function bisect(signedDistance: (t: number) => number, outside: number, inside: number, tolerance: number): number {
  while (inside - outside > tolerance) {
    const middle = (outside + inside) / 2;
    if (signedDistance(middle) <= 0) inside = middle;
    else outside = middle;
  }
  return (outside + inside) / 2;
}
