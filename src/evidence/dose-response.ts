import { isoeffectiveDose } from '../biology/biologically-effective-dose.ts';
import { modelledNtcp } from './complication-model.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';

/**
 * Complication probability of the whole organ irradiated uniformly to an EQD2, Gy, by a row's own alpha/beta: the dose is brought to the
 * fractionation that the row's tolerance dose refers to.
 */
export function ntcpOfUniformDose(row: NtcpParameters, eqd2Gy: number): number {
  return modelledNtcp(row, { doseGy: [inFractionationOf(row, eqd2Gy)] });
}

/** A row in EQD2 refers to about 2 Gy per fraction, and takes EQD2 as it is. */
function inFractionationOf({ doseForm, fractionation, alphaBeta }: NtcpParameters, eqd2Gy: number): number {
  if (doseForm === 'EQD2') return eqd2Gy;
  const [from, to] = fractionation.dosePerFractionGy;
  return isoeffectiveDose(eqd2Gy, { fromGy: 2, toGy: (from + to) / 2 }, alphaBeta.valueGy);
}
