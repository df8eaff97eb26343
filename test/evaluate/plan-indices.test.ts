import assert from 'node:assert/strict';
import { conformityIndices, homogeneityIndices } from '../../src/evaluate/plan-indices.ts';
import { DomainError } from '../../src/units/domain-error.ts';

const perfect = { targetCc: 10, prescriptionCc: 10, coveredCc: 10, halfCc: 40 };
const uniform = {
  prescribedGy: 60,
  maxGy: 60,
  minGy: 60,
  d2Gy: 60,
  d5Gy: 60,
  d50Gy: 60,
  d95Gy: 60,
  d98Gy: 60,
};

describe('indices of a plan', () => {
  it('an isodose that is the target has conformity 1 in every convention', () => {
    const { pitv, paddick, lomaxScheib, coverage } = conformityIndices(perfect);
    assert.deepEqual([pitv, paddick, lomaxScheib, coverage], [1, 1, 1, 1]);
  });

  it('an isodose of the right size beside the target has a PITV of 1 and a Paddick index of 0', () => {
    const { pitv, paddick } = conformityIndices({ ...perfect, coveredCc: 0 });
    assert.deepEqual([pitv, paddick], [1, 0]);
  });

  it('the gradient measure of balls with radii of 1 and 2 cm is 1 cm', () => {
    const ball = (radius: number) => (4 / 3) * Math.PI * radius ** 3;
    const found = conformityIndices({ targetCc: 5, prescriptionCc: ball(1), coveredCc: 4, halfCc: ball(2) });
    assert.ok(Math.abs(found.gradientMeasureCm - 1) < 1e-12 && Math.abs(found.gradientIndex - 8) < 1e-12);
  });

  it('a uniform dose as prescribed is homogeneous', () => {
    assert.deepEqual(homogeneityIndices(uniform), { icru83: 0, rtog: 1, quality: 1, d5OverD95: 1, d5ToD95Percent: 0 });
  });

  it('refuses volumes that cannot be', () => {
    for (const wrong of [{ targetCc: 0 }, { prescriptionCc: -1 }, { coveredCc: 11 }, { halfCc: 9 }, { halfCc: NaN }])
      assert.throws(() => conformityIndices({ ...perfect, ...wrong }), DomainError);
    for (const wrong of [{ d50Gy: 0 }, { prescribedGy: 0 }, { d95Gy: 0 }, { minGy: -1 }])
      assert.throws(() => homogeneityIndices({ ...uniform, ...wrong }), DomainError);
  });
});
