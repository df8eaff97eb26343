import type { Vec3 } from '../grid.ts';

/** Where one slice lies: ImagePositionPatient and ImageOrientationPatient, LPS mm; PixelSpacing is row spacing first. */
export interface SlicePlacement {
  readonly positionMm: Vec3;
  /** Direction in which the column index grows, then the direction in which the row index grows. */
  readonly orientation: readonly [number, number, number, number, number, number];
  readonly rowSpacingMm: number;
  readonly columnSpacingMm: number;
}

/** Voxel (i, j, k) lies at origin + i · axes[0] + j · axes[1] + k · axes[2], LPS mm. */
export interface Affine {
  readonly originMm: Vec3;
  readonly axesMm: readonly [Vec3, Vec3, Vec3];
}

export type StackOutcome =
  | {
      readonly kind: 'stack';
      /** Indices of the slices in order. */ readonly order: readonly number[];
      readonly affine: Affine;
    }
  | { readonly kind: 'orientations differ' }
  | { readonly kind: 'duplicates'; readonly count: number }
  | {
      readonly kind: 'irregular';
      /** Angle between the slices' normal and the nearest patient axis. */
      readonly tiltDeg: number;
      readonly gapsMm: { readonly smallest: number; readonly usual: number; readonly largest: number };
    };

/**
 * Puts slices in order along their common normal and finds the spacing from their positions. A gantry tilt or table drift shows in the third axis,
 * which then is not the normal. A single slice takes `singleSliceMm` for its thickness.
 */
export function stackSlices(slices: readonly SlicePlacement[], singleSliceMm: number): StackOutcome {
  const first = slices[0];
  if (!slices.every((slice) => sameInPlane(slice, first))) return { kind: 'orientations differ' };
  const right = first.orientation.slice(0, 3) as unknown as Vec3;
  const down = first.orientation.slice(3, 6) as unknown as Vec3;
  const normal = cross(right, down);
  const along = slices.map((slice) => dot(slice.positionMm, normal));
  const order = slices.map((_, index) => index).sort((a, b) => along[a] - along[b]);

  const gaps = order.slice(1).map((index, n) => along[index] - along[order[n]]);
  const sorted = [...gaps].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)];
  const duplicates = gaps.filter((gap) => gap < sameplaceMm).length;
  if (duplicates > 0) return { kind: 'duplicates', count: duplicates };

  const start = slices[order[0]].positionMm;
  const end = slices[order.at(-1)!].positionMm;
  const step: Vec3 = gaps.length === 0 ? scale(normal, singleSliceMm) : scale(subtract(end, start), 1 / gaps.length);
  const regular = order.every(
    (index, k) =>
      length(subtract(slices[index].positionMm, add(start, scale(step, k)))) <= Math.max(0.05, 0.02 * length(step)),
  );
  if (!regular)
    return {
      kind: 'irregular',
      tiltDeg: tiltOf(normal),
      gapsMm: { smallest: sorted[0], usual, largest: sorted.at(-1)! },
    };
  return {
    kind: 'stack',
    order,
    affine: { originMm: start, axesMm: [scale(right, first.columnSpacingMm), scale(down, first.rowSpacingMm), step] },
  };
}

function tiltOf(normal: Vec3): number {
  const cosine = Math.max(...normal.map(Math.abs)) / length(normal);
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

/** Slices closer than this lie at one place, mm. */
const sameplaceMm = 0.01;

function sameInPlane(a: SlicePlacement, b: SlicePlacement): boolean {
  return (
    a.orientation.every((cosine, n) => Math.abs(cosine - b.orientation[n]) < 1e-4) &&
    Math.abs(a.rowSpacingMm - b.rowSpacingMm) < 1e-4 * b.rowSpacingMm &&
    Math.abs(a.columnSpacingMm - b.columnSpacingMm) < 1e-4 * b.columnSpacingMm
  );
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function length(a: Vec3): number {
  return Math.sqrt(dot(a, a));
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}
