import { writeFile } from 'node:fs/promises';
import type { Volume } from '../grid.ts';
import { contentUid } from './content-uid.ts';
import { decimalString } from './decimal-string.ts';
import { dicomFile } from './dicom-writer.ts';
import { descriptionOf, rtHeader, type RtObject, sopClass } from './rt-header.ts';
import { readRtDose } from './rtdose.ts';
import { power } from '../../units/power.ts';

export interface DoseObject extends RtObject {
  /** Of the whole course, Gy; not negative. */
  readonly dose: Volume;
  /** The RT plan object that the dose belongs to: DICOM wants one for every dose of a plan. */
  readonly planUid: string;
  /** Densities of some regions were overridden. */
  readonly overridden: boolean;
  /** Bits a value: 32 keep what single precision holds, 16 are read by every system and err by up to 1/131,070 of the maximum. */
  readonly bits: 16 | 32;
}

/**
 * Writes the dose of a plan as a DICOM RT dose (PS3.3, A.18.3), physical dose in Gy, frames ascending in z, and reads it back: throws an error where
 * the file does not give the same dose at the same place. The same content gives the same bytes.
 */
export async function writeRtDose(path: string, object: DoseObject): Promise<void> {
  const { stored, scalingGy } = quantised(object.dose.values, object.bits);
  const { grid } = object.dose;
  const pixels = new Uint8Array(stored.buffer);
  const sopInstanceUid = contentUid(
    'dose',
    JSON.stringify([grid, scalingGy, object.planUid, object.patient, object.frameOfReferenceUid, object.software]),
    pixels,
  );
  const bytes = await dicomFile({
    ...rtHeader(object, { sopClassUid: sopClass.rtDose, sopInstanceUid, modality: 'RTDOSE' }),
    '00180050': ['DS', grid.spacingMm[2]],
    '00200032': ['DS', ...grid.originMm],
    '00200037': ['DS', 1, 0, 0, 0, 1, 0],
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280008': ['IS', grid.size[2]],
    '00280009': ['AT', 0x3004000c],
    '00280010': ['US', grid.size[1]],
    '00280011': ['US', grid.size[0]],
    '00280030': ['DS', grid.spacingMm[1], grid.spacingMm[0]],
    '00280100': ['US', object.bits],
    '00280101': ['US', object.bits],
    '00280102': ['US', object.bits - 1],
    '00280103': ['US', 0],
    '30040002': ['CS', 'GY'],
    '30040004': ['CS', 'PHYSICAL'],
    '30040006': ['LO', descriptionOf(object)],
    '3004000A': ['CS', 'PLAN'],
    '3004000C': ['DS', ...Array.from({ length: grid.size[2] }, (_, k) => k * grid.spacingMm[2])],
    '3004000E': ['DS', scalingGy],
    '30040014': ['CS', ...(object.overridden ? ['IMAGE', 'ROI_OVERRIDE'] : ['IMAGE'])],
    '300C0002': ['SQ', { '00081150': ['UI', sopClass.rtPlan], '00081155': ['UI', object.planUid] }],
    '7FE00010': ['OW', pixels],
  });
  await writeFile(path, bytes);
  await checkWritten(path, object, { sopInstanceUid, scalingGy });
}

/** Stored values, and what one of them means, Gy: the number that the file's decimal string says, not the one it was rounded from. */
function quantised(
  doseGy: Float32Array,
  bits: 16 | 32,
): { readonly stored: Uint16Array | Uint32Array; readonly scalingGy: number } {
  const most = power(2, bits) - 1;
  let maximum = 0;
  for (const gy of doseGy) {
    if (!(gy >= 0 && gy < Infinity)) throw new RangeError(`a dose to be written holds ${gy} Gy`);
    if (gy > maximum) maximum = gy;
  }
  const scalingGy = maximum === 0 ? 1 : Number(decimalString(maximum / most));
  const stored = bits === 16 ? new Uint16Array(doseGy.length) : new Uint32Array(doseGy.length);
  for (let i = 0; i < doseGy.length; i++) stored[i] = Math.min(most, Math.round(doseGy[i] / scalingGy));
  return { stored, scalingGy };
}

async function checkWritten(
  path: string,
  { dose, frameOfReferenceUid, planUid }: DoseObject,
  { sopInstanceUid, scalingGy }: { sopInstanceUid: string; scalingGy: number },
): Promise<void> {
  const fail = (what: string): never => {
    throw new Error(`the RT dose that was written does not read back: ${what}`);
  };
  const read = await readRtDose(path);
  if ('problem' in read) return fail(`it ${read.problem}`);
  const { volume } = read.dose;
  if (read.dose.sopInstanceUid !== sopInstanceUid) fail('its identifier differs');
  if (read.dose.frameOfReferenceUid !== frameOfReferenceUid) fail('its frame of reference differs');
  if (read.dose.planUid !== planUid) fail('the plan it refers to differs');
  for (const axis of [0, 1, 2]) {
    if (volume.grid.size[axis] !== dose.grid.size[axis]) fail('its number of voxels differs');
    if (Math.abs(volume.grid.originMm[axis] - dose.grid.originMm[axis]) > 1e-6) fail('its place differs');
    if (Math.abs(volume.grid.spacingMm[axis] - dose.grid.spacingMm[axis]) > 1e-6) fail('its voxel size differs');
  }
  for (let i = 0; i < dose.values.length; i++) {
    // Half a step, and the rounding to single precision.
    const allowed = 0.501 * scalingGy + power(2, -23) * dose.values[i];
    if (!(Math.abs(volume.values[i] - dose.values[i]) <= allowed)) fail(`voxel ${i} holds another dose`);
  }
}
