import { positionOf } from '../patient/grid.ts';
import { dot, subtract } from './coordinates.ts';
import { leafAt } from './leaves.ts';
import type { Region, Vec3 } from '../patient/grid.ts';
import type { Aperture, WeightedAperture } from './beam-setup-types.ts';
import type { Axes } from './coordinates.ts';
import type { Machine } from './machine.ts';

/**
 * Leaves and jaws fitted to the beam's-eye view of a region plus a margin: in the strip of each leaf pair the opening reaches over the whole
 * projection, and the jaws close to its bounding box. Everything is mm at the isocentre plane. Undefined where nothing is left to open.
 *
 * A voxel inside the region stands for the ball that its distance to the surface says is inside, so the union of the balls' projections is the
 * region's own, finer than the voxels.
 */
export function conformalAperture(
  region: Region,
  marginMm: number,
  view: { sourceMm: Vec3; axes: Axes; sadMm: number },
  leaves: NonNullable<Machine['leaves']>,
): Aperture | undefined {
  const boundaries = leaves.boundariesMm.value;
  const pairs = boundaries.length - 1;
  const left = new Float64Array(pairs).fill(Infinity);
  const right = new Float64Array(pairs).fill(-Infinity);
  const jaws = { x1Mm: Infinity, x2Mm: -Infinity, y1Mm: Infinity, y2Mm: -Infinity };
  forEachBall(region, (centre, radiusMm) => {
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
  const closedAt = (jaws.x1Mm + jaws.x2Mm) / 2;
  return {
    jaws,
    leaves: {
      leftMm: Array.from(left, (value) => (Number.isFinite(value) ? value : closedAt)),
      rightMm: Array.from(right, (value) => (Number.isFinite(value) ? value : closedAt)),
    },
  };
}

/** Closed outline of the opening at the isocentre plane, leaf by leaf; parts that closed leaves divide follow one another. */
export function apertureOutline({ jaws, leaves }: Aperture, machine: Machine): [number, number][] {
  if (!leaves || !machine.leaves) {
    return [
      [jaws.x1Mm, jaws.y1Mm],
      [jaws.x2Mm, jaws.y1Mm],
      [jaws.x2Mm, jaws.y2Mm],
      [jaws.x1Mm, jaws.y2Mm],
      [jaws.x1Mm, jaws.y1Mm],
    ];
  }
  const boundaries = machine.leaves.boundariesMm.value;
  const outline: [number, number][] = [];
  let rightSide: [number, number][] = [];
  let leftSide: [number, number][] = [];
  const close = () => {
    if (rightSide.length > 0) outline.push(...rightSide, ...leftSide.reverse(), rightSide[0]);
    rightSide = [];
    leftSide = [];
  };
  for (let pair = 0; pair < boundaries.length - 1; pair++) {
    const y1 = Math.max(boundaries[pair], jaws.y1Mm);
    const y2 = Math.min(boundaries[pair + 1], jaws.y2Mm);
    const x1 = Math.max(leaves.leftMm[pair], jaws.x1Mm);
    const x2 = Math.min(leaves.rightMm[pair], jaws.x2Mm);
    if (y1 >= y2 || x1 >= x2) {
      close();
      continue;
    }
    rightSide.push([x2, y1], [x2, y2]);
    leftSide.push([x1, y1], [x1, y2]);
  }
  close();
  return outline;
}

/** The smallest rectangle that holds the jaw openings of all apertures. */
export function jawsAround(apertures: readonly WeightedAperture[]): Aperture['jaws'] {
  const jaws = apertures.map(({ aperture }) => aperture.jaws);
  return {
    x1Mm: Math.min(...jaws.map((opening) => opening.x1Mm)),
    x2Mm: Math.max(...jaws.map((opening) => opening.x2Mm)),
    y1Mm: Math.min(...jaws.map((opening) => opening.y1Mm)),
    y2Mm: Math.max(...jaws.map((opening) => opening.y2Mm)),
  };
}

/** Whether a point of the isocentre plane lies in the opening. */
export function isOpen({ jaws, leaves }: Aperture, machine: Machine, x: number, y: number): boolean {
  if (x <= jaws.x1Mm || x >= jaws.x2Mm || y <= jaws.y1Mm || y >= jaws.y2Mm) return false;
  if (!leaves || !machine.leaves) return true;
  const pair = leafAt(y, machine.leaves.boundariesMm.value);
  return x > leaves.leftMm[pair] && x < leaves.rightMm[pair];
}

function forEachBall(region: Region, visit: (centre: Vec3, radiusMm: number) => void): void {
  const [nx, ny, nz] = region.grid.size;
  let voxel = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, voxel++) {
        const distance = region.signedDistanceMm[voxel];
        if (distance <= 0) visit(positionOf(region.grid, i, j, k), -distance);
      }
    }
  }
}
