import { sampleRegion, type RegionSamples } from '../evaluate/samples.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import type { Scene } from './prepare.ts';

/** Samples of a scene's regions on its dose grid. */
export interface RegionSampler {
  /** Made when first asked for: scaling and evaluation ask for the same ones. Undefined for a region that is not there. */
  of(region: string): RegionSamples | undefined;
  /** Of what they are made from. */
  hash(region: string): string;
}

/** `parts` as in `sampleRegion`. */
export function regionSampler(
  { regions, medium, hashes }: Pick<Scene, 'regions' | 'medium' | 'hashes'>,
  graph: Graph,
  parts?: number,
): RegionSampler {
  const asked = new Map<string, RegionSamples>();
  const keyOf = (name: string) => stepKey('samples', hashes.region(name), medium.grid, parts);
  return {
    of(name) {
      const region = regions.get(name);
      if (!region) return undefined;
      const samples = asked.get(name) ?? graph.step(keyOf(name), () => sampleRegion(region, medium.grid, parts));
      asked.set(name, samples);
      return samples;
    },
    hash: (name) => keyOf(name).hash,
  };
}
