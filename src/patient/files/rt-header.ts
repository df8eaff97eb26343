import { contentUid } from './content-uid.ts';
import type { WrittenElements } from './dicom-writer.ts';

/** What every RT object of one plan says of itself. Holds the plan's pseudonym for the patient, and no other identifier. */
export interface RtObject {
  /** The patient's name in the plan: a pseudonym. */
  readonly patient: string;
  /** Of the planning image; objects in one frame lie over each other. */
  readonly frameOfReferenceUid: string;
  /** Name and version of the program, and of its dose engine. */
  readonly software: readonly string[];
  /** Stands in every object's description, beside the notice. */
  readonly remark?: string;
}

export const sopClass = { rtDose: '1.2.840.10008.5.1.4.1.1.481.2', rtPlan: '1.2.840.10008.5.1.4.1.1.481.5' } as const;

/** Plain hyphen: not every reader of a description knows UTF-8. */
const researchOnly = 'RESEARCH USE ONLY - NOT FOR CLINICAL USE';

export function descriptionOf({ remark }: RtObject): string {
  return remark === undefined ? researchOnly : `${remark} - ${researchOnly}`;
}

/**
 * Patient, study, series, frame of reference and equipment (PS3.3, C.7 and C.8.8.1). There are no dates, so that the same content gives the same
 * file. The study is of this pseudonym and frame, never the images' own, which belongs to the patient's real name.
 */
export function rtHeader(
  object: RtObject,
  instance: { readonly sopClassUid: string; readonly sopInstanceUid: string; readonly modality: 'RTDOSE' | 'RTPLAN' },
): WrittenElements {
  const { patient, frameOfReferenceUid, software } = object;
  return {
    '00080016': ['UI', instance.sopClassUid],
    '00080018': ['UI', instance.sopInstanceUid],
    '00080020': ['DA'],
    '00080030': ['TM'],
    '00080050': ['SH'],
    '00080060': ['CS', instance.modality],
    '00080070': ['LO', 'Dosewright'],
    '00080090': ['PN'],
    '0008103E': ['LO', descriptionOf(object)],
    '00081070': ['PN'],
    '00081090': ['LO', 'Dosewright'],
    '00100010': ['PN', patient],
    '00100020': ['LO', patient],
    '00100030': ['DA'],
    '00100040': ['CS'],
    '00120062': ['CS', 'YES'],
    '00120063': ['LO', 'Made from a plan that holds a pseudonym only'],
    '00181020': ['LO', ...software],
    '0020000D': ['UI', contentUid('study', patient, frameOfReferenceUid)],
    '0020000E': ['UI', contentUid('series', instance.sopInstanceUid)],
    '00200010': ['SH', 'DOSEWRIGHT'],
    '00200011': ['IS', 1],
    '00200013': ['IS', 1],
    '00200052': ['UI', frameOfReferenceUid],
    '00201040': ['LO'],
  };
}
