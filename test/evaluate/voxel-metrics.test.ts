import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dvhOfCumulative } from '../../src/evaluate/cumulative-dvh.ts';
import { weightedDvh } from '../../src/evaluate/dvh.ts';
import { metricValue } from '../../src/evaluate/metric.ts';
import {
  doseToHottestCc,
  doseToHottestPercent,
  meanAndSpread,
  sortedDoses,
  voxelsFrom,
} from '../../src/evaluate/voxel-metrics.ts';
import { DomainError } from '../../src/units/domain-error.ts';

const about = { region: 'S', volumeCc: 1, voxels: 100, depthVoxels: 5, outsideDoseGridPercent: 0 };
const doses = fc
  .array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 60 })
  .map((gy) => gy.map((n) => n / 25));

describe('metrics of whole voxels', () => {
  it('by the staircase are those of the histogram', () => {
    fc.assert(
      fc.property(doses, fc.constantFrom(2, 5, 33, 50, 95, 98), (gy, percent) => {
        const dvh = weightedDvh(
          about,
          gy,
          gy.map(() => 1),
        );
        const value = metricValue(dvh, { kind: 'doseAtVolume', value: percent, unit: 'percent' }).value!;
        // A step of the histogram is a 2048th of the range.
        assert.ok(Math.abs(doseToHottestPercent(sortedDoses(gy), percent, 'staircase') - value) <= 80 / 2048 + 1e-9);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('at least the volume gets at least the dose, and not of any greater one', () => {
    fc.assert(
      fc.property(doses, fc.integer({ min: 1, max: 100 }), (gy, percent) => {
        const sorted = sortedDoses(gy);
        const dose = doseToHottestPercent(sorted, percent, 'staircase');
        const needed = (percent / 100) * gy.length - 1e-6;
        assert.ok(voxelsFrom(sorted, dose) >= needed);
        assert.ok(sorted.filter((other) => other > dose).length < needed + 1e-5);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('interpolated linearly run from the maximum to the minimum', () => {
    const sorted = sortedDoses([10, 30, 20]);
    assert.deepEqual(
      [0, 25, 50, 100].map((percent) => doseToHottestPercent(sorted, percent, 'linear')),
      [30, 25, 20, 10],
    );
    assert.equal(doseToHottestPercent(sortedDoses([7]), 40, 'linear'), 7);
  });

  it('a volume greater than that of the voxels has no dose', () => {
    const sorted = sortedDoses([1, 2]);
    assert.equal(doseToHottestCc(sorted, 0.03, 0.01), undefined);
    assert.equal(doseToHottestCc(sorted, 0.02, 0.01), 1);
    assert.deepEqual(meanAndSpread(sorted), { meanGy: 1.5, sdGy: 0.5 });
  });

  it('no voxels, and negative doses, are refused', () => {
    for (const gy of [[], [-1], [NaN]]) assert.throws(() => sortedDoses(gy), DomainError);
  });
});

describe('a histogram given by its curve', () => {
  it('falling straight from 0 has half of the greatest dose as its mean and median', () => {
    const dvh = dvhOfCumulative('S', [0, 60], [80, 0]);
    assert.deepEqual([dvh.meanGy, dvh.minGy, dvh.maxGy], [30, 0, 60]);
    assert.equal(metricValue(dvh, { kind: 'doseAtVolume', value: 50, unit: 'percent' }).value, 30);
    assert.deepEqual(metricValue(dvh, { kind: 'volumeAtDose', doseGy: 45, unit: 'cc' }), {
      value: 20,
      note: undefined,
    });
  });

  it('of a uniform dose has that dose', () => {
    const dvh = dvhOfCumulative('S', [0, 20, 20.001], [5, 5, 0]);
    assert.deepEqual([dvh.minGy, dvh.maxGy], [20, 20.001]);
    assert.ok(Math.abs(dvh.meanGy - 20) < 0.001);
  });

  it('refuses curves that rise, volumes that are negative, and an empty one', () => {
    for (const [gy, cc] of [
      [
        [0, 10],
        [5, 6],
      ],
      [
        [10, 0],
        [5, 0],
      ],
      [
        [0, 10],
        [5, -1],
      ],
      [
        [0, 10],
        [0, 0],
      ],
      [[0], [5]],
      [[0, 10], [5]],
    ])
      assert.throws(() => dvhOfCumulative('S', gy, cc), DomainError);
  });
});
