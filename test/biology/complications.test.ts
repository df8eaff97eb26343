import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logLogisticResponse, lnPoissonResponse } from '../../src/biology/dose-response.ts';
import { type DoseVolume, meanDose } from '../../src/biology/dose-volume.ts';
import { generalisedEud } from '../../src/biology/geud.ts';
import { eudResponse, meanDoseLogistic } from '../../src/biology/ntcp-logistic.ts';
import { effectiveVolume, lymanModel, lymanNtcp } from '../../src/biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../../src/biology/ntcp-relative-seriality.ts';
import { cumulativeNormal } from '../../src/biology/normal-distribution.ts';
import { organEquivalentDose } from '../../src/biology/second-cancer.ts';
import { uncomplicatedControl } from '../../src/biology/uncomplicated-control.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { assertNear, law, real } from './support.ts';

const bin = fc.record({ gy: real(0.1, 80), cc: real(0.01, 100) });
const histogram: fc.Arbitrary<DoseVolume> = fc
  .array(bin, { minLength: 1, maxLength: 20 })
  .map((bins) => ({ doseGy: bins.map(({ gy }) => gy), volume: bins.map(({ cc }) => cc) }));

describe('generalised equivalent uniform dose', () => {
  it('with a = 1 is the mean', () => {
    law(fc.property(histogram, (dvh) => assertNear(generalisedEud(dvh, 1), meanDose(lymanModel, dvh), 1e-12)));
  });

  it('rises with a, from the least to the greatest dose', () => {
    law(
      fc.property(histogram, real(-60, 60), real(0, 30), (dvh, a, more) => {
        fc.pre(Math.abs(a) > 1e-3 && Math.abs(a + more) > 1e-3);
        const [least, most] = [Math.min(...Array.from(dvh.doseGy)), Math.max(...Array.from(dvh.doseGy))];
        const [one, other] = [generalisedEud(dvh, a), generalisedEud(dvh, a + more)];
        assert.ok(one >= least && other <= most && other >= one * (1 - 1e-9), `${one} ${other}`);
      }),
    );
  });

  it('is the dose where that is uniform, and scales with it, whatever a', () => {
    law(
      fc.property(histogram, real(0.1, 10), fc.constantFrom(-1e6, -300, -10, 0.01, 8, 300, 1e6), (dvh, scale, a) => {
        const scaled = { ...dvh, doseGy: Array.from(dvh.doseGy, (gy) => gy * scale) };
        assertNear(generalisedEud(scaled, a), scale * generalisedEud(dvh, a), 1e-9);
      }),
    );
    assert.equal(generalisedEud({ doseGy: [20, 20], volume: [1, 3] }, -400), 20);
  });

  it('does not depend on the unit of volume; equal voxels need none', () => {
    assertNear(generalisedEud({ doseGy: [10, 30], volume: [50, 50] }, 4), generalisedEud({ doseGy: [10, 30] }, 4));
  });

  it('with a < 0 and a part without dose is 0; a part of no volume does not count', () => {
    assert.equal(generalisedEud({ doseGy: [0, 60], volume: [0.01, 1] }, -10), 0);
    assertNear(generalisedEud({ doseGy: [0, 60], volume: [0, 1] }, -10), 60);
    assert.equal(generalisedEud({ doseGy: [0, 0], volume: [1, 1] }, 8), 0);
  });
});

describe('Lyman–Kutcher–Burman', () => {
  it('is one half at TD50, whatever n and m', () => {
    law(
      fc.property(real(0.01, 1), real(0.05, 0.5), real(10, 90), (n, m, td50Gy) =>
        assertNear(lymanNtcp({ doseGy: [td50Gy] }, { n, m, td50Gy }).ntcp, 0.5, 1e-9),
      ),
    );
  });

  it('without dose is Φ(−1/m), a little above 0', () => {
    assertNear(lymanNtcp({ doseGy: [0] }, { n: 1, m: 0.37, td50Gy: 30.8 }).ntcp, cumulativeNormal(-1 / 0.37));
  });

  it('has the same probability by the effective volume', () => {
    law(
      fc.property(histogram, real(0.02, 1), real(0.1, 0.5), (dvh, n, m) => {
        const lyman = { n, m, td50Gy: 50 };
        const { maxGy, td50Gy } = effectiveVolume(dvh, lyman);
        assertNear(lymanNtcp(dvh, lyman).t, (maxGy - td50Gy) / (m * td50Gy), 1e-6);
      }),
    );
  });

  it('rises with dose', () => {
    law(
      fc.property(histogram, real(0, 5), (dvh, more) => {
        const lyman = { n: 0.1, m: 0.15, td50Gy: 60 };
        const hotter = { ...dvh, doseGy: Array.from(dvh.doseGy, (gy) => gy + more) };
        assert.ok(lymanNtcp(hotter, lyman).ntcp >= lymanNtcp(dvh, lyman).ntcp);
      }),
    );
  });
});

describe('relative seriality', () => {
  it('of a uniform dose is the response of the organ, whatever s', () => {
    law(
      fc.property(real(1, 90), fc.constantFrom(1e-4, 0.01, 0.3, 1), (gy, seriality) => {
        const response = Math.exp(lnPoissonResponse(gy, { d50Gy: 50, gamma: 1.5, slope: 'greatest' }));
        assertNear(relativeSerialityNtcp({ doseGy: [gy] }, { d50Gy: 50, gamma: 1.5, seriality }), response, 1e-8);
      }),
    );
  });

  it('for s = 1 is 1 less the product of what is spared', () => {
    const dvh = { doseGy: [20, 60], volume: [0.4, 0.6] };
    const p = dvh.doseGy.map((gy) => Math.exp(lnPoissonResponse(gy, { d50Gy: 50, gamma: 1.5, slope: 'greatest' })));
    assertNear(
      relativeSerialityNtcp(dvh, { d50Gy: 50, gamma: 1.5, seriality: 1 }),
      1 - (1 - p[0]) ** 0.4 * (1 - p[1]) ** 0.6,
    );
  });

  it('stays a probability at both ends', () => {
    for (const gy of [0, 500])
      for (const seriality of [1e-6, 1]) {
        const ntcp = relativeSerialityNtcp({ doseGy: [gy] }, { d50Gy: 50, gamma: 3, seriality });
        assert.ok(ntcp >= 0 && ntcp <= 1, `${ntcp}`);
      }
  });
});

describe('logistic complication', () => {
  it('of the lung has the published values of QUANTEC: 5, 10, 20, 30, 40 % at 7, 13, 20, 24, 27 Gy', () => {
    for (const [gy, percent] of [
      [7, 5],
      [13, 10],
      [20, 20],
      [24, 30],
      [27, 40],
    ])
      assert.ok(Math.abs(100 * meanDoseLogistic(gy, { b0: -3.87, b1: 0.126 }) - percent) < 1.6);
  });

  it('at the gEUD is the log-logistic curve with an exponent of 4 gamma50', () => {
    const { geudGy, probability } = eudResponse({ doseGy: [20] }, { a: 1, d50Gy: 24.5, gamma50: 2 });
    assert.equal(geudGy, 20);
    assertNear(probability, 1 / (1 + (24.5 / 20) ** 8));
    assert.equal(probability, logLogisticResponse(20, { d50Gy: 24.5, gamma50: 2 }));
  });
});

describe('control without complication', () => {
  const share = real(0, 1);

  it('independent responses give UTCP; fully correlated ones the difference', () => {
    law(
      fc.property(share, fc.array(share, { minLength: 1, maxLength: 4 }), (tcp, ntcps) => {
        const { utcp, pPlus, injury } = uncomplicatedControl(tcp, ntcps, 1);
        assert.ok(Math.abs(utcp - pPlus) < 1e-12);
        assert.ok(Math.abs(uncomplicatedControl(tcp, ntcps, 0).pPlus - (tcp - injury)) < 1e-12);
        assert.ok(injury >= Math.max(...ntcps) - 1e-12 && injury <= 1);
      }),
    );
  });

  it('below 0 says so, and is not clamped', () => {
    const { pPlus, caveats } = uncomplicatedControl(0.1, [0.5], 0);
    assertNear(pPlus, -0.4);
    assert.deepEqual(
      caveats.map(({ kind }) => kind),
      ['negative'],
    );
  });
});

describe('organ equivalent dose', () => {
  it('of small doses is the mean dose in all three forms', () => {
    const organ = { doseGy: [0.001, 0.003], volume: [1, 1] };
    for (const form of ['linear-exponential', 'plateau'] as const)
      assertNear(
        organEquivalentDose(organ, { form, perGy: 0.1 }),
        organEquivalentDose(organ, { form: 'linear' }),
        1e-3,
      );
  });
});

describe('organs outside the models', () => {
  const organ = { doseGy: [10, 20], volume: [1, 1] };
  const lyman = { n: 1, m: 0.3, td50Gy: 30 };
  for (const { what, parameter, run } of [
    { what: 'a of 0', parameter: /^a$/, run: () => generalisedEud(organ, 0) },
    { what: 'no doses', parameter: /histogram/, run: () => generalisedEud({ doseGy: [] }, 1) },
    { what: 'no volume', parameter: /total volume/, run: () => lymanNtcp({ doseGy: [1], volume: [0] }, lyman) },
    {
      what: 'a negative volume',
      parameter: /^volume/,
      run: () => lymanNtcp({ doseGy: [1, 2], volume: [2, -1] }, lyman),
    },
    {
      what: 'volumes that are fewer than doses',
      parameter: /number of volumes/,
      run: () => lymanNtcp({ doseGy: [1, 2], volume: [2] }, lyman),
    },
    { what: 'a negative dose', parameter: /^dose/, run: () => generalisedEud({ doseGy: [-1] }, 1) },
    { what: 'n of 0', parameter: /^n$/, run: () => lymanNtcp(organ, { ...lyman, n: 0 }) },
    { what: 'm of 0', parameter: /^m$/, run: () => lymanNtcp(organ, { ...lyman, m: 0 }) },
    {
      what: 's above 1',
      parameter: /seriality/,
      run: () => relativeSerialityNtcp(organ, { d50Gy: 50, gamma: 1, seriality: 1.1 }),
    },
    { what: 'a probability above 1', parameter: /TCP/, run: () => uncomplicatedControl(1.1, [0.1], 0.2) },
    { what: 'delta below 0', parameter: /delta/, run: () => uncomplicatedControl(0.9, [0.1], -0.2) },
  ])
    it(`${what}: a typed error that names it`, () => {
      assert.throws(run, (error: unknown) => error instanceof DomainError && parameter.test(error.parameter));
    });
});
