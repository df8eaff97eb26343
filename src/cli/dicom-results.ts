import path from 'node:path';
import type { RunResult } from '../engine/results.ts';
import { writeRtDose } from '../patient/files/write-rtdose.ts';
import { writeRtPlan } from '../patient/files/write-rtplan.ts';
import { notDosimetricMark } from '../preview/format.ts';
import { planningFrame } from './planning-frame.ts';
import { coursePrescriptions, totalFractions } from '../plan/schedule.ts';

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
    frameOfReferenceUid: await planningFrame(plan, result.images[0].volume, path.dirname(about.planFile)),
    software: [result.engine.version, result.engine.id],
    remark: result.notDosimetric ? notDosimetricMark : undefined,
  };
  const planUid = await writeRtPlan(path.join(folder, 'plan.dcm'), {
    ...object,
    title: plan.title,
    textSha256: about.textSha256,
    fractions: totalFractions(plan.schedule),
    prescriptions: coursePrescriptions(plan.schedule),
  });
  await writeRtDose(path.join(folder, 'dose.dcm'), {
    ...object,
    dose: { grid: result.doseGrid, values: result.doseGy, quantity: 'Gy' },
    planUid,
    overridden: plan.patient.overrides.length > 0,
    bits: about.bits,
  });
}
