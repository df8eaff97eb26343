/**
 * How long a gamma of two doses takes. A ball of dose on a cubic grid is compared with itself moved and scaled, so that most voxels pass, or many fail.
 *
 *   npx tsx bench/gamma.ts [voxels along a side] [rounds]
 */
import { gammaIndex } from '../src/evaluate/gamma.ts';
import type { Volume } from '../src/patient/grid.ts';
import { spread } from './support/measure.ts';

const side = Number(process.argv[2] ?? 144);
const rounds = Number(process.argv[3] ?? 3);
const spacingMm = 2.5;

const reference = ball(0, 1);
const cases = [
  { name: 'close doses', evaluated: ball(0.8, 1.01) },
  { name: 'doses that differ', evaluated: ball(2, 1.03) },
];
const times = cases.map((): number[] => []);
// Alternating, so that what else the machine does hits all alike.
for (let round = 0; round < rounds; round++) {
  for (const [n, { evaluated }] of cases.entries()) {
    const criteria = { dosePercent: 3, distanceMm: 2, local: false, thresholdPercent: 10 };
    const start = process.cpuUsage().user;
    const { judged, passPercent, mean } = gammaIndex(reference, evaluated, criteria);
    times[n].push((process.cpuUsage().user - start) / 1e6);
    if (round === 0)
      console.log(
        `${cases[n].name}: ${judged.toLocaleString('en-GB')} of ${(side ** 3).toLocaleString('en-GB')} voxels judged, ${passPercent?.toFixed(1)} % pass, mean gamma ${mean.toFixed(2)}`,
      );
  }
}
for (const [n, { name }] of cases.entries())
  console.log(`gamma 3 % / 2 mm, ${name}: ${spread(times[n], 2)} s of processor time`);

/** A ball of 70 Gy with a soft edge and a ripple, moved along a diagonal. */
function ball(shiftMm: number, scale: number): Volume {
  const values = new Float32Array(side ** 3);
  const [middle, radiusMm] = [side / 2, 0.28 * side * spacingMm];
  for (let k = 0, o = 0; k < side; k++)
    for (let j = 0; j < side; j++)
      for (let i = 0; i < side; i++) {
        const [x, y, z] = [i, j, k].map((n) => (n - middle) * spacingMm - shiftMm);
        const ripple = 1 + 0.02 * Math.sin(i / 3) * Math.cos(j / 4);
        values[o++] = (scale * 70 * ripple) / (1 + Math.exp((Math.hypot(x, y, z) - radiusMm) / 8));
      }
  return {
    grid: { size: [side, side, side], originMm: [0, 0, 0], spacingMm: [spacingMm, spacingMm, spacingMm] },
    values,
    quantity: 'Gy',
  };
}
