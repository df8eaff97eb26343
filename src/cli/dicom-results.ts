import path from 'node:path';
import type { RunResult } from '../engine/results.ts';
import { contentUid } from '../patient/files/content-uid.ts';
import { inspectImage } from '../patient/files/load-image.ts';
import { writeRtDose } from '../patient/files/write-rtdose.ts';
import { writeRtPlan } from '../patient/files/write-rtplan.ts';
import { planningImageOf } from '../plan/planning-image.ts';
import { notDosimetricMark } from '../preview/format.ts';

/** The DICOM files that a run may write: the dose, and the plan that it refers to. */
export const dicomNames = ['dose.dcm', 'plan.dcm'];

/** Writes them into a folder. The dose is of the whole course, in the planning image's frame of reference. */
export async function writeDicomResults(
  folder: string,
  result: RunResult,
  about: { readonly planFile: string; readonly textSha256: string; readonly bits: 16 | 32 },
): Promise<void> {
  const { plan } = result;
  const object = {
    patient: plan.patient.id,
    frameOfReferenceUid: await frameOf(result, path.dirname(about.planFile)),
    software: [result.engine.version, result.engine.id],
    remark: result.notDosimetric ? notDosimetricMark : undefined,
  };
  const planUid = await writeRtPlan(path.join(folder, 'plan.dcm'), {
    ...object,
    title: plan.title,
    textSha256: about.textSha256,
    fractions: plan.schedule.fractions,
    prescriptions: plan.schedule.prescriptions,
  });
  await writeRtDose(path.join(folder, 'dose.dcm'), {
    ...object,
    dose: { grid: result.doseGrid, values: result.doseGy, quantity: 'Gy' },
    planUid,
    overridden: plan.patient.overrides.length > 0,
    bits: about.bits,
  });
}

/** The planning series' frame of reference; an image that states none gets one of its own, which follows from its content. */
async function frameOf({ plan, images }: RunResult, baseFolder: string): Promise<string> {
  const image = planningImageOf(plan.patient);
  const stated = image && (await inspectImage(image, { baseFolder, planning: true })).header?.frameOfReferenceUid;
  if (stated !== undefined) return stated;
  const [{ volume }] = images;
  const { buffer, byteOffset, byteLength } = volume.values;
  return contentUid(
    'frame of reference',
    plan.patient.id,
    JSON.stringify(volume.grid),
    new Uint8Array(buffer, byteOffset, byteLength),
  );
}
