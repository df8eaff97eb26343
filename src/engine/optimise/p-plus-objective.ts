import type { EvidenceBase } from '../../evidence/base.ts';
import type { Objective } from '../../optimise/objective.ts';
import { noComplication } from '../../optimise/objectives/no-complication.ts';
import { type PartOfSamples, sumOverRegions } from '../../optimise/objectives/sum-over-regions.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { rowsOf } from '../outcome/complications.ts';
import { countedRows, countedTwice } from '../outcome/p-plus.ts';
import { type SampledScene, tumourClasses } from '../outcome/tumour-classes.ts';
import { complicationObjective } from './complication-objective.ts';
import { controlObjective } from './control-objective.ts';
import type { OptimisationPoints } from './optimisation-points.ts';

/** What the P+ of a plan is made of: control of outermost targets, and complications by rows. */
export interface PartsOfPPlus {
  readonly targets: readonly PlanRegion[];
  readonly complications: readonly { readonly region: string; readonly rows: readonly string[] }[];
}

/** As `pPlusOf` counts them; words where there is no P+. */
export function partsOfPPlus(plan: Plan, evidence: EvidenceBase, sampled: SampledScene): PartsOfPPlus | string {
  const targets = plan.regions.filter(
    (region) =>
      region.role !== 'organ' &&
      region.parent === undefined &&
      typeof tumourClasses(plan, region, sampled) !== 'string',
  );
  if (targets.length === 0) return 'no target has a TCP';
  const twice = countedTwice(targets, sampled.scene);
  if (twice !== undefined) return twice;
  const complications = plan.regions.flatMap((region) => {
    if (!sampled.scene.regions.has(region.name)) return [];
    const rows = rowsOf(plan, region, evidence).map(({ id }) => id);
    const counted = countedRows(plan, region.name, rows);
    return counted.length > 0 ? [{ region: region.name, rows: counted }] : [];
  });
  return complications.length === 0 ? 'no organ has a complication model' : { targets, complications };
}

/** −ln P+ and the points whose doses it is of. */
export function pPlusObjective(
  plan: Plan,
  parts: PartsOfPPlus,
  known: { readonly points: OptimisationPoints; readonly evidence: EvidenceBase; readonly sampled: SampledScene },
): { readonly objective: Objective; readonly points: Int32Array } | string {
  const { fractions } = plan.schedule.phases[0];
  const own: PartOfSamples[] = [];
  const points: number[] = [];
  const add = (region: string, make: (weight: ArrayLike<number>) => readonly Objective[]): void => {
    const of = known.points.of.get(region);
    if (!of) return;
    const { weight } = of.samples;
    for (const objective of make(weight)) own.push({ from: points.length, count: weight.length, objective });
    for (let s = 0; s < weight.length; s++) points.push(of.from + s);
  };
  for (const target of parts.targets) {
    const control = controlObjective(plan, target, known.sampled);
    if (typeof control === 'string') return control;
    add(target.name, () => [control]);
  }
  for (const { region, rows } of parts.complications)
    add(region, (weight) =>
      known.evidence.ntcp
        .filter(({ id }) => rows.includes(id))
        .map((row) => noComplication(complicationObjective(row, weight, fractions))),
    );
  return { objective: sumOverRegions(own), points: Int32Array.from(points) };
}
