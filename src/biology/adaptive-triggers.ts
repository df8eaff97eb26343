import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';

const model: Model = {
  name: 'anatomical change over the course',
  source: 'Barker JL et al. Int J Radiat Oncol Biol Phys 2004;59:960-970',
};

/** Change of a positive quantity from a first value, %: negative where it falls. */
export function changePercent(what: string, before: number, after: number): number {
  requirePositive(model, what, before);
  requireNonNegative(model, what, after);
  return (100 * (after - before)) / before;
}

/** Change a day, %, of what goes from one value to another: of the first value (linear), and of what there is each day (exponential). */
export function changePercentPerDay(
  what: string,
  { before, after, days }: { readonly before: number; readonly after: number; readonly days: number },
): { readonly linear: number; readonly exponential: number } {
  requirePositive(model, 'days between', days);
  const linear = changePercent(what, before, after) / days;
  return { linear, exponential: 100 * Math.expm1(Math.log(after / before) / days) };
}

/** Whether a loss, %, reaches a trigger; a loss that is the trigger but for rounding does. */
export function reaches(lossPercent: number, triggerPercent: number): boolean {
  return lossPercent >= triggerPercent - 1e-9;
}
