import { survivalOf } from '../../biology/course-survival.ts';
import { accumulateEqd2, unevenness } from '../../biology/phases.ts';
import type { RegionSamples } from '../../evaluate/samples.ts';
import { type Grid, voxelCount } from '../../patient/grid.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import type { MapName } from '../../preview/map-names.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import type { PlanDose } from '../plan-dose.ts';
import { prescribedAt } from '../prescribed-at.ts';
import type { Scene } from '../prepare.ts';
import { alphaBetaOfTissue } from './tumour-biology.ts';
import { type TumourClass, tumourClasses } from './tumour-classes.ts';
import { cellAsWritten, courseTime } from './tumour-control.ts';
import { asWritten } from './uncertainty.ts';
import { voxelSampler } from './voxel-samples.ts';

/** One quantity at the voxel centres of the dose grid; NaN where the plan says nothing that it could be worked out from. */
export interface BiologicalMap {
  readonly name: MapName;
  readonly grid: Grid;
  readonly values: Float32Array;
  /** By what it is worked out. */
  readonly model: string;
}

/**
 * Maps of a plan's biology under its dose, by the parameters as written: EQD2 by the tissue of the innermost region (Gy); the hypoxia reduction factor of targets, the OER that their dose
 * is divided by; log10 of clonogens per cm³; log10 of the surviving fraction over the course, growth apart; and the prescribed dose (Gy). Clonogen density × survival × volume, summed over a
 * target, are the survivors that its TCP is made of. Kept in the graph.
 */
export function biologicalMaps(
  names: readonly MapName[],
  plan: Plan,
  scene: Scene,
  dose: PlanDose,
  graph: Graph,
): BiologicalMap[] {
  const { grid } = scene.medium;
  return names.map((name) => {
    const key = stepKey(
      'map',
      name,
      name === 'eqd2' || name === 'survival' ? dose.hash : undefined,
      plan.tissues,
      plan.schedule,
      scene.prescriptions,
      grid,
      plan.regions.map((region) => [region, scene.regions.has(region.name) && scene.hashes.region(region.name)]),
      [...scene.images.keys()].map((image) => scene.hashes.image(image)),
    );
    return graph.step(key, () => {
      const values = new Float32Array(voxelCount(grid)).fill(NaN);
      const model = fillers[name](values, { plan, scene, dose, graph });
      return { name, grid, values, model };
    });
  });
}

interface Given {
  readonly plan: Plan;
  readonly scene: Scene;
  readonly dose: PlanDose;
  readonly graph: Graph;
}

/** Each fills what it can, and says by what. */
const fillers: Readonly<Record<MapName, (out: Float32Array, given: Given) => string>> = {
  eqd2: fillEqd2,
  oer: (out, given) => {
    forEachClass(given, ({ hypoxiaReduction }, samples, has) => {
      for (let s = 0; s < samples.corner.length; s++)
        if (has(s)) out[samples.corner[s]] = hypoxiaReduction ? hypoxiaReduction[s] : 1;
    });
    return 'dose reduction by hypoxia, Carlson 2006';
  },
  clonogens: (out, given) => {
    forEachClass(given, ({ biology }, samples, has) => {
      const density = Math.log10(asWritten(biology.clonogensPerCc));
      for (let s = 0; s < samples.corner.length; s++) if (has(s)) out[samples.corner[s]] = density;
    });
    return 'density by tissue and region';
  },
  survival: fillSurvival,
  prescription: (out, { plan, scene, graph }) => {
    const sampler = voxelSampler(scene, graph);
    const prescribed = new Set(plan.schedule.phases.flatMap(({ prescriptions }) => prescriptions.map((p) => p.region)));
    for (const region of prescribed) {
      const samples = sampler.of(region);
      if (!samples) continue;
      const doses = prescribedAt(samples, scene);
      for (let s = 0; s < doses.length; s++) out[samples.corner[s]] = doses[s];
    }
    return 'innermost region, sum of the phases';
  },
};

function fillEqd2(out: Float32Array, { plan, scene, dose, graph }: Given): string {
  const sampler = voxelSampler(scene, graph);
  const ratios = new Set<number>();
  // The innermost last: what lies in several regions is of the smallest.
  const regions = plan.regions
    .flatMap((region) => {
      const alphaBetaGy = alphaBetaOfTissue(plan, region);
      const samples = alphaBetaGy === undefined ? undefined : sampler.of(region.name);
      return samples ? [{ alphaBetaGy: alphaBetaGy!, samples }] : [];
    })
    .sort((a, b) => b.samples.corner.length - a.samples.corner.length);
  for (const { alphaBetaGy, samples } of regions) {
    ratios.add(alphaBetaGy);
    const phases = phasesAt(samples, dose);
    const { values } = accumulateEqd2(phases, alphaBetaGy, new Float32Array(samples.corner.length));
    for (let s = 0; s < values.length; s++) out[samples.corner[s]] = values[s];
  }
  return ratios.size === 0
    ? 'no region has a tissue'
    : `α/β ${[...ratios].sort((a, b) => a - b).join(', ')} Gy by tissue`;
}

function fillSurvival(out: Float32Array, given: Given): string {
  const { plan, dose } = given;
  const course = courseTime(plan.schedule);
  forEachClass(given, (one, samples, has) => {
    const { hypoxiaReduction } = one;
    const phases = phasesAt(samples, dose);
    const uneven = phases.length > 1 ? unevenness(phases, new Float32Array(samples.corner.length)) : undefined;
    const lnSurvival = survivalOf(cellAsWritten(one, course));
    for (let s = 0; s < samples.corner.length; s++) {
      if (!has(s)) continue;
      const gy = dose.doseGy[samples.corner[s]];
      const effective = hypoxiaReduction ? gy / hypoxiaReduction[s] : gy;
      out[samples.corner[s]] = lnSurvival(effective, gy, uneven ? uneven[s] : 1) / Math.LN10;
    }
  });
  return 'LQ with oxygen, growth apart';
}

/** Every class of every outermost target that has clonogens, with the target's voxels and which of them are of the class. */
export function forEachClass(
  { plan, scene, graph }: Pick<Given, 'plan' | 'scene' | 'graph'>,
  visit: (of: TumourClass, samples: RegionSamples, has: (sample: number) => boolean) => void,
): void {
  const sampler = voxelSampler(scene, graph);
  const outermost = plan.regions.filter(({ role, parent }: PlanRegion) => role === 'target' && parent === undefined);
  for (const region of outermost) {
    const samples = sampler.of(region.name);
    if (!samples || samples.corner.length === 0) continue;
    const found = tumourClasses(plan, region, { scene, samples: sampler, graph });
    if (typeof found === 'string') continue;
    for (const one of found.classes) visit(one, samples, (sample) => one.volumeCc[sample] > 0);
  }
}

function phasesAt({ corner }: RegionSamples, { phases }: PlanDose) {
  return phases.map(({ fractions, doseGy }) => {
    const own = new Float32Array(corner.length);
    for (let s = 0; s < own.length; s++) own[s] = doseGy[corner[s]];
    return { fractions, doseGy: own };
  });
}
