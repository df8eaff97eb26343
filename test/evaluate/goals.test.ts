import assert from 'node:assert/strict';
import { computeDvh, weightedDvh } from '../../src/evaluate/dvh.ts';
import { evaluateGoals, goalFindings } from '../../src/evaluate/goals.ts';
import { hotSpot } from '../../src/evaluate/hot-spot.ts';
import { regionOf } from '../../src/patient/region.ts';
import type { Goal } from '../../src/plan/plan.ts';
import { cylinder, fieldOf, fieldOfShape, gridAbout, sphere } from '../patient/fields.ts';
import { placeAt } from '../support/plan-parts.ts';

const doses = Array.from({ length: 101 }, (_, n) => n / 2);
const whole = { region: 'Cord', volumeCc: 10, voxels: 800, depthVoxels: 3, outsideDoseGridPercent: 0 };
const cord = weightedDvh(
  whole,
  doses,
  doses.map(() => 1),
);

function goal(more: Partial<Goal>): Goal {
  return {
    text: 'Cord mean <= 30 Gy',
    region: 'Cord',
    metric: { kind: 'mean' },
    comparison: '<=',
    limit: 30,
    level: { kind: 'must' },
    at: placeAt(5),
    ...more,
  };
}

describe('goals', () => {
  it('give the value, the margin on the right side of the limit and its unit', () => {
    const [below, above, volume] = evaluateGoals(
      {
        goals: [
          goal({}),
          goal({ comparison: '>=' }),
          goal({ metric: { kind: 'volumeAtDose', doseGy: 25, unit: 'cc' }, limit: 4 }),
        ],
      },
      [cord],
    );
    assert.deepEqual([below.achieved, below.margin, below.met, below.unit], [25, 5, true, 'Gy']);
    assert.deepEqual([above.achieved, above.margin, above.met], [25, -5, false]);
    assert.equal(volume.unit, 'cc');
    assert.ok(Math.abs(volume.achieved! - (51 / 101) * 10) < 1e-9 && !volume.met);
  });

  it('a value at the limit meets <= and >=, not < and >', () => {
    const met = (['<=', '>=', '<', '>'] as const).map(
      (comparison) => evaluateGoals({ goals: [goal({ comparison, limit: 25 })] }, [cord])[0].met,
    );
    assert.deepEqual(met, [true, true, false, false]);
  });

  it('RT6001, RT6002: a failed goal says what was achieved and by how much it fails, at its own line', () => {
    const goals = [
      goal({ limit: 22.5, text: 'Cord mean <= 22.5 Gy' }),
      goal({ limit: 20, level: { kind: 'prefer', order: 2 } }),
      goal({}),
    ];
    const findings = goalFindings(evaluateGoals({ goals }, [cord]), [cord]);
    assert.deepEqual(
      findings.map((f) => [f.code, f.severity]),
      [
        ['RT6001', 'warning'],
        ['RT6002', 'information'],
      ],
    );
    assert.equal(findings[0].message, '"Cord mean <= 22.5 Gy" is not met: achieved 25.0 Gy, 2.5 Gy above the limit.');
    assert.deepEqual(findings[0].range, placeAt(5));
  });

  it('a failure by little is told with as many decimals as show it', () => {
    const [finding] = goalFindings(evaluateGoals({ goals: [goal({ limit: 24.996 })] }, [cord]), [cord]);
    assert.match(finding.message, /achieved 25\.000 Gy, 0\.004 Gy above/);
  });

  it('RT6003: a goal without a value is not met and says why', () => {
    const goals = [goal({ region: 'Lung' }), goal({ metric: { kind: 'doseAtVolume', value: 20, unit: 'cc' } })];
    const results = evaluateGoals({ goals }, [cord]);
    assert.deepEqual(
      results.map((r) => [r.met, r.achieved]),
      [
        [false, undefined],
        [false, undefined],
      ],
    );
    const findings = goalFindings(results, [cord]);
    assert.deepEqual(
      findings.map((f) => f.code),
      ['RT6003', 'RT6003'],
    );
    assert.match(findings[1].message, /10 cc, less than the 20 cc/);
  });

  it('RT6004, RT6005: a region partly outside the dose grid, or of few voxels, is told once', () => {
    const small = weightedDvh(
      { region: 'Cord', volumeCc: 0.2, voxels: 12, depthVoxels: 3, outsideDoseGridPercent: 12.5 },
      doses,
      doses.map(() => 1),
    );
    const goals = [goal({}), goal({ metric: { kind: 'max' }, limit: 60 })];
    const results = evaluateGoals({ goals }, [small]);
    assert.deepEqual(
      goalFindings(results, [small]).map((f) => f.code),
      ['RT6004', 'RT6005'],
    );
    assert.match(results[0].note!, /outside the dose grid.*only 12 voxels/);
    assert.deepEqual(goalFindings(evaluateGoals({ goals }, [cord]), [cord]), []);
  });

  it('RT6006: a region thinner than the voxels is told', () => {
    const grid = gridAbout([24, 24, 8], [3, 3, 3]);
    const told = (wallMm: number): string[] => {
      const wall = cylinder(30, 60, { innerRadiusMm: 30 - wallMm });
      const dvh = computeDvh(regionOf('Cord', fieldOfShape(grid, wall)), grid, fieldOf(grid, () => 20).values);
      const goals = [goal({ metric: { kind: 'max' }, limit: 60 })];
      return goalFindings(evaluateGoals({ goals }, [dvh]), [dvh]).map(({ code }) => code);
    };
    assert.deepEqual([1, 2, 3.3, 5].map(told), [['RT6006'], ['RT6006'], [], []]);
  });
});

describe('the hot spot', () => {
  it('is the greatest dose within the body, and its place', () => {
    const grid = gridAbout([40, 40, 40], [1, 1, 1], 0);
    const dose = fieldOf(grid, (x, y, z) => 50 - Math.hypot(x - 3.5, y + 2.5, z - 1.5));
    dose.values[0] = 99;
    const body = regionOf('body', fieldOfShape(grid, sphere(15)));
    assert.deepEqual(hotSpot(dose, body), { doseGy: 50, positionMm: [3.5, -2.5, 1.5] });
  });

  it('there is none where the dose grid misses the body', () => {
    const grid = gridAbout([40, 40, 40], [1, 1, 1], 0);
    const body = regionOf('body', fieldOfShape(grid, sphere(15)));
    assert.equal(
      hotSpot({ grid: { ...grid, originMm: [900, 0, 0] }, values: new Float32Array(64000) }, body),
      undefined,
    );
  });
});
