import { readFile } from 'node:fs/promises';
import {
  characterSet,
  codeOf,
  type DicomDataset,
  itemsOf,
  looksLikeDicom,
  numberOf,
  parseDataset,
  textOf,
  uidOf,
} from './dicom-dataset.ts';
import { identityWords } from './dicom-identity.ts';
import { type BeamReference, type RtPlanBeam, readBeam } from './rtplan-beam.ts';

/** An RT plan of external beams, as the file has it. No name, record number or date of a person leaves the reader. */
export interface RtPlan {
  /** Planned fractions of the one fraction group; absent where the file does not say. */
  readonly fractions?: number;
  readonly frameOfReferenceUid?: string;
  /** SOP instance of the structure set that the plan was made on. */
  readonly structureSetUid?: string;
  /** Total doses prescribed to volumes, by the ROI number in that structure set. */
  readonly prescriptions: readonly { readonly roiNumber: number; readonly doseGy: number }[];
  /** In the order of the file; each has a name of its own. */
  readonly beams: readonly RtPlanBeam[];
}

/** A problem is a clause that goes on "the plan …". `unreadable`: the bytes are the matter, not what they say. */
export type RtPlanOutcome = { readonly plan: RtPlan } | { readonly problem: string; readonly unreadable: boolean };

/** Reads an RTPLAN (DICOM PS3.3 C.8.8.9 to C.8.8.14) with all its control points. */
export async function readRtPlan(path: string): Promise<RtPlanOutcome> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return { problem: 'cannot be opened', unreadable: true };
  }
  if (!looksLikeDicom(bytes)) return { problem: 'is not a DICOM file', unreadable: true };
  const dataset = parseDataset(bytes);
  return dataset ? planOf(dataset) : { problem: 'is cut short or damaged', unreadable: true };
}

function planOf(dataset: DicomDataset): RtPlanOutcome {
  const foreign = notExternalBeams(dataset);
  if (foreign) return { problem: foreign, unreadable: false };
  const groups = itemsOf(dataset, 'x300a0070');
  const items = itemsOf(dataset, 'x300a00b0');
  if (items.length === 0 || groups.length === 0)
    return {
      problem: `holds no ${items.length === 0 ? 'beams' : 'fraction group, so no monitor units'}`,
      unreadable: false,
    };
  // Each group has fractions of its own; which of them a plan text means cannot be known.
  if (groups.length > 1)
    return { problem: `holds ${groups.length} fraction groups; one plan has one`, unreadable: false };
  const [group] = groups;
  const references = new Map(
    itemsOf(group, 'x300c0004').map((item): [number | undefined, BeamReference] => [
      numberOf(item, 'x300c0006'),
      { metersetMu: numberOf(item, 'x300a0086') },
    ]),
  );
  const positions = new Map(
    itemsOf(dataset, 'x300a0180').map((item) => [numberOf(item, 'x300a0182'), codeOf(item, 'x00185100')]),
  );
  const encoding = characterSet(dataset);
  const identifying = identityWords(dataset);
  const beams = items.map((item, index) => {
    const number = numberOf(item, 'x300a00c0') ?? index + 1;
    const written = textOf(item, 'x300a00c2', encoding)?.slice(0, 64);
    const reveals = identifying.some((part) => written?.toLowerCase().includes(part));
    return readBeam(item, {
      number,
      name: written === undefined || reveals ? `Beam ${number}` : written,
      reference: references.get(number),
      // Writers leave the reference out where there is only one set-up.
      patientPosition:
        positions.get(numberOf(item, 'x300c006a')) ?? (positions.size === 1 ? [...positions.values()][0] : undefined),
    });
  });
  return {
    plan: {
      fractions: numberOf(group, 'x300a0078'),
      frameOfReferenceUid: uidOf(dataset, 'x00200052'),
      structureSetUid: itemsOf(dataset, 'x300c0060')
        .map((item) => uidOf(item, 'x00081155'))
        .at(0),
      prescriptions: itemsOf(dataset, 'x300a0010').flatMap(prescriptionOf),
      beams: numbered(beams),
    },
  };
}

function prescriptionOf(item: DicomDataset): RtPlan['prescriptions'] {
  const [roiNumber, doseGy] = [numberOf(item, 'x30060084'), numberOf(item, 'x300a0026')];
  const isTarget = codeOf(item, 'x300a0014') === 'VOLUME' && codeOf(item, 'x300a0020') === 'TARGET';
  return isTarget && roiNumber !== undefined && doseGy !== undefined && doseGy > 0 ? [{ roiNumber, doseGy }] : [];
}

/** Why the object is no plan of external photon or electron beams, if it is not. */
function notExternalBeams(dataset: DicomDataset): string | undefined {
  const modality = codeOf(dataset, 'x00080060');
  if (modality !== 'RTPLAN') return `holds ${modality ?? 'an unknown kind of object'}, not an RT plan`;
  if (itemsOf(dataset, 'x300a0230').length > 0)
    return 'is a brachytherapy plan; only external photon beams are computed';
  if (itemsOf(dataset, 'x300a03a2').length > 0 || uidOf(dataset, 'x00080016') === ionPlan)
    return 'is an ion plan (protons, carbon); only external photon beams are computed';
  return undefined;
}

const ionPlan = '1.2.840.10008.5.1.4.1.1.481.8';

/** Parts of the person's name and number, so that a beam named by them is not repeated. */
/** Beams that share a name become "NAME (1)", "NAME (2)". */
function numbered(beams: readonly RtPlanBeam[]): RtPlanBeam[] {
  const seen = new Map<string, number>();
  return beams.map((beam) => {
    if (beams.filter(({ name }) => name === beam.name).length === 1) return beam;
    const number = (seen.get(beam.name) ?? 0) + 1;
    seen.set(beam.name, number);
    return { ...beam, name: `${beam.name} (${number})` };
  });
}
