import { type Grid, sampleAt, type Vec3 } from '../../patient/grid.ts';
import { planes, type PlaneName } from './plane.ts';
import type { Point, Polyline } from './scene.ts';

/** The parts of lines, in a plane's patient coordinates, mm, that lie in a region given by its signed distance; cut where they meet its surface. */
export function clipLines(
  lines: readonly Polyline[],
  grid: Grid,
  signedDistanceMm: Float32Array,
  plane: PlaneName,
  positionMm: number,
): Polyline[] {
  const { right, vertical, normal } = planes[plane];
  const beyond = Math.max(...grid.spacingMm);
  const distance = (point: Point): number => {
    const place: [number, number, number] = [0, 0, 0];
    place[right] = point[0];
    place[vertical] = point[1];
    place[normal] = positionMm;
    return sampleAt(grid, signedDistanceMm, place satisfies Vec3) ?? beyond;
  };
  return lines.flatMap((line) => clipped(line, distance));
}

function clipped(line: Polyline, distance: (point: Point) => number): Polyline[] {
  const depths = line.points.map(distance);
  if (depths.every((d) => d <= 0)) return [line];
  const start = line.closed ? depths.findIndex((d) => d > 0) : 0;
  const count = line.points.length + (line.closed ? 1 : 0);
  const parts: Polyline[] = [];
  let points: Point[] = [];
  for (let n = 0; n < count; n++) {
    const at = (start + n) % line.points.length;
    const before = (start + n - 1) % line.points.length;
    const inside = depths[at] <= 0;
    if (n > 0 && inside !== depths[before] <= 0) points.push(crossing(line.points, depths, before, at));
    if (inside) points.push(line.points[at]);
    else if (points.length > 0) {
      if (points.length > 1) parts.push({ points, closed: false });
      points = [];
    }
  }
  if (points.length > 1) parts.push({ points, closed: false });
  return parts;
}

function crossing(points: readonly Point[], depths: readonly number[], from: number, to: number): Point {
  const share = depths[from] / (depths[from] - depths[to]);
  return [
    points[from][0] + share * (points[to][0] - points[from][0]),
    points[from][1] + share * (points[to][1] - points[from][1]),
  ];
}
