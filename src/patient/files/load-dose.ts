import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import { startOfFile } from '../../plan/source-range.ts';
import type { Volume } from '../grid.ts';
import { loadDoseFolder } from './dose-folder.ts';
import { doseFinding, type DoseOutcome } from './dose-outcome.ts';
import { readNrrd } from './nrrd.ts';
import { place } from './place.ts';
import { type DoseFileProblem, readRtDose } from './rtdose.ts';

/** The name of the dose in a folder that `dosewright run` wrote. */
export const doseNrrdName = 'dose.nrrd';

/**
 * Loads a dose: an RT dose file, a dose as NRRD, a folder of RT doses (a plan's, or its beams' that are added up), or a folder that `dosewright run`
 * wrote. Findings stand at the beginning of the file or folder.
 */
export async function loadDose(path: string): Promise<DoseOutcome> {
  const at = startOfFile(path);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    const written = join(path, doseNrrdName);
    return (await stat(written).catch(() => undefined)) ? loadNrrd(written) : loadDoseFolder(path, at);
  }
  if (!found)
    return {
      diagnostics: [diagnostic('RT3001', at, 'There is no such file or folder. Correct the path to the dose.')],
    };
  if (/\.nrrd$/i.test(path)) return loadNrrd(path);
  const read = await readRtDose(path);
  if ('problem' in read) return { diagnostics: [doseFinding(at, 'The dose file', read)] };
  const { volume, frameOfReferenceUid, summation } = read.dose;
  return { dose: { volume, frameOfReferenceUid, origin: `RT dose (${summation})` }, diagnostics: [] };
}

async function loadNrrd(path: string): Promise<DoseOutcome> {
  const at = startOfFile(path);
  const refuse = (code: DoseFileProblem['code'], problem: string): DoseOutcome => ({
    diagnostics: [doseFinding(at, 'The dose file', { code, problem })],
  });
  const file = await readNrrd(path);
  if ('problem' in file) return refuse('RT3004', `${file.problem}. Write it again from the program it comes from`);
  const { components, content, quality, stored } = file.header;
  if (components !== 1) return refuse('RT3004', `holds ${components} values a voxel. Keep one`);
  if (content !== undefined && otherQuantities.includes(content))
    return refuse('RT3009', `says that it holds ${content}, not dose in Gy. Name a dose`);
  const placed = place(stored, { planning: true, outside: NaN });
  if (placed.kind === 'degenerate') return refuse('RT3004', 'has voxel directions or spacings that make no volume');
  if (placed.kind === 'tilted')
    return refuse(
      'RT3006',
      `lies ${placed.angleDeg.toFixed(1)}° off the patient's axes, and doses are not resampled unasked. Write it on a grid along the axes`,
    );
  const notNumbers = file.values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  if (notNumbers > 0)
    return refuse(
      'RT3032',
      `holds ${notNumbers.toLocaleString('en-GB')} voxels that are not numbers (NaN or infinite). Replace them in the program that wrote it`,
    );
  if (file.values.some((value) => value < 0))
    return refuse('RT3009', 'holds negative doses, so it is no dose but perhaps a difference');
  const taken = diagnostic('RT3023', at, 'The file does not say what its values are; they are taken as dose in Gy.');
  return {
    dose: {
      volume: { grid: placed.grid, values: placed.apply(file.values), quantity: 'Gy' },
      origin: quality === undefined ? 'NRRD' : `NRRD, ${quality}`,
    },
    diagnostics: content === 'Gy' ? [] : [taken],
  };
}

/** What this product writes as NRRD beside doses. */
const otherQuantities: readonly string[] = ['HU', 'SUVbw', 'ratio', 'raw', 'g/cm3'] satisfies Volume['quantity'][];
