import type { Shape } from '../plan/plan.ts';

/**
 * Signed distance, mm, from a point of the patient frame to the surface of a solid, ≤ 0 inside. Exact for a single box, ellipsoid (to 1e-9 of its
 * size), cylinder, tube or sector; for set algebra the surface is exact and the distance a lower bound near edges where solids meet.
 *
 * Further from the surface than `reachMm` the value may be any lower bound of the distance that is no less than `reachMm`: an ellipsoid's is cheap.
 */
export function shapeDistance(shape: Shape, reachMm = Infinity): (x: number, y: number, z: number) => number {
  switch (shape.kind) {
    case 'box':
      return boxDistance(shape);
    case 'ellipsoid':
      return ellipsoidDistance(shape, reachMm);
    case 'cylinder':
      return cylinderDistance(shape);
    default:
      return combinedDistance(shape, reachMm);
  }
}

/** Box around a solid, mm: lowest and highest corner. */
export function shapeExtent(shape: Shape): { fromMm: [number, number, number]; toMm: [number, number, number] } {
  if (shape.kind === 'box' || shape.kind === 'ellipsoid' || shape.kind === 'cylinder') {
    const half = halfExtent(shape);
    const c = shape.centreMm;
    return {
      fromMm: [c[0] - half[0], c[1] - half[1], c[2] - half[2]],
      toMm: [c[0] + half[0], c[1] + half[1], c[2] + half[2]],
    };
  }
  const extents = shape.of.map(shapeExtent);
  if (shape.kind === 'difference') return extents[0];
  const [from, to] = shape.kind === 'union' ? [Math.min, Math.max] : [Math.max, Math.min];
  const fold = (pick: (...v: number[]) => number, key: 'fromMm' | 'toMm', a: 0 | 1 | 2) =>
    pick(...extents.map((e) => e[key][a]));
  return {
    fromMm: [fold(from, 'fromMm', 0), fold(from, 'fromMm', 1), fold(from, 'fromMm', 2)],
    toMm: [fold(to, 'toMm', 0), fold(to, 'toMm', 1), fold(to, 'toMm', 2)],
  };
}

/** Whether `shapeDistance` is the true distance everywhere, not only at the surface. */
export function isExactDistance(shape: Shape): boolean {
  return shape.kind === 'box' || shape.kind === 'ellipsoid' || shape.kind === 'cylinder';
}

function halfExtent(shape: Extract<Shape, { kind: 'box' | 'ellipsoid' | 'cylinder' }>): [number, number, number] {
  if (shape.kind === 'box') return [shape.sizeMm[0] / 2, shape.sizeMm[1] / 2, shape.sizeMm[2] / 2];
  if (shape.kind === 'ellipsoid') return shape.radiiMm;
  const half: [number, number, number] = [shape.radiusMm, shape.radiusMm, shape.radiusMm];
  half['xyz'.indexOf(shape.axis)] = shape.lengthMm / 2;
  return half;
}

function boxDistance({ centreMm: c, sizeMm }: Extract<Shape, { kind: 'box' }>) {
  const [hx, hy, hz] = [sizeMm[0] / 2, sizeMm[1] / 2, sizeMm[2] / 2];
  return (x: number, y: number, z: number) => {
    const [qx, qy, qz] = [Math.abs(x - c[0]) - hx, Math.abs(y - c[1]) - hy, Math.abs(z - c[2]) - hz];
    return Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0)) + Math.min(Math.max(qx, qy, qz), 0);
  };
}

/**
 * The nearest point of an ellipsoid to p is rᵢ² pᵢ / (rᵢ² + t) for the largest root t of Σ (rᵢ pᵢ / (rᵢ² + t))² = 1 (D. Eberly, "Distance from a
 * point to an ellipse, an ellipse, or a hyperellipsoid", 2013), with the special case of points in a plane of symmetry.
 */
function ellipsoidDistance({ centreMm: c, radiiMm }: Extract<Shape, { kind: 'ellipsoid' }>, reachMm: number) {
  const order = [0, 1, 2].sort((a, b) => radiiMm[b] - radiiMm[a]);
  const [c0, c1, c2] = order.map((axis) => c[axis]);
  const [r0, r1, r2] = order.map((axis) => radiiMm[axis]);
  const p = new Float64Array(3);
  const q = new Float64Array(3);
  const radii = Float64Array.of(r0, r1, r2);
  const place = new Float64Array(3);
  return (x: number, y: number, z: number) => {
    place[0] = x;
    place[1] = y;
    place[2] = z;
    p[0] = Math.abs(place[order[0]] - c0);
    p[1] = Math.abs(place[order[1]] - c1);
    p[2] = Math.abs(place[order[2]] - c2);
    const level = Math.sqrt((p[0] / r0) ** 2 + (p[1] / r1) ** 2 + (p[2] / r2) ** 2);
    // The ellipsoid scaled to pass through the point is at least this far from the ellipsoid itself, all around.
    const bound = (level - 1) * r2;
    if (Math.abs(bound) >= reachMm) return bound;
    nearestOnEllipsoid(radii, p, q);
    // Square roots of sums: Math.hypot guards against overflow, at several times the price.
    const distance = Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2);
    return level <= 1 ? -distance : distance;
  };
}

/** Sets `q` to the nearest point, for a point with coordinates ≥ 0 and radii in falling order. */
function nearestOnEllipsoid(radii: Float64Array, p: Float64Array, q: Float64Array): void {
  const smallest = radii[2];
  const pole = -smallest * smallest;
  if (!(p[2] > 0) && !(residual(radii, p, pole * (1 - 1e-15)) > 0)) {
    // In the plane of symmetry across the shortest axis, near the middle: the foot leaves the plane. With t at the pole, the other
    // coordinates follow, and the surface's equation gives the last one.
    let rest = 1;
    for (let a = 0; a < 2; a++) {
      const gap = radii[a] * radii[a] + pole;
      q[a] = gap > 1e-12 * radii[a] * radii[a] ? (radii[a] * radii[a] * p[a]) / gap : 0;
      rest -= (q[a] / radii[a]) ** 2;
    }
    q[2] = smallest * Math.sqrt(Math.max(rest, 0));
    return;
  }
  const t = largestRoot(radii, p, pole);
  for (let a = 0; a < 3; a++) q[a] = p[a] > 0 ? (radii[a] * radii[a] * p[a]) / (radii[a] * radii[a] + t) : 0;
}

/**
 * Newton's method from below: the residual falls and is convex, so that its steps rise towards the root and never pass it. Where rounding or the
 * nearness of the pole stops them short, bisection goes on.
 */
function largestRoot(radii: Float64Array, p: Float64Array, pole: number): number {
  let low = pole + (p[2] > 0 ? radii[2] * p[2] : 0);
  let high = pole + Math.sqrt((radii[0] * p[0]) ** 2 + (radii[1] * p[1]) ** 2 + (radii[2] * p[2]) ** 2);
  for (let step = 0; step < 20 && low > pole; step++) {
    let value = -1;
    let fall = 0;
    for (let a = 0; a < 3; a++) {
      if (!(p[a] > 0)) continue;
      const gap = radii[a] * radii[a] + low;
      const share = ((radii[a] * p[a]) / gap) ** 2;
      value += share;
      fall += (2 * share) / gap;
    }
    const next = low + value / fall;
    if (!(value > 1e-15) || !(next > low)) return low;
    low = Math.min(next, high);
  }
  for (let step = 0; step < 200 && low < high; step++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (residual(radii, p, middle) > 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

function residual(radii: Float64Array, p: Float64Array, t: number): number {
  let sum = -1;
  for (let a = 0; a < 3; a++) if (p[a] > 0) sum += ((radii[a] * p[a]) / (radii[a] * radii[a] + t)) ** 2;
  return sum;
}

/** A solid cylinder, a tube, or a sector of either: a plane figure drawn out along the axis. */
function cylinderDistance(shape: Extract<Shape, { kind: 'cylinder' }>) {
  const axis = 'xyz'.indexOf(shape.axis);
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
  const c = shape.centreMm;
  const plane = sectorDistance(shape);
  const half = shape.lengthMm / 2;
  const p = new Float64Array(3);
  return (x: number, y: number, z: number) => {
    p[0] = x - c[0];
    p[1] = y - c[1];
    p[2] = z - c[2];
    const d = plane(p[u], p[v]);
    const e = Math.abs(p[axis]) - half;
    const [across, along] = [Math.max(d, 0), Math.max(e, 0)];
    return Math.sqrt(across * across + along * along) + Math.min(Math.max(d, e), 0);
  };
}

function sectorDistance({ radiusMm, innerRadiusMm, fromDeg, toDeg }: Extract<Shape, { kind: 'cylinder' }>) {
  const ring = (r: number) => (innerRadiusMm > 0 ? Math.max(r - radiusMm, innerRadiusMm - r) : r - radiusMm);
  const span =
    fromDeg === undefined || toDeg === undefined ? 360 : toDeg > fromDeg ? toDeg - fromDeg : toDeg - fromDeg + 360;
  if (span >= 360) return (a: number, b: number) => ring(Math.hypot(a, b));

  // Turned so that the sector is symmetric about the first axis; its half then ends at one straight side.
  const middle = ((fromDeg! + span / 2) * Math.PI) / 180;
  const halfAngle = (span * Math.PI) / 360;
  const [cosM, sinM] = [Math.cos(middle), Math.sin(middle)];
  const [cosH, sinH] = [Math.cos(halfAngle), Math.sin(halfAngle)];
  return (a: number, b: number) => {
    const x = a * cosM + b * sinM;
    const y = Math.abs(b * cosM - a * sinM);
    const r = Math.hypot(x, y);
    const within = Math.atan2(y, x) <= halfAngle;
    const onSide = Math.min(Math.max(x * cosH + y * sinH, innerRadiusMm), radiusMm);
    const toSide = Math.hypot(x - onSide * cosH, y - onSide * sinH);
    if (!within) return toSide;
    const d = ring(r);
    return d > 0 ? d : -Math.min(-d, toSide);
  };
}

function combinedDistance(shape: Extract<Shape, { kind: 'union' | 'intersection' | 'difference' }>, reachMm: number) {
  const parts = shape.of.map((part) => shapeDistance(part, reachMm));
  const [first, ...rest] = parts;
  if (shape.kind === 'union')
    return (x: number, y: number, z: number) => Math.min(...parts.map((part) => part(x, y, z)));
  if (shape.kind === 'intersection')
    return (x: number, y: number, z: number) => Math.max(...parts.map((part) => part(x, y, z)));
  return (x: number, y: number, z: number) => Math.max(first(x, y, z), ...rest.map((part) => -part(x, y, z)));
}
