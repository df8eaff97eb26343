import type { Box, Point, Polyline } from './scene.ts';

export function lengthOf(line: Polyline): number {
  let length = 0;
  forEachSegment(line, (a, b) => {
    length += Math.hypot(b[0] - a[0], b[1] - a[1]);
  });
  return length;
}

/** Area enclosed by a closed line, always positive, in the square of its unit. */
export function areaOf(line: Polyline): number {
  let twice = 0;
  forEachSegment(line, (a, b) => {
    twice += a[0] * b[1] - b[0] * a[1];
  });
  return Math.abs(twice) / 2;
}

/** Points along a line, `step` apart, the first at its start. */
export function pointsAlong(line: Polyline, step: number): Point[] {
  const points: Point[] = [];
  let until = 0;
  forEachSegment(line, (a, b) => {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    while (until < length) {
      const share = until / length;
      points.push([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
      until += step;
    }
    until -= length;
  });
  return points;
}

export function nearestVertex(line: Polyline, to: Point): Point {
  let nearest = line.points[0];
  let least = Infinity;
  for (const p of line.points) {
    const distance = (p[0] - to[0]) ** 2 + (p[1] - to[1]) ** 2;
    if (distance < least) {
      least = distance;
      nearest = p;
    }
  }
  return nearest;
}

export function distanceToLine(line: Polyline, p: Point): number {
  let least = Infinity;
  forEachSegment(line, (a, b) => {
    const along = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2;
    const share =
      along === 0
        ? 0
        : Math.min(Math.max(((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / along, 0), 1);
    least = Math.min(least, Math.hypot(p[0] - a[0] - share * (b[0] - a[0]), p[1] - a[1] - share * (b[1] - a[1])));
  });
  return least;
}

export function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

export function segmentMeetsBox(a: Point, b: Point, box: Box): boolean {
  const inside = (p: Point) =>
    p[0] >= box.x && p[0] <= box.x + box.width && p[1] >= box.y && p[1] <= box.y + box.height;
  const corner = (x: 0 | 1, y: 0 | 1): Point => [box.x + x * box.width, box.y + y * box.height];
  return (
    inside(a) ||
    inside(b) ||
    segmentsCross(a, b, corner(0, 0), corner(1, 1)) ||
    segmentsCross(a, b, corner(1, 0), corner(0, 1))
  );
}

export function forEachSegment(line: Polyline, visit: (a: Point, b: Point) => void): void {
  for (let i = 1; i < line.points.length; i++) visit(line.points[i - 1], line.points[i]);
  if (line.closed && line.points.length > 1) visit(line.points[line.points.length - 1], line.points[0]);
}
