/**
 * How long the outcome of a plan takes, once its samples are there: EQD2, tumour control with hypoxia and reoxygenation, complication and index goals of some 500,000 samples, as
 * written; and what the 1,000 samples of parameters for the interval add.
 *
 *   npx tsx bench/outcome.ts [rounds]
 */
import { gatherClonogens, shareReoxygenated } from '../src/biology/clonogen-bins.ts';
import { hypoxiaReductionFactor, oxygenConstants } from '../src/biology/oxygen.ts';
import { complicationOf } from '../src/engine/outcome/complications.ts';
import { coarseTumour, controlOf, tumourOf } from '../src/engine/outcome/tumour-control.ts';
import { asWritten, parameterDraws } from '../src/engine/outcome/uncertainty.ts';
import type { RegionSamples } from '../src/evaluate/samples.ts';
import { standardEvidence } from '../src/evidence/base.ts';
import { seededRandom } from '../test/support/random.ts';
import { machineLine, printTimes } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 5);
const samples = 250_000;
const random = seededRandom(11);
const course = { fractions: 35, overallDays: 46 };
const targetGy = Float32Array.from({ length: samples }, () => 70 + 3 * (random() + random() - 1));
const organGy = Float32Array.from({ length: samples }, () => 65 * random() ** 2);
const weight = new Float32Array(samples).fill(1);
const volumeCc = new Float32Array(samples).fill(60 / samples);
const hypoxiaReduction = Float32Array.from({ length: samples }, () =>
  hypoxiaReductionFactor(5 + 40 * random(), oxygenConstants.carlson),
);
const quantity = (value: number, uncertain: number, varies?: number) => ({ value, unit: '', uncertain, varies });
const biology = {
  alpha: { name: 'alpha', quantity: quantity(0.3, 0.02, 0.06) },
  alphaBeta: { name: 'alpha/beta', quantity: quantity(10, 1) },
  clonogensPerCc: { name: 'clonogens', quantity: quantity(1e7, 1e6) },
  halfLifeDays: 10,
};
const classes = { classes: [{ biology, volumeCc, hypoxiaReduction }], cautions: [] };
const row = standardEvidence().ntcp.find(({ id }) => id === 'dijkema2010.parotid.lkb')!;
const withIntervals = standardEvidence().ntcp.find(({ id }) => id === 'belderbos2005.esophagus.lkb')!;
const { bins } = gatherClonogens(
  { doseGy: targetGy, clonogens: volumeCc, hypoxiaReduction },
  { widthGy: 0.02, most: 4096 },
);
const sampled = (doseGy: Float32Array) => ({
  samples: { weight } as RegionSamples,
  doseGy,
  phases: [{ fractions: 35, doseGy }],
});
const [target, organ] = [sampled(targetGy), sampled(organGy)];

console.log(machineLine());
console.log(
  `${bins.clonogens.length} bins; ${(100 * shareReoxygenated(10, 46, 35)).toFixed(1)} % reoxygenated after a fraction`,
);
printTimes('TCP of 250,000 samples with hypoxia, reoxygenation and spread of alpha, NTCP of 250,000', rounds, () => {
  const tumour = tumourOf(classes, target, course);
  return controlOf(tumour, course, asWritten) + complicationOf(row, organ, standardEvidence()).complication.value;
});
printTimes('the 1,000 samples of parameters for the interval', rounds, () => {
  const tumour = tumourOf(classes, target, course);
  const coarse = coarseTumour(tumour);
  return parameterDraws(tumour.parameters).reduce((sum, draw) => sum + controlOf(coarse, course, draw, 64), 0);
});
printTimes('NTCP of 250,000 with the 1,000 samples of its parameters', rounds, () => {
  return complicationOf(withIntervals, organ, standardEvidence()).complication.value;
});
