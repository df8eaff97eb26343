import { roundedInWords } from '../../units/quantity.ts';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import { insideAt } from '../../patient/region.ts';
import { positionOf, type Region } from '../../patient/grid.ts';
import { penumbraOf } from '../gradient-check.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import { prescribedRange } from '../../plan/prescribed-range.ts';
import type { Scene } from '../prepare.ts';

/** What a boost has somewhere at least, and what is around it at most, as shares of what is prescribed (ICRU 83: within 95 % and 107 %). */
const [leastShare, mostShare] = [0.95, 1.07];
/** No machine's penumbra is wider; where even that would do, the machine's own need not be computed. */
const widestMm = 12;
/** Voxels of a boost that are looked at. */
const mostVoxels = 2000;

/**
 * Boosts that rise out of the dose around them more steeply than beams can. No peak is narrower than the blur of a beam's edge, a Gaussian whose 80 % and 20 % lie a penumbra apart, σ = penumbra / 1.683. On a plateau
 * of D around, its top reaches 0.95 of the boost's dose B while a distance t from it has no more than 1.07 D where t ≥ σ √(2 ln r), r = (0.95 B − D) / 0.07 D. A boost none of whose places lies so far from where D is
 * prescribed cannot have both. Beams from several sides blur further, and spread along themselves, so the true need is greater. About the same as a slope of (0.95 B − 1.07 D) / t beyond 0.6 (B − D) / penumbra.
 */
export function boostFindings(scene: Scene, graph: Graph): Diagnostic[] {
  const [prescriptions] = scene.prescriptions;
  const machines = [...new Set(scene.beams.flat().map(({ machine }) => machine))];
  const regions = prescriptions.map(({ region }) => scene.hashes.region(region));
  return prescriptions.flatMap((boost, b) => {
    const found = prescriptions
      .flatMap((around, a) => {
        const needed = neededOf(prescribedRange(boost).lowestGy, prescribedRange(around).highestGy);
        if (a === b || needed === 0) return [];
        const { reachMm } = graph.step(stepKey('boost reach', regions, b, a), () => ({ reachMm: reach(scene, b, a) }));
        if (reachMm === undefined || reachMm >= needed * widestMm) return [];
        return [{ around, needed, reachMm }];
      })
      .map((one) => ({ ...one, penumbraMm: Math.min(...machines.map((machine) => penumbraOf(machine, graph))) }))
      .filter(({ needed, reachMm, penumbraMm }) => reachMm < needed * penumbraMm)
      .at(0);
    if (!found) return [];
    const { around, needed, reachMm, penumbraMm } = found;
    const message = `${boost.region} cannot have ${roundedInWords(prescribedRange(boost).lowestGy, 4)} Gy beside ${roundedInWords(prescribedRange(around).highestGy, 4)} Gy in ${around.region}: with a penumbra of ${roundedInWords(penumbraMm, 2)} mm, a boost comes to ${100 * leastShare} % of its dose ${roundedInWords(needed * penumbraMm, 2)} mm from where no more than ${100 * mostShare} % of the other is allowed, and no place of it lies farther than ${roundedInWords(reachMm, 2)} mm from there. Expect less dose in the boost, or more around it; a smaller boost dose or a dose that rises in steps can be given.`;
    const related = [{ message: 'the dose around it', range: around.at }];
    return [diagnostic('RT4127', boost.at, message, { related })];
  });
}

/** Penumbras that a boost of so much beside so much, Gy, needs; 0 where it needs none. */
function neededOf(boostGy: number, aroundGy: number): number {
  const ratio = (leastShare * boostGy - aroundGy) / ((mostShare - 1) * aroundGy);
  return ratio > 1 ? Math.sqrt(2 * Math.log(ratio)) / 1.683 : 0;
}

/** The greatest distance of a place where the boost is prescribed from where the other is, mm; undefined where that is beyond the distances that regions keep. */
function reach(scene: Scene, boost: number, around: number): number | undefined {
  const [prescriptions] = scene.prescriptions;
  const shapes = prescriptions.map(({ region }) => scene.regions.get(region));
  const own = shapes[boost];
  if (!own || !shapes[around]) return undefined;
  const { grid, signedDistanceMm } = own;
  const [nx, ny, nz] = grid.size;
  const offsets = shapes.map((shape) => shape && offsetOf(own, shape));
  const innermostAt = (i: number, j: number, k: number): number =>
    shapes.findLastIndex((shape, s) => {
      const by = offsets[s];
      return shape && by && insideAt(shape, i + by[0], j + by[1], k + by[2]);
    });
  const innermost = new Int8Array(signedDistanceMm.length);
  for (let k = 0, o = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++, o++) innermost[o] = innermostAt(i, j, k);
  const isEdge = (o: number): boolean =>
    innermost[o] === around &&
    [1, nx, nx * ny].some((step) => innermost[o - step] !== around || innermost[o + step] !== around);
  const voxels = Array.from(innermost.keys());
  const edges = voxels.filter(isEdge);
  const inside = voxels.filter((o) => innermost[o] === boost);
  if (edges.length === 0 || inside.length === 0) return undefined;
  const gapMm = edges.reduce((least, o) => Math.min(least, signedDistanceMm[o]), Infinity);
  const touches = gapMm < Math.hypot(...grid.spacingMm);
  const placeOf = (o: number) => positionOf(grid, o % nx, Math.floor(o / nx) % ny, Math.floor(o / (nx * ny)));
  // Centres of voxels lie up to half a voxel from the surface: to that the distance counts.
  const ends = edges.map((o) => ({ at: placeOf(o), beyondMm: touches ? Math.max(0, signedDistanceMm[o]) : 0 }));
  const step = Math.max(1, Math.floor(inside.length / mostVoxels));
  let farthest = 0;
  for (let n = 0; n < inside.length; n += step) {
    const [x, y, z] = placeOf(inside[n]);
    let nearest = Infinity;
    for (const { at, beyondMm } of ends)
      nearest = Math.min(nearest, Math.hypot(at[0] - x, at[1] - y, at[2] - z) - beyondMm);
    farthest = Math.max(farthest, nearest);
  }
  return farthest;
}

/** Voxels from the first of one region's grid to the first of another's, on their lattice. */
function offsetOf(from: Region, to: Region): readonly number[] {
  return from.grid.spacingMm.map((s, axis) => Math.round((from.grid.originMm[axis] - to.grid.originMm[axis]) / s));
}
