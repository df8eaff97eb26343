import { type Model, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'overall time of a course',
  source: 'Fowler JF. Br J Radiol 2010;83:554-568: the first fraction is day 0; 35 fractions on weekdays take 46 days',
};

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** Days of a week, Monday first, on which so many fractions are given. */
const daysOf: Readonly<Record<number, readonly number[]>> = {
  1: [0],
  2: [0, 3],
  3: [0, 2, 4],
  4: [0, 1, 3, 4],
  5: [0, 1, 2, 3, 4],
  6: [0, 1, 2, 3, 4, 5],
  7: [0, 1, 2, 3, 4, 5, 6],
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
  const missed = new Set(missedDays);
  for (let day = 0, given = 0; ; day++) {
    if (!missed.has(day + 1)) given += perDay![day % 7];
    if (given >= fractions) return day;
  }
}

/** Whether a day of the course, counted from 1, would have a fraction. */
export function isTreatmentDay(day: number, { perWeek, start = 'monday' }: Calendar): boolean {
  return Number.isInteger(day) && day >= 1 && (fractionsPerDay(perWeek, start)?.[(day - 1) % 7] ?? 0) > 0;
}

/**
 * Fractions on each day of a week that begins with the first day of the course. Up to five a week stand on weekdays, and more than seven are spread over them, several a day; where
 * the usual days do not hold the first one, they are moved to begin with it. Undefined where a weekend would then be among them.
 */
export function fractionsPerDay(perWeek: number, start: Weekday): readonly number[] | undefined {
  const first = weekdays.indexOf(start);
  const usual = daysOf[perWeek] ?? daysOf[5];
  const days = usual.includes(first) ? usual : usual.map((day) => (day + first - usual[0]) % 7);
  if (perWeek !== 6 && perWeek !== 7 && days.some((day) => day > 4)) return undefined;
  return Array.from({ length: 7 }, (_, n) => {
    const place = days.indexOf((first + n) % 7);
    if (place < 0) return 0;
    if (daysOf[perWeek]) return 1;
    return Math.ceil(((place + 1) * perWeek) / 5) - Math.ceil((place * perWeek) / 5);
  });
}

function whole(value: number) {
  return { holds: Number.isInteger(value) && value >= 1, domain: 'a whole number of at least 1' };
}
