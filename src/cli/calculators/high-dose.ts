import { linearTailBed, tangentSlope } from '../../biology/linear-quadratic-linear.ts';
import { lnSurvivalModified } from '../../biology/modified-linear-quadratic.ts';
import { universalSurvivalBed, universalSurvivalJoin } from '../../biology/universal-survival-curve.ts';
import { calculator, number, orNothing } from './calculator.ts';

/** Models for large doses per fraction. */
export const highDoseCalculators = {
  bed_lql_astrahan: calculator(
    'BED with a linear tail beyond a transition dose; without gammaOverAlpha the tail is the tangent',
    { n: number, d: number, alphaBeta: number, dT: number, gammaOverAlpha: orNothing(number) },
    ({ n, d, alphaBeta, dT, gammaOverAlpha }) => {
      const tail = { alphaBetaGy: alphaBeta, transitionGy: dT, slopeOverAlpha: gammaOverAlpha ?? undefined };
      return {
        gammaOverAlpha: gammaOverAlpha ?? tangentSlope(tail),
        BED: linearTailBed({ fractions: n, dosePerFractionGy: d }, tail),
      };
    },
  ),
  usc_park: calculator(
    'BED by the universal survival curve, with its transition dose, beta and alpha/beta',
    { n: number, d: number, alpha: number, D0: number, Dq: number },
    ({ n, d, alpha, D0, Dq }) => {
      const curve = { alphaPerGy: alpha, terminalGy: D0, quasiThresholdGy: Dq };
      const { transitionGy, betaPerGy2, alphaBetaGy } = universalSurvivalJoin(curve);
      return {
        DT: transitionGy,
        beta: betaPerGy2,
        alphaBeta: alphaBetaGy,
        BED: universalSurvivalBed({ fractions: n, dosePerFractionGy: d }, curve),
      };
    },
  ),
  mlq_guerrero_li_survival: calculator(
    'survival after one fraction by the modified linear-quadratic model',
    { alpha: number, beta: number, d: number, delta_per_Gy: number, Thalf_h: number, T_h: number },
    (i) => ({
      SF: Math.exp(
        lnSurvivalModified(
          i.d,
          { alphaPerGy: i.alpha, betaPerGy2: i.beta },
          { deltaPerGy: i.delta_per_Gy, repairHalfTimeHours: i.Thalf_h, durationHours: i.T_h },
        ),
      ),
    }),
  ),
};
