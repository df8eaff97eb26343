import assert from 'node:assert/strict';
import { ntcpOfUniformDose } from '../../src/evidence/dose-response.ts';
import { standardNtcp } from '../../src/evidence/ntcp-parameters.ts';

const row = (id: string): Parameters<typeof ntcpOfUniformDose>[0] => standardNtcp().find((one) => one.id === id)!;
const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('dose response of published complication models', () => {
  it('is one half at the tolerance dose, in the fractionation that it refers to', () => {
    // 39.8 Gy at 1.5 Gy per fraction is 35.38 Gy EQD2[2.5]: quoting one as the other is the fault to avoid.
    near(ntcpOfUniformDose(row('dawson2002.liver.lkb.primary_liver_cancer'), (39.8 * 4) / 4.5), 0.5, 1e-9);
    near(ntcpOfUniformDose(row('burman1991.spinalcord.lkb'), 66.5), 0.5, 1e-9);
    near(ntcpOfUniformDose(row('gay2007.heart.eud'), 50), 0.5, 1e-9);
    near(ntcpOfUniformDose(row('quantec_lung.lung.logistic'), 3.87 / 0.126), 0.5, 1e-9);
  });

  it('of the mean lung dose is that of QUANTEC: 5, 10, 20, 30, 40 % at 7, 13, 20, 24, 27 Gy', () => {
    const published = [
      [7, 0.05],
      [13, 0.1],
      [20, 0.2],
      [24, 0.3],
      [27, 0.4],
    ] as const;
    for (const [doseGy, probability] of published)
      near(ntcpOfUniformDose(row('quantec_lung.lung.logistic'), doseGy), probability, 0.02);
  });

  it('rises with dose, from 0 to 1, for every row', () => {
    for (const one of standardNtcp()) {
      const values = Array.from({ length: 61 }, (_, i) => ntcpOfUniformDose(one, 4 * i));
      assert.ok(
        values.every((value, i) => value >= 0 && value <= 1 && (i === 0 || value >= values[i - 1] - 1e-12)),
        one.id,
      );
      assert.ok(values[0] < 0.05 && values[60] > 0.95, `${one.id}: ${values[0]} to ${values[60]}`);
    }
  });
});
