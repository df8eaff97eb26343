import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { SourceRange } from '../../plan/source-range.ts';
import { codeOf, uidOf } from './dicom-dataset.ts';
import { type DicomFile, type DicomFileOutcome, readDicomHeader } from './dicom-file.ts';
import { identityWords } from './dicom-identity.ts';
import { filesIn, type InputPath } from './input-path.ts';

export interface SeriesOutcome {
  /** The slices of the one image series, in the order of the files' names. */
  readonly files?: readonly DicomFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the headers of a folder (or of one file, or of the files of a folder that `only` names), and makes sure that it holds exactly one image series,
 * completely readable.
 */
export async function readSeries(
  input: InputPath & { kind: 'file' | 'folder' },
  asWritten: string,
  at: SourceRange,
  { signal, only }: { readonly signal?: AbortSignal; readonly only?: readonly string[] } = {},
): Promise<SeriesOutcome> {
  const folder = input.kind === 'folder' ? input.path : dirname(input.path);
  const names = input.kind === 'folder' ? (only ?? (await filesIn(folder))) : [basename(input.path)];
  const outcomes = await inBatches(names, (name) => readDicomHeader(join(folder, name)), signal);
  const read = outcomes.flatMap((outcome) => ('file' in outcome ? [outcome.file] : []));
  const images = read.filter(isImage);

  const damaged = unreadable(names, outcomes, at, identifiers(read));
  if (damaged) return { diagnostics: [damaged] };
  if (images.length === 0) return { diagnostics: [noImages(asWritten, read, names.length, at)] };
  const series = new Map<string, DicomFile[]>();
  for (const file of images) {
    const uid = uidOf(file.dataset, 'x0020000e') ?? '';
    series.set(uid, [...(series.get(uid) ?? []), file]);
  }
  if (series.size > 1) return { diagnostics: [mixed(asWritten, [...series.values()], at)] };
  return { files: images, diagnostics: leftOut(asWritten, names.length, read, images, at) };
}

export function modalityOf(file: DicomFile): string {
  return codeOf(file.dataset, 'x00080060') ?? 'unknown modality';
}

/** RT objects have modalities of their own; what is left with a pixel matrix is an image. */
export function isImage(file: DicomFile): boolean {
  return (
    file.pixels !== undefined && !modalityOf(file).startsWith('RT') && !['SEG', 'REG', 'PR'].includes(modalityOf(file))
  );
}

/** A file that should be DICOM and cannot be read: a slice may be missing without it, so nothing is loaded. */
function unreadable(
  names: readonly string[],
  outcomes: readonly DicomFileOutcome[],
  at: SourceRange,
  identifying: readonly string[],
): Diagnostic | undefined {
  const bad = names.flatMap((name, n) => {
    const outcome = outcomes[n];
    if ('file' in outcome) return [];
    return outcome.unreadable === 'not DICOM' && plainlyForeign.test(name)
      ? []
      : [{ name, n, why: outcome.unreadable }];
  });
  if (bad.length === 0) return undefined;
  const [{ name, n, why }] = bad;
  const others = bad.length > 1 ? `, and ${bad.length - 1} more files cannot be read either` : '';
  const what = { 'cut short': 'is cut short', 'not DICOM': 'is not a DICOM file', 'not readable': 'cannot be opened' }[
    why
  ];
  return diagnostic(
    'RT3004',
    at,
    `${nameWithout(identifying, name, n, names.length)} ${what}${others}. Export or copy the series again; nothing is loaded from a damaged folder.`,
  );
}

/** Files that people leave beside their slices, which nobody would take for one. */
export const plainlyForeign =
  /^(DICOMDIR|Thumbs\.db|.*\.(txt|md|json|xml|csv|html?|pdf|png|jpe?g|nii|nii\.gz|nrrd|zip|log|ini|rtplan))$/i;

function noImages(asWritten: string, read: readonly DicomFile[], files: number, at: SourceRange): Diagnostic {
  if (files === 0)
    return diagnostic(
      'RT3002',
      at,
      `The folder "${asWritten}" holds no files. Give the folder that holds the DICOM slices themselves; folders inside it are not searched.`,
    );
  const kinds = countByModality(read);
  const found = kinds === '' ? 'none of its files is DICOM' : `it holds ${kinds}`;
  return diagnostic(
    'RT3002',
    at,
    `"${asWritten}" holds no image slices: ${found}. Give the folder that holds the slices of one series.`,
  );
}

function mixed(asWritten: string, series: readonly (readonly DicomFile[])[], at: SourceRange): Diagnostic {
  const list = series
    .map((files) => `${modalityOf(files[0])} with ${files.length} ${files.length === 1 ? 'slice' : 'slices'}`)
    .sort()
    .join(', ');
  return diagnostic(
    'RT3003',
    at,
    `"${asWritten}" holds ${series.length} image series (${list}); an image is one series. Put each in a folder of its own and name that one here.`,
  );
}

function leftOut(
  asWritten: string,
  files: number,
  read: readonly DicomFile[],
  images: readonly DicomFile[],
  at: SourceRange,
): Diagnostic[] {
  const foreign = files - read.length;
  const others = read.filter((file) => !images.includes(file));
  if (foreign === 0 && others.length === 0) return [];
  const parts = [...(others.length ? [countByModality(others)] : []), ...(foreign ? [`${foreign} not DICOM`] : [])];
  return [
    diagnostic(
      'RT3018',
      at,
      `Of "${asWritten}" only the ${images.length} slices of the ${modalityOf(images[0])} series are read; left out: ${parts.join(', ')}.`,
    ),
  ];
}

function countByModality(files: readonly DicomFile[]): string {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(modalityOf(file), (counts.get(modalityOf(file)) ?? 0) + 1);
  return [...counts].map(([modality, count]) => `${count} ${modality}`).join(', ');
}

/** Parts of names, numbers and birth dates in the headers, so that file names made of them are never repeated. */
export function identifiers(files: readonly DicomFile[]): string[] {
  return [...new Set(files.flatMap(({ dataset }) => identityWords(dataset)))];
}

export function nameWithout(identifying: readonly string[], name: string, n: number, of: number): string {
  const revealing = identifying.some((part) => name.toLowerCase().includes(part));
  return revealing ? `File ${n + 1} of ${of} (in the order of names)` : `"${name}"`;
}

/** Runs `work` over the items, a few at a time, results in the items' order. */
export async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += batchSize) {
    signal?.throwIfAborted();
    results.push(...(await Promise.all(items.slice(from, from + batchSize).map((item, n) => work(item, from + n)))));
  }
  return results;
}

const batchSize = 16;
