import { voxelBed, voxelEqd2 } from '../biology/biologically-effective-dose.ts';
import { type DoseVolume, meanDose, volumeOf } from '../biology/dose-volume.ts';
import { eudResponse, meanDoseLogistic } from '../biology/ntcp-logistic.ts';
import { lymanModel, lymanNtcp } from '../biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../biology/ntcp-relative-seriality.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';

/**
 * Complication probability of an organ by a row, from its physical doses (Gy over `fractions`) and volumes: voxel by voxel in the fractionation that the row's tolerance dose
 * refers to, by the row's alpha/beta, then its model. Throws a `DomainError` where there is no volume or a dose is negative.
 */
export function ntcpOfDoses(row: NtcpParameters, doses: DoseVolume, fractions: number): number {
  return modelledNtcp(row, inFractionationOf(row, doses, fractions));
}

/** Physical doses, Gy over `fractions`, in the fractionation of a row: in EQD2 that of about 2 Gy a fraction; else the middle of the row's own doses per fraction. */
export function inFractionationOf(
  { doseForm, fractionation, alphaBeta }: NtcpParameters,
  doses: DoseVolume,
  fractions: number,
): DoseVolume {
  volumeOf(lymanModel, doses);
  const by = { fractions, alphaBetaGy: alphaBeta.valueGy };
  const out = new Float64Array(doses.doseGy.length);
  if (doseForm === 'EQD2') return { ...doses, doseGy: voxelEqd2(doses.doseGy, by, out).values };
  const [from, to] = fractionation.dosePerFractionGy;
  const scale = 1 / (1 + (from + to) / 2 / alphaBeta.valueGy);
  return { ...doses, doseGy: voxelBed(doses.doseGy, by, out).values.map((bedGy) => bedGy * scale) };
}

/** Complication probability by a row's model, of doses in the row's own fractionation. */
export function modelledNtcp(row: NtcpParameters, doses: DoseVolume): number {
  switch (row.model) {
    case 'lkb': {
      const { n, m, TD50Gy } = row.parameters;
      return lymanNtcp(doses, { n, m, td50Gy: TD50Gy }).ntcp;
    }
    case 'niemierko': {
      const { a, gamma50, TD50Gy } = row.parameters;
      return eudResponse(doses, { a, gamma50, d50Gy: TD50Gy }).probability;
    }
    case 'relativeSeriality': {
      const { D50Gy, gamma, s } = row.parameters;
      return relativeSerialityNtcp(doses, { d50Gy: D50Gy, gamma, seriality: s });
    }
    case 'logistic':
      return meanDoseLogistic(meanDose(lymanModel, doses), { b0: row.parameters.b0, b1: row.parameters.b1PerGy });
  }
}
