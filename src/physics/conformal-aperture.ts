import { positionOf } from '../patient/grid.ts';
import { dot, subtract } from './coordinates.ts';
import { leafAt, nearestJaws, withClosedPairs } from './leaves.ts';
import type { Region, Vec3 } from '../patient/grid.ts';
import type { Aperture } from './beam-setup-types.ts';
import type { Axes } from './coordinates.ts';
import type { Leaves, Machine } from './machine.ts';

/**
 * Leaves and jaws fitted to the beam's-eye view of regions, all together, plus a margin: in the strip of each leaf pair the opening reaches over the whole
 * projection, and the jaws close to its bounding box, or as near as they go. Everything is mm at the isocentre plane. Undefined where nothing is left to open.
 *
 * A voxel inside the region stands for the ball that its distance to the surface says is inside, so the union of the balls' projections is the
 * region's own, finer than the voxels.
 */
export function conformalAperture(
  regions: readonly Region[],
  marginMm: number,
  view: { sourceMm: Vec3; axes: Axes; sadMm: number },
  machine: Machine & { leaves: Leaves },
): Aperture | undefined {
  const boundaries = machine.leaves.boundariesMm.value;
  const pairs = boundaries.length - 1;
  const left = new Float64Array(pairs).fill(Infinity);
  const right = new Float64Array(pairs).fill(-Infinity);
  const jaws = { x1Mm: Infinity, x2Mm: -Infinity, y1Mm: Infinity, y2Mm: -Infinity };
  forEachBall(regions, (centre, radiusMm) => {
    const ray = subtract(centre, view.sourceMm);
    const scale = view.sadMm / -dot(ray, view.axes.z);
    const radius = radiusMm * scale + marginMm;
    if (radius <= 0) return;
    const x = dot(ray, view.axes.x) * scale;
    const y = dot(ray, view.axes.y) * scale;
    jaws.x1Mm = Math.min(jaws.x1Mm, x - radius);
    jaws.x2Mm = Math.max(jaws.x2Mm, x + radius);
    jaws.y1Mm = Math.min(jaws.y1Mm, y - radius);
    jaws.y2Mm = Math.max(jaws.y2Mm, y + radius);
    const first = Math.max(0, leafAt(y - radius, boundaries));
    const last = Math.min(pairs - 1, leafAt(y + radius, boundaries));
    for (let pair = first; pair <= last; pair++) {
      const away = Math.max(boundaries[pair] - y, y - boundaries[pair + 1], 0);
      if (away >= radius) continue;
      const half = Math.sqrt(radius * radius - away * away);
      left[pair] = Math.min(left[pair], x - half);
      right[pair] = Math.max(right[pair], x + half);
    }
  });
  if (jaws.x1Mm >= jaws.x2Mm || jaws.y1Mm >= jaws.y2Mm) return undefined;
  const standing = nearestJaws(machine, jaws);
  return { jaws: standing, leaves: withClosedPairs(machine, standing, left, right) };
}

/** Centre x, y, z and radius of each ball, one after the other. An arc looks at one region from many sides. */
const ballsOfRegion = new WeakMap<Region, Float64Array>();

function forEachBall(regions: readonly Region[], visit: (centre: Vec3, radiusMm: number) => void): void {
  for (const region of regions) {
    const balls = ballsOfRegion.get(region) ?? ballsOf(region);
    ballsOfRegion.set(region, balls);
    for (let b = 0; b < balls.length; b += 4) visit([balls[b], balls[b + 1], balls[b + 2]], balls[b + 3]);
  }
}

function ballsOf({ grid, signedDistanceMm }: Region): Float64Array {
  const [nx, ny, nz] = grid.size;
  let inside = 0;
  for (const distance of signedDistanceMm) if (distance <= 0) inside++;
  const balls = new Float64Array(4 * inside);
  let voxel = 0;
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, voxel++) {
        const distance = signedDistanceMm[voxel];
        if (!(distance <= 0)) continue;
        balls.set(positionOf(grid, i, j, k), at);
        balls[at + 3] = -distance;
        at += 4;
      }
    }
  }
  return balls;
}
