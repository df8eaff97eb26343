import { mean } from './curves.ts';
import { atMost } from './finding.ts';
import type { ComparedCase } from './compare-case.ts';
import type { DepthDose } from './depth-dose.ts';
import type { Finding } from './finding.ts';

/** Dose per fluence around 10 cm of water, field by field, and the phantom scatter factors as ratios to 10 × 10 cm. */
export function absoluteFindings(water: readonly ComparedCase[]): Finding[] {
  const standard = water.find((one) => one.fieldCm === 10)!;
  const ratio = (one: ComparedCase) => meanRatio(one.depthDose, 95, 105);
  const finding = (one: ComparedCase, quantity: string, value: number): Finding => ({
    topic: 'Absolute dose and phantom scatter',
    case: one.name,
    quantity,
    reference: 'ideal superposition',
    required: atMost(100 * Math.abs(value - 1), 2, '%'),
    aim: atMost(100 * Math.abs(value - 1), 1, '%'),
  });
  return water.flatMap((one) => [
    finding(one, 'dose per fluence at 10 cm', ratio(one)),
    ...(one === standard ? [] : [finding(one, 'phantom scatter factor at 10 cm', ratio(one) / ratio(standard))]),
  ]);
}

/** Mean over the depths of the engine's dose by that of the reference. */
export function meanRatio({ depthMm, engine, reference }: DepthDose, fromMm: number, toMm: number): number {
  const bins = depthMm.map((_, bin) => bin).filter((bin) => depthMm[bin] >= fromMm && depthMm[bin] <= toMm);
  return mean(bins.map((bin) => engine[bin] / reference[bin]));
}
