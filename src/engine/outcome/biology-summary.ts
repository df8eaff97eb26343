import type { RegionSamples } from '../../evaluate/samples.ts';
import { voxelCount } from '../../patient/grid.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { tissueOfRegion } from '../../plan/tissue-of-region.ts';
import type { Graph } from '../graph/graph.ts';
import type { PlanDose } from '../plan-dose.ts';
import type { Scene } from '../prepare.ts';
import { biologicalMaps, forEachClass } from './biological-maps.ts';
import { voxelSampler } from './voxel-samples.ts';
import { power } from '../../units/power.ts';

/** A quantity over the voxels of a region that have it. */
export interface VoxelStatistics {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Voxels that have it, % of the region's. */
  readonly percent: number;
}

/** What the maps hold of one region; a quantity is absent where no voxel has it. */
export interface RegionBiology {
  readonly region: string;
  /** Of the dose grid, whose centre lies in the region. */
  readonly voxels: number;
  /** Gy, by the tissue of the innermost region. */
  readonly eqd2Gy?: VoxelStatistics;
  /** Oxygen pressure from the uptake image at the start of the course, mmHg. */
  readonly pO2MmHg?: VoxelStatistics;
  /** By how much hypoxia reduces the dose; 1 in full oxygen. */
  readonly oer?: VoxelStatistics;
  readonly clonogensPerCc?: VoxelStatistics;
  /** Gy over the course, of the innermost region that is prescribed to. */
  readonly prescribedGy?: VoxelStatistics;
}

/** The biological maps by region, for every region of a tissue or with a biology of its own, in the plan's order. */
export function biologySummary(plan: Plan, scene: Scene, dose: PlanDose, graph: Graph): RegionBiology[] {
  const [eqd2, oer, clonogens, prescription] = biologicalMaps(
    ['eqd2', 'oer', 'clonogens', 'prescription'],
    plan,
    scene,
    dose,
    graph,
  ).map(({ values }) => values);
  const pressure = pressureMap(plan, scene, graph);
  const sampler = voxelSampler(scene, graph);
  const asIs = (value: number): number => value;
  return plan.regions.filter(hasBiology(plan)).flatMap((region) => {
    const samples = sampler.of(region.name);
    if (!samples || samples.corner.length === 0) return [];
    const of = (map: Float32Array, unit = asIs): VoxelStatistics | undefined => statisticsOf(map, samples, unit);
    return {
      region: region.name,
      voxels: samples.corner.length,
      eqd2Gy: of(eqd2),
      pO2MmHg: of(pressure),
      oer: of(oer),
      clonogensPerCc: of(clonogens, (log10) => power(10, log10)),
      prescribedGy: of(prescription),
    };
  });
}

function hasBiology(plan: Plan): (region: PlanRegion) => boolean {
  return (region) => region.biology !== undefined || tissueOfRegion(plan, region) !== undefined;
}

/** Oxygen pressure at the voxel centres of the dose grid, mmHg; NaN where no image says it. */
function pressureMap(plan: Plan, scene: Scene, graph: Graph): Float32Array {
  const out = new Float32Array(voxelCount(scene.medium.grid)).fill(NaN);
  forEachClass({ plan, scene, graph }, ({ pressureMmHg }, samples, has) => {
    if (!pressureMmHg) return;
    for (let s = 0; s < samples.corner.length; s++) if (has(s)) out[samples.corner[s]] = pressureMmHg[s];
  });
  return out;
}

function statisticsOf(
  map: Float32Array,
  { corner }: RegionSamples,
  unit: (value: number) => number,
): VoxelStatistics | undefined {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const voxel of corner) {
    if (Number.isNaN(map[voxel])) continue;
    const value = unit(map[voxel]);
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return count === 0 ? undefined : { mean: sum / count, min, max, percent: (100 * count) / corner.length };
}
