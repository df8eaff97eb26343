import assert from 'node:assert/strict';
import { goalsAt, isotoxicDose } from '../../src/engine/isotoxic-dose.ts';
import type { Plan, Prescription } from '../../src/plan/plan.ts';

const nowhere = { line: 0, character: 0 };
const at = { file: 'a', start: nowhere, end: nowhere };
const metric = { kind: 'doseAtVolume', value: 0.03, unit: 'cc' } as const;
const prescription: Prescription = {
  region: 'PTV',
  doseGy: 60,
  metric: { kind: 'mean' },
  atMostGy: 80,
  isotoxic: { region: 'Cord', metric, limitGy: 45, text: 'Cord D0.03cc <= 45 Gy' },
  at,
};

describe('An isotoxic dose', () => {
  it('is that at which the organ has its limit', () => {
    assert.deepEqual(isotoxicDose(prescription, 36), {
      region: 'PTV',
      achievedGy: 75,
      decidedBy: 'organ',
      organGy: 45,
    });
  });

  it('is the cap where the organ has less there, or no dose', () => {
    assert.deepEqual(isotoxicDose(prescription, 30), { region: 'PTV', achievedGy: 80, decidedBy: 'cap', organGy: 40 });
    assert.equal(isotoxicDose(prescription, NaN).decidedBy, 'cap');
    assert.equal(isotoxicDose(prescription, 0).achievedGy, 80);
  });

  it('is never less than the dose written, though the organ has more than its limit', () => {
    assert.deepEqual(isotoxicDose(prescription, 54), {
      region: 'PTV',
      achievedGy: 60,
      decidedBy: 'least',
      organGy: 54,
    });
  });

  it('moves the limits of goals that are shares of the prescription, of its region alone', () => {
    const goal = (region: string, percent?: number): Plan['goals'][number] => ({
      text: '',
      region,
      metric,
      comparison: '>=',
      limit: 57,
      ...(percent === undefined ? {} : { limitPercentOfPrescription: percent }),
      level: { kind: 'must' },
      at,
    });
    const goals = goalsAt([goal('PTV', 95), goal('PTV'), goal('GTV', 95)], { region: 'PTV', achievedGy: 80 });
    assert.deepEqual(
      goals.map(({ limit }) => limit),
      [76, 57, 57],
    );
  });
});
