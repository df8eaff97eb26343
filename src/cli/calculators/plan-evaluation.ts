import * as z from 'zod';
import type { Caveat } from '../../biology/caveat.ts';
import { dvhOfCumulative } from '../../evaluate/cumulative-dvh.ts';
import { gradientGamma, profileGamma } from '../../evaluate/gamma-profile.ts';
import { metricValue } from '../../evaluate/metric.ts';
import { conformityIndices, homogeneityIndices } from '../../evaluate/plan-indices.ts';
import {
  doseToHottestCc,
  doseToHottestPercent,
  meanAndSpread,
  sortedDoses,
  voxelsFrom,
} from '../../evaluate/voxel-metrics.ts';
import { requirePositive } from '../../units/domain-error.ts';
import { calculator, number, numbers } from './calculator.ts';

const percents = [2, 5, 50, 95, 98];
const hottestCc = [0.1, 0.03, 0.25];
const fromGy = [20, 40, 12.5];
const criteria = { dosePercent: number, dta_mm: number };

/** A plan's dose: indices, metrics, gamma. */
export const planEvaluationCalculators = {
  conformity_homogeneity: calculator(
    'indices of conformity, gradient and homogeneity',
    {
      TV_cc: number,
      PIV_cc: number,
      TV_PIV_cc: number,
      PIV50_cc: number,
      Dmax_target: number,
      Dmin_target: number,
      Rx: number,
      D2: number,
      D50: number,
      D98: number,
      D5: number,
      D95: number,
    },
    (i) => {
      const conformity = conformityIndices({
        targetCc: i.TV_cc,
        prescriptionCc: i.PIV_cc,
        coveredCc: i.TV_PIV_cc,
        halfCc: i.PIV50_cc,
      });
      const homogeneity = homogeneityIndices({
        prescribedGy: i.Rx,
        maxGy: i.Dmax_target,
        minGy: i.Dmin_target,
        d2Gy: i.D2,
        d5Gy: i.D5,
        d50Gy: i.D50,
        d95Gy: i.D95,
        d98Gy: i.D98,
      });
      return {
        PITV_RTOG: conformity.pitv,
        CI_Paddick: conformity.paddick,
        CI_LomaxScheib: conformity.lomaxScheib,
        coverage: conformity.coverage,
        GI: conformity.gradientIndex,
        R50: conformity.r50,
        HI_ICRU83: homogeneity.icru83,
        HI_RTOG: homogeneity.rtog,
        Q_RTOG: homogeneity.quality,
        HI_D5_D95: homogeneity.d5OverD95,
        HI_matRad_pct: homogeneity.d5ToD95Percent,
        GM_cm: conformity.gradientMeasureCm,
      };
    },
  ),
  voxel_metrics: calculator(
    'dose–volume metrics of equal voxels, staircase and linear',
    { voxelDoses: numbers, voxelVolume_cc: number },
    ({ voxelDoses, voxelVolume_cc }) => {
      const sorted = sortedDoses(voxelDoses);
      requirePositive(
        { name: 'dose–volume metrics', source: 'ICRU Report 83 (2010)' },
        'voxel volume (cm³)',
        voxelVolume_cc,
      );
      const { meanGy, sdGy } = meanAndSpread(sorted);
      const cc = (voxels: number): number => voxels * voxelVolume_cc;
      const byPercent = (between: 'staircase' | 'linear') =>
        named(
          percents,
          (x) => `D${x}%`,
          (x) => doseToHottestPercent(sorted, x, between),
        );
      return {
        volume_cc: cc(sorted.length),
        Dmean: meanGy,
        Dmin: sorted[sorted.length - 1],
        Dmax: sorted[0],
        SD_population: sdGy,
        Dx_step: byPercent('staircase'),
        Dx_linear_voxel: byPercent('linear'),
        Dcc_step: named(
          hottestCc,
          (x) => `D${x}cc`,
          (x) => doseToHottestCc(sorted, x, voxelVolume_cc) ?? null,
        ),
        Vx_cc: named(
          fromGy,
          (x) => `V${x}Gy`,
          (x) => cc(voxelsFrom(sorted, x)),
        ),
        Vx_pct: named(
          fromGy,
          (x) => `V${x}Gy`,
          (x) => (100 * voxelsFrom(sorted, x)) / sorted.length,
        ),
        CVx_cc: named(
          fromGy,
          (x) => `CV${x}Gy`,
          (x) => cc(sorted.length - voxelsFrom(sorted, x)),
        ),
      };
    },
  ),
  cumulative_interpolation: calculator(
    'metrics of a cumulative histogram, linear between its points',
    { binEdges_Gy: numbers, cumulativeVolume_cc: numbers },
    ({ binEdges_Gy, cumulativeVolume_cc }, note) => {
      const dvh = dvhOfCumulative('given', binEdges_Gy, cumulativeVolume_cc);
      note(endsAboveZero(binEdges_Gy, cumulativeVolume_cc));
      const oneDecimal = (x: number): string => x.toFixed(1);
      return {
        V_at: named(
          [7.5, 20, 26],
          oneDecimal,
          (doseGy) => metricValue(dvh, { kind: 'volumeAtDose', doseGy, unit: 'cc' }).value ?? null,
        ),
        D_at_cc: named(
          [50, 2, 95],
          oneDecimal,
          (value) => metricValue(dvh, { kind: 'doseAtVolume', value, unit: 'cc' }).value ?? null,
        ),
        mean: dvh.meanGy,
      };
    },
  ),
  gamma_1d_exact_linear_interp: calculator(
    'gamma along a line, the evaluated profile straight between its points',
    {
      x_ref: numbers,
      D_ref: numbers,
      x_eval: numbers,
      D_eval: numbers,
      ...criteria,
      local: z.boolean(),
      lowDoseCutoffPct: number,
      normalisation: z.literal('max of reference').optional(),
    },
    (i) => {
      const { gamma, judged, passed } = profileGamma(
        { positionMm: i.x_ref, doseGy: i.D_ref },
        { positionMm: i.x_eval, doseGy: i.D_eval },
        { dosePercent: i.dosePercent, distanceMm: i.dta_mm, local: i.local, thresholdPercent: i.lowDoseCutoffPct },
      );
      return {
        gamma: gamma.map((value) => value ?? null),
        passRatePct: judged > 0 ? (100 * passed) / judged : null,
        nEvaluated: judged,
      };
    },
  ),
  gamma_linear_gradient_closed_form: calculator(
    'gamma of two doses that differ by a constant in one gradient',
    { gradient_Gy_per_mm: number, doseOffset_Gy: number, ...criteria, norm_Gy: number },
    (i) => ({
      gamma: gradientGamma({
        offsetGy: i.doseOffset_Gy,
        slopeGyPerMm: i.gradient_Gy_per_mm,
        toleranceGy: (i.dosePercent / 100) * i.norm_Gy,
        distanceMm: i.dta_mm,
      }),
    }),
  ),
};

function endsAboveZero(doseGy: readonly number[], volumeCc: readonly number[]): Caveat | undefined {
  const [lastGy, leftCc] = [doseGy[doseGy.length - 1], volumeCc[volumeCc.length - 1]];
  if (leftCc === 0) return undefined;
  return {
    kind: 'held-at-an-end',
    text: `the curve ends at ${leftCc} cm³ with ${lastGy} Gy; this volume is taken to get ${lastGy} Gy and no more, so that the mean and the doses of small volumes may be higher`,
    source: 'ICRU Report 83 (2010)',
  };
}

function named<Value>(
  of: readonly number[],
  name: (x: number) => string,
  value: (x: number) => Value,
): Record<string, Value> {
  return Object.fromEntries(of.map((x) => [name(x), value(x)]));
}
