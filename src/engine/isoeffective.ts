import { type ClonogenBins, gatherClonogens, meanLog10Survival } from '../biology/clonogen-bins.ts';
import type { Phase, Plan, PlanRegion } from '../plan/plan.ts';
import { tissueOfRegion } from '../plan/tissue-of-region.ts';
import { isPartOf, type SampledScene, type TumourClass, tumourClasses } from './outcome/tumour-classes.ts';
import { cellAsWritten, courseTime } from './outcome/tumour-control.ts';
import { asWritten } from './outcome/uncertainty.ts';

/** A region that is to have the effect of a reference's prescription. */
export interface Isoeffect {
  readonly region: string;
  readonly to: string;
  /** The reference's dose in the phase, Gy. */
  readonly referenceGy: number;
  /** Of clonogens per volume, not of single cells. */
  readonly equalControl: boolean;
}

/**
 * The smallest uniform dose, Gy, that gives a region the mean log10 surviving fraction that the reference's prescription gives the reference, over the same fractions and days, by the parameters
 * as written. The reference has its own tissue without the biology of what lies within it; where it has none, it is the region's own tissue in full oxygen. Words where there is no such dose.
 */
export function isoeffectiveDose(
  plan: Plan,
  { fractions }: Pick<Phase, 'fractions'>,
  { region: name, to, referenceGy, equalControl }: Isoeffect,
  known: SampledScene,
): number | string {
  const [region, reference] = [name, to].map((of) => plan.regions.find((one) => one.name === of));
  if (!region || !reference) return `${region ? to : name} is not there`;
  const course = courseTime(plan.schedule, fractions);
  const own = tumourClasses(plan, region, known);
  if (typeof own === 'string') return own;
  const around = tissueOfRegion(plan, reference)
    ? tumourClasses(withoutSubtargets(plan, reference), reference, known)
    : tumourClasses(...inFullOxygen(plan, region), known);
  if (typeof around === 'string') return around;

  const effectOf = (classes: readonly TumourClass[]): ((doseGy: number) => number) => {
    const parts = classes.flatMap((one) => {
      const { biology, volumeCc, hypoxiaReduction } = one;
      const unit = new Float32Array(volumeCc.length).fill(1);
      const { bins } = gatherClonogens({ doseGy: unit, clonogens: volumeCc, hypoxiaReduction }, fine);
      const volume = bins.clonogens.reduce((sum, one) => sum + one, 0);
      if (volume === 0) return [];
      const cell = cellAsWritten(one, course);
      const log10Density = equalControl ? Math.log10(asWritten(biology.clonogensPerCc)) : 0;
      return { bins, volume, cell, log10Density };
    });
    const whole = parts.reduce((sum, { volume }) => sum + volume, 0);
    return (doseGy) =>
      parts.reduce(
        (sum, { bins, volume, cell, log10Density }) =>
          sum + (volume / whole) * (log10Density + meanLog10Survival(scaled(bins, doseGy), cell)),
        0,
      );
  };
  const wanted = effectOf(around.classes)(referenceGy);
  const reached = effectOf(own.classes);
  let [low, high] = [0, mostGy];
  if (reached(high) > wanted) return `not even ${mostGy} Gy to ${name} has the effect of ${referenceGy} Gy to ${to}`;
  // Survival falls with every dose: halved until a thousandth of a Gy is left.
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (reached(middle) > wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** Beyond this there is no course of external beams. */
const mostGy = 500;
/** Bins of the dose in oxygen for each Gy. */
const fine = { widthGy: 5e-4, most: 2048 };

function scaled({ effectiveGy, doseGy, clonogens }: ClonogenBins, by: number): ClonogenBins {
  return { effectiveGy: effectiveGy.map((gy) => gy * by), doseGy: doseGy.map((gy) => gy * by), clonogens };
}

function withoutSubtargets(plan: Plan, region: PlanRegion): Plan {
  return { ...plan, regions: plan.regions.filter((one) => !isPartOf(region, one, plan)) };
}

/** A plan that says nothing of oxygen, and a region as it is in there. */
function inFullOxygen(plan: Plan, of: PlanRegion): [Plan, PlanRegion] {
  const tissues = plan.tissues.map(({ oxygen: _, ...tissue }) => tissue);
  const regions = plan.regions.map((region) => {
    if (!region.biology?.oxygen) return region;
    const { oxygen: _, ...biology } = region.biology;
    return { ...region, biology };
  });
  return [{ ...plan, tissues, regions }, regions[plan.regions.indexOf(of)]];
}
