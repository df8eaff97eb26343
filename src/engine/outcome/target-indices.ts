import { inEqualFractions } from '../../biology/phases.ts';
import { generalisedEud } from '../../biology/geud.ts';
import { voxelEqd2 } from '../../biology/biologically-effective-dose.ts';
import { weightedDvh } from '../../evaluate/dvh.ts';
import { type MetricResult, metricValue } from '../../evaluate/metric.ts';
import { conformityIndices, homogeneityIndices } from '../../evaluate/plan-indices.ts';
import type { RegionSamples } from '../../evaluate/samples.ts';
import type { Dvh } from '../../evaluate/types.ts';
import type { DoseMetric } from '../../plan/plan.ts';
import { isodoseVolumeCc } from '../../evaluate/isodose-volume.ts';
import type { Scene } from '../prepare.ts';
import { prescribedAt } from '../prescribed-at.ts';
import type { Eqd2Summary } from './types.ts';

/** A region with the dose, Gy over the course, at each of its samples. */
export interface SampledRegion {
  readonly samples: RegionSamples;
  readonly doseGy: Float32Array;
  /** The same phase by phase. */
  readonly phases: readonly { readonly fractions: number; readonly doseGy: Float32Array }[];
}

/** The dose, Gy, and number of equal fractions that do to each sample what the phases do, by this alpha/beta. */
export function asOneCourse(
  { phases, doseGy }: Pick<SampledRegion, 'phases' | 'doseGy'>,
  alphaBetaGy: number,
): { readonly fractions: number; readonly doseGy: Float32Array } {
  if (phases.length === 1) return phases[0];
  const fractions = phases.reduce((sum, phase) => sum + phase.fractions, 0);
  return { fractions, doseGy: inEqualFractions(phases, alphaBetaGy, new Float32Array(doseGy.length)) };
}

/** gEUD, Gy, of the physical dose. */
export function geudOf({ samples, doseGy }: SampledRegion, a: number): MetricResult {
  return { value: generalisedEud({ doseGy, volume: samples.weight }, a), note: outsideNote(samples) };
}

/** A statistic of the voxels' EQD2, each by its own dose per fraction in each phase. */
export function eqd2Of(region: SampledRegion, alphaBetaGy: number, metric: DoseMetric): MetricResult {
  return metricValue(eqd2Dvh(region, alphaBetaGy), metric);
}

export function eqd2Summary(region: SampledRegion, alphaBetaGy: number): Eqd2Summary {
  const dvh = eqd2Dvh(region, alphaBetaGy);
  const [d98Gy, d50Gy, d2Gy] = [98, 50, 2].map((percent) => atPercent(dvh, percent));
  return { alphaBetaGy, meanGy: dvh.meanGy, d98Gy, d50Gy, d2Gy };
}

/** ICRU 83: (D2% − D98%) / D50%. */
export function homogeneityOf(dvh: Dvh): MetricResult {
  const [d2Gy, d5Gy, d50Gy, d95Gy, d98Gy] = [2, 5, 50, 95, 98].map((percent) => atPercent(dvh, percent));
  const { minGy, maxGy } = dvh;
  // The prescription is no part of the index that is taken.
  const found = homogeneityIndices({ prescribedGy: d50Gy, minGy, maxGy, d2Gy, d5Gy, d50Gy, d95Gy, d98Gy });
  return { value: found.icru83 };
}

/** Paddick's conformity of a region to its prescribed dose; the isodose volume is that in the whole body. */
export function conformityOf(
  { samples, doseGy }: SampledRegion,
  prescribedGy: number,
  planDose: { readonly scene: Pick<Scene, 'medium' | 'body'>; readonly doseGy: Float32Array },
): MetricResult {
  const total = samples.weight.reduce((sum, weight) => sum + weight, 0);
  const inCc = (samples.volumeCc * (1 - samples.outsideDoseGridPercent / 100)) / total;
  let covered = 0;
  for (let s = 0; s < doseGy.length; s++) if (doseGy[s] >= prescribedGy) covered += samples.weight[s];
  const coveredCc = covered * inCc;
  const { scene } = planDose;
  const dose = { grid: scene.medium.grid, values: planDose.doseGy };
  // Both are sampled, each in its own way: what is covered is part of the isodose volume.
  const prescriptionCc = Math.max(coveredCc, isodoseVolumeCc(dose, scene.body, prescribedGy));
  if (prescriptionCc === 0) return { value: 0, note: `no part of the body reaches the ${prescribedGy} Gy prescribed` };
  const halfCc = Math.max(prescriptionCc, isodoseVolumeCc(dose, scene.body, prescribedGy / 2));
  const { paddick } = conformityIndices({ targetCc: samples.volumeCc, prescriptionCc, coveredCc, halfCc });
  return { value: paddick, note: outsideNote(samples) };
}

/** Quality factor, %, the mean of |Q − 1| (`qualityFactor`; Vanderstraeten 2006), of the planned against the innermost prescribed dose of each sample, summed over the phases. Samples without a prescription are left out and said. */
export function qualityFactorOf(
  { samples, doseGy }: SampledRegion,
  scene: Pick<Scene, 'prescriptions' | 'regions' | 'images'>,
): MetricResult {
  const prescribedGy = prescribedAt(samples, scene);
  let [all, prescribed, off] = [0, 0, 0];
  for (let s = 0; s < doseGy.length; s++) {
    all += samples.weight[s];
    if (prescribedGy[s] === 0) continue;
    prescribed += samples.weight[s];
    off += samples.weight[s] * Math.abs(doseGy[s] / prescribedGy[s] - 1);
  }
  if (prescribed === 0) return { note: 'no dose is prescribed to any part of the region' };
  const without = Number(((100 * (all - prescribed)) / all).toPrecision(2));
  return {
    value: (100 * off) / prescribed,
    note: without > 0 ? `${without} % of the region has no prescription and is left out` : outsideNote(samples),
  };
}

function eqd2Dvh(region: SampledRegion, alphaBetaGy: number): Dvh {
  const { samples } = region;
  const { doseGy, fractions } = asOneCourse(region, alphaBetaGy);
  const { values } = voxelEqd2(doseGy, { alphaBetaGy, fractions }, new Float32Array(doseGy.length));
  return weightedDvh(samples, values, samples.weight);
}

function atPercent(dvh: Dvh, value: number): number {
  return metricValue(dvh, { kind: 'doseAtVolume', value, unit: 'percent' }).value ?? NaN;
}

function outsideNote({ outsideDoseGridPercent }: RegionSamples): string | undefined {
  return outsideDoseGridPercent > 0
    ? `${Number(outsideDoseGridPercent.toPrecision(2))} % of the region lies outside the dose grid; the value is of the rest`
    : undefined;
}
