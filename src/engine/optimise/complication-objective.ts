import type { NtcpParameters } from '../../evidence/ntcp-parameters.ts';
import type { Objective } from '../../optimise/objective.ts';
import {
  complicationByEud,
  complicationByMean,
  complicationBySeriality,
} from '../../optimise/objectives/complication-models.ts';
import { complication } from '../../optimise/objectives/complication.ts';
import { onEquivalentDose } from '../../optimise/objectives/equivalent-dose.ts';

/** NTCP by an evidence row, of the doses (Gy over `fractions`) of points with these volumes: as `ntcpOfDoses` has it, with its derivative. */
export function complicationObjective(row: NtcpParameters, weight: ArrayLike<number>, fractions: number): Objective {
  const { alphaBeta, doseForm, fractionation } = row;
  const [from, to] = fractionation.dosePerFractionGy;
  const course = {
    fractions,
    alphaBetaGy: alphaBeta.valueGy,
    perFractionGy: doseForm === 'EQD2' ? 2 : (from + to) / 2,
  };
  switch (row.model) {
    case 'lkb': {
      const { n, m, TD50Gy } = row.parameters;
      return complication({ weight, n, m, td50Gy: TD50Gy, ...course });
    }
    case 'niemierko': {
      const { a, gamma50, TD50Gy } = row.parameters;
      return onEquivalentDose(complicationByEud({ weight, a, gamma50, d50Gy: TD50Gy }), course);
    }
    case 'relativeSeriality': {
      const { D50Gy, gamma, s } = row.parameters;
      return onEquivalentDose(complicationBySeriality({ weight, d50Gy: D50Gy, gamma, seriality: s }), course);
    }
    case 'logistic': {
      const { b0, b1PerGy } = row.parameters;
      return onEquivalentDose(complicationByMean({ weight, b0, b1: b1PerGy }), course);
    }
  }
}
