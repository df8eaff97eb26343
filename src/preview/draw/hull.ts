import type { Point, Polyline } from './scene.ts';

/** The convex hull of points of a plane (Andrew's monotone chain). */
export function hullOf(points: readonly Point[]): Polyline {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return { points: sorted, closed: true };
  const lower = chain(sorted);
  const upper = chain(sorted.reverse());
  return { points: [...lower.slice(0, -1), ...upper.slice(0, -1)], closed: true };
}

function chain(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const p of points) {
    while (kept.length > 1 && turn(kept[kept.length - 2], kept[kept.length - 1], p) <= 0) kept.pop();
    kept.push(p);
  }
  return kept;
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
