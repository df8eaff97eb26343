import { paintByNumbers } from '../biology/dose-painting.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import type { PrescriptionRule, Prescription } from '../plan/plan.ts';
import { imageAtSamples, regionsAtSamples } from './outcome/sample-places.ts';
import type { Scene } from './prepare.ts';

/**
 * The prescribed dose of the course at each sample of a region, Gy: in each phase that of the innermost region, by its rule where it has one; summed over the phases. 0 where no
 * phase prescribes anything.
 */
export function prescribedAt(
  samples: RegionSamples,
  { prescriptions, regions, images }: Pick<Scene, 'prescriptions' | 'regions' | 'images'>,
): Float64Array {
  const total = new Float64Array(samples.weight.length);
  for (const phase of prescriptions) {
    const named = phase.map(({ region }) => regions.get(region));
    const inside = regionsAtSamples(samples, named);
    // All samples of a region lie in it, however close to its surface.
    const own = phase.findIndex(({ region }) => region === samples.region);
    if (own >= 0) for (let s = 0; s < inside.length; s++) inside[s] |= 1 << own;
    const doses = phase.map((prescription) => dosesOf(prescription, samples, images));
    for (let s = 0; s < inside.length; s++) if (inside[s] !== 0) total[s] += doses[31 - Math.clz32(inside[s])](s);
  }
  return total;
}

/** The dose of a prescription by sample, Gy. */
function dosesOf(
  prescription: Prescription,
  samples: RegionSamples,
  images: Scene['images'],
): (sample: number) => number {
  const { rule, doseGy, atMostGy } = prescription;
  if (rule?.kind !== 'painted') return () => doseGy;
  const painted = paintedDoses(rule, uptakeAt(rule, samples, images), atMostGy);
  return (sample) => painted[sample];
}

type Painting = Extract<PrescriptionRule, { kind: 'painted' }>;

/** The image of a painted prescription at samples; NaN outside of it. */
export function uptakeAt({ image: name }: Painting, samples: RegionSamples, images: Scene['images']): Float32Array {
  const image = images.get(name);
  if (!image) throw new Error(`image ${name} of a painted prescription is not there`);
  return imageAtSamples(samples, image);
}

/** What a painted prescription gives each sample by its uptake, Gy; one outside of the image has the dose of the lower value. */
export function paintedDoses({ low, high }: Painting, uptake: Float32Array, atMostGy = Infinity): Float64Array {
  const out = new Float64Array(uptake.length);
  const line = {
    low: { intensity: low.value, gy: low.doseGy },
    high: { intensity: high.value, gy: high.doseGy },
  };
  paintByNumbers(uptake, line, out);
  for (let s = 0; s < out.length; s++) out[s] = Math.min(out[s], atMostGy);
  return out;
}
