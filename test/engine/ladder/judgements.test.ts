import assert from 'node:assert/strict';
import { judgedPlan, judgementInWords, judgementsOf } from '../../../src/engine/ladder/judgements.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { placeAt } from '../../support/plan-parts.ts';

const at = placeAt(3);
const threshold = { kind: 'threshold', region: 'Hypoxic', offPercent: 20, at } as const;
const shift = { kind: 'shift', image: 'fmiso', byMm: 3, at } as const;

describe('what a test is judged by', () => {
  it('is the text alone where nothing is put in doubt', () => {
    assert.deepEqual(judgementsOf({ judgedBy: [] }), [[]]);
  });

  it('is the text, and each doubt in both directions', () => {
    assert.deepEqual(judgementsOf({ judgedBy: [threshold] }).map(judgementInWords), [
      'as written',
      "Hypoxic's threshold 20 % lower",
      "Hypoxic's threshold 20 % higher",
    ]);
    assert.deepEqual(judgementsOf({ judgedBy: [shift] }).map(judgementInWords), [
      'as written',
      'fmiso 3 mm to the left',
      'fmiso 3 mm to the right',
      'fmiso 3 mm posterior',
      'fmiso 3 mm anterior',
      'fmiso 3 mm superior',
      'fmiso 3 mm inferior',
    ]);
  });

  it('is every combination of several', () => {
    const all = judgementsOf({ judgedBy: [threshold, shift] });
    assert.equal(all.length, 3 * 7);
    assert.equal(new Set(all.map(judgementInWords)).size, 21);
    assert.equal(judgementInWords(all[0]), 'as written');
  });

  it('changes the plan where it says so, and nothing else', () => {
    const region = (name: string) => ({
      name,
      expression: { kind: 'threshold', image: 'fmiso', comparison: '>=', value: 1.5, at },
    });
    const plan = {
      regions: [region('Hypoxic'), region('Avid')],
      patient: { images: [{ name: 'ct' }, { name: 'fmiso' }] },
    } as unknown as Plan;
    const judged = judgedPlan(plan, [
      { kind: 'threshold', region: 'Hypoxic', factor: 0.8 },
      { kind: 'shift', image: 'fmiso', shiftMm: [0, -3, 0] },
    ]);
    assert.deepEqual(
      judged.regions.map(({ expression }) => expression.kind === 'threshold' && Number(expression.value.toFixed(9))),
      [1.2, 1.5],
    );
    assert.deepEqual(judged.patient.images, [{ name: 'ct' }, { name: 'fmiso', shiftMm: [0, -3, 0] }]);
    assert.equal(plan.patient.images[1].shiftMm, undefined);
  });
});
