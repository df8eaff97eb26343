import { histogramOf } from '../../biology/histogram.ts';
import { seededNormal } from '../../biology/seeded-normal.ts';
import { inFractionationOf, modelledNtcp } from '../../evidence/complication-model.ts';
import type { NtcpParameters } from '../../evidence/ntcp-parameters.ts';
import { movedRow, uncertainParameters } from '../../evidence/ntcp-uncertainty.ts';
import { parameterName } from '../../evidence/row-text.ts';
import type { TornadoBar } from './types.ts';
import { sampling } from './uncertainty.ts';

export interface SampledComplication {
  /** Draw by draw; empty where the row says nothing of how uncertain it is. */
  readonly values: readonly number[];
  readonly tornado: readonly TornadoBar[];
}

/**
 * A complication's probability with the row's parameters drawn from their intervals, each independent of the others. A row has the same draws in all regions and beside
 * whatever other rows, so that both parotids vary together, and an organ more changes no interval.
 */
export function sampledComplication(
  row: NtcpParameters,
  { doseGy, weight }: { readonly doseGy: Float32Array; readonly weight: Float32Array },
  fractions: number,
): SampledComplication {
  const parameters = uncertainParameters(row);
  if (parameters.length === 0) return { values: [], tornado: [] };
  // Wide bins do for an interval: a tenth of a Gy is far below what it holds.
  const { mean, weight: volume } = histogramOf(doseGy, weight, 0.2);
  const doses = inFractionationOf(row, { doseGy: mean, volume }, fractions);
  const at = (deviates: Readonly<Record<string, number>>) => modelledNtcp(movedRow(row, deviates), doses);
  const normal = seededNormal(sampling.seed ^ hashOf(row.id));
  const values = Array.from({ length: sampling.samples }, () =>
    at(Object.fromEntries(parameters.map((parameter) => [parameter, normal()]))),
  );
  const tornado = parameters
    .map((parameter) => ({
      parameter: parameterName(parameter),
      below: at({ [parameter]: -1 }),
      above: at({ [parameter]: 1 }),
    }))
    .sort((a, b) => Math.abs(b.above - b.below) - Math.abs(a.above - a.below));
  return { values, tornado };
}

/** FNV-1a, 32 bits: only that rows differ. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
