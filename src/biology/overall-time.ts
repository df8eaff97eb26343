import { fractionsPerDay, lastTreatmentDay, type Weekday } from '../plan/calendar.ts';
import { type Model, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'overall time of a course',
  source: 'Fowler JF. Br J Radiol 2010;83:554-568: the first fraction is day 0; 35 fractions on weekdays take 46 days',
};

export interface Calendar {
  readonly perWeek: number;
  /** Day of the first fraction; Monday where not given. */
  readonly start?: Weekday;
  /** Days without their fractions, counted from 1, the day of the first; those are given at the end. */
  readonly missedDays?: readonly number[];
}

/** Days from the first fraction to the last, without holidays other than the missed days. */
export function overallDays(fractions: number, { perWeek, start = 'monday', missedDays = [] }: Calendar): number {
  requireThat(model, 'number of fractions', fractions, whole(fractions));
  requireThat(model, 'fractions per week', perWeek, whole(perWeek));
  const perDay = fractionsPerDay(perWeek, start);
  requireThat(model, 'first day', start, {
    holds: perDay !== undefined,
    domain: `a day from which ${perWeek} a week fall on weekdays`,
  });
  return lastTreatmentDay(fractions, perDay!, missedDays) - 1;
}

function whole(value: number) {
  return { holds: Number.isInteger(value) && value >= 1, domain: 'a whole number of at least 1' };
}
