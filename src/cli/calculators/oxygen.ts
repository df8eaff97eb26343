import {
  hypoxiaReductionFactor,
  letOxygenSensitivity,
  lnHypoxicSurvival,
  oxygenEnhancementRatio,
  separateReduction,
} from '../../biology/oxygen.ts';
import { oxygenFromUptake } from '../../biology/oxygen-from-uptake.ts';
import { beyondLinearQuadratic, lnSurvival } from '../../biology/linear-quadratic.ts';
import { reoxygenatedSurvival } from '../../biology/reoxygenation.ts';
import { calculator, number, orNothing } from './calculator.ts';

const sensitivity = { alpha: number, beta: number };
const course = { d: number, n: number };

/** Oxygen: its effect on survival, and its pressure from images. */
export const oxygenCalculators = {
  oer_hrf: calculator(
    'oxygen enhancement ratio and hypoxia reduction factor at an oxygen pressure',
    { pO2_mmHg: number, m: number, K_ahf_mmHg: number, K_carlson_mmHg: number },
    ({ pO2_mmHg, m, K_ahf_mmHg, K_carlson_mmHg }) => {
      const ratio = oxygenEnhancementRatio(pO2_mmHg, { maximum: m, halfPressureMmHg: K_ahf_mmHg });
      return {
        OER_ahf: ratio,
        HRF_carlson: hypoxiaReductionFactor(pO2_mmHg, { maximum: m, halfPressureMmHg: K_carlson_mmHg }),
        HRF_from_ahf: m / ratio,
      };
    },
  ),
  survival_hrf: calculator(
    'survival of hypoxic cells, alpha and beta reduced by a hypoxia reduction factor',
    { ...sensitivity, ...course, pO2_mmHg: number, m: number, K_carlson_mmHg: number },
    (i, note) => {
      const factor = hypoxiaReductionFactor(i.pO2_mmHg, { maximum: i.m, halfPressureMmHg: i.K_carlson_mmHg });
      note(beyondLinearQuadratic(i.d));
      return {
        HRF: factor,
        lnSF: lnHypoxicSurvival(
          { fractions: i.n, dosePerFractionGy: i.d },
          { alphaPerGy: i.alpha, betaPerGy2: i.beta },
          factor,
        ),
        isoeffective_dose_per_fraction: i.d * factor,
      };
    },
  ),
  survival_oer_alpha_beta: calculator(
    'survival of hypoxic cells, alpha and beta each with its own oxygen enhancement',
    { ...sensitivity, ...course, pO2_mmHg: number, OERalpha_max: number, OERbeta_max: number, K_mmHg: number },
    (i, note) => {
      const OERalpha = separateReduction(i.pO2_mmHg, { maximum: i.OERalpha_max, halfPressureMmHg: i.K_mmHg });
      const OERbeta = separateReduction(i.pO2_mmHg, { maximum: i.OERbeta_max, halfPressureMmHg: i.K_mmHg });
      note(beyondLinearQuadratic(i.d));
      return {
        OERalpha,
        OERbeta,
        lnSF: lnSurvival(
          { fractions: i.n, dosePerFractionGy: i.d },
          { alphaPerGy: i.alpha / OERalpha, betaPerGy2: i.beta / OERbeta ** 2 },
        ),
      };
    },
  ),
  wenzl_wilkens_alpha_beta: calculator(
    'alpha and beta by LET and oxygen, with constants of your own',
    {
      LET_keV_um: number,
      pO2_mmHg: number,
      a1: number,
      a2: number,
      a3: number,
      a4: number,
      b1: number,
      b2: number,
      K_mmHg: number,
    },
    (i) => {
      const found = letOxygenSensitivity(i.LET_keV_um, i.pO2_mmHg, {
        a: [i.a1, i.a2, i.a3, i.a4],
        b: [i.b1, i.b2],
        halfPressureMmHg: i.K_mmHg,
      });
      return { alpha: found.alphaPerGy, beta: found.betaPerGy2 };
    },
  ),
  fmiso_to_po2_toma_dasu: calculator(
    'oxygen pressure from FMISO uptake relative to a well-oxygenated reference; held at pMax_mmHg where given',
    { relativeUptake: number, A: number, B: number, C_mmHg: number, pMax_mmHg: orNothing(number) },
    ({ relativeUptake, A, B, C_mmHg, pMax_mmHg }, note) => {
      const curve = { uptakeWithoutOxygen: A, span: B, halfPressureMmHg: C_mmHg };
      const { pressureMmHg, caveats } = oxygenFromUptake(relativeUptake, curve, pMax_mmHg ?? undefined);
      note(...caveats);
      return { pO2_mmHg: pressureMmHg };
    },
  ),
  reoxygenation_two_compartment: calculator(
    'survival of oxic and hypoxic cells over a course with reoxygenation',
    {
      hypoxicFraction0: number,
      ...sensitivity,
      ...course,
      HRF: number,
      reoxFractionPerInterval: number,
    },
    (i, note) => {
      const found = reoxygenatedSurvival(
        { fractions: i.n, dosePerFractionGy: i.d },
        { alphaPerGy: i.alpha, betaPerGy2: i.beta },
        { hypoxicFraction: i.hypoxicFraction0, hypoxiaReduction: i.HRF, shareReoxygenated: i.reoxFractionPerInterval },
      );
      note(beyondLinearQuadratic(i.d));
      return {
        lnSF: found.lnSurvival,
        finalHypoxicFraction: found.finalHypoxicFraction,
        lnSF_none: found.lnSurvivalWithout,
        lnSF_full_mixing: found.lnSurvivalFullMixing,
      };
    },
  ),
};
