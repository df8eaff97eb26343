import { type Model, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'overall time of a course',
  source: 'Fowler JF. Br J Radiol 2010;83:554-568: the first fraction is day 0; 35 fractions on weekdays take 46 days',
};

/** Days of a week, Monday first, on which so many fractions are given; more than seven a week are spread over Monday to Friday, several a day. */
const weekdays: Readonly<Record<number, readonly number[]>> = {
  1: [0],
  2: [0, 3],
  3: [0, 2, 4],
  4: [0, 1, 3, 4],
  5: [0, 1, 2, 3, 4],
  6: [0, 1, 2, 3, 4, 5],
  7: [0, 1, 2, 3, 4, 5, 6],
};

/** Days from the first fraction, on a Monday, to the last, without holidays or missed days. */
export function overallDays(fractions: number, perWeek: number): number {
  requireThat(model, 'number of fractions', fractions, whole(fractions));
  requireThat(model, 'fractions per week', perWeek, whole(perWeek));
  const last = fractions - 1;
  const inWeek = last % perWeek;
  return 7 * Math.floor(last / perWeek) + (weekdays[perWeek]?.[inWeek] ?? Math.floor((5 * inWeek) / perWeek));
}

function whole(value: number) {
  return { holds: Number.isInteger(value) && value >= 1, domain: 'a whole number of at least 1' };
}
