/**
 * How long EQD2, tumour control and complication of a plan's voxels take, and the samples of parameters that an interval is made of. Doses are those of a target with a
 * shoulder and of an organ with a long tail, seeded.
 *
 *   npx tsx bench/biology.ts [voxels] [samples] [rounds]
 */
import { voxelBed, voxelEqd2 } from '../src/biology/biologically-effective-dose.ts';
import { histogramOf } from '../src/biology/histogram.ts';
import { lymanNtcp } from '../src/biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../src/biology/ntcp-relative-seriality.ts';
import { voxelHypoxiaReduction } from '../src/biology/oxygen.ts';
import { clonogensIn, poissonTcp } from '../src/biology/tcp-poisson.ts';
import { populationTcp } from '../src/biology/tcp-population.ts';
import { seededRandom } from '../test/support/random.ts';
import { machineLine, printTimes } from './support/measure.ts';

const voxels = Number(process.argv[2] ?? 500_000);
const samples = Number(process.argv[3] ?? 1000);
const rounds = Number(process.argv[4] ?? 7);

const random = seededRandom(11);
const half = voxels >> 1;
const targetGy = Float32Array.from({ length: half }, () => 70 + 3 * (random() + random() - 1));
const organGy = Float32Array.from({ length: voxels - half }, () => 65 * random() ** 2);
const pressureMmHg = Float32Array.from({ length: half }, () => 40 * random());
const clonogens = new Float64Array(half).fill(1e7 * 0.027);
const course = { fractions: 35, alphaBetaGy: 10 };
const late = { fractions: 35, alphaBetaGy: 3 };
const lyman = { n: 0.09, m: 0.13, td50Gy: 76.9 };
const targetOut = new Float64Array(half);
const reduction = new Float64Array(half);
const organOut = new Float64Array(organGy.length);

console.log(machineLine());
printTimes(`EQD2 of ${thousands(voxels)} voxels`, rounds, () => {
  voxelEqd2(targetGy, course, targetOut);
  return voxelEqd2(organGy, late, organOut).values[0];
});
printTimes(
  'BED, tumour control with hypoxia and spread of alpha, and two complication probabilities of the same',
  rounds,
  () => {
    voxelHypoxiaReduction(pressureMmHg, { maximum: 2.8, halfPressureMmHg: 1.5 }, reduction);
    voxelBed(targetGy, { ...course, hypoxiaReduction: reduction }, targetOut);
    const tumour = clonogensIn(histogramOf(targetOut, clonogens, 0.02));
    voxelEqd2(organGy, late, organOut);
    const { mean, weight } = histogramOf(organOut, undefined, 0.02);
    const organ = { doseGy: mean, volume: weight };
    return (
      populationTcp(tumour, { meanPerGy: 0.35, sdPerGy: 0.08 }) +
      lymanNtcp(organ, lyman).ntcp +
      relativeSerialityNtcp(organ, { d50Gy: 68, gamma: 2.5, seriality: 0.3 })
    );
  },
);
printTimes('the same without histograms, every voxel by itself, one alpha', rounds, () => {
  voxelBed(targetGy, course, targetOut);
  voxelEqd2(organGy, late, organOut);
  return poissonTcp({ bedGy: targetOut, clonogens }, 0.35) + lymanNtcp({ doseGy: organOut }, lyman).ntcp;
});
const binned = {
  target: histogramOf(targetGy, clonogens, 0.02),
  organ: histogramOf(organGy, undefined, 0.02),
};
printTimes(`${thousands(samples)} samples of alpha, its spread, alpha/beta, m and TD50`, rounds, () => {
  let sum = 0;
  for (let n = 0; n < samples; n++) {
    const vary = () => 1 + 0.2 * (random() - 0.5);
    const sampled = { fractions: 35, alphaBetaGy: 10 * vary() };
    const bedGy = voxelBed(binned.target.mean, sampled, new Float64Array(binned.target.mean.length)).values;
    sum += populationTcp(
      { bedGy, clonogens: binned.target.weight },
      { meanPerGy: 0.35 * vary(), sdPerGy: 0.08 * vary() },
    );
    const doseGy = voxelEqd2(binned.organ.mean, late, new Float64Array(binned.organ.mean.length)).values;
    sum += lymanNtcp(
      { doseGy, volume: binned.organ.weight },
      { ...lyman, m: 0.13 * vary(), td50Gy: 76.9 * vary() },
    ).ntcp;
  }
  return sum;
});

function thousands(count: number): string {
  return count.toLocaleString('en-GB');
}
