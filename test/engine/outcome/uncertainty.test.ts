import assert from 'node:assert/strict';
import { seededNormal } from '../../../src/biology/seeded-normal.ts';
import { survivingClonogens } from '../../../src/biology/tcp-poisson.ts';
import { meanOverAlpha } from '../../../src/biology/tcp-population.ts';
import type { NamedParameter } from '../../../src/engine/outcome/tumour-biology.ts';
import {
  asWritten,
  interval95,
  isUncertain,
  parameterDraws,
  tornado,
  unfixedInWords,
} from '../../../src/engine/outcome/uncertainty.ts';

const parameter = (name: string, value: number, uncertain?: number): NamedParameter => ({
  name,
  quantity: { value, unit: '', ...(uncertain === undefined ? {} : { uncertain }) },
});

/** Control of 1e7 clonogens at BED 84 Gy, alpha/beta 10, with the spread of alpha between patients. */
function control(alpha: number, clonogens: number): number {
  const tcp = (a: number) => Math.exp(-survivingClonogens({ bedGy: [84], clonogens: [clonogens] }, a));
  return meanOverAlpha(tcp, { meanPerGy: alpha, sdPerGy: 0.05 }, 64);
}

describe('The interval of a probability', () => {
  it('covers the truth in 95 % of studies whose parameters are measured with the stated errors', function () {
    this.timeout(30_000);
    const truth = { alpha: 0.26, clonogens: 1e7 };
    const errors = { alpha: 0.015, clonogens: 2e6 };
    const trueTcp = control(truth.alpha, truth.clonogens);
    const normal = seededNormal(5);
    const studies = 400;
    let covered = 0;
    for (let study = 0; study < studies; study++) {
      const alpha = parameter('alpha', truth.alpha + errors.alpha * normal(), errors.alpha);
      const clonogens = parameter('clonogens', truth.clonogens + errors.clonogens * normal(), errors.clonogens);
      const draws = parameterDraws([alpha, clonogens], { seed: study, samples: 400 });
      const { from, to } = interval95(draws.map((read) => control(read(alpha), read(clonogens))));
      if (from <= trueTcp && trueTcp <= to) covered++;
    }
    const coverage = covered / studies;
    // 95 % with a standard error of 1.1 % over 400 studies.
    assert.ok(coverage > 0.92 && coverage < 0.98, `it covers the truth in ${(100 * coverage).toFixed(1)} % of studies`);
  });

  it('draws each uncertain parameter with its standard error, never at or below 0, and leaves the others', () => {
    const [alpha, ratio] = [parameter('alpha', 0.3, 0.02), parameter('alpha/beta', 10)];
    const wild = parameter('clonogens', 1, 2);
    const draws = parameterDraws([alpha, ratio, wild], { seed: 1, samples: 4000 });
    const drawn = draws.map((read) => read(alpha));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const sd = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
    assert.ok(Math.abs(mean - 0.3) < 0.001 && Math.abs(sd - 0.02) < 0.001, `${mean} ± ${sd}`);
    assert.ok(draws.every((read) => read(ratio) === 10 && read(wild) > 0));
  });

  describe('by a published 95 % interval', () => {
    const published = (value: number, interval95: [number | null, number | null]): NamedParameter => ({
      name: 'Tumour alpha/beta',
      quantity: { value, unit: 'Gy', interval95 },
    });

    it('has its ends at 2.5 and 97.5 % of the draws, and the value in their middle, however lopsided', () => {
      // Stuschke and Thames 1999, head and neck.
      const ratio = published(10.5, [6.5, 29]);
      const drawn = parameterDraws([ratio], { seed: 3, samples: 20_000 }).map((read) => read(ratio));
      const { from, to } = interval95(drawn);
      assert.ok(Math.abs(from / 6.5 - 1) < 0.02 && Math.abs(to / 29 - 1) < 0.04, `${from} to ${to}`);
      const below = drawn.filter((value) => value < 10.5).length / drawn.length;
      assert.ok(Math.abs(below - 0.5) < 0.02 && Math.min(...drawn) > 0);
    });

    it('is a bar of the tornado', () => {
      const [bar] = tornado([published(10, [5, 20])], (read) => 1 / read(published(10, [5, 20])));
      assert.ok(Math.abs(bar.below * bar.above - 0.01) < 1e-9 && bar.below > bar.above, JSON.stringify(bar));
    });

    it('leaves out what a study does not fix above 0, and says so', () => {
      for (const interval of [
        [-1.4, 5.4],
        [3.6, null],
        [null, 4],
      ] as [number | null, number | null][]) {
        const ratio = published(2, interval);
        assert.equal(isUncertain(ratio), false);
        assert.deepEqual(parameterDraws([ratio]), []);
        assert.match(
          unfixedInWords(ratio)!,
          /^the study of Tumour alpha\/beta does not fix it above 0 \(95 % interval/,
        );
      }
      assert.equal(unfixedInWords(published(2, [1, 4])), undefined);
    });
  });

  it('has no draws where nothing is uncertain', () => {
    assert.deepEqual(parameterDraws([parameter('alpha', 0.3)]), []);
  });

  it('has the widest bar first in its tornado', () => {
    const [alpha, clonogens] = [parameter('alpha', 0.26, 0.015), parameter('clonogens', 1e7, 2e6)];
    const bars = tornado([clonogens, alpha], (read) => control(read(alpha), read(clonogens)));
    assert.deepEqual(
      bars.map(({ parameter: name }) => name),
      ['alpha', 'clonogens'],
    );
    assert.ok(
      bars[0].above > bars[0].below && bars[1].above < bars[1].below,
      'more alpha helps, more clonogens do not',
    );
    assert.equal(control(asWritten(alpha), asWritten(clonogens)), control(0.26, 1e7));
  });
});
