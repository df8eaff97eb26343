import { isDeepStrictEqual } from 'node:util';
import { weightedDvh } from '../evaluate/dvh.ts';
import { metricValue } from '../evaluate/metric.ts';
import { sampledDose } from '../evaluate/samples.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { BeamGroup, DoseMetric, Phase, Prescription } from '../plan/plan.ts';
import { type Graph, type StepKey, stepKey } from './graph/graph.ts';
import { type IsotoxicDose, isotoxicDose } from './isotoxic-dose.ts';
import type { RegionSampler } from './region-samples.ts';
import { addAllScaled, type DoseGoal, groupFactors, samplesOfSum } from './scaling.ts';

/** A group of beams, and its dose at one monitor unit per fraction per unit of weight over the whole phase, Gy. */
export interface GroupUnit {
  readonly group: BeamGroup;
  readonly key: StepKey;
  readonly doseGy: Float32Array;
}

export interface ScaledGroups {
  readonly factors: number[];
  readonly normalisationFactor: number;
  /** Where a prescription is isotoxic; `normalisationFactor` then brings the plan to its dose. */
  readonly isotoxic?: IsotoxicDose;
  readonly diagnostics: Diagnostic[];
}

/** Beams given in MU are taken as they are. */
export function isFixed(group: BeamGroup): boolean {
  return group.beams.some((beam) => beam.muPerFraction !== undefined);
}

/**
 * Factors of the groups of a phase in their order, and the one that the phase's normalisation then multiplies all of them by (not in `factors`). The scaling
 * goes from the outermost prescription inwards. Groups for one prescription are scaled together, by one factor, so that their weights against
 * each other stay as written.
 */
export function scaleGroups(
  { normalise, at }: Pick<Phase, 'normalise' | 'at'>,
  /** From the outermost inwards. */
  prescriptions: readonly Prescription[],
  units: readonly GroupUnit[],
  known: { readonly samples: RegionSampler; readonly graph: Graph },
): ScaledGroups {
  const refused = (diagnostics: Diagnostic[]): ScaledGroups => ({ factors: [], normalisationFactor: NaN, diagnostics });
  const prescriptionOf = (group: BeamGroup) =>
    group.region === undefined ? prescriptions.at(0) : prescriptions.find((p) => p.region === group.region);
  const groups = units.map(({ group }) => group);
  const withoutPrescription = groups.filter((group) => !isFixed(group) && !prescriptionOf(group));
  if (withoutPrescription.length > 0) return refused(withoutPrescription.map((group) => unscalable(group, undefined)));

  const members = (prescription: Prescription | undefined) =>
    groups.flatMap((group, index) =>
      (isFixed(group) ? undefined : prescriptionOf(group)) === prescription ? [index] : [],
    );
  // Beams given in MU stand before all scaling: theirs is dose that the others come on top of.
  const order = [undefined, ...prescriptions]
    .map((prescription) => ({ prescription, indices: members(prescription) }))
    .filter(({ indices }) => indices.length > 0);
  const goalOf = (wanted: { region: string; metric: DoseMetric; doseGy: number }) =>
    doseGoal(
      wanted,
      order.map(({ indices }) => indices.map((index) => units[index])),
      known,
    );

  const hashes = order.map(({ indices }) => indices.map((index) => units[index].key.hash));
  const found = groupFactors(
    order.map(({ prescription }) => ({
      fixed: prescription === undefined,
      goal: prescription && goalOf(prescription),
    })),
    ({ region, metric, doseGy }, before, find) => {
      const made = [known.samples.hash(region), metric, doseGy, hashes.slice(0, before.length + 1), before];
      return known.graph.step(stepKey('group factor', ...made), () => ({ factor: find() })).factor;
    },
  );
  const missed = order.filter((_, position) => found[position] === undefined);
  if (missed.length > 0)
    return refused(missed.map(({ prescription, indices }) => unscalable(groups[indices[0]], prescription)));

  const factors = groups.map(() => 1);
  for (const [position, { indices }] of order.entries())
    for (const index of indices) factors[index] = found[position] ?? NaN;
  if (normalise.kind !== 'metric') return { factors, normalisationFactor: 1, diagnostics: [] };
  const goal = goalOf(normalise);
  // What the only prescription has been scaled to need not be measured again: statistics of dose are homogeneous.
  const scaled = order.length === 1 ? order[0].prescription : undefined;
  const isMeasured = scaled?.region === normalise.region && isDeepStrictEqual(scaled.metric, normalise.metric);
  const valueGy = isMeasured ? scaled.doseGy : goal.valueGy(samplesOfSum(goal, found));
  const normalisationFactor = goal.doseGy / valueGy;
  const escalated = prescriptions.find(({ isotoxic }) => isotoxic);
  if (Number.isFinite(normalisationFactor) && escalated?.isotoxic) {
    const { region, metric, limitGy } = escalated.isotoxic;
    const organ = goalOf({ region, metric, doseGy: limitGy });
    // Statistics of dose are homogeneous: both rise by the factor of the plan.
    const organGy = normalisationFactor * organ.valueGy(samplesOfSum(organ, found));
    const isotoxic = isotoxicDose(escalated, organGy);
    const { achievedGy } = isotoxic;
    return {
      factors,
      normalisationFactor: normalisationFactor * (achievedGy / goal.doseGy),
      isotoxic,
      diagnostics: [],
    };
  }
  if (Number.isFinite(normalisationFactor)) return { factors, normalisationFactor, diagnostics: [] };
  return refused([
    diagnostic(
      'RT4204',
      normalise.at ?? at,
      'The region that the plan is normalised to gets no dose, so no factor can be found. Aim the beams at it, or normalise to another region.',
    ),
  ]);
}

/** What is wanted, of the dose of groups in their order, each of one or more of the plan's. */
function doseGoal(
  wanted: { readonly region: string; readonly metric: DoseMetric; readonly doseGy: number },
  order: readonly (readonly GroupUnit[])[],
  { samples, graph }: { readonly samples: RegionSampler; readonly graph: Graph },
): DoseGoal {
  const { region, metric, doseGy } = wanted;
  const sampled = samples.of(region);
  if (!sampled) return { region, metric, doseGy, samplesGy: () => new Float32Array(), valueGy: () => NaN };
  const samplesOf = ({ key, doseGy: unitDoseGy }: GroupUnit): Float32Array =>
    graph.step(stepKey('group samples', key.hash, samples.hash(region)), () => sampledDose(sampled, unitDoseGy));
  return {
    region,
    metric,
    doseGy,
    samplesGy(position) {
      const [first, ...others] = order[position].map(samplesOf);
      if (others.length === 0) return first;
      const sum = first.slice();
      addAllScaled(
        sum,
        others.map((other) => ({ doseGy: other, factor: 1 })),
      );
      return sum;
    },
    valueGy: (samplesGy) => metricValue(weightedDvh(sampled, samplesGy, sampled.weight), metric).value ?? NaN,
  };
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
