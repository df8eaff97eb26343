import * as z from 'zod';
import { ballQuantile } from '../../biology/normal-distribution.ts';
import { blurredEdgeDose, blurredEdgePosition } from '../../evaluate/penumbra-blur.ts';
import { respiratoryMotion } from '../../evaluate/respiratory-motion.ts';
import { inQuadrature, setupErrors } from '../../evaluate/setup-errors.ts';
import { doseOverScenarios } from '../../evaluate/shifted-dose.ts';
import { linearMarginMm, marginRecipes, penumbraMarginMm } from '../../evidence/margin-recipes.ts';
import { requireNonNegative, requirePositive } from '../../units/domain-error.ts';
import { calculator, InputError, number, numbers } from './calculator.ts';

/** Errors of set-up and motion: statistics, margins, and what they do to dose. */
export const robustnessCalculators = {
  van_herk: calculator(
    'margins from systematic (Sigma) and random (sigma) errors: van Herk, Stroom, McKenzie',
    { Sigma_components_mm: numbers, sigma_components_mm: numbers, sigma_p_mm: number },
    (i) => {
      const components = Math.min(i.Sigma_components_mm.length, i.sigma_components_mm.length);
      requirePositive({ name: 'margin', source: marginRecipes.vanHerk.citation }, 'number of errors', components);
      const systematicMm = inQuadrature(i.Sigma_components_mm);
      const randomMm = inQuadrature(i.sigma_components_mm);
      const { vanHerk, stroom, mcKenzieRiskVolume, vanHerkPenumbra } = marginRecipes;
      requireNonNegative({ name: 'margin', source: vanHerkPenumbra.citation }, 'penumbra (mm)', i.sigma_p_mm);
      const errors = { systematicMm, randomMm };
      return {
        Sigma: systematicMm,
        sigma: randomMm,
        M_simple: linearMarginMm(vanHerk, errors),
        M_full: penumbraMarginMm(errors, i.sigma_p_mm),
        M_stroom: linearMarginMm(stroom, errors),
        PRV_mckenzie_plus: linearMarginMm(mcKenzieRiskVolume, errors),
        PRV_mckenzie_minus: linearMarginMm({ ...mcKenzieRiskVolume, random: -mcKenzieRiskVolume.random }, errors),
        alpha90: ballQuantile(0.9),
      };
    },
  ),
  setup_error_statistics: calculator(
    "systematic and random set-up errors from shifts, a row a patient, and van Herk's margin",
    { shifts_mm: z.array(numbers) },
    ({ shifts_mm }) => {
      const errors = setupErrors(shifts_mm);
      return {
        M: errors.groupMeanMm,
        Sigma: errors.systematicMm,
        sigma: errors.randomMm,
        margin: linearMarginMm(marginRecipes.vanHerk, errors),
      };
    },
  ),
  blurred_penumbra: calculator(
    'the dose at an edge that random errors blur, and where it is 95 %',
    { x_mm: numbers, sigma_p_mm: number, sigma_mm: number },
    ({ x_mm, sigma_p_mm, sigma_mm }) => {
      const edge = { penumbraSdMm: sigma_p_mm, randomSdMm: sigma_mm };
      const x95 = blurredEdgePosition(0.95, edge);
      return {
        relativeDose: x_mm.map((x) => blurredEdgeDose(x, edge)),
        x95_mm: x95,
        x95_shift_vs_static_mm: blurredEdgePosition(0.95, { ...edge, randomSdMm: 0 }) - x95,
      };
    },
  ),
  lujan_motion_moments: calculator(
    'mean displacement and standard deviation of respiratory motion',
    { amplitude_pp_mm: number, n: number },
    ({ amplitude_pp_mm, n }) => {
      const { meanMm, sdMm } = respiratoryMotion(amplitude_pp_mm, n);
      return { meanDisplacement_mm: meanMm, SD_mm: sdMm };
    },
  ),
  scenario_weighted_dose: calculator(
    'expected, least and greatest dose over weighted shifts',
    { x_mm: numbers, dose: numbers, weights: numbers, shifts_mm: numbers },
    ({ x_mm, dose, weights, shifts_mm }) => {
      if (weights.length !== shifts_mm.length)
        throw new InputError(
          `"weights" and "shifts_mm" go together: ${weights.length} and ${shifts_mm.length} are given`,
        );
      const found = doseOverScenarios(
        { positionMm: x_mm, doseGy: dose },
        shifts_mm.map((shiftMm, s) => ({ shiftMm, weight: weights[s] })),
      );
      return { expectedDose: found.expectedGy, worstMin: found.leastGy, worstMax: found.greatestGy };
    },
  ),
};
