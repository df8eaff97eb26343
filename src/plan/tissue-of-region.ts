import type { PlanRegion, Tissue } from './plan.ts';

/** The tissue of a region, or of the innermost target that it lies in which has one. */
export function tissueOfRegion(
  plan: { readonly tissues: readonly Tissue[]; readonly regions: readonly PlanRegion[] },
  region: PlanRegion,
): Tissue | undefined {
  const tissue = plan.tissues.find(({ name }) => name === region.tissue);
  const parent = plan.regions.find(({ name }) => name === region.parent);
  return tissue ?? (parent && tissueOfRegion(plan, parent));
}
