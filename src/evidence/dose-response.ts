import { isoeffectiveDose } from '../biology/biologically-effective-dose.ts';
import { eudResponse, meanDoseLogistic } from '../biology/ntcp-logistic.ts';
import { lymanNtcp } from '../biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../biology/ntcp-relative-seriality.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';

/**
 * Complication probability of the whole organ irradiated uniformly to an EQD2, Gy, by a row's own alpha/beta: the dose is brought to the
 * fractionation that the row's tolerance dose refers to.
 */
export function ntcpOfUniformDose(row: NtcpParameters, eqd2Gy: number): number {
  const doseGy = inFractionationOf(row, eqd2Gy);
  const dvh = { doseGy: [doseGy] };
  switch (row.model) {
    case 'lkb': {
      const { n, m, TD50Gy } = row.parameters;
      return lymanNtcp(dvh, { n, m, td50Gy: TD50Gy }).ntcp;
    }
    case 'niemierko': {
      const { a, gamma50, TD50Gy } = row.parameters;
      return eudResponse(dvh, { a, gamma50, d50Gy: TD50Gy }).probability;
    }
    case 'relativeSeriality': {
      const { D50Gy, gamma, s } = row.parameters;
      return relativeSerialityNtcp(dvh, { d50Gy: D50Gy, gamma, seriality: s });
    }
    case 'logistic':
      return meanDoseLogistic(doseGy, { b0: row.parameters.b0, b1: row.parameters.b1PerGy });
  }
}

/** A row in EQD2 refers to about 2 Gy per fraction, and takes EQD2 as it is. */
function inFractionationOf({ doseForm, fractionation, alphaBeta }: NtcpParameters, eqd2Gy: number): number {
  if (doseForm === 'EQD2') return eqd2Gy;
  const [from, to] = fractionation.dosePerFractionGy;
  return isoeffectiveDose(eqd2Gy, { fromGy: 2, toGy: (from + to) / 2 }, alphaBeta.valueGy);
}
