import assert from 'node:assert/strict';
import { overallDays } from '../../src/biology/overall-time.ts';
import { DomainError } from '../../src/units/domain-error.ts';

describe('The overall time of a course', () => {
  it('runs from the first fraction, on a Monday, to the last', () => {
    for (const [fractions, perWeek, days] of [
      // Fowler 2010: 70 Gy in 35 fractions take 46 days.
      [35, 5, 46],
      [30, 5, 39],
      [33, 5, 44],
      [1, 5, 0],
      [5, 5, 4],
      [6, 5, 7],
      // Six a week, as DAHANCA has it: 33 or 34 fractions within six weeks.
      [34, 6, 38],
      [3, 3, 4],
      [4, 3, 7],
      [4, 2, 10],
      [3, 1, 14],
      // Twice a day.
      [10, 10, 4],
      [68, 10, 45],
      [7, 7, 6],
    ])
      assert.equal(overallDays(fractions, perWeek), days, `${fractions} fractions, ${perWeek} per week`);
  });

  it('is of whole fractions', () => {
    assert.throws(() => overallDays(2.5, 5), DomainError);
    assert.throws(() => overallDays(0, 5), DomainError);
    assert.throws(() => overallDays(5, 0), DomainError);
  });
});
