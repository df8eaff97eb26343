import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { protractionFactor } from '../../src/biology/lea-catcheside.ts';
import { voxelEqd2 } from '../../src/biology/biologically-effective-dose.ts';
import { hypoxiaReductionFactor, lnHypoxicSurvival } from '../../src/biology/oxygen.ts';
import { eudResponse, meanDoseLogistic } from '../../src/biology/ntcp-logistic.ts';
import { dvhOfCumulative } from '../../src/evaluate/cumulative-dvh.ts';
import { gradientGamma } from '../../src/evaluate/gamma-profile.ts';
import { metricValue } from '../../src/evaluate/metric.ts';
import { conformityIndices, homogeneityIndices } from '../../src/evaluate/plan-indices.ts';
import { calculators } from '../../src/cli/calculators/table.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- each trap has inputs of its own */

interface Trap {
  readonly key: string;
  readonly description: string;
  readonly inputs: any;
  readonly correct: number;
  readonly wrong: number;
}

const { rows } = JSON.parse(readFileSync(new URL('examples/traps.json', import.meta.url), 'utf8')) as { rows: Trap[] };

function computed(model: string, inputs: object, output: string): number {
  return calculators[model].evaluate(inputs).output[output] as number;
}

/** How the product computes what each trap is about. */
const ours: Readonly<Record<string, (inputs: any) => number>> = {
  'mcnamara-p0': ({ d, LETd, ab }) =>
    computed('rbe_mcnamara', { dosePerFraction: d, LETd_keV_um: LETd, alphaBetaX: ab, n: 1 }, 'RBE'),
  'niemierko-exponent': ({ gEUD, TD50, g50 }) =>
    eudResponse({ doseGy: [gEUD] }, { a: 1, d50Gy: TD50, gamma50: g50 }).probability,
  'eqd2-voxel-d': ({ D, n, ab }) => voxelEqd2([D], { fractions: n, alphaBetaGy: ab }, new Float64Array(1)).values[0],
  'phase-sum': ({ phases, ab }) =>
    computed(
      'multi_phase_sum',
      { phases: phases.map(([n, total]: [number, number]) => ({ n, d: total / n })), alphaBeta: ab },
      'EQD2',
    ),
  'hrf-K': ({ p, m, K_ahf }) => hypoxiaReductionFactor(p, { maximum: m, halfPressureMmHg: K_ahf / m }),
  'hrf-beta-square': ({ alpha, beta, d, n, HRF }) =>
    -lnHypoxicSurvival({ fractions: n, dosePerFractionGy: d }, { alphaPerGy: alpha, betaPerGy2: beta }, HRF),
  'kick-off': repopulated,
  'repop-sign': repopulated,
  'G-limit': ({ x }) => protractionFactor(x),
  'pois-g50': ({ D, D50, g }) => computed('dose_response_forms', { D, D50, gamma50: g }, 'poisson_gamma50'),
  'lkb-n-a': ({ doses, v, n }) => computed('lkb', { doses, volumes: v, n, m: 0.2, TD50: 30 }, 'gEUD'),
  'hi-icru': ({ D2, D98, D50, Rx }) =>
    homogeneityIndices({
      prescribedGy: Rx,
      maxGy: D2,
      minGy: D98,
      d2Gy: D2,
      d5Gy: D2,
      d50Gy: D50,
      d95Gy: D98,
      d98Gy: D98,
    }).icru83,
  paddick: ({ TV, PIV, TV_PIV }) =>
    conformityIndices({ targetCc: TV, prescriptionCc: PIV, coveredCc: TV_PIV, halfCc: 2 * PIV }).paddick,
  'suv-decay': ({ C, A, w, dt }) =>
    computed(
      'suv',
      {
        activity_Bq_per_ml: C,
        injected_MBq_at_injection: A / 1e6,
        weight_kg: w,
        uptake_s: dt,
        halfLife_s: 6586.2,
        sex: 'M',
        height_cm: 178,
      },
      'SUVbw',
    ),
  'rsi-gard': ({ RSI, n, d }) => computed('gard_rxrsi', { RSI, n, d, beta: 0.05, targetGARD: 33 }, 'GARD'),
  'margin-quad': ({ S, s }) =>
    computed('van_herk', { Sigma_components_mm: S, sigma_components_mm: s, sigma_p_mm: 3.2 }, 'M_simple'),
  'dvh-nearest': () =>
    metricValue(dvhOfCumulative('S', [20, 25, 30], [18, 6, 0]), { kind: 'volumeAtDose', doseGy: 22, unit: 'cc' })
      .value!,
  'hlut-file': ({ HU }) => computed('matrad_default_hlut', { HU }, 'RED_or_RSP'),
  'gamma-local': ({ norm, diff, pct }) =>
    gradientGamma({ offsetGy: diff, slopeGyPerMm: 0, toleranceGy: (pct / 100) * norm, distanceMm: 3 }),
  'oer-rbe-limit': ({ d, LETd, ab }) =>
    computed('rbe_wedenberg', { dosePerFraction: d, LETd_keV_um: LETd, alphaBetaX: ab, n: 1 }, 'RBE'),
};

function repopulated({ n, d, ab, alpha, T, Tk, Td }: any): number {
  return computed('bed_repopulation', { n, d, alphaBeta: ab, alpha, T_days: T, Tk_days: Tk, Td_days: Td }, 'BED');
}

// Errors that published and public implementations make, each with what they give.
describe('common errors', () => {
  for (const { key, description, inputs, correct, wrong } of rows)
    it(`${key}: ${description}`, () => {
      const value = ours[key](inputs);
      // The limit of vanishing dose, RBEmax; at the 1 µGy given, the RBE is 8e-7 below it.
      const share = key === 'oer-rbe-limit' ? 1e-6 : 1e-9;
      assert.ok(Math.abs(value / correct - 1) < share, `${value} is not ${correct}`);
      if (key !== 'oer-rbe-limit') assert.ok(Math.abs(value / wrong - 1) > share, `${value} is the error ${wrong}`);
    });

  it('are all there', () => assert.deepEqual(rows.map(({ key }) => key).sort(), Object.keys(ours).sort()));

  it('the other tables of HU are there by name', () => {
    assert.ok(
      Math.abs(computed('matrad_default_hlut', { HU: 0, table: 'hu.pyradplan' }, 'RED_or_RSP') - 1.00445098) < 1e-8,
    );
  });

  it('a regression on mean dose is no gEUD curve', () => {
    assert.ok(Math.abs(meanDoseLogistic(24, { b0: -3.87, b1: 0.126 }) - 0.3003) < 1e-4);
  });
});
