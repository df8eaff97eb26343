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
      assert.equal(overallDays(fractions, { perWeek }), days, `${fractions} fractions, ${perWeek} per week`);
  });

  it('waits for weekends from the day on which it starts', () => {
    // Thursday and Friday, then a whole week.
    assert.equal(overallDays(7, { perWeek: 5, start: 'thursday' }), 8);
    assert.equal(overallDays(35, { perWeek: 5, start: 'tuesday' }), 48);
    assert.equal(overallDays(3, { perWeek: 2, start: 'tuesday' }), 7);
  });

  it('gives the fractions of missed days at the end', () => {
    assert.equal(overallDays(35, { perWeek: 5, missedDays: [12] }), 49);
    // A whole week.
    assert.equal(overallDays(35, { perWeek: 5, missedDays: [8, 9, 10, 11, 12] }), 53);
    // One day, and the day on which it would have been made up.
    assert.equal(overallDays(5, { perWeek: 5, missedDays: [5, 8] }), 8);
  });

  it('cannot start where fractions would fall on a weekend', () => {
    assert.throws(() => overallDays(5, { perWeek: 5, start: 'saturday' }), DomainError);
    assert.throws(() => overallDays(5, { perWeek: 3, start: 'thursday' }), DomainError);
    assert.equal(overallDays(7, { perWeek: 7, start: 'sunday' }), 6);
  });

  it('is of whole fractions', () => {
    assert.throws(() => overallDays(2.5, { perWeek: 5 }), DomainError);
    assert.throws(() => overallDays(0, { perWeek: 5 }), DomainError);
    assert.throws(() => overallDays(5, { perWeek: 0 }), DomainError);
  });
});
