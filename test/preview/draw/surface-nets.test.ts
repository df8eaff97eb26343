import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Grid, Vec3 } from '../../../src/patient/grid.ts';
import { surfaceOf, type Surface, type SurfaceWanted } from '../../../src/preview/draw/surface-nets.ts';
import { fill } from '../synthetic-model.ts';

const many = { mostSamples: Infinity } as const;

describe('a surface of a region or an isodose', () => {
  it('has area and volume of a sphere within 1.2 % at ten voxels to the radius, and 2.5 % where slices are half as many again apart', () => {
    for (const spacingMm of [
      [2, 2, 2],
      [1.5, 2, 3],
    ] as const) {
      const surface = sphere(20, { spacingMm, centre: [1.3, -0.7, 2.1] });
      // Vertices lie on the sphere and triangles are its chords, so that both are a little small.
      const allowed = spacingMm[2] === 2 ? 0.012 : 0.025;
      near(areaMm2(surface), 4 * Math.PI * 20 * 20, allowed);
      near(volumeMm3(surface), (4 / 3) * Math.PI * 20 * 20 * 20, allowed);
    }
  });

  it('comes nearer to the sphere as the square of the spacing', () => {
    const errorOf = (mm: number) =>
      Math.abs(volumeMm3(sphere(20, { spacingMm: [mm, mm, mm] })) / ((4 / 3) * Math.PI * 8000) - 1);
    assert.ok(errorOf(1) < 0.35 * errorOf(2), `${errorOf(1)} and ${errorOf(2)}`);
  });

  it('has its vertices on the sphere as near as linear interpolation has it and normals outward within 4 degrees', () => {
    const centre: Vec3 = [1.3, -0.7, 2.1];
    const { positions, normals } = sphere(20, { spacingMm: [2, 2, 2], centre });
    for (let v = 0; v < positions.length; v += 3) {
      const from = [0, 1, 2].map((d) => positions[v + d] - centre[d]);
      const r = Math.hypot(...from);
      // h²/4R is what interpolation between samples h apart puts a sphere of radius R too far in; one step of Newton is left.
      assert.ok(r - 20 < 0.005 && 20 - r < (1.1 * (2 * 2)) / (4 * 20), `vertex at ${r} mm`);
      const cos = from.reduce((sum, f, d) => sum + (f / r) * normals[v + d], 0);
      assert.ok(cos > Math.cos((4 * Math.PI) / 180), `normal off by ${(Math.acos(cos) * 180) / Math.PI}°`);
    }
  });

  it('is closed, with triangles turned outward, of any spheres joined or cut off by the box of the region', () => {
    const ball = fc.record({
      x: fc.double({ min: -12, max: 12, noNaN: true }),
      y: fc.double({ min: -12, max: 12, noNaN: true }),
      z: fc.double({ min: -12, max: 12, noNaN: true }),
      r: fc.double({ min: 3, max: 14, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(ball, { minLength: 1, maxLength: 4 }), (balls) => {
        const grid = cube([2, 2, 2], 13);
        const values = fill(grid, (x, y, z) =>
          Math.min(...balls.map((b) => Math.hypot(x - b.x, y - b.y, z - b.z) - b.r)),
        );
        const surface = surfaceOf({ grid, values, level: 0, inside: 'below', border: 'closed', ...many });
        if (!surface) return values.every((value) => value > 0);
        return isClosed(surface) && volumeMm3(surface) > 0;
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('encloses what reaches the border of a region’s box to half a voxel beyond its centres', () => {
    const grid = cube([2, 2, 2], 5);
    const values = new Float32Array(125).fill(-3);
    const surface = surfaceOf({ grid, values, level: 0, inside: 'below', border: 'closed', ...many })!;
    assert.ok(isClosed(surface));
    const xs = [...surface.positions].filter((_, n) => n % 3 === 0);
    near(Math.max(...xs), 5, 1e-6);
    near(Math.min(...xs), -5, 1e-6);
  });

  it('leaves an isodose open at the edge of the dose grid, and has none where the dose never reaches the level', () => {
    const grid = cube([2, 2, 2], 13);
    const doseGy = fill(grid, (x) => 30 - x);
    const plane = surfaceOf({ grid, values: doseGy, level: 25, inside: 'above', border: 'open', ...many })!;
    assert.ok(!isClosed(plane));
    for (let v = 0; v < plane.positions.length; v += 3) {
      near(plane.positions[v], 5, 1e-5);
      // From the higher dose to the lower.
      near(plane.normals[v], 1, 1e-6);
    }
    near(areaMm2(plane), 22 * 22, 1e-6);
    assert.equal(surfaceOf({ grid, values: doseGy, level: 50, inside: 'above', border: 'open', ...many }), undefined);
  });

  it('looks at no more samples than are wanted of a large grid, and keeps the volume within 2 %', () => {
    const grid = cube([1, 1, 1], 81);
    const values = fill(grid, (x, y, z) => Math.min(Math.max(Math.hypot(x, y, z) - 35, -10), 10));
    const wanted = { grid, values, level: 0, inside: 'below', border: 'closed' } as const;
    const [fine, coarse] = [surfaceOf({ ...wanted, ...many })!, surfaceOf({ ...wanted, mostSamples: 30000 })!];
    assert.ok(coarse.triangles.length < fine.triangles.length / 5);
    assert.ok(isClosed(coarse));
    near(volumeMm3(coarse), (4 / 3) * Math.PI * 35 * 35 * 35, 0.02);
  });

  it('takes values that are no numbers as outside', () => {
    const grid = cube([2, 2, 2], 13);
    const values = fill(grid, (x, y, z) => (x > 4 ? NaN : Math.hypot(x, y, z) - 9));
    const surface = surfaceOf({ grid, values, level: 0, inside: 'below', border: 'closed', ...many })!;
    assert.ok(isClosed(surface));
    assert.ok([...surface.positions, ...surface.normals].every(Number.isFinite));
  });
});

function sphere(radiusMm: number, { spacingMm, centre = [0, 0, 0] }: { spacingMm: Vec3; centre?: Vec3 }): Surface {
  const grid = cube(spacingMm, 1 + 2 * Math.ceil(27 / Math.min(...spacingMm)));
  const values = fill(grid, (x, y, z) => Math.hypot(x - centre[0], y - centre[1], z - centre[2]) - radiusMm);
  const wanted: SurfaceWanted = { grid, values, level: 0, inside: 'below', border: 'closed', ...many };
  const surface = surfaceOf(wanted);
  assert.ok(surface && isClosed(surface));
  return surface;
}

function cube(spacingMm: Vec3, size: number): Grid {
  const at = (axis: 0 | 1 | 2) => (-(size - 1) / 2) * spacingMm[axis];
  return { size: [size, size, size], originMm: [at(0), at(1), at(2)], spacingMm };
}

function areaMm2(surface: Surface): number {
  return trianglesOf(surface).reduce((sum, [a, b, c]) => sum + Math.hypot(...cross(minus(b, a), minus(c, a))) / 2, 0);
}

/** By the divergence theorem: positive where triangles are turned outward. */
function volumeMm3(surface: Surface): number {
  return trianglesOf(surface).reduce((sum, [a, b, c]) => {
    const n = cross(b, c);
    return sum + (a[0] * n[0] + a[1] * n[1] + a[2] * n[2]) / 6;
  }, 0);
}

/** Every edge is gone along once each way, or as often. */
function isClosed({ triangles }: Surface): boolean {
  const gone = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3)
    for (let n = 0; n < 3; n++) {
      const [a, b] = [triangles[t + n], triangles[t + ((n + 1) % 3)]];
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      gone.set(key, (gone.get(key) ?? 0) + (a < b ? 1 : -1));
    }
  return [...gone.values()].every((times) => times === 0);
}

function trianglesOf({ positions, triangles }: Surface): [Vec3, Vec3, Vec3][] {
  const vertex = (v: number): Vec3 => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]];
  const out: [Vec3, Vec3, Vec3][] = [];
  for (let t = 0; t < triangles.length; t += 3)
    out.push([vertex(triangles[t]), vertex(triangles[t + 1]), vertex(triangles[t + 2])]);
  return out;
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function near(actual: number, expected: number, relative: number): void {
  const off = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1);
  assert.ok(
    off <= relative,
    `${actual} is off ${expected} by ${(off * 100).toFixed(4)} %, allowed ${relative * 100} %`,
  );
}
