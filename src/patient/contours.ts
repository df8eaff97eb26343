import type { Grid, Region } from './grid.ts';
import {
  type Box,
  type LevelSet,
  cropped,
  distanceBandMm,
  intersectBoxes,
  isEmpty,
  nothing,
  padVoxels,
  subGrid,
  wholeBox,
} from './level-set.ts';
import { type Polygon, polygonDistance } from './polygon-distance.ts';
import { redistance } from './redistance.ts';
import { regionOf } from './region.ts';

/** The closed contours of one structure in one axial plane, patient frame. */
export interface ContourPlane {
  readonly zMm: number;
  readonly polygons: readonly Polygon[];
}

/**
 * A region from planar contours, on the planning image's lattice. A voxel whose slice carries contours is inside by the even–odd rule at its centre.
 *
 * Where contour planes lie between slices, or are further apart than these, the planes' signed distances are interpolated (shape-based
 * interpolation: Raya & Udupa, IEEE Trans Med Imaging 9 (1990) 32–42, doi 10.1109/42.52980), as long as neighbouring planes are no further
 * apart than 1.5 times the structure's usual plane spacing; a wider gap is a gap. The region ends half an image slice beyond its last plane.
 */
export function regionFromContours(name: string, contoursByPlane: readonly ContourPlane[], image: Grid): Region {
  const runs = planeRuns(contoursByPlane, image.spacingMm[2]);
  const box = runs.length > 0 ? contourBox(runs, image) : undefined;
  const field = box ? stackedPlanes(runs, subGrid(image, box)) : nothing(image);
  const tight = cropped(field, image);
  return regionOf(name, isEmpty(tight) ? tight : redistance(tight));
}

/** Planes that belong together, ascending in z. */
type Run = readonly ContourPlane[];

function planeRuns(contoursByPlane: readonly ContourPlane[], sliceMm: number): Run[] {
  const planes = mergedPlanes(contoursByPlane, sliceMm);
  const gaps = planes.slice(1).map((plane, n) => plane.zMm - planes[n].zMm);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? sliceMm;
  const widest = 1.5 * Math.max(usual, sliceMm);
  const runs: ContourPlane[][] = [];
  planes.forEach((plane, n) => {
    if (n > 0 && gaps[n - 1] <= widest) runs[runs.length - 1].push(plane);
    else runs.push([plane]);
  });
  return runs;
}

/** One entry a plane: planes closer than a hundredth of a slice are one. */
function mergedPlanes(contoursByPlane: readonly ContourPlane[], sliceMm: number): ContourPlane[] {
  const merged: { zMm: number; polygons: Polygon[] }[] = [];
  for (const plane of [...contoursByPlane].sort((a, b) => a.zMm - b.zMm)) {
    const polygons = plane.polygons.filter((polygon) => polygon.length >= 6);
    if (polygons.length === 0) continue;
    const last = merged[merged.length - 1];
    if (last && plane.zMm - last.zMm < 0.01 * sliceMm) last.polygons.push(...polygons);
    else merged.push({ zMm: plane.zMm, polygons });
  }
  return merged;
}

/** The image's voxels that the contours can reach, with room for second differences; undefined outside the image. */
function contourBox(runs: readonly Run[], image: Grid): Box | undefined {
  let [xFrom, xTo, yFrom, yTo] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { polygons } of runs.flat()) {
    for (const polygon of polygons) {
      for (let p = 0; p < polygon.length; p += 2) {
        xFrom = Math.min(xFrom, polygon[p]);
        xTo = Math.max(xTo, polygon[p]);
        yFrom = Math.min(yFrom, polygon[p + 1]);
        yTo = Math.max(yTo, polygon[p + 1]);
      }
    }
  }
  const zFrom = runs[0][0].zMm;
  const zTo = runs[runs.length - 1].at(-1)!.zMm;
  const low = (mm: number, axis: 0 | 1 | 2) =>
    Math.floor((mm - image.originMm[axis]) / image.spacingMm[axis]) - padVoxels;
  const high = (mm: number, axis: 0 | 1 | 2) =>
    Math.ceil((mm - image.originMm[axis]) / image.spacingMm[axis]) + padVoxels + 1;
  const reach: Box = {
    from: [low(xFrom, 0), low(yFrom, 1), low(zFrom, 2)],
    to: [high(xTo, 0), high(yTo, 1), high(zTo, 2)],
  };
  const box = intersectBoxes(reach, wholeBox(image));
  return box.from.every((from, axis) => from < box.to[axis]) ? box : undefined;
}

function stackedPlanes(runs: readonly Run[], grid: Grid): LevelSet {
  const [nx, ny, nz] = grid.size;
  const sliceMm = grid.spacingMm[2];
  const bandMm = distanceBandMm(grid);
  const inPlane = planeDistances(grid, bandMm);
  const values = new Float32Array(nx * ny * nz).fill(bandMm);
  for (let k = 0; k < nz; k++) {
    const z = grid.originMm[2] + k * sliceMm;
    const slice = values.subarray(k * nx * ny, (k + 1) * nx * ny);
    for (const run of runs) {
      const [bottom, top] = [run[0].zMm - sliceMm / 2, run[run.length - 1].zMm + sliceMm / 2];
      // A slice exactly half way between two of the image's slices belongs to the run; rounding must not decide.
      const beyond = Math.max(bottom - z, z - top) - 1e-4 * sliceMm;
      if (beyond > bandMm) continue;
      const section = sectionAt(run, z, sliceMm, inPlane);
      for (let o = 0; o < slice.length; o++) {
        const d = section[o];
        const capped = d > 0 && beyond > 0 ? Math.sqrt(d * d + beyond * beyond) : d > beyond ? d : beyond;
        if (capped < slice[o]) slice[o] = capped;
      }
    }
  }
  return { grid, values };
}

/** In-plane distances of a run at height z: a plane's own, or interpolated between its two neighbours; beyond an end, the last plane's. */
function sectionAt(run: Run, z: number, sliceMm: number, inPlane: (plane: ContourPlane) => Float32Array): Float32Array {
  let upper = 0;
  while (upper < run.length && run[upper].zMm < z) upper++;
  if (upper === 0) return inPlane(run[0]);
  if (upper === run.length) return inPlane(run[run.length - 1]);
  const [below, above] = [run[upper - 1], run[upper]];
  const t = (z - below.zMm) / (above.zMm - below.zMm);
  if (z - below.zMm < 0.01 * sliceMm) return inPlane(below);
  if (above.zMm - z < 0.01 * sliceMm) return inPlane(above);
  const a = inPlane(below);
  const b = inPlane(above);
  return a.map((d, o) => d * (1 - t) + b[o] * t);
}

/** The signed distances of a plane's figure at the pixel centres, worked out once a plane. */
function planeDistances(grid: Grid, bandMm: number): (plane: ContourPlane) => Float32Array {
  const known = new Map<ContourPlane, Float32Array>();
  const pixels = {
    nx: grid.size[0],
    ny: grid.size[1],
    x0Mm: grid.originMm[0],
    y0Mm: grid.originMm[1],
    dxMm: grid.spacingMm[0],
    dyMm: grid.spacingMm[1],
  };
  return (plane) => {
    let distance = known.get(plane);
    if (!distance) {
      distance = polygonDistance(plane.polygons, pixels, bandMm);
      known.set(plane, distance);
    }
    return distance;
  };
}
