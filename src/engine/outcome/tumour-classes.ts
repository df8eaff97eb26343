import { oxygenConstants, voxelHypoxiaReduction } from '../../biology/oxygen.ts';
import { type UptakeHyperbola, voxelOxygenFromUptake } from '../../biology/oxygen-from-uptake.ts';
import { calibrationNamed } from '../../evidence/uptake-calibrations.ts';
import type { RegionSamples } from '../../evaluate/samples.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { coursePrecedence } from '../../plan/schedule.ts';
import { winsOver } from '../../plan/precedence.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import type { Scene } from '../prepare.ts';
import type { RegionSampler } from '../region-samples.ts';
import { imageAtSamples, regionsAtSamples } from './sample-places.ts';
import { biologyAt, type PlaceBiology } from './tumour-biology.ts';

/** Samples of a target that share all their biology. */
export interface TumourClass {
  readonly biology: PlaceBiology;
  /** Per sample of the target, cm³; 0 for those of other classes. */
  readonly volumeCc: Float32Array;
  /** Per sample of the target; absent where nothing is said of oxygen. */
  readonly hypoxiaReduction?: Float32Array;
  /** What that is worked out from, mmHg. */
  readonly pressureMmHg?: Float32Array;
}

export interface TumourClasses {
  readonly classes: readonly TumourClass[];
  /** What lies outside of a model's domain. */
  readonly cautions: readonly string[];
}

export interface SampledScene {
  readonly scene: Scene;
  readonly samples: RegionSampler;
  readonly graph: Graph;
}

/** Oxygen pressure of arterial blood, mmHg: no voxel is taken to have more, whatever its uptake. */
const mostMmHg = 100;

/**
 * A target's samples by their biology: each property is that of the innermost sub-target that gives it. Of sub-targets that overlap, the one that wins in the schedule's
 * precedence is the inner, else the smaller. Words where something is missing. No dose is part of it.
 */
export function tumourClasses(
  plan: Plan,
  target: PlanRegion,
  { scene, samples, graph }: SampledScene,
): TumourClasses | string {
  const sampled = samples.of(target.name);
  if (!sampled || sampled.weight.length === 0) return `${target.name} has no dose`;
  const nested = outermostFirst(plan, target, samples);
  const key = stepKey(
    'tumour classes',
    samples.hash(target.name),
    nested,
    plan.tissues,
    nested.map(({ name, biology }) => [
      scene.hashes.region(name),
      biology?.oxygen && scene.hashes.image(biology.oxygen.image),
    ]),
    oxygenImages(plan, scene),
  );
  return graph.step(key, () => classesOf(plan, target, nested, sampled, scene));
}

/** Of the images that tissues take their oxygen from. */
export function oxygenImages({ tissues }: Plan, { hashes }: Pick<Scene, 'hashes'>): string[] {
  return tissues.flatMap(({ oxygen }) => (oxygen ? hashes.image(oxygen.image) : []));
}

/** The outermost target that holds this one, and every sub-target in it. */
function outermostFirst(plan: Plan, target: PlanRegion, samples: RegionSampler): PlanRegion[] {
  const parents = (region: PlanRegion): PlanRegion[] => {
    const parent = plan.regions.find(({ name }) => name === region.parent);
    return parent ? [...parents(parent), parent] : [];
  };
  const [outermost] = [...parents(target), target];
  const volumeCc = ({ name }: PlanRegion): number => samples.of(name)?.volumeCc ?? 0;
  const precedence = coursePrecedence(plan.schedule);
  const within = plan.regions
    .filter((region) => parents(region).includes(outermost))
    .sort((a, b) => {
      if (parents(a).includes(b) || winsOver(precedence, a.name, b.name)) return 1;
      if (parents(b).includes(a) || winsOver(precedence, b.name, a.name)) return -1;
      return volumeCc(b) - volumeCc(a);
    });
  return [outermost, ...within];
}

function classesOf(
  plan: Plan,
  target: PlanRegion,
  nested: readonly PlanRegion[],
  samples: RegionSamples,
  scene: Scene,
): TumourClasses | string {
  const inside = regionsAtSamples(
    samples,
    nested.map(({ name }) => scene.regions.get(name)),
  );
  // All samples of a region lie in it and what it is part of, however close to its surface.
  const around = nested.reduce(
    (bits, region, r) => (region === target || isPartOf(region, target, plan) ? bits | (1 << r) : bits),
    0,
  );
  for (let s = 0; s < inside.length; s++) inside[s] |= around;
  const perWeightCc = coveredCc(samples) / samples.weight.reduce((sum, weight) => sum + weight, 0);
  const oxygen = oxygenAt(samples, scene);
  const classes: TumourClass[] = [];
  const cautions: string[] = [];
  for (const bits of new Set(inside)) {
    const biology = biologyAt(
      plan,
      nested.filter((_, r) => (bits & (1 << r)) !== 0),
    );
    if (typeof biology === 'string') return biology;
    const volumeCc = new Float32Array(samples.weight.length);
    for (let s = 0; s < volumeCc.length; s++) if (inside[s] === bits) volumeCc[s] = samples.weight[s] * perWeightCc;
    const found = biology.oxygen && oxygen(biology.oxygen, volumeCc);
    if (typeof found === 'string') return found;
    if (found) cautions.push(...found.cautions);
    classes.push({ biology, volumeCc, hypoxiaReduction: found?.reduction, pressureMmHg: found?.pressureMmHg });
  }
  return { classes, cautions };
}

/** Whether a region lies in another by what the plan says, at any depth. */
export function isPartOf(outer: PlanRegion, inner: PlanRegion, plan: Pick<Plan, 'regions'>): boolean {
  const parent = plan.regions.find(({ name }) => name === inner.parent);
  return parent !== undefined && (parent === outer || isPartOf(outer, parent, plan));
}

function coveredCc({ volumeCc, outsideDoseGridPercent }: RegionSamples): number {
  return volumeCc * (1 - outsideDoseGridPercent / 100);
}

/** Hypoxia reduction factors at the samples by an uptake image and its calibration, each once, and what is to be said of the samples that have a volume. */
function oxygenAt(samples: RegionSamples, scene: Scene) {
  const known = new Map<string, Record<'reduction' | 'pressureMmHg' | 'uptake', Float32Array>>();
  return (
    { image: name, by }: NonNullable<PlaceBiology['oxygen']>,
    volumeCc: Float32Array,
  ): { reduction: Float32Array; pressureMmHg: Float32Array; cautions: string[] } | string => {
    const image = scene.images.get(name);
    if (!image) return `there is no image ${name} to take the oxygen from`;
    const { curve } = calibrationNamed(by);
    const key = `${name} ${by}`;
    let at = known.get(key);
    if (!at) {
      const uptake = imageAtSamples(samples, image);
      const pressureMmHg = new Float32Array(uptake.length);
      voxelOxygenFromUptake(uptake, curve, mostMmHg, pressureMmHg);
      const reduction = new Float32Array(uptake.length);
      voxelHypoxiaReduction(pressureMmHg, oxygenConstants.carlson, reduction);
      known.set(key, (at = { reduction, pressureMmHg, uptake }));
    }
    const cautions = uptakeCautions(name, curve, at.uptake, volumeCc);
    return { reduction: at.reduction, pressureMmHg: at.pressureMmHg, cautions };
  };
}

function uptakeCautions(
  image: string,
  { uptakeWithoutOxygen, span }: UptakeHyperbola,
  uptake: Float32Array,
  volumeCc: Float32Array,
): string[] {
  const floor = uptakeWithoutOxygen - span;
  let [all, out] = [0, 0];
  for (let s = 0; s < uptake.length; s++) {
    all += volumeCc[s];
    if (!(uptake[s] > floor && uptake[s] <= uptakeWithoutOxygen)) out += volumeCc[s];
  }
  if (out === 0) return [];
  const percent = Number(((100 * out) / all).toPrecision(2));
  return [
    `${percent} % of the volume with oxygen from ${image} has an uptake outside the calibration, ${Number(floor.toPrecision(3))} to ${uptakeWithoutOxygen}: it is held at the nearer end`,
  ];
}
