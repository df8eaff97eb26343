import type { Objective } from '../../optimise/objective.ts';
import { type PatientsCells, populationControl } from '../../optimise/objectives/population-control.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { alphaBetaOf, lnGrowthOf } from '../outcome/tumour-biology.ts';
import { type SampledScene, tumourClasses } from '../outcome/tumour-classes.ts';
import { cellAsWritten, courseTime } from '../outcome/tumour-control.ts';
import { asWritten } from '../outcome/uncertainty.ts';

/**
 * −ln TCP of a target at the optimisation points, by the classes of cells and the parameters that its outcome is worked out with (`controlOf`); words where the plan does not give them all.
 */
export function controlObjective(plan: Plan, region: PlanRegion, sampled: SampledScene): Objective | string {
  const found = tumourClasses(plan, region, sampled);
  if (typeof found === 'string') return found;
  const course = courseTime(plan.schedule);
  // Parts with the same alpha have that of one patient.
  const groups = new Map<string, PatientsCells & { readonly cells: PatientsCells['cells'][number][] }>();
  for (const one of found.classes) {
    const { biology, volumeCc, hypoxiaReduction } = one;
    const { alpha } = biology;
    const { fractions, shareReoxygenated } = cellAsWritten(one, course);
    const density = asWritten(biology.clonogensPerCc);
    const group = groups.get(alpha.name) ?? {
      alpha: { meanPerGy: asWritten(alpha), sdPerGy: alpha.quantity.varies ?? 0 },
      cells: [],
    };
    group.cells.push({
      clonogens: Float64Array.from(volumeCc, (cc) => cc * density),
      ...(hypoxiaReduction ? { hypoxiaReduction } : {}),
      fractions,
      alphaBetaGy: alphaBetaOf(biology, asWritten),
      shareReoxygenated,
      lnGrowth: lnGrowthOf(biology, course.overallDays, asWritten),
    });
    groups.set(alpha.name, group);
  }
  return populationControl([...groups.values()]);
}
