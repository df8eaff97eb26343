import { sampleRegion, type RegionSamples } from '../evaluate/samples.ts';
import type { Grid, Region } from '../patient/grid.ts';

/**
 * Samples of the regions on one dose grid, each made when first asked for: scaling and evaluation ask for the same ones. `parts` as in `sampleRegion`.
 */
export function regionSampler(
  regions: ReadonlyMap<string, Region>,
  doseGrid: Grid,
  parts?: number,
): (name: string) => RegionSamples | undefined {
  const made = new Map<string, RegionSamples>();
  return (name) => {
    const region = regions.get(name);
    if (!region) return undefined;
    const samples = made.get(name) ?? sampleRegion(region, doseGrid, parts);
    made.set(name, samples);
    return samples;
  };
}
