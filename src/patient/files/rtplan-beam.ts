import type { Delivery } from '../../plan/delivery.ts';
import { codeOf, type DicomDataset, has, itemsOf, numberOf, textOf } from './dicom-dataset.ts';
import { readDelivery } from './rtplan-control-points.ts';

/** What the fraction group says of a beam. */
export interface BeamReference {
  readonly metersetMu?: number;
}

export type RtPlanBeam = { readonly number: number; readonly name: string } & (
  | {
      readonly kind: 'photon';
      /** Nominal, MV. */
      readonly energyMv: number;
      /** Absent where the file does not say: older files mean a flattened beam. */
      readonly fluence: 'flattened' | 'flattening filter free';
      readonly muPerFraction: number;
      /** As the file calls the machine; absent where it does not. */
      readonly machine?: string;
      readonly sadMm?: number;
      readonly patientPosition?: string;
      /** Leaves moved along y in the file: the collimator is turned by 90 degrees here, and the jaws with it. */
      readonly leavesAlongY: boolean;
      readonly delivery: Delivery;
    }
  /** Not part of the photon dose. `treats`: it gives dose all the same, which is then missing. */
  | { readonly kind: 'left-out'; readonly treats: boolean; readonly reason: string }
  /** Its dose cannot be computed as delivered. The reason goes on "Beam X …". */
  | { readonly kind: 'refused'; readonly why: 'modifier' | 'couch' | 'incomplete'; readonly reason: string }
);

/** One beam of an RTPLAN. Never throws: what is missing or contradictory becomes a refusal with its reason. */
export function readBeam(
  item: DicomDataset,
  about: { number: number; name: string; reference?: BeamReference; patientPosition?: string },
): RtPlanBeam {
  const { number, name, reference } = about;
  const kept = leftOut(item, reference);
  if (kept) return { number, name, kind: 'left-out', ...kept };
  const modifier = modifierOf(item);
  if (modifier) return { number, name, kind: 'refused', why: 'modifier', reason: modifier };
  const incomplete = (reason: string): RtPlanBeam => ({ number, name, kind: 'refused', why: 'incomplete', reason });
  const unit = codeOf(item, 'x300a00b3') ?? 'MU';
  if (unit !== 'MU') return incomplete(`counts its meterset in ${unit}; only MU can be computed`);
  const muPerFraction = reference?.metersetMu;
  if (muPerFraction === undefined || muPerFraction < 0) return incomplete('has no monitor units in the fraction group');
  const points = itemsOf(item, 'x300a0111');
  const energyMv = points.map((point) => numberOf(point, 'x300a0114')).find((value) => value !== undefined);
  if (energyMv === undefined) return incomplete('states no nominal beam energy');
  if (points.some((point) => (numberOf(point, 'x300a0114') ?? energyMv) !== energyMv))
    return incomplete('changes its energy between control points');
  const read = readDelivery(item, points);
  if ('reason' in read) return { number, name, kind: 'refused', ...read };
  return {
    number,
    name,
    kind: 'photon',
    energyMv,
    fluence: fluenceOf(item),
    muPerFraction,
    machine: textOf(item, 'x300a00b2')?.slice(0, 16),
    sadMm: numberOf(item, 'x300a00b4'),
    patientPosition: about.patientPosition,
    ...read,
  };
}

function leftOut(item: DicomDataset, reference?: BeamReference): { treats: boolean; reason: string } | undefined {
  const purpose = codeOf(item, 'x300a00ce') ?? 'TREATMENT';
  if (purpose === 'SETUP') return { treats: false, reason: 'is a set-up field' };
  if (purpose === 'OPEN_PORTFILM') return { treats: false, reason: 'is an imaging field (open port film)' };
  if (!reference) return { treats: false, reason: 'is not in the fraction group, so it is not given' };
  const radiation = codeOf(item, 'x300a00c6') ?? 'an unknown radiation';
  if (radiation !== 'PHOTON') return { treats: true, reason: `is of ${radiation.toLowerCase()}s` };
  if (reference.metersetMu === 0) return { treats: false, reason: 'has 0 MU' };
  return undefined;
}

/** What stands in the beam and is not computed. A dose without it would look fine and be wrong. */
function modifierOf(item: DicomDataset): string | undefined {
  const holds = (number: `x${string}`, sequence: `x${string}`): boolean =>
    (numberOf(item, number) ?? 0) > 0 || itemsOf(item, sequence).length > 0;
  const found = [
    holds('x300a00d0', 'x300a00d1') && !wedgesStayOut(item) && 'a wedge',
    holds('x300a00f0', 'x300a00f4') && 'a block',
    holds('x300a00e0', 'x300a00e3') && 'a compensator',
    holds('x300a00ed', 'x300c00b0') && 'a bolus',
    itemsOf(item, 'x300a0107').length > 0 && 'an applicator',
    itemsOf(item, 'x300a0420').length > 0 && 'a further accessory in the beam',
  ].filter((part): part is string => part !== false);
  return found.length > 0 ? `has ${found.join(' and ')}, which this version does not compute` : undefined;
}

/** A motorised wedge is always named; it is in the beam only where a control point says so. */
function wedgesStayOut(item: DicomDataset): boolean {
  const positions = itemsOf(item, 'x300a0111').flatMap((point) =>
    itemsOf(point, 'x300a0116').map((wedge) => codeOf(wedge, 'x300a0118')),
  );
  return positions.length > 0 && positions.every((position) => position === 'OUT');
}

function fluenceOf(item: DicomDataset): 'flattened' | 'flattening filter free' {
  const modes = itemsOf(item, 'x30020050');
  const free = modes.some(
    (mode) =>
      codeOf(mode, 'x30020051') === 'NON_STANDARD' || (has(mode, 'x30020052') && codeOf(mode, 'x30020052') === 'FFF'),
  );
  return free ? 'flattening filter free' : 'flattened';
}
