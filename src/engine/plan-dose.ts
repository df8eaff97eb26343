import { dvhOf } from '../evaluate/dvh.ts';
import { metricValue } from '../evaluate/metric.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, BeamGroup, Metric, Plan, Prescription } from '../plan/plan.ts';
import { voxelCount } from '../patient/grid.ts';
import type { DosePool } from './dose-pool.ts';
import type { Scene } from './prepare.ts';
import { addScaled, groupFactors } from './scaling.ts';

export interface PlanDose {
  readonly kind: 'dose';
  /** Of the whole course, Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** Group by group, in the plan's order: MU per fraction per unit of beam weight, the plan's normalisation included. */
  readonly groupFactors: readonly number[];
  readonly normalisationFactor: number;
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
    diagnostics: [],
  };
}

/** Factors in the plan's order; the scaling itself goes from the outermost region inwards. */
function scaleGroups(
  plan: Plan,
  prescriptions: readonly Prescription[],
  unitDoses: readonly Float32Array[],
  valueGy: (region: string, metric: Metric) => (doseGy: Float32Array) => number,
): { factors: number[]; diagnostics: Diagnostic[] } {
  const prescriptionOf = (group: BeamGroup) =>
    group.region === undefined ? prescriptions[0] : prescriptions.find((p) => p.region === group.region);
  const order = plan.beamGroups
    .map((group, index) => ({ group, index, prescription: prescriptionOf(group) }))
    .sort((a, b) => rank(a.prescription) - rank(b.prescription) || a.index - b.index);
  function rank(prescription: Prescription | undefined): number {
    return prescription ? prescriptions.indexOf(prescription) : -1;
  }

  const found = groupFactors(
    order.map(({ group, index, prescription }) => ({
      unitDoseGy: unitDoses[index],
      fixed: group.beams.some((beam) => beam.muPerFraction !== undefined),
      goal: prescription && { doseGy: prescription.doseGy, valueGy: valueGy(prescription.region, prescription.metric) },
    })),
  );
  const factors = plan.beamGroups.map(() => 1);
  const diagnostics: Diagnostic[] = [];
  for (const [position, { group, index, prescription }] of order.entries()) {
    const factor = found[position];
    if (factor !== undefined) factors[index] = factor;
    else diagnostics.push(unscalable(group, prescription));
  }
  return { factors, diagnostics };
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
