import assert from 'node:assert/strict';
import { standardConstraints } from '../../src/evidence/constraints.ts';
import { courseHolds } from '../../src/evidence/course.ts';
import { parseMetric } from '../../src/evidence/metric.ts';

const course = (id: string): Parameters<typeof courseHolds>[0] =>
  standardConstraints().find((row) => row.id === id)!.course;

describe('the course that a limit holds for', () => {
  it('is conventional at about 2 Gy per fraction, boosts up to 2.5 Gy with it', () => {
    const conventional = course('quantec.spinalcord.max.50Gy');
    const holds = (fractions: number, ...prescribedGy: number[]): boolean =>
      courseHolds(conventional, { fractions, prescribedGy });
    assert.ok(holds(35, 70) && holds(35, 84, 70, 56) && holds(28, 50.4) && holds(30, 60));
    assert.ok(!holds(5, 35) && !holds(20, 60) && !holds(15, 40) && !holds(4, 8) && !holds(33, 99, 66));
  });

  it('is a number of fractions, and a dose per fraction where the row has a total dose', () => {
    assert.ok(courseHolds(course('tg101.spinalcord.D0.035cc.5fx'), { fractions: 5, prescribedGy: [50] }));
    assert.ok(!courseHolds(course('tg101.spinalcord.D0.035cc.5fx'), { fractions: 3, prescribedGy: [54] }));
    const partialBreast = course('fast_forward.heart.V7Gy.5fx');
    assert.ok(courseHolds(partialBreast, { fractions: 5, prescribedGy: [26] }));
    assert.ok(!courseHolds(partialBreast, { fractions: 5, prescribedGy: [36.25] }));
  });

  it('is any course where the limit is an EQD2', () => {
    assert.ok(courseHolds(course('eptn.cochlea.mean.eqd2'), { fractions: 3, prescribedGy: [30] }));
  });
});

describe('metrics of rows', () => {
  it('are those of the language, and the volume below a dose', () => {
    assert.deepEqual(parseMetric('D0.03cc'), { kind: 'doseAtVolume', value: 0.03, unit: 'cc' });
    assert.deepEqual(parseMetric('V20Gy'), { kind: 'volumeAtDose', doseGy: 20 });
    assert.deepEqual(parseMetric('CV12.5Gy'), { kind: 'volumeBelowDose', doseGy: 12.5 });
    assert.deepEqual(parseMetric('mean'), { kind: 'mean' });
    for (const text of ['Dmean', 'D', 'V20', 'V95%', 'D0cc', 'D120%', ''])
      assert.equal(parseMetric(text), undefined, text);
  });
});
