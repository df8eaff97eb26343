import { type DoseVolume, inEqd2 } from '../../biology/dose-volume.ts';
import { beyondLinearQuadratic } from '../../biology/linear-quadratic.ts';
import { generalisedEud } from '../../biology/geud.ts';
import { eudResponse, meanDoseLogistic } from '../../biology/ntcp-logistic.ts';
import { effectiveVolume, lymanModel, lymanNtcp } from '../../biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../../biology/ntcp-relative-seriality.ts';
import { organEquivalentDose } from '../../biology/second-cancer.ts';
import { uncomplicatedControl } from '../../biology/uncomplicated-control.ts';
import { calculator, InputError, label, number, numbers, orNothing } from './calculator.ts';

const dvh = { doses: numbers, volumes: numbers };

/** Complications of normal tissue, and control without them. */
export const complicationCalculators = {
  geud: calculator('generalised equivalent uniform dose', { ...dvh, a: number }, ({ doses, volumes, a }) => ({
    gEUD: generalisedEud({ doseGy: doses, volume: volumes }, a),
  })),
  lkb: calculator(
    'Lyman–Kutcher–Burman complication probability; with fractions and alphaBeta every bin is taken to EQD2 first',
    {
      ...dvh,
      n: number,
      m: number,
      TD50: number,
      fractions: orNothing(number),
      alphaBeta: orNothing(number),
      parameterSet: label,
    },
    (i, note) => {
      const [fractions, alphaBetaGy] = [i.fractions ?? undefined, i.alphaBeta ?? undefined];
      if ((fractions === undefined) !== (alphaBetaGy === undefined))
        throw new InputError('"fractions" and "alphaBeta" go together: both for EQD2, or neither');
      let organ: DoseVolume = { doseGy: i.doses, volume: i.volumes };
      if (fractions !== undefined && alphaBetaGy !== undefined) {
        note(beyondLinearQuadratic(Math.max(...i.doses) / fractions));
        organ = inEqd2(lymanModel, organ, { fractions, alphaBetaGy });
      }
      const parameters = { n: i.n, m: i.m, td50Gy: i.TD50 };
      const { geudGy, t, ntcp } = lymanNtcp(organ, parameters);
      const effective = effectiveVolume(organ, parameters);
      return {
        gEUD: geudGy,
        t,
        NTCP: ntcp,
        Dmax_ref: effective.maxGy,
        v_eff: effective.share,
        TD50_veff: effective.td50Gy,
      };
    },
  ),
  niemierko_eud_logistic: calculator(
    'complication probability at the generalised equivalent uniform dose, log-logistic',
    { ...dvh, a: number, TD50: number, gamma50: number },
    (i) => {
      const { geudGy, probability } = eudResponse(
        { doseGy: i.doses, volume: i.volumes },
        { a: i.a, d50Gy: i.TD50, gamma50: i.gamma50 },
      );
      return { gEUD: geudGy, NTCP: probability };
    },
  ),
  relative_seriality: calculator(
    'complication probability by relative seriality',
    { ...dvh, D50: number, gamma: number, s: number },
    (i) => ({
      NTCP: relativeSerialityNtcp(
        { doseGy: i.doses, volume: i.volumes },
        { d50Gy: i.D50, gamma: i.gamma, seriality: i.s },
      ),
    }),
  ),
  logit_mld_pneumonitis: calculator(
    'probability of pneumonitis by mean lung dose, logistic regression',
    { b0: number, b1: number, meanLungDose_Gy: number },
    ({ b0, b1, meanLungDose_Gy }) => ({ NTCP: meanDoseLogistic(meanLungDose_Gy, { b0, b1 }) }),
  ),
  utcp_pplus: calculator(
    'control without complication: UTCP, and P+ by the share of independent responses',
    { TCP: number, NTCPs: numbers, delta: number },
    ({ TCP, NTCPs, delta }, note) => {
      const found = uncomplicatedControl(TCP, NTCPs, delta);
      note(...found.caveats);
      return {
        UTCP: found.utcp,
        P_injury_any: found.injury,
        Pplus_delta: found.pPlus,
        Pplus_fully_correlated: uncomplicatedControl(TCP, NTCPs, 0).pPlus,
        Pplus_independent: uncomplicatedControl(TCP, NTCPs, 1).pPlus,
      };
    },
  ),
  oed: calculator(
    'organ equivalent dose for second cancers; for research',
    { ...dvh, alpha_linexp: number, delta_plateau: number },
    (i) => {
      const organ = { doseGy: i.doses, volume: i.volumes };
      return {
        OED_linear: organEquivalentDose(organ, { form: 'linear' }),
        OED_linear_exponential: organEquivalentDose(organ, { form: 'linear-exponential', perGy: i.alpha_linexp }),
        OED_plateau: organEquivalentDose(organ, { form: 'plateau', perGy: i.delta_plateau }),
      };
    },
  ),
};
