import type { Vec3 } from '../../patient/grid.ts';
import { cameraAxes, eyeDistanceMm, type RoomCamera, type RoomFrame } from './room-camera.ts';
import type { RoomMesh, RoomPicture } from './room-picture.ts';
import type { Point } from './scene.ts';

export type RoomPick = { readonly region: string } | { readonly beam: number };

/**
 * What of the picture lies under a point: what is solid, the nearest; else the innermost of what is seen through; else a beam; the body last. Isodoses are no part of the text, and are looked through.
 */
export function roomPick(
  picture: RoomPicture,
  camera: RoomCamera,
  frame: RoomFrame,
  point: Point,
): RoomPick | undefined {
  const ray = rayThrough(camera, frame, point);
  const hit = ({ surface }: RoomMesh) => hitOf(ray, surface.positions, surface.triangles);
  const regions = (substance: string, rank: (mesh: RoomMesh) => number) =>
    nearest(
      picture.meshes.filter(({ part }) => part.region && part.substance === substance),
      rank,
    );
  const innermost = (mesh: RoomMesh) => (Number.isFinite(hit(mesh)) ? mesh.nesting : Infinity);
  const region = regions('solid', hit) ?? regions('veil', innermost);
  if (region) return { region: region.part.region!.name };
  const beam = nearest(picture.faces, ({ cornersMm }) => hitOf(ray, cornersMm));
  if (beam) return { beam: beam.beam };
  const body = regions('glass', hit);
  return body && { region: body.part.region!.name };
}

interface Ray {
  readonly from: Vec3;
  readonly along: Vec3;
}

function rayThrough(camera: RoomCamera, { widthPx, heightPx }: RoomFrame, [x, y]: Point): Ray {
  const { right, up, back } = cameraAxes(camera);
  const distance = eyeDistanceMm(camera);
  const mmPerPx = camera.heightMm / Math.max(heightPx, 1);
  const [h, v] = [(x - widthPx / 2) * mmPerPx, (heightPx / 2 - y) * mmPerPx];
  const from = (axis: 0 | 1 | 2) => camera.targetMm[axis] + back[axis] * distance;
  const along = (axis: 0 | 1 | 2) => right[axis] * h + up[axis] * v - back[axis] * distance;
  return { from: [from(0), from(1), from(2)], along: [along(0), along(1), along(2)] };
}

function nearest<T>(items: readonly T[], hit: (item: T) => number): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const item of items) {
    const share = hit(item);
    if (share < least) [best, least] = [item, share];
  }
  return best;
}

/** Where a ray first meets one of some triangles, as a share of its length; Infinity where it does not (Möller and Trumbore 1997). */
function hitOf({ from, along: d }: Ray, corners: Float32Array, triangles?: Uint32Array): number {
  const count = (triangles ?? corners).length / (triangles ? 3 : 9);
  let least = Infinity;
  for (let n = 0; n < count; n++) {
    const a = 3 * (triangles ? triangles[3 * n] : 3 * n);
    const b = 3 * (triangles ? triangles[3 * n + 1] : 3 * n + 1);
    const c = 3 * (triangles ? triangles[3 * n + 2] : 3 * n + 2);
    const [ux, uy, uz] = [corners[b] - corners[a], corners[b + 1] - corners[a + 1], corners[b + 2] - corners[a + 2]];
    const [vx, vy, vz] = [corners[c] - corners[a], corners[c + 1] - corners[a + 1], corners[c + 2] - corners[a + 2]];
    const [px, py, pz] = [d[1] * vz - d[2] * vy, d[2] * vx - d[0] * vz, d[0] * vy - d[1] * vx];
    const determinant = ux * px + uy * py + uz * pz;
    if (determinant === 0) continue;
    const [tx, ty, tz] = [from[0] - corners[a], from[1] - corners[a + 1], from[2] - corners[a + 2]];
    const u = (tx * px + ty * py + tz * pz) / determinant;
    if (u < 0 || u > 1) continue;
    const [qx, qy, qz] = [ty * uz - tz * uy, tz * ux - tx * uz, tx * uy - ty * ux];
    const v = (d[0] * qx + d[1] * qy + d[2] * qz) / determinant;
    if (v < 0 || u + v > 1) continue;
    const t = (vx * qx + vy * qy + vz * qz) / determinant;
    if (t > 0 && t < least) least = t;
  }
  return least;
}
