import { weightedDvh } from '../evaluate/dvh.ts';
import { metricValue } from '../evaluate/metric.ts';
import { sampledDose } from '../evaluate/samples.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, BeamGroup, Metric, Plan, Prescription } from '../plan/plan.ts';
import { voxelCount } from '../patient/grid.ts';
import { type BeamDoseRun, beamDoses } from './beam-doses.ts';
import { type StepKey, stepKey } from './graph/graph.ts';
import type { KernelBuild, KernelModule } from './kernel-modules.ts';
import type { Scene } from './prepare.ts';
import type { RegionSampler } from './region-samples.ts';
import { addScaled, groupFactors, type LinearMetric } from './scaling.ts';

export interface PlanDose {
  readonly kind: 'dose';
  /** Of the whole course, Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** Group by group, in the plan's order: MU per fraction per unit of beam weight, the plan's normalisation included. */
  readonly groupFactors: readonly number[];
  readonly normalisationFactor: number;
  /** Of all that the dose is made from. */
  readonly hash: string;
  /** The kernels that computed it. */
  readonly build: KernelBuild;
  readonly diagnostics: readonly Diagnostic[];
}

type Refused = { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Monitor units of a beam per fraction when its group's factor is 1. */
export function unitMu(beam: Beam): number {
  return beam.muPerFraction ?? beam.weight;
}

/**
 * Dose of the plan: every beam at one MU, the groups scaled from the outermost prescription inwards, and all of it by the plan's normalisation.
 */
export async function planDose(
  plan: Plan,
  scene: Scene,
  options: BeamDoseRun & { readonly samples: RegionSampler },
): Promise<PlanDose | { kind: 'cancelled' } | { kind: 'failed'; message: string } | Refused> {
  const { graph, samples } = options;
  const computed = await beamDoses(
    { medium: scene.medium, mediumHash: scene.hashes.medium },
    scene.beams.flat(),
    options,
  );
  if (computed.kind !== 'doses') return computed;

  const { fractions, normalise, at } = plan.schedule;
  let index = 0;
  const groups = plan.beamGroups.map((group) => {
    const beams = group.beams.map((beam) => {
      const [key, gyPerMu] = [computed.keys[index], computed.gyPerMu[index]];
      index++;
      return { key, gyPerMu, mu: unitMu(beam) * fractions };
    });
    const made = beams.map(({ key: { hash }, mu }) => [hash, mu]);
    return { beams, key: stepKey('group dose', scene.hashes.medium, made) };
  });
  const named = [
    ...scene.prescriptions.map(({ region }) => region),
    normalise.kind === 'metric' ? normalise.region : '',
  ];
  const key = stepKey(
    'plan dose',
    groups.map(({ key: { hash } }, g) => [hash, plan.beamGroups[g].region, isFixed(plan.beamGroups[g])]),
    scene.prescriptions,
    [normalise, at],
    named.map((name) => name && samples.hash(name)),
  );
  const dose = graph.step(
    key,
    () => {
      // Every beam of a group anew and in the order of the text: to add a difference to an older sum would give other bits.
      const unitDoses = groups.map((group) =>
        graph.step(group.key, () => sumOfBeams(group.beams, voxelCount(scene.medium.grid))),
      );
      return scaledDose(plan, scene, unitDoses, samples, key);
    },
    ({ kind }) => kind === 'dose',
  );
  if (dose.kind !== 'dose') return dose;
  const kernel = options.pool.kernels[options.settings.kernel ?? 'final'];
  return { ...dose, build: kernel.build, diagnostics: fallbackFinding(plan, kernel) };
}

/** Sums beams in their order; the sum lies in shared memory. */
function sumOfBeams(
  beams: readonly { readonly gyPerMu: Float32Array; readonly mu: number }[],
  voxels: number,
): Float32Array {
  const sum = sharedFloats(voxels);
  for (const { gyPerMu, mu } of beams) addScaled(sum, gyPerMu, mu);
  return sum;
}

function scaledDose(
  plan: Plan,
  scene: Scene,
  unitDoses: readonly Float32Array[],
  samples: RegionSampler,
  { hash }: StepKey,
): Omit<PlanDose, 'build' | 'diagnostics'> | Refused {
  const metricOf = (region: string, metric: Metric): LinearMetric => {
    const sampled = samples.of(region);
    if (!sampled) return { sampledGy: () => new Float32Array(), valueGy: () => NaN };
    return {
      sampledGy: (doseGy) => sampledDose(sampled, doseGy),
      valueGy: (sampledGy) => metricValue(weightedDvh(sampled, sampledGy, sampled.weight), metric).value ?? NaN,
    };
  };
  const scaled = scaleGroups(plan, scene.prescriptions, unitDoses, metricOf);
  if (scaled.diagnostics.length > 0) return { kind: 'refused', diagnostics: scaled.diagnostics };

  const doseGy = sharedFloats(voxelCount(scene.medium.grid));
  for (const [g, unitDose] of unitDoses.entries()) addScaled(doseGy, unitDose, scaled.factors[g]);
  const { normalise } = plan.schedule;
  let normalisationFactor = 1;
  if (normalise.kind === 'metric') {
    const { sampledGy, valueGy } = metricOf(normalise.region, normalise.metric);
    normalisationFactor = normalise.doseGy / valueGy(sampledGy(doseGy));
  }
  if (!Number.isFinite(normalisationFactor)) {
    const place = normalise.at ?? plan.schedule.at;
    return {
      kind: 'refused',
      diagnostics: [
        diagnostic(
          'RT4204',
          place,
          'The region that the plan is normalised to gets no dose, so no factor can be found. Aim the beams at it, or normalise to another region.',
        ),
      ],
    };
  }
  if (normalisationFactor !== 1) for (let i = 0; i < doseGy.length; i++) doseGy[i] *= normalisationFactor;
  return {
    kind: 'dose',
    doseGy,
    groupFactors: scaled.factors.map((f) => f * normalisationFactor),
    normalisationFactor,
    hash,
  };
}

function sharedFloats(count: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}

/** Dose without WebAssembly is the same, bit for bit, but several times slower: the user is told why. */
function fallbackFinding(plan: Plan, { fallback }: KernelModule): Diagnostic[] {
  if (fallback === undefined) return [];
  const message = `The WebAssembly dose kernels could not be used (${fallback}), so the dose was computed by their TypeScript twins, several times slower. Install the extension again, or run "npm run build" in a checkout.`;
  return [diagnostic('RT4206', plan.compute.at ?? plan.at, message)];
}

/** Beams given in MU are taken as they are. */
function isFixed(group: BeamGroup): boolean {
  return group.beams.some((beam) => beam.muPerFraction !== undefined);
}

/**
 * Factors in the plan's order; the scaling itself goes from the outermost prescription inwards. Groups for one prescription are scaled together, by
 * one factor, so that their weights against each other stay as written.
 */
function scaleGroups(
  plan: Plan,
  prescriptions: readonly Prescription[],
  unitDoses: readonly Float32Array[],
  metricOf: (region: string, metric: Metric) => LinearMetric,
): { factors: number[]; diagnostics: Diagnostic[] } {
  const prescriptionOf = (group: BeamGroup) =>
    group.region === undefined ? prescriptions.at(0) : prescriptions.find((p) => p.region === group.region);
  const withoutPrescription = plan.beamGroups.filter((group) => !isFixed(group) && !prescriptionOf(group));
  if (withoutPrescription.length > 0)
    return { factors: [], diagnostics: withoutPrescription.map((group) => unscalable(group, undefined)) };

  const members = (prescription: Prescription | undefined) =>
    plan.beamGroups.flatMap((group, index) =>
      (isFixed(group) ? undefined : prescriptionOf(group)) === prescription ? [index] : [],
    );
  // Beams given in MU stand before all scaling: theirs is dose that the others come on top of.
  const order = [undefined, ...prescriptions]
    .map((prescription) => ({ prescription, indices: members(prescription) }))
    .filter(({ indices }) => indices.length > 0);
  const found = groupFactors(
    order.map(({ prescription, indices }) => ({
      unitDoseGy: sumOf(indices.map((index) => unitDoses[index])),
      fixed: prescription === undefined,
      goal: prescription && { doseGy: prescription.doseGy, ...metricOf(prescription.region, prescription.metric) },
    })),
  );
  const factors = plan.beamGroups.map(() => 1);
  const diagnostics: Diagnostic[] = [];
  for (const [position, { prescription, indices }] of order.entries()) {
    const factor = found[position];
    if (factor === undefined) diagnostics.push(unscalable(plan.beamGroups[indices[0]], prescription));
    else for (const index of indices) factors[index] = factor;
  }
  return { factors, diagnostics };
}

function sumOf(doses: readonly Float32Array[]): Float32Array {
  if (doses.length === 1) return doses[0];
  const sum = new Float32Array(doses[0].length);
  for (const dose of doses) addScaled(sum, dose, 1);
  return sum;
}

function unscalable(group: BeamGroup, prescription: Prescription | undefined): Diagnostic {
  if (!prescription)
    return diagnostic(
      'RT4203',
      group.at,
      'These beams belong to no prescription, so their dose cannot be scaled. Write "beams photon for REGION" with a region of the schedule, or give the beams MU.',
    );
  return diagnostic(
    'RT4203',
    group.at,
    `No number of monitor units of these beams gives ${prescription.region} ${prescription.doseGy} Gy: they miss it, or the beams of the regions around it already give more. ` +
      `Aim them at ${prescription.region}, narrow the outer fields, or prescribe more to it.`,
    { related: [{ message: `${prescription.region} is prescribed here`, range: prescription.at }] },
  );
}
