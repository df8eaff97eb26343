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

/** The day of the last fraction, counted from 1, the day of the first: fractions of missed days are given at the end. `perDay` as `fractionsPerDay` has it. */
export function lastTreatmentDay(fractions: number, perDay: readonly number[], missedDays: readonly number[]): number {
  const missed = new Set(missedDays);
  for (let day = 1, given = 0; ; day++) {
    if (!missed.has(day)) given += perDay[(day - 1) % 7];
    if (given >= fractions) return day;
  }
}
