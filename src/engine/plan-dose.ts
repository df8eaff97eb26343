import { dvhOf } from '../evaluate/dvh.ts';
import { metricValue } from '../evaluate/metric.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, BeamGroup, Metric, Plan, Prescription } from '../plan/plan.ts';
import { voxelCount } from '../patient/grid.ts';
import type { DosePool } from './dose-pool.ts';
import type { KernelBuild, KernelModule } from './kernel-modules.ts';
import type { Scene } from './prepare.ts';
import type { EngineQuality } from './quality.ts';
import { addScaled, groupFactors } from './scaling.ts';

export interface PlanDose {
  readonly kind: 'dose';
  /** Of the whole course, Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** Group by group, in the plan's order: MU per fraction per unit of beam weight, the plan's normalisation included. */
  readonly groupFactors: readonly number[];
  readonly normalisationFactor: number;
  /** The kernels that computed it. */
  readonly build: KernelBuild;
  readonly diagnostics: readonly Diagnostic[];
}

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
  options: {
    pool: DosePool;
    samplesOf: (region: string) => RegionSamples | undefined;
    cones: number;
    kernel: EngineQuality['kernel'];
    signal: AbortSignal;
    onProgress: (share: number) => void;
  },
): Promise<
  | PlanDose
  | { kind: 'cancelled' }
  | { kind: 'failed'; message: string }
  | { kind: 'refused'; diagnostics: Diagnostic[] }
> {
  const computed = await options.pool.beamDoses(scene.medium, scene.beams.flat(), options);
  if (computed.kind !== 'doses') return computed;

  const voxels = voxelCount(scene.medium.grid);
  const unitDoses = plan.beamGroups.map(() => new Float32Array(voxels));
  let index = 0;
  for (const [g, group] of plan.beamGroups.entries())
    for (const beam of group.beams)
      addScaled(unitDoses[g], computed.gyPerMu[index++], unitMu(beam) * plan.schedule.fractions);

  const valueGy = (region: string, metric: Metric) => (doseGy: Float32Array) => {
    const samples = options.samplesOf(region);
    return samples ? (metricValue(dvhOf(samples, doseGy), metric).value ?? NaN) : NaN;
  };
  const scaled = scaleGroups(plan, scene.prescriptions, unitDoses, valueGy);
  if (scaled.diagnostics.length > 0) return { kind: 'refused', diagnostics: scaled.diagnostics };

  const shared = new Float32Array(new SharedArrayBuffer(4 * voxels));
  for (const [g, unitDose] of unitDoses.entries()) addScaled(shared, unitDose, scaled.factors[g]);
  const { normalise } = plan.schedule;
  const normalisationFactor =
    normalise.kind === 'none' ? 1 : normalise.doseGy / valueGy(normalise.region, normalise.metric)(shared);
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
  if (normalisationFactor !== 1) for (let i = 0; i < shared.length; i++) shared[i] *= normalisationFactor;
  return {
    kind: 'dose',
    doseGy: shared,
    groupFactors: scaled.factors.map((f) => f * normalisationFactor),
    normalisationFactor,
    build: computed.build,
    diagnostics: fallbackFinding(plan, options.pool.kernels[options.kernel]),
  };
}

/** Dose without WebAssembly is the same, bit for bit, but several times slower: the user is told why. */
function fallbackFinding(plan: Plan, { fallback }: KernelModule): Diagnostic[] {
  if (fallback === undefined) return [];
  const message = `The WebAssembly dose kernels could not be used (${fallback}), so the dose was computed by their TypeScript twins, several times slower. Install the extension again, or run "npm run build" in a checkout.`;
  return [diagnostic('RT4206', plan.compute.at ?? plan.at, message)];
}

/**
 * Factors in the plan's order; the scaling itself goes from the outermost prescription inwards. Groups for one prescription are scaled together, by
 * one factor, so that their weights against each other stay as written.
 */
function scaleGroups(
  plan: Plan,
  prescriptions: readonly Prescription[],
  unitDoses: readonly Float32Array[],
  valueGy: (region: string, metric: Metric) => (doseGy: Float32Array) => number,
): { factors: number[]; diagnostics: Diagnostic[] } {
  const prescriptionOf = (group: BeamGroup) =>
    group.region === undefined ? prescriptions.at(0) : prescriptions.find((p) => p.region === group.region);
  const isFixed = (group: BeamGroup) => group.beams.some((beam) => beam.muPerFraction !== undefined);
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
      goal: prescription && { doseGy: prescription.doseGy, valueGy: valueGy(prescription.region, prescription.metric) },
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
