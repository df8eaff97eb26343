import * as z from 'zod';
import { voxelBed } from '../../biology/biologically-effective-dose.ts';
import type { Caveat } from '../../biology/caveat.ts';
import {
  lnPoissonResponse,
  logisticResponse,
  logLogisticResponse,
  probitResponse,
  probitWidth,
} from '../../biology/dose-response.ts';
import { volumeOf } from '../../biology/dose-volume.ts';
import { beyondLinearQuadratic } from '../../biology/linear-quadratic.ts';
import { eudResponse } from '../../biology/ntcp-logistic.ts';
import { doublings } from '../../biology/repopulation.ts';
import { poissonControl, poissonTcp, survivingClonogens } from '../../biology/tcp-poisson.ts';
import { populationTcp } from '../../biology/tcp-population.ts';
import { voxelProductTcp } from '../../biology/tcp-voxel-product.ts';
import { requireNonNegative } from '../../units/domain-error.ts';
import { calculator, InputError, number, numbers, orNothing } from './calculator.ts';

const tumour = { doses_total: numbers, volumes_cc: numbers, rho_per_cc: number };
const course = {
  alphaBeta: number,
  n: number,
  T_days: orNothing(number),
  Tk_days: orNothing(number),
  Td_days: orNothing(number),
};

/** Tumour control. */
export const tumourControlCalculators = {
  poisson_lq_voxel: calculator(
    'surviving clonogens and tumour control, voxel by voxel, Poisson',
    { ...tumour, alpha: number, ...course },
    (i, note) => {
      note(beyondLinearQuadratic(Math.max(...i.doses_total) / i.n));
      const [clonogens, generations] = [clonogensOf(i), generationsOf(i)];
      return {
        survivors: survivingClonogens(clonogens, i.alpha, generations),
        TCP: poissonTcp(clonogens, i.alpha, generations),
      };
    },
  ),
  webb_nahum_alpha_population: calculator(
    'tumour control of patients who differ in alpha',
    {
      ...tumour,
      alpha_mean: number,
      alpha_sd: number,
      ...course,
      alphaDistribution: z
        .string()
        .regex(
          /^normal truncated to alpha>0, renormalised/i,
          'expected "Normal truncated to alpha>0, renormalised; alpha/beta fixed"',
        )
        .optional(),
    },
    (i, note) => {
      note(beyondLinearQuadratic(Math.max(...i.doses_total) / i.n));
      const alpha = { meanPerGy: i.alpha_mean, sdPerGy: i.alpha_sd };
      return { TCP: populationTcp(clonogensOf(i), alpha, generationsOf(i)) };
    },
  ),
  dose_response_forms: calculator(
    'logistic, log-logistic, probit and Poisson curves with one D50 and slope',
    { D: number, D50: number, gamma50: number },
    ({ D, D50, gamma50 }) => {
      const curve = { d50Gy: D50, gamma50 };
      const poisson = { d50Gy: D50, gamma: gamma50 };
      return {
        logistic_okunieff: logisticResponse(D, curve),
        k_okunieff: D50 / (4 * gamma50),
        loglogistic_niemierko: logLogisticResponse(D, curve),
        probit: probitResponse(D, curve),
        m_probit: probitWidth(gamma50),
        poisson_gamma50: Math.exp(lnPoissonResponse(D, { ...poisson, slope: 'at-d50' })),
        poisson_kallman_gamma: Math.exp(lnPoissonResponse(D, { ...poisson, slope: 'greatest' })),
      };
    },
  ),
  eud_tcp_niemierko: calculator(
    'tumour control at the generalised equivalent uniform dose',
    { doses_eqd2: numbers, volumes: numbers, a: number, TCD50: number, gamma50: number },
    (i, note) => {
      note(i.a > 0 ? tumourExponent : undefined);
      const { geudGy, probability } = eudResponse(
        { doseGy: i.doses_eqd2, volume: i.volumes },
        { a: i.a, d50Gy: i.TCD50, gamma50: i.gamma50 },
      );
      return { gEUD: geudGy, TCP: probability };
    },
  ),
  voxel_product_loglogistic: calculator(
    'tumour control as a product of log-logistic curves over voxels',
    { doses_eqd2: numbers, fractionalVolumes: numbers, D50: number, gamma50: number },
    (i) => ({
      TCP: voxelProductTcp({ doseGy: i.doses_eqd2, volume: i.fractionalVolumes }, { d50Gy: i.D50, gamma50: i.gamma50 }),
    }),
  ),
};

const tumourExponent: Caveat = {
  kind: 'parameter',
  text: 'for tumours a is below 0, so that the coldest part counts most; with a above 0 a cold spot hardly lowers control',
  source: 'Gay HA, Niemierko A. Phys Med 2007;23:115-125',
};

function clonogensOf(i: {
  readonly doses_total: readonly number[];
  readonly volumes_cc: readonly number[];
  readonly rho_per_cc: number;
  readonly alphaBeta: number;
  readonly n: number;
}) {
  volumeOf(poissonControl, { doseGy: i.doses_total, volume: i.volumes_cc });
  requireNonNegative(poissonControl, 'clonogen density (1/cm³)', i.rho_per_cc);
  const by = { fractions: i.n, alphaBetaGy: i.alphaBeta };
  return {
    bedGy: voxelBed(i.doses_total, by, new Float64Array(i.doses_total.length)).values,
    clonogens: i.volumes_cc.map((cc) => cc * i.rho_per_cc),
  };
}

function generationsOf(i: {
  readonly T_days?: number | null;
  readonly Tk_days?: number | null;
  readonly Td_days?: number | null;
}): number {
  if (i.Td_days === undefined || i.Td_days === null) return 0;
  const [overallDays, kickOffDays] = [i.T_days ?? undefined, i.Tk_days ?? undefined];
  // Without a time the tumour would be taken not to grow, whatever its doubling time.
  if (overallDays === undefined || kickOffDays === undefined)
    throw new InputError('"Td_days" goes with "T_days" and "Tk_days": all three for repopulation, or no "Td_days"');
  return doublings({ overallDays, kickOffDays }, i.Td_days);
}
