import { writeFile } from 'node:fs/promises';
import { contentUid } from './content-uid.ts';
import { dicomFile } from './dicom-writer.ts';
import { descriptionOf, rtHeader, type RtObject, sopClass } from './rt-header.ts';

export interface PlanObject extends RtObject {
  readonly title: string;
  /** SHA-256 of the plan's text. */
  readonly textSha256: string;
  readonly fractions: number;
  readonly prescriptions: readonly { readonly region: string; readonly doseGy: number }[];
}

/**
 * Writes the DICOM RT plan that a dose refers to (PS3.3, A.20.3): title, fractions and prescribed doses. It holds no beams, and says so: they are in
 * the plan's text. Gives its SOP instance UID, which follows from the content.
 */
export async function writeRtPlan(path: string, object: PlanObject): Promise<string> {
  const { title, fractions, prescriptions } = object;
  const sopInstanceUid = contentUid(
    'plan',
    JSON.stringify([title, object.textSha256, fractions, prescriptions, object.patient, object.frameOfReferenceUid]),
  );
  const bytes = await dicomFile({
    ...rtHeader(object, { sopClassUid: sopClass.rtPlan, sopInstanceUid, modality: 'RTPLAN' }),
    '300A0002': ['SH', title],
    '300A0003': ['LO', title],
    '300A0004': [
      'ST',
      `${descriptionOf(object)}. This object names the plan that the dose belongs to. It holds no beams: they are in the Dosewright plan whose text has the SHA-256 ${object.textSha256}.`,
    ],
    '300A0006': ['DA'],
    '300A0007': ['TM'],
    '300A000A': ['CS', 'RESEARCH'],
    // Not PATIENT, which would need a structure set to refer to.
    '300A000C': ['CS', 'TREATMENT_DEVICE'],
    '300A0010':
      prescriptions.length === 0
        ? undefined
        : [
            'SQ',
            ...prescriptions.map(({ region, doseGy }, n) => ({
              '300A0012': ['IS', n + 1] as const,
              '300A0013': ['UI', contentUid('dose reference', sopInstanceUid, region)] as const,
              '300A0014': ['CS', 'SITE'] as const,
              '300A0016': ['LO', region] as const,
              '300A0020': ['CS', 'TARGET'] as const,
              '300A0026': ['DS', doseGy] as const,
            })),
          ],
    '300A0070': [
      'SQ',
      {
        '300A0071': ['IS', 1],
        '300A0078': ['IS', fractions],
        '300A0080': ['IS', 0],
        '300A00A0': ['IS', 0],
      },
    ],
    '300E0002': ['CS', 'UNAPPROVED'],
  });
  await writeFile(path, bytes);
  return sopInstanceUid;
}
