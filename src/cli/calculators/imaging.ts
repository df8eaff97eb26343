import * as z from 'zod';
import { changePercent, changePercentPerDay, reaches } from '../../biology/adaptive-triggers.ts';
import { apparentDiffusion } from '../../biology/apparent-diffusion.ts';
import { bodySurfaceM2, leanMassJames, leanMassJanmahasatian } from '../../biology/body-size.ts';
import { paintByContours, paintByNumbers, qualityFactor, qVolumePercent } from '../../biology/dose-painting.ts';
import { aboveReference, shareOfMaximum, uptakeRatios, voxelsAbove } from '../../biology/uptake-thresholds.ts';
import { petThresholds } from '../../evidence/pet-thresholds.ts';
import { decayFactor, suvPerBecquerel } from '../../patient/suv.ts';
import type { VoxelValues } from '../../biology/caveat.ts';
import { DomainError, requirePositive } from '../../units/domain-error.ts';
import { calculator, type Note, number, numbers } from './calculator.ts';

/** An intensity that is not known is null. */
const intensities = z.array(z.number().nullable());

/** Loss of weight, %, at which a plan is looked at again. */
const weightTriggerPercent = 10;

/** What images say: uptake, diffusion, change, and the doses painted on them. */
export const imagingCalculators = {
  suv: calculator(
    'SUV by body weight, lean mass and surface; an image corrected to injection has decayCorrection "ADMIN"',
    {
      activity_Bq_per_ml: number,
      injected_MBq_at_injection: number,
      weight_kg: number,
      uptake_s: number,
      halfLife_s: number,
      sex: z.enum(['M', 'F']),
      height_cm: number,
      decayCorrection: z.enum(['START', 'ADMIN']).optional(),
    },
    (i) => {
      if (!(i.activity_Bq_per_ml >= 0))
        throw new DomainError(uptakeValue, 'activity (Bq/ml)', i.activity_Bq_per_ml, 'activity >= 0');
      const decay = decayFactor(i.decayCorrection === 'ADMIN' ? 0 : i.uptake_s, i.halfLife_s);
      const SUVbw = i.activity_Bq_per_ml * suvPerBecquerel(i.weight_kg, i.injected_MBq_at_injection * 1e6 * decay);
      const sex = i.sex === 'M' ? 'male' : 'female';
      const body = { weightKg: i.weight_kg, heightCm: i.height_cm, sex } as const;
      const [james, janmahasatian] = [leanMassJames(body), leanMassJanmahasatian(body)];
      const surface = bodySurfaceM2(body);
      return {
        decayFactor: decay,
        SUVbw,
        LBM_james_kg: james,
        LBM_janmahasatian_kg: janmahasatian,
        SUL_james: (SUVbw * james) / i.weight_kg,
        SUL_janmahasatian: (SUVbw * janmahasatian) / i.weight_kg,
        BSA_m2_dubois: surface,
        SUVbsa: (SUVbw * surface) / i.weight_kg,
      };
    },
  ),
  threshold_segmentation: calculator(
    'metabolic volume and total lesion glycolysis by the published thresholds of FDG uptake',
    {
      voxels: numbers,
      voxelVolume_ml: number,
      background_mean: number,
      liver_mean_SUL: number,
      liver_sd_SUL: number,
      bloodpool_mean_SUL: number,
      bloodpool_sd_SUL: number,
    },
    (i) => {
      requirePositive(segmentation, 'number of voxels', i.voxels.length);
      const max = Math.max(...i.voxels);
      const thresholds = {
        p41: shareOfMaximum(max, shareIn('pet.fdg_41')),
        p42: shareOfMaximum(max, shareIn('pet.fdg_42')),
        p50: shareOfMaximum(max, shareIn('pet.fdg_50')),
        abs2_5: valueIn('pet.fdg_suv_2_5'),
        abs4: valueIn('pet.fdg_suv_4'),
        a50_bg: shareOfMaximum(max, shareIn('pet.fdg_50'), i.background_mean),
        percist_liver: aboveReference({ mean: i.liver_mean_SUL, sd: i.liver_sd_SUL }, referenceIn('pet.percist_liver')),
        percist_bloodpool: aboveReference(
          { mean: i.bloodpool_mean_SUL, sd: i.bloodpool_sd_SUL },
          referenceIn('pet.percist_blood_pool'),
        ),
      };
      const found = Object.entries(thresholds).map(
        ([name, threshold]) => [name, voxelsAbove(i.voxels, threshold, i.voxelVolume_ml)] as const,
      );
      return {
        thresholds,
        counts: Object.fromEntries(found.map(([name, { voxels }]) => [name, voxels])),
        MTV_ml: Object.fromEntries(found.map(([name, { volumeMl }]) => [name, volumeMl])),
        TLG: Object.fromEntries(found.map(([name, { totalUptake }]) => [name, totalUptake])),
      };
    },
  ),
  tbr_hypoxic_volume: calculator(
    'uptake over a reference, and the hypoxic volume from a ratio on',
    { voxels: numbers, reference_mean: number, threshold: number, voxelVolume_ml: number },
    (i) => {
      requirePositive(segmentation, 'threshold', i.threshold);
      const ratios = uptakeRatios(i.voxels, i.reference_mean);
      const { voxels, volumeMl } = voxelsAbove(ratios, i.threshold, i.voxelVolume_ml);
      return {
        TBR: [...ratios],
        TBRmax: Math.max(...ratios),
        HV_ml: volumeMl,
        hypoxicFraction: voxels / ratios.length,
      };
    },
  ),
  adc_two_point_change: calculator(
    'apparent diffusion coefficients from two diffusion weightings (s/mm²), and their change',
    {
      S_b0: number,
      S_b1: number,
      b0: number,
      b1: number,
      S_b0_followup: number,
      S_b1_followup: number,
      unit: z.literal('s/mm2').optional(),
    },
    (i) => {
      const before = apparentDiffusion({ b: i.b0, signal: i.S_b0 }, { b: i.b1, signal: i.S_b1 });
      const after = apparentDiffusion({ b: i.b0, signal: i.S_b0_followup }, { b: i.b1, signal: i.S_b1_followup });
      return {
        ADC_mm2_per_s: before,
        ADC_followup: after,
        change_pct: changePercent('apparent diffusion coefficient (mm²/s)', before, after),
      };
    },
  ),
  trigger_metrics: calculator(
    'loss of weight, change of volume and diffusion, and whether the weight calls for a new plan',
    {
      weight0_kg: number,
      weight1_kg: number,
      volume0_cc: number,
      volume1_cc: number,
      days: number,
      ADC0: number,
      ADC1: number,
    },
    (i) => {
      // Not by a sign: no loss is 0, not −0.
      const lossPercent = 0 - changePercent('weight (kg)', i.weight0_kg, i.weight1_kg);
      const rate = changePercentPerDay('volume (cm³)', { before: i.volume0_cc, after: i.volume1_cc, days: i.days });
      return {
        weightLossPct: lossPercent,
        volumeChangePct: changePercent('volume (cm³)', i.volume0_cc, i.volume1_cc),
        volumeRatePctPerDay_linear: rate.linear,
        volumeRatePctPerDay_exponential: rate.exponential,
        ADCchangePct: changePercent('apparent diffusion coefficient (mm²/s)', i.ADC0, i.ADC1),
        weightTrigger10pct: reaches(lossPercent, weightTriggerPercent),
      };
    },
  ),
  dpbn_linear: calculator(
    'dose painted by numbers, on a line of intensity; null where the intensity is not known',
    { intensities, I_low: number, I_high: number, D_low: number, D_high: number },
    (i, note) => {
      const line = { low: { intensity: i.I_low, gy: i.D_low }, high: { intensity: i.I_high, gy: i.D_high } };
      const painted = paintByNumbers(known(i.intensities), line, new Float64Array(i.intensities.length));
      return { dose: noted(painted, note) };
    },
  ),
  dpbc_threshold: calculator(
    'dose painted by contours: the boost from a threshold of intensity on; null where the intensity is not known',
    { intensities, threshold: number, D_base: number, D_boost: number },
    (i, note) => {
      const by = { threshold: i.threshold, baseGy: i.D_base, boostGy: i.D_boost };
      return { dose: noted(paintByContours(known(i.intensities), by, new Float64Array(i.intensities.length)), note) };
    },
  ),
  quality_factor_qvh: calculator(
    'planned over prescribed dose of voxels, the quality factor and the Q-volume histogram',
    { planned: numbers, prescribed: numbers },
    ({ planned, prescribed }) => {
      const { q, mean, qf } = qualityFactor(planned, prescribed);
      const count = (holds: (value: number) => boolean): number => (100 * q.filter(holds).length) / q.length;
      return {
        Q: [...q],
        QF_fraction: qf,
        QF_percent: 100 * qf,
        meanQ: mean,
        Q_ge_0_95_pct: qVolumePercent(q, 0.95),
        Q_gt_1_05_pct: count((value) => value > 1.05),
        Q_within_5pct: count((value) => Math.abs(value - 1) <= 0.05),
      };
    },
  ),
};

const segmentation = {
  name: 'segmentation by uptake',
  source: 'Boellaard R et al. (EANM) Eur J Nucl Med Mol Imaging 2015;42:328-354',
};
const painting = { name: 'dose painting', source: 'Bentzen SM. Lancet Oncol 2005;6:112-117' };
const uptakeValue = { name: 'standardised uptake value', source: 'DICOM PS3.3 C.8.9.1' };

function known(values: readonly (number | null)[]): number[] {
  requirePositive(painting, 'number of voxels', values.length);
  return values.map((value) => value ?? NaN);
}

function noted({ values, outOfDomain, reason }: VoxelValues, note: Note): number[] {
  if (outOfDomain > 0)
    note({
      kind: 'missing',
      text: `in ${outOfDomain} of ${values.length} voxels ${reason}`,
      source: painting.source,
    });
  return [...values];
}

function ruleIn(id: string) {
  const row = petThresholds.find((one) => one.id === id);
  if (!row) throw new Error(`there is no threshold ${id}`);
  return row.rule;
}

function shareIn(id: string): number {
  const rule = ruleIn(id);
  if (rule.kind !== 'shareOfMax') throw new Error(`${id} is no share of the maximum`);
  return rule.share;
}

function valueIn(id: string): number {
  const rule = ruleIn(id);
  if (rule.kind !== 'absolute') throw new Error(`${id} is no absolute threshold`);
  return rule.value;
}

function referenceIn(id: string) {
  const rule = ruleIn(id);
  if (rule.kind !== 'reference') throw new Error(`${id} has no reference region`);
  return rule;
}
