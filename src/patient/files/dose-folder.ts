import { join } from 'node:path';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { SourceRange } from '../../plan/source-range.ts';
import type { Grid } from '../grid.ts';
import { readDicomHeader } from './dicom-file.ts';
import { identifiers, inBatches, modalityOf, nameWithout, plainlyForeign } from './dicom-folder.ts';
import { doseFinding, type DoseOutcome } from './dose-outcome.ts';
import { filesIn } from './input-path.ts';
import { type RtDose, readRtDose } from './rtdose.ts';
import { sharedFloat32 } from './shared-float32.ts';

/**
 * The dose of a folder of RT dose files: the plan's where there is one, else the sum of its beams'. Doses that are zero everywhere are left out and
 * reported, as some systems write an empty one beside the beams'. Nothing is guessed: two plans, a beam that comes twice, or beams on different grids
 * are refused.
 */
export async function loadDoseFolder(folder: string, at: SourceRange): Promise<DoseOutcome> {
  const read = await readDoses(folder, at);
  if (!read.doses) return { diagnostics: read.diagnostics };
  const filled = read.doses.filter(({ volume }) => volume.values.some((gy) => gy > 0));
  const empty = read.doses.length - filled.length;
  const whole = filled.filter(({ summation }) => summation !== 'BEAM');
  const beams = filled.filter(({ summation }) => summation === 'BEAM');
  const refuse = (code: 'RT3002' | 'RT3003' | 'RT3007' | 'RT3011', message: string): DoseOutcome => ({
    diagnostics: [diagnostic(code, at, message)],
  });
  if (filled.length === 0)
    return refuse(
      'RT3002',
      read.doses.length === 0
        ? 'The folder holds no RT dose file. Name the file or a folder that holds one.'
        : `The folder holds ${counted(read.doses.length, 'RT dose file')}, zero everywhere. Export the dose again, after computing it.`,
    );
  if (whole.length > 1)
    return refuse(
      'RT3003',
      `The folder holds ${whole.length} doses (${whole.map(({ summation }) => summation).join(', ')}), and which is meant cannot be known. Name the file of the one.`,
    );
  const used = whole.length === 1 ? whole : beams;
  if (used.some(({ planUid }) => planUid !== used[0].planUid))
    return refuse('RT3003', 'The folder holds beam doses of different plans. Put those of one plan in a folder.');
  const twice = firstTwice(used.flatMap(({ beams: keys }) => (keys === '' ? [] : keys.split(' '))));
  if (twice !== undefined && used.length > 1)
    return refuse(
      'RT3003',
      `The folder holds the dose of beam ${twice.replace(/^.*:/, '')} more than once, so the sum would count it twice. Leave one file of each beam.`,
    );
  if (used.some(({ sopInstanceUid }, n) => used.findIndex((other) => other.sopInstanceUid === sopInstanceUid) !== n))
    return refuse('RT3003', 'The folder holds one dose object in two files. Leave one of them.');
  if (used.some(({ frameOfReferenceUid }) => frameOfReferenceUid !== used[0].frameOfReferenceUid))
    return refuse('RT3003', 'The beam doses of the folder have different frames of reference. Export them together.');
  if (used.some(({ volume }) => !sameGrid(volume.grid, used[0].volume.grid)))
    return refuse(
      'RT3007',
      'The beam doses of the folder lie on different grids, and there is no dose outside each, so their sum is not known everywhere. Export them on one grid, or as one plan dose.',
    );
  return {
    dose: {
      volume: { grid: used[0].volume.grid, values: sumOf(used), quantity: 'Gy' },
      frameOfReferenceUid: used[0].frameOfReferenceUid,
      origin:
        used.length === 1
          ? `RT dose (${used[0].summation})`
          : `sum of ${used.length} RT doses (${used[0].summation}, added up)`,
    },
    diagnostics: leftOut(at, empty, used === whole ? beams.length : 0),
  };
}

async function readDoses(
  folder: string,
  at: SourceRange,
): Promise<{ readonly doses?: readonly RtDose[]; readonly diagnostics: readonly Diagnostic[] }> {
  const names = await filesIn(folder);
  const headers = await inBatches(names, (name) => readDicomHeader(join(folder, name)));
  const identifying = identifiers(headers.flatMap((outcome) => ('file' in outcome ? [outcome.file] : [])));
  const subject = (n: number): string => nameWithout(identifying, names[n], n, names.length);
  const doses: RtDose[] = [];
  for (const [n, header] of headers.entries()) {
    if ('unreadable' in header) {
      if (header.unreadable === 'not DICOM' && plainlyForeign.test(names[n])) continue;
      // It may be one of the beams' doses.
      const problem = `${header.unreadable === 'not DICOM' ? 'is not a DICOM file' : 'is cut short or damaged'}. Copy or export the folder again; no sum is made without it`;
      return { diagnostics: [doseFinding(at, subject(n), { code: 'RT3004', problem })] };
    }
    if (modalityOf(header.file) !== 'RTDOSE') continue;
    const read = await readRtDose(join(folder, names[n]));
    if ('problem' in read) return { diagnostics: [doseFinding(at, subject(n), read)] };
    doses.push(read.dose);
  }
  return { doses, diagnostics: [] };
}

function leftOut(at: SourceRange, empty: number, beams: number): Diagnostic[] {
  const parts = [
    ...(empty > 0 ? [`${counted(empty, 'RT dose file')}, zero everywhere`] : []),
    ...(beams > 0 ? [`${counted(beams, 'beam dose')}, because the plan's own dose is there`] : []),
  ];
  return parts.length > 0 ? [diagnostic('RT3018', at, `Left out of the folder: ${parts.join('; ')}.`)] : [];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function firstTwice(keys: readonly string[]): string | undefined {
  return keys.find((key, n) => keys.indexOf(key) !== n);
}

function sumOf(doses: readonly RtDose[]): Float32Array {
  if (doses.length === 1) return doses[0].volume.values;
  const sum = sharedFloat32(doses[0].volume.values.length);
  for (let i = 0; i < sum.length; i++) {
    // In double precision, and rounded once.
    let gy = 0;
    for (const { volume } of doses) gy += volume.values[i];
    sum[i] = gy;
  }
  return sum;
}

function sameGrid(a: Grid, b: Grid): boolean {
  const close = (x: number, y: number): boolean => Math.abs(x - y) < 1e-3;
  return [0, 1, 2].every(
    (axis) =>
      a.size[axis] === b.size[axis] &&
      close(a.originMm[axis], b.originMm[axis]) &&
      close(a.spacingMm[axis], b.spacingMm[axis]),
  );
}
