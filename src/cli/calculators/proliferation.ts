import { equivalentDoseOfBed } from '../../biology/biologically-effective-dose.ts';
import { proliferationRate, tumourKinetics } from '../../biology/proliferation.ts';
import { bedLossPerDay } from '../../biology/repopulation.ts';
import { requireNonNegative, requirePositive } from '../../units/domain-error.ts';
import { calculator, number } from './calculator.ts';

/** How fast tumours grow, from biopsies and images. */
export const proliferationCalculators = {
  tpot_td_rates: calculator(
    'potential and effective doubling time, and the dose a day that growth costs',
    { lambda_: number, Ts_h: number, LI: number, cellLossFactor: number, alpha: number, alphaBeta: number },
    (i) => {
      const { potentialDoublingDays, doublingDays } = tumourKinetics({
        lambda: i.lambda_,
        synthesisHours: i.Ts_h,
        labellingIndex: i.LI,
        cellLossFactor: i.cellLossFactor,
      });
      const perDay = bedLossPerDay(i.alpha, potentialDoublingDays);
      return {
        Tpot_d: potentialDoublingDays,
        Td_d: doublingDays,
        K_BED_per_day_Tpot: perDay,
        K_EQD2_per_day_Tpot: equivalentDoseOfBed(perDay, i.alphaBeta),
      };
    },
  ),
  flt_linear_rate_map: calculator(
    'proliferation rate from FLT uptake on a line of your own, and the dose it costs; investigational',
    {
      SUV: number,
      SUV_low: number,
      SUV_high: number,
      rate_low_per_day: number,
      rate_high_per_day: number,
      T_days: number,
      Tk_days: number,
      alpha: number,
      alphaBeta: number,
    },
    (i, note) => {
      const { ratePerDay, caveats } = proliferationRate(i.SUV, {
        low: { uptake: i.SUV_low, ratePerDay: i.rate_low_per_day },
        high: { uptake: i.SUV_high, ratePerDay: i.rate_high_per_day },
      });
      note(...caveats);
      const growth = { name: 'loss to proliferation', source: 'Fowler JF. Br J Radiol 2010;83:554-568' };
      requirePositive(growth, 'alpha (1/Gy)', i.alpha);
      requireNonNegative(growth, 'overall time (d)', i.T_days);
      requireNonNegative(growth, 'kick-off time (d)', i.Tk_days);
      const lossGy = (ratePerDay * Math.max(0, i.T_days - i.Tk_days)) / i.alpha;
      return {
        rate_per_day: ratePerDay,
        // Nothing grows at a rate of 0: there is no doubling time.
        Td_d: ratePerDay > 0 ? Math.LN2 / ratePerDay : null,
        BED_loss: lossGy,
        EQD2_compensation: equivalentDoseOfBed(lossGy, i.alphaBeta),
      };
    },
  ),
};
