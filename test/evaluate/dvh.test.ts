import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeDvh, dvhOf, weightedDvh } from '../../src/evaluate/dvh.ts';
import { metricValue } from '../../src/evaluate/metric.ts';
import { sampleRegion } from '../../src/evaluate/samples.ts';
import type { Dvh } from '../../src/evaluate/types.ts';
import type { Grid } from '../../src/patient/grid.ts';
import { regionOf } from '../../src/patient/region.ts';
import type { DoseMetric, Shape } from '../../src/plan/plan.ts';
import { cylinder, fieldOf, fieldOfShape, gridAbout, sphere } from '../patient/fields.ts';

const doseGrid: Grid = { size: [26, 26, 26], originMm: [-31, -31, -31], spacingMm: [2.5, 2.5, 2.5] };
const dose = (percent: number): DoseMetric => ({ kind: 'doseAtVolume', value: percent, unit: 'percent' });

function regionOn(shape: Shape, spacing: readonly [number, number, number], shiftMm: number) {
  const n = spacing.map((s) => Math.ceil(48 / s)) as [number, number, number];
  return regionOf('S', fieldOfShape(gridAbout(n, spacing, shiftMm), shape));
}

function gradient(along: 0 | 2, gyPerMm: number): Float32Array {
  return fieldOf(doseGrid, (...p) => 40 + gyPerMm * p[along]).values;
}

/** Height t in units of the radius above which a share of a ball lies: (2 - 3t + t³) / 4 = share. */
function ballHeight(share: number): number {
  let [low, high] = [-1, 1];
  for (let n = 0; n < 60; n++) {
    const t = (low + high) / 2;
    if ((2 - 3 * t + t ** 3) / 4 > share) low = t;
    else high = t;
  }
  return low;
}

// The cases of Nelms et al., Med Phys 42 (2015) 4435, doi 10.1118/1.4923175: spheres and cylinders in linear gradients, known in closed form.
describe('dose–volume histograms of analytic shapes in a linear gradient', () => {
  for (const spacing of [
    [1, 1, 1],
    [1, 1, 2.5],
    [2, 2, 2],
    [2.5, 2.5, 2.5],
  ] as const) {
    for (const shift of [0.4, -0.7]) {
      it(`voxels of ${spacing.join(' × ')} mm shifted by ${shift} mm: volume within 1 %, D1 % to D99 % within 0.5 %`, () => {
        for (const radius of [8, 12]) {
          const ball = computeDvh(regionOn(sphere(radius), spacing, shift), doseGrid, gradient(2, 1));
          assert.ok(Math.abs(ball.volumeCc / (((4 / 3) * Math.PI * radius ** 3) / 1000) - 1) < 0.01);
          const drum = computeDvh(regionOn(cylinder(radius, 24), spacing, shift), doseGrid, gradient(2, 1));
          assert.ok(Math.abs(drum.volumeCc / ((Math.PI * radius ** 2 * 24) / 1000) - 1) < 0.01, `${drum.volumeCc}`);
          for (const percent of [1, 5, 50, 95, 99]) {
            const ofBall = metricValue(ball, dose(percent)).value!;
            assert.ok(
              Math.abs(ofBall / (40 + radius * ballHeight(percent / 100)) - 1) < 0.005,
              `ball ${radius} D${percent} ${ofBall}`,
            );
            const ofDrum = metricValue(drum, dose(percent)).value!;
            assert.ok(
              Math.abs(ofDrum / (40 + 12 - (24 * percent) / 100) - 1) < 0.005,
              `drum ${radius} D${percent} ${ofDrum}`,
            );
          }
          assert.ok(Math.abs(ball.meanGy - 40) < 0.04 && Math.abs(drum.meanGy - 40) < 0.08);
        }
      });
    }
  }

  it('the volume at a dose is the share of the ball beyond that plane', () => {
    const ball = computeDvh(regionOn(sphere(12), [2, 2, 2], 0.3), doseGrid, gradient(0, 1));
    for (const t of [-0.6, 0, 0.5]) {
      const percent = metricValue(ball, { kind: 'volumeAtDose', doseGy: 40 + 12 * t, unit: 'percent' }).value!;
      assert.ok(Math.abs(percent - 25 * (2 - 3 * t + t ** 3)) < 0.3);
    }
  });
});

describe('dose–volume histograms', () => {
  const about = { region: 'S', volumeCc: 1, voxels: 20, depthVoxels: 3, outsideDoseGridPercent: 0 };

  it('of single voxels is the staircase: the greatest dose that at least x receives; V counts voxels at the very dose', () => {
    const doses = [10, 12, 12.5, 14, 15, 18, 20, 20, 22, 25, 30, 31, 33, 40, 41, 45, 47, 50, 52, 60];
    const dvh = weightedDvh(
      about,
      doses,
      doses.map(() => 0.05),
    );
    const d = (percent: number) => metricValue(dvh, dose(percent)).value;
    assert.deepEqual([2, 5, 50, 95, 98].map(d), [60, 60, 30, 12, 10]);
    const cc = (value: number) => metricValue(dvh, { kind: 'doseAtVolume', value, unit: 'cc' }).value;
    assert.deepEqual([0.1, 0.03, 0.25].map(cc), [52, 60, 45]);
    const v = (doseGy: number, unit: 'cc' | 'percent') =>
      metricValue(dvh, { kind: 'volumeAtDose', doseGy, unit }).value!.toFixed(9);
    assert.deepEqual(
      [20, 40, 12.5].map((gy) => v(gy, 'cc')),
      ['0.700000000', '0.350000000', '0.900000000'],
    );
    assert.deepEqual(
      [20, 40, 12.5].map((gy) => v(gy, 'percent')),
      ['70.000000000', '35.000000000', '90.000000000'],
    );
    assert.ok(Math.abs(dvh.meanGy - 29.875) < 1e-12);
    assert.deepEqual([dvh.minGy, dvh.maxGy], [10, 60]);
  });

  it('doses rise, volumes fall from 100, and the mean lies between the extremes (100 random distributions)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 80, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 300,
        }),
        (samples) => {
          const dvh = weightedDvh(
            about,
            samples.map(([gy]) => gy),
            samples.map(([, w]) => w),
          );
          const { doseGy, volumePercent } = dvh;
          assert.equal(volumePercent[0], 100);
          assert.equal(volumePercent.at(-1), 0);
          for (let i = 1; i < doseGy.length; i++)
            assert.ok(doseGy[i] >= doseGy[i - 1] && volumePercent[i] <= volumePercent[i - 1]);
          assert.ok(dvh.minGy <= dvh.meanGy && dvh.meanGy <= dvh.maxGy);
          for (const percent of [0, 3, 50, 97, 100]) {
            const gy = metricValue(dvh, dose(percent)).value! - 1e-9;
            assert.ok(metricValue(dvh, { kind: 'volumeAtDose', doseGy: gy, unit: 'percent' }).value! >= percent - 1e-9);
          }
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  it('twice the dose is twice every statistic', () => {
    const samples = sampleRegion(regionOn(sphere(9), [2, 2, 2], 0.2), doseGrid);
    const once = fieldOf(doseGrid, (x, y, z) => 30 + 10 * Math.sin(x / 9) + 0.2 * y * Math.cos(z / 7)).values;
    const [one, two] = [
      dvhOf(samples, once),
      dvhOf(
        samples,
        once.map((gy) => 2 * gy),
      ),
    ];
    for (const metric of [
      dose(2),
      dose(50),
      dose(95),
      { kind: 'mean' },
      { kind: 'max' },
      { kind: 'min' },
    ] as DoseMetric[])
      assert.ok(Math.abs(metricValue(two, metric).value! / metricValue(one, metric).value! - 2) < 1e-6);
  });

  it('a uniform dose is itself in every statistic', () => {
    const dvh = computeDvh(regionOn(sphere(9), [2, 2, 2], 0.2), doseGrid, new Float32Array(26 ** 3).fill(20));
    for (const metric of [dose(1), dose(99), { kind: 'mean' }, { kind: 'max' }] as DoseMetric[])
      assert.equal(metricValue(dvh, metric).value, 20);
    assert.equal(metricValue(dvh, { kind: 'volumeAtDose', doseGy: 20, unit: 'percent' }).value, 100);
    assert.equal(metricValue(dvh, { kind: 'volumeAtDose', doseGy: 20.001, unit: 'percent' }).value, 0);
  });
});

describe('what a histogram cannot say', () => {
  const ball = regionOn(sphere(12), [2, 2, 2], 0.2);

  it('the part outside the dose grid is counted beside, not as 0 Gy', () => {
    // The grid ends at x = 0.
    const half: Grid = { ...doseGrid, size: [12, 26, 26], originMm: [-28.75, -31, -31] };
    const dvh = computeDvh(ball, half, new Float32Array(12 * 26 * 26).fill(30));
    assert.ok(Math.abs(dvh.outsideDoseGridPercent - 50) < 0.5);
    assert.equal(dvh.minGy, 30);
    const { value, note } = metricValue(dvh, { kind: 'mean' });
    assert.equal(value, 30);
    assert.match(note!, /50 % of the region lies outside the dose grid/);
  });

  it('a region wholly outside has no value, and says why', () => {
    const away: Grid = { ...doseGrid, originMm: [500, 0, 0] };
    const dvh = computeDvh(ball, away, new Float32Array(26 ** 3).fill(30));
    assert.deepEqual(metricValue(dvh, { kind: 'max' }), { note: 'the region lies outside the dose grid' });
  });

  it('the dose to more cc than the region has is refused', () => {
    const dvh: Dvh = computeDvh(ball, doseGrid, gradient(2, 1));
    const { value, note } = metricValue(dvh, { kind: 'doseAtVolume', value: 20, unit: 'cc' });
    assert.equal(value, undefined);
    assert.match(note!, /7\.24 cc, less than the 20 cc/);
  });

  it('fewer than 50 voxels are flagged', () => {
    const dvh = computeDvh(regionOn(sphere(4), [2, 2, 2], 0.2), doseGrid, gradient(2, 1));
    assert.match(metricValue(dvh, { kind: 'mean' }).note!, /only 3\d voxels/);
  });
});
