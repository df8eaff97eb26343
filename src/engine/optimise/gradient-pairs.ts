import { samplesAtPoints } from '../../evaluate/samples.ts';
import type { PointPairs } from '../../optimise/objectives/gradient-cap.ts';
import { positionOf, type Region, sampleAt, type Vec3 } from '../../patient/grid.ts';
import { isInside } from '../../patient/region.ts';
import type { Schedule } from '../../plan/plan.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import type { Scene } from '../prepare.ts';
import type { OptimisationPoints } from './optimisation-points.ts';

export type GradientCeiling = Schedule['gradients'][number];

/** Lines that leave a region across its surface, and on them pairs of neighbouring points between which the dose may fall. */
export interface GradientLines {
  /** x, y, z of each point, LPS, mm. */
  readonly pointsMm: Float64Array;
  readonly pairs: PointPairs & { readonly inner: Int32Array; readonly outer: Int32Array };
  /** The line of each pair. */
  readonly lineOf: Int32Array;
  /** Where each line crosses the surface. */
  readonly surfaceMm: readonly Vec3[];
  readonly lines: number;
}

/** The lines of a ceiling whose points are among those of a plan. */
export interface SteeredGradient {
  readonly ceiling: GradientCeiling;
  readonly lines: GradientLines;
  /** Of the lines' points, indices into the plan's. */
  readonly points: Int32Array;
}

/** Between the points of a pair: as fine as the doses are that steer. */
const stepMm = 3;
/** From the surface: steps inwards, where a fall would be no less one, and outwards. */
const [stepsInside, stepsOutside] = [2, 13];
/** More tell nothing new. */
const mostLines = 400;
/** Dose builds up under the skin, whatever beams do. */
const skinMm = 6;
/** Share of the lines on which a ceiling has to hold. */
const counted = 0.95;
/** How gradients are measured, for words. */
export const gradientSpan = { mm: stepsOutside * stepMm, stepMm, percent: 100 * counted } as const;

/**
 * Lines from the surface of the inner region along its normals, 39 mm at most. They end where they leave the outer region, come into the inner one again or near the skin, and count where they reach the outer
 * region; between the two the dose may fall no faster either. None where the regions lie too far apart. The same regions, the same lines.
 */
export function gradientLines({ inner, outer }: GradientCeiling, scene: Scene, graph: Graph): GradientLines {
  const { body, region } = scene.hashes;
  return graph.step(stepKey('gradient lines', region(inner), region(outer), body), () =>
    linesBetween(scene.regions.get(inner), scene.regions.get(outer), scene.body),
  );
}

function linesBetween(from: Region | undefined, to: Region | undefined, body: Region): GradientLines {
  const positions: number[] = [];
  const pairs = { inner: [] as number[], outer: [] as number[] };
  const lineOf: number[] = [];
  const surfaceMm: Vec3[] = [];
  for (const { at, normal } of from && to ? surfacePlaces(from) : []) {
    const along = (step: number): Vec3 => [
      at[0] + step * stepMm * normal[0],
      at[1] + step * stepMm * normal[1],
      at[2] + step * stepMm * normal[2],
    ];
    const line: Vec3[] = [at];
    for (let step = 1; step <= stepsInside && isInside(from!, along(-step)); step++) line.unshift(along(-step));
    let isReached = false;
    for (let step = 1; step <= stepsOutside; step++) {
      const point = along(step);
      const isUnderSkin = (sampleAt(body.grid, body.signedDistanceMm, point) ?? Infinity) > -skinMm;
      if (isUnderSkin || isInside(from!, point)) break;
      if (isInside(to!, point)) isReached = true;
      else if (isReached) break;
      line.push(point);
    }
    if (!isReached) continue;
    for (const [n, point] of line.entries()) {
      if (n > 0) {
        const index = positions.length / 3;
        pairs.inner.push(index - 1);
        pairs.outer.push(index);
        lineOf.push(surfaceMm.length);
      }
      positions.push(...point);
    }
    surfaceMm.push(at);
  }
  return {
    pointsMm: Float64Array.from(positions),
    pairs: { inner: Int32Array.from(pairs.inner), outer: Int32Array.from(pairs.outer), distanceMm: stepMm },
    lineOf: Int32Array.from(lineOf),
    surfaceMm,
    lines: surfaceMm.length,
  };
}

/** The greatest fall on each line, Gy/mm, of the doses of its points. */
export function steepestFalls({ pairs, lineOf, lines }: GradientLines, doseGy: ArrayLike<number>): Float64Array {
  const steepest = new Float64Array(lines);
  for (const [k, line] of lineOf.entries())
    steepest[line] = Math.max(steepest[line], (doseGy[pairs.inner[k]] - doseGy[pairs.outer[k]]) / pairs.distanceMm);
  return steepest;
}

/** What a ceiling is held against, Gy/mm: 95 % of the lines fall no faster anywhere. 0 where there is no line. */
export function countedFall(lines: GradientLines, doseGy: ArrayLike<number>): number {
  const sorted = steepestFalls(lines, doseGy).sort();
  return sorted.at(Math.min(lines.lines, Math.ceil(counted * lines.lines)) - 1) ?? 0;
}

/** The least dose at a point at which the dose has fallen no faster than a ceiling lets it from so much at the surface of the inner region, Gy. */
export function leastDose({ ceiling, lines }: SteeredGradient, surfaceGy: number): (pointMm: Vec3) => number {
  return ([x, y, z]) => {
    let nearest = Infinity;
    for (const at of lines.surfaceMm)
      nearest = Math.min(nearest, (at[0] - x) ** 2 + (at[1] - y) ** 2 + (at[2] - z) ** 2);
    return surfaceGy - ceiling.maxGyPerMm * Math.sqrt(nearest);
  };
}

/** The points with those of the ceilings' lines. Ceilings without a line are left out. */
export function withGradientPoints(
  points: OptimisationPoints,
  ceilings: readonly GradientCeiling[],
  scene: Scene,
  graph: Graph,
): { readonly points: OptimisationPoints; readonly gradients: readonly SteeredGradient[] } {
  const parts: OptimisationPoints['parts'][number][] = [...points.parts];
  const pointsMm = [points.pointsMm];
  const gradients: SteeredGradient[] = [];
  let { count } = points;
  for (const ceiling of ceilings) {
    const lines = gradientLines(ceiling, scene, graph);
    if (lines.lines === 0) continue;
    const samples = samplesAtPoints(lines.pointsMm, scene.medium.grid);
    const own = samples.corner.length;
    parts.push({ from: count, samples });
    gradients.push({ ceiling, lines, points: Int32Array.from({ length: own }, (_, p) => count + p) });
    pointsMm.push(lines.pointsMm);
    count += own;
  }
  if (gradients.length === 0) return { points, gradients };
  return { points: { ...points, count, parts, pointsMm: joined(pointsMm) }, gradients };
}

/** Points on the surface of a region, spread over it, and the normals that point outwards. */
function surfacePlaces({ grid, signedDistanceMm }: Region): { at: Vec3; normal: Vec3 }[] {
  const reachMm = 0.5 * Math.hypot(...grid.spacingMm);
  const near = Array.from(signedDistanceMm.keys()).filter((v) => Math.abs(signedDistanceMm[v]) < reachMm);
  const places = Math.min(mostLines, near.length);
  return Array.from({ length: places }, (_, place) => near[Math.floor(((place + 0.5) * near.length) / places)]).flatMap(
    (voxel) => {
      const [nx, ny] = grid.size;
      const centre = positionOf(grid, voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny)));
      const slope = centre.map((_, axis) => {
        const beside = (side: number): number => {
          const point = centre.map((mm, a) => mm + (a === axis ? side * 0.5 * grid.spacingMm[a] : 0));
          return sampleAt(grid, signedDistanceMm, [point[0], point[1], point[2]]) ?? signedDistanceMm[voxel];
        };
        return (beside(1) - beside(-1)) / grid.spacingMm[axis];
      });
      const length = Math.hypot(...slope);
      if (length < 0.5) return [];
      const normal: Vec3 = [slope[0] / length, slope[1] / length, slope[2] / length];
      const distance = signedDistanceMm[voxel];
      const at: Vec3 = [
        centre[0] - distance * normal[0],
        centre[1] - distance * normal[1],
        centre[2] - distance * normal[2],
      ];
      return [{ at, normal }];
    },
  );
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
