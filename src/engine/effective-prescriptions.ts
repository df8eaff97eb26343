import { roundedInWords } from '../units/quantity.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Phase, Plan, Prescription, PrescriptionRule } from '../plan/plan.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import { gradientFindings } from './gradient-check.ts';
import { isoeffectiveDose } from './isoeffective.ts';
import { paintedDoses, uptakeAt } from './prescribed-at.ts';
import type { Scene } from './prepare.ts';
import type { RegionSampler } from './region-samples.ts';

/**
 * The scene with a dose for every prescription that a rule makes: a painted region's median, and the isoeffective dose, as far as its cap lets it. What the rules do is told at their
 * lines; an error where one gives no dose.
 */
export function withEffectiveDoses(
  plan: Plan,
  scene: Scene,
  known: { readonly samples: RegionSampler; readonly graph: Graph },
): { readonly scene: Scene; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const prescriptions = plan.schedule.phases.map((phase, p) =>
    scene.prescriptions[p].map((prescription) => {
      const { made, findings } = effective(plan, scene, phase, prescription, known);
      diagnostics.push(...findings);
      return made;
    }),
  );
  const machines = scene.beams.flat().map(({ machine }) => machine);
  diagnostics.push(...gradientFindings(plan, prescriptions, { machines, graph: known.graph }));
  return { scene: { ...scene, prescriptions }, diagnostics };
}

interface Effective {
  readonly made: Prescription;
  readonly findings: readonly Diagnostic[];
}

function effective(
  plan: Plan,
  scene: Scene,
  phase: Phase,
  prescription: Prescription,
  { samples, graph }: { readonly samples: RegionSampler; readonly graph: Graph },
): Effective {
  const { rule, region } = prescription;
  const sampled = samples.of(region);
  if (!rule || !sampled || sampled.weight.length === 0) return { made: prescription, findings: [] };
  if (rule.kind === 'painted') {
    const key = stepKey('painted', samples.hash(region), prescription, scene.hashes.image(rule.image));
    return graph.step(key, () => painted(prescription, rule, sampled, scene));
  }
  const key = stepKey(
    'isoeffective',
    prescription,
    phase.fractions,
    plan.schedule,
    plan.tissues,
    plan.regions.map((one) => [one, scene.regions.has(one.name) && samples.hash(one.name)]),
    [...scene.images.keys()].map((image) => scene.hashes.image(image)),
  );
  return graph.step(key, () => isoeffective(plan, phase, prescription, { scene, samples, graph }));
}

function painted(
  prescription: Prescription,
  rule: Extract<PrescriptionRule, { kind: 'painted' }>,
  samples: RegionSamples,
  scene: Scene,
): Effective {
  const { region, at, atMostGy } = prescription;
  const uptake = uptakeAt(rule, samples, scene.images);
  const doses = paintedDoses(rule, uptake, atMostGy);
  const made = { ...prescription, doseGy: weightedMedian(doses, samples.weight) };
  let [all, below, above, unknown] = [0, 0, 0, 0];
  for (let s = 0; s < uptake.length; s++) {
    all += samples.weight[s];
    if (Number.isNaN(uptake[s])) unknown += samples.weight[s];
    else if (uptake[s] < rule.low.value) below += samples.weight[s];
    else if (uptake[s] > rule.high.value) above += samples.weight[s];
  }
  const part = (weight: number): string => `${roundedInWords((100 * weight) / all, 2)} %`;
  const counts = (weight: number): boolean => weight > 1e-3 * all;
  const said = [
    counts(below) ? `${part(below)} of ${region} lies below ${rule.low.value} and gets ${rule.low.doseGy} Gy` : [],
    counts(above) ? `${part(above)} lies above ${rule.high.value} and gets ${rule.high.doseGy} Gy` : [],
    counts(unknown) ? `${part(unknown)} lies outside of the image and gets ${rule.low.doseGy} Gy` : [],
  ].flat();
  if (said.length === 0) return { made, findings: [] };
  const message = `By ${rule.image}, ${said.join(', ')}. The median of the region is ${roundedInWords(made.doseGy, 4)} Gy.`;
  return { made, findings: [diagnostic('RT6008', at, message)] };
}

function isoeffective(
  plan: Plan,
  phase: Phase,
  prescription: Prescription,
  known: { readonly scene: Scene; readonly samples: RegionSampler; readonly graph: Graph },
): Effective {
  const { rule, region, atMostGy = Infinity, at, doseGy: referenceGy } = prescription;
  if (rule?.kind !== 'isoeffective') return { made: prescription, findings: [] };
  const found = isoeffectiveDose(plan, phase, { region, ...rule, referenceGy }, known);
  if (typeof found === 'string')
    return { made: prescription, findings: [diagnostic('RT4207', at, `No dose is isoeffective: ${found}.`)] };
  const made = { ...prescription, doseGy: Math.min(found, atMostGy) };
  const words = `the effect of ${roundedInWords(referenceGy, 4)} Gy to ${rule.to}`;
  if (found > atMostGy)
    return {
      made,
      findings: [
        diagnostic(
          'RT6011',
          at,
          `${region} would need ${roundedInWords(found, 4)} Gy for ${words}; it gets the ${roundedInWords(atMostGy, 4)} Gy of its cap.`,
        ),
      ],
    };
  if (found < leastBoost * referenceGy)
    return {
      made,
      findings: [
        diagnostic(
          'RT6009',
          at,
          `${region} has ${words} at ${roundedInWords(found, 4)} Gy: that is next to no boost, so its cells are about as sensitive as those around.`,
        ),
      ],
    };
  return { made, findings: [] };
}

/** A boost of less than this is none. */
const leastBoost = 1.02;

function weightedMedian(values: Float64Array, weight: Float32Array): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const half = weight.reduce((sum, one) => sum + one, 0) / 2;
  let sum = 0;
  for (const s of order) if ((sum += weight[s]) >= half) return values[s];
  return NaN;
}
