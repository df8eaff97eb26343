import * as z from 'zod';
import {
  genomicAdjustedDose,
  indexGenes,
  radiosensitivityIndex,
  type IndexGene,
} from '../../biology/radiosensitivity-index.ts';
import { beyondLinearQuadratic } from '../../biology/linear-quadratic.ts';
import { calculator, number } from './calculator.ts';

const ranks = z.strictObject(
  Object.fromEntries(indexGenes.map((gene) => [gene, number])) as Record<IndexGene, typeof number>,
);

/** Radiosensitivity from gene expression. */
export const genomicCalculators = {
  rsi_from_ranks: calculator('radiosensitivity index from the ranks of ten genes', { ranks }, (i) => ({
    RSI: radiosensitivityIndex(i.ranks),
  })),
  gard_rxrsi: calculator(
    'genomic-adjusted radiation dose, and the dose for a target of it; investigational',
    { RSI: number, n: number, d: number, beta: number, targetGARD: number },
    (i, note) => {
      const found = genomicAdjustedDose(i.RSI, {
        fractions: i.n,
        dosePerFractionGy: i.d,
        betaPerGy2: i.beta,
        target: i.targetGARD,
      });
      note(beyondLinearQuadratic(i.d), ...found.caveats);
      return {
        alpha_g: found.alphaPerGy,
        GARD: found.gard,
        RxRSI_Gy: found.targetDoseGy,
        RxRSI_fractions: found.targetDoseGy / i.d,
      };
    },
  ),
};
