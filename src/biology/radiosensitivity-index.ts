import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { Caveat } from './caveat.ts';
import data from './data/radiosensitivity-index.json' with { type: 'json' };

const index: Model = { name: 'radiosensitivity index', source: data.source };
const gard: Model = { name: 'genomic-adjusted radiation dose', source: data.gard.source };

export type IndexGene = keyof typeof data.perRank;
export const indexGenes = Object.keys(data.perRank) as readonly IndexGene[];

/** RSI, about the fraction that survives 2 Gy, from the ranks of ten genes by expression, 10 the highest; equal ones share the mean of their ranks. Eschrich 2009. */
export function radiosensitivityIndex(ranks: Readonly<Record<IndexGene, number>>): number {
  let [sum, rsi] = [0, 0];
  for (const gene of indexGenes) {
    const rank = ranks[gene];
    requireThat(index, `rank of ${gene}`, rank, { holds: rank >= 1 && rank <= 10, domain: 'ranks from 1 to 10' });
    sum += rank;
    rsi += data.perRank[gene] * rank;
  }
  requireThat(index, 'sum of the ranks', sum, {
    holds: Math.abs(sum - 55) < 1e-9,
    domain: 'ranks of ten genes, which add up to 55',
  });
  return rsi;
}

/** α of a patient, 1/Gy, from RSI as the survival after one fraction of 2 Gy: −ln RSI / 2 − 2 β. Scott 2017. */
export function genomicAlpha(rsi: number, betaPerGy2: number): number {
  requireThat(gard, 'RSI', rsi, { holds: rsi > 0 && rsi < 1, domain: '0 < RSI < 1' });
  requireNonNegative(gard, 'beta (1/Gy²)', betaPerGy2);
  const { referenceGy } = data.gard;
  return -Math.log(rsi) / referenceGy - betaPerGy2 * referenceGy;
}

/** GARD = n d (α + β d), and the dose, Gy, in fractions of d that reaches a target GARD. Scott 2017, 2021. Investigational, and contested as a marker for adjusting dose. */
export function genomicAdjustedDose(
  rsi: number,
  by: {
    readonly fractions: number;
    readonly dosePerFractionGy: number;
    readonly betaPerGy2: number;
    readonly target: number;
  },
): {
  readonly alphaPerGy: number;
  readonly gard: number;
  readonly targetDoseGy: number;
  readonly caveats: readonly Caveat[];
} {
  const alphaPerGy = genomicAlpha(rsi, by.betaPerGy2);
  requireNonNegative(gard, 'number of fractions', by.fractions);
  requirePositive(gard, 'dose per fraction (Gy)', by.dosePerFractionGy);
  requirePositive(gard, 'target GARD', by.target);
  const effectPerGy = alphaPerGy + by.betaPerGy2 * by.dosePerFractionGy;
  requireThat(gard, 'alpha + beta d (1/Gy)', effectPerGy, {
    holds: effectPerGy > 0,
    domain: 'an effect above 0: below 2 Gy a fraction, an RSI close to 1 has none',
  });
  const caveats: Caveat[] = [
    { kind: 'investigational', text: `GARD is contested: ${data.gard.contested}`, source: data.gard.source },
  ];
  if (alphaPerGy < 0)
    caveats.push({
      kind: 'negative',
      text: `an RSI of ${rsi} has a negative alpha, ${Number(alphaPerGy.toPrecision(3))}/Gy: beta alone kills more than the RSI says at ${data.gard.referenceGy} Gy`,
      source: data.gard.source,
    });
  return {
    alphaPerGy,
    gard: by.fractions * by.dosePerFractionGy * effectPerGy,
    targetDoseGy: by.target / effectPerGy,
    caveats,
  };
}
