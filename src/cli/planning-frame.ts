import { contentUid } from '../patient/files/content-uid.ts';
import { inspectImage } from '../patient/files/load-image.ts';
import type { Volume } from '../patient/grid.ts';
import type { Plan } from '../plan/plan.ts';
import { planningImageOf } from '../plan/planning-image.ts';

/** The frame of reference that the plan's series states, or, where its image states none, one that follows from the image's content. */
export async function planningFrame({ patient }: Plan, planning: Volume, baseFolder: string): Promise<string> {
  const image = planningImageOf(patient);
  const stated = image && (await inspectImage(image, { baseFolder, planning: true })).header?.frameOfReferenceUid;
  if (stated !== undefined) return stated;
  const { buffer, byteOffset, byteLength } = planning.values;
  return contentUid(
    'frame of reference',
    patient.id,
    JSON.stringify(planning.grid),
    new Uint8Array(buffer, byteOffset, byteLength),
  );
}
