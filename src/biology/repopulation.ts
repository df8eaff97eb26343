import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';

const model: Model = {
  name: 'accelerated repopulation',
  source: 'Fowler JF. Br J Radiol 2010;83:554-568; Travis EL, Tucker SL. Int J Radiat Oncol Biol Phys 1987;13:283-287',
};

const timeFactor: Model = {
  name: 'EQD2 with a linear time factor',
  source: 'Joiner MC, van der Kogel A (eds), Basic Clinical Radiobiology, 4th ed 2009, ch. 10',
};

/** The course's length, and when clonogens begin to repopulate. */
export interface OverallTime {
  /** From the first fraction, which is day 0, to the last: 35 fractions on weekdays take 46 days. */
  readonly overallDays: number;
  readonly kickOffDays: number;
}

/** Generations of clonogens that grow before the end of the course, (T − Tk) / Td; none before the kick-off time. */
export function doublings({ overallDays, kickOffDays }: OverallTime, doublingDays: number): number {
  requireNonNegative(model, 'overall time (d)', overallDays);
  requireNonNegative(model, 'kick-off time (d)', kickOffDays);
  requirePositive(model, 'doubling time (d)', doublingDays);
  return Math.max(0, overallDays - kickOffDays) / doublingDays;
}

/** BED that one day of repopulation takes back, Gy/d: ln 2 / (α Td), Td the effective doubling time during accelerated repopulation. Fowler 2010. */
export function bedLossPerDay(alphaPerGy: number, doublingDays: number): number {
  requirePositive(model, 'alpha (1/Gy)', alphaPerGy);
  requirePositive(model, 'doubling time (d)', doublingDays);
  return Math.LN2 / (alphaPerGy * doublingDays);
}

/** BED that repopulation takes back, Gy: ln 2 / (α Td) · max(0, T − Tk). What is left of a BED may be negative; that is a finding, not an error. */
export function bedLoss(time: OverallTime, doublingDays: number, alphaPerGy: number): number {
  requirePositive(model, 'alpha (1/Gy)', alphaPerGy);
  return (Math.LN2 * doublings(time, doublingDays)) / alphaPerGy;
}

/** EQD2 that the time factor takes back, Gy: Dprolif · max(0, T − Tk), Dprolif in Gy (EQD2) a day. */
export function eqd2Loss({ overallDays, kickOffDays }: OverallTime, perDayGy: number): number {
  requireNonNegative(timeFactor, 'overall time (d)', overallDays);
  requireNonNegative(timeFactor, 'kick-off time (d)', kickOffDays);
  requireNonNegative(timeFactor, 'Dprolif (Gy/d)', perDayGy);
  return perDayGy * Math.max(0, overallDays - kickOffDays);
}
