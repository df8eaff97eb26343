import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { itemsOf, uidOf } from './dicom-dataset.ts';
import { type DicomFile, readDicomHeader } from './dicom-file.ts';
import { inBatches, isImage, modalityOf } from './dicom-folder.ts';
import { filesIn } from './input-path.ts';
import type { RtDose } from './rtdose.ts';
import { readRtPlan } from './rtplan.ts';
import { readRtStructureNames } from './rtstruct.ts';

/** What of the files around an RT dose belongs to it. */
export interface FilesOfDose {
  readonly image?: SeriesFiles;
  /** Path of the structure set: the one that dose or plan name, or the only one in the dose's frame. */
  readonly structures?: string;
  /** The highest dose that the dose's plan prescribes to a volume, Gy. */
  readonly prescribedGy?: number;
  /** How many folders were looked through. */
  readonly folders: number;
  /** Sentences on what could not be known for sure. */
  readonly remarks: readonly string[];
}

/** The files of one image series; a folder may hold others beside them. */
export interface SeriesFiles {
  readonly folder: string;
  /** Names in the folder, in their order. */
  readonly files: readonly string[];
  readonly modality: string;
  readonly seriesInstanceUid: string;
}

/** What identifies a dose to the files around it. */
export type DoseLinks = Pick<RtDose, 'frameOfReferenceUid' | 'planUid' | 'structureSetUid' | 'summation'>;

/**
 * Looks for what belongs to an RT dose: through its own folder, then through each folder above it and what lies below that, up to `root`, and no further once an
 * image is found. Images belong to the dose by their frame of reference; of several, the one that the structures were drawn on, then a CT, then the one with
 * the most slices.
 */
export async function filesOfDose(
  dosePath: string,
  dose: DoseLinks,
  root: string,
  signal?: AbortSignal,
): Promise<FilesOfDose> {
  const found: Found = { series: new Map(), structureSets: [], plans: [] };
  const seen = new Set<string>();
  let left = mostFiles;
  for (const above of foldersUpTo(dirname(dosePath), root)) {
    for (const folder of await foldersBelow(above, above === dirname(dosePath) ? 0 : mostDepth)) {
      if (seen.has(folder) || left <= 0) continue;
      seen.add(folder);
      const names = (await filesIn(folder)).filter(mayBeDicom).slice(0, left);
      left -= names.length;
      await inBatches(names, (name) => take(join(folder, name), dose, found), signal);
    }
    if (found.series.size > 0) break;
  }
  return chosen(found, dose, { folders: seen.size, isCut: left <= 0 });
}

/** Below a folder above the dose's own, so many levels are looked into. */
const mostDepth = 3;
/** A workspace may hold a whole archive. */
const mostFiles = 20_000;

interface Found {
  /** In the dose's frame, by series and folder. */
  readonly series: Map<string, { folder: string; modality: string; uid: string; files: string[] }>;
  readonly structureSets: { readonly path: string; readonly uid: string | undefined }[];
  /** The plan that the dose names; more than one where it lies there twice. */
  readonly plans: { readonly path: string; readonly structureSetUid: string | undefined }[];
}

async function take(path: string, dose: DoseLinks, found: Found): Promise<void> {
  const outcome = await readDicomHeader(path);
  if (!('file' in outcome)) return;
  const { file } = outcome;
  const uid = uidOf(file.dataset, 'x00080018');
  if (modalityOf(file) === 'RTSTRUCT') found.structureSets.push({ path, uid });
  else if (modalityOf(file) === 'RTPLAN' && uid !== undefined && uid === dose.planUid)
    found.plans.push({
      path,
      structureSetUid: itemsOf(file.dataset, 'x300c0060')
        .map((item) => uidOf(item, 'x00081155'))
        .at(0),
    });
  else if (isImage(file)) takeImage(path, file, dose, found);
}

function takeImage(path: string, file: DicomFile, dose: DoseLinks, { series }: Found): void {
  const frame = uidOf(file.dataset, 'x00200052');
  const uid = uidOf(file.dataset, 'x0020000e');
  if (frame === undefined || uid === undefined || frame !== dose.frameOfReferenceUid) return;
  const folder = dirname(path);
  const key = `${uid} ${folder}`;
  const known = series.get(key) ?? { folder, modality: modalityOf(file), uid, files: [] };
  known.files.push(basename(path));
  series.set(key, known);
}

async function chosen(
  found: Found,
  dose: DoseLinks,
  { folders, isCut }: { readonly folders: number; readonly isCut: boolean },
): Promise<FilesOfDose> {
  const remarks = isCut
    ? [`Not every file was looked at: after ${mostFiles.toLocaleString('en-GB')} the search ends.`]
    : [];
  const [plan] = found.plans;
  const structures = await structureSetOf(found, dose, plan?.structureSetUid, remarks);
  const rank = (series: { uid: string; modality: string; files: string[] }): number =>
    (structures?.drawnOn.has(series.uid) ? 2e6 : 0) + (series.modality === 'CT' ? 1e6 : 0) + series.files.length;
  const [best, ...others] = [...found.series.values()].sort((a, b) => rank(b) - rank(a));
  const alike = others.filter(
    (other) => other.modality === best.modality && !structures?.drawnOn.has(best.uid) && other.uid !== best.uid,
  );
  if (alike.length > 0)
    remarks.push(
      `${alike.length + 1} ${best.modality} series have the frame of reference of the dose, and nothing says which it was computed on: the one with most slices is shown.`,
    );
  return {
    image: best && {
      folder: best.folder,
      files: best.files.sort((a, b) => (a < b ? -1 : 1)),
      modality: best.modality,
      seriesInstanceUid: best.uid,
    },
    structures: structures?.path,
    prescribedGy: plan && dose.summation === 'PLAN' ? await prescribedGy(plan.path) : undefined,
    folders,
    remarks,
  };
}

async function structureSetOf(
  { structureSets }: Found,
  dose: DoseLinks,
  ofPlan: string | undefined,
  remarks: string[],
): Promise<{ readonly path: string; readonly drawnOn: ReadonlySet<string> } | undefined> {
  const named = structureSets.find(({ uid }) => uid !== undefined && (uid === dose.structureSetUid || uid === ofPlan));
  const candidates: { path: string; drawnOn: Set<string> }[] = [];
  for (const { path } of named ? [named] : structureSets) {
    const read = await readRtStructureNames(path);
    if ('problem' in read) continue;
    const isInFrame = read.structures.some(
      ({ frameOfReferenceUid: frame }) => frame !== undefined && frame === dose.frameOfReferenceUid,
    );
    if (!named && !isInFrame) continue;
    candidates.push({ path, drawnOn: new Set(read.structures.flatMap(({ referencedUids }) => [...referencedUids])) });
  }
  if (candidates.length > 1) {
    remarks.push(
      `${candidates.length} structure sets have the frame of reference of the dose, and neither the dose nor its plan says which is meant: none is shown.`,
    );
    return undefined;
  }
  return candidates[0];
}

async function prescribedGy(path: string): Promise<number | undefined> {
  const read = await readRtPlan(path);
  const doses = 'plan' in read ? read.plan.prescriptions.map(({ doseGy }) => doseGy) : [];
  return doses.length > 0 ? Math.max(...doses) : undefined;
}

/** The folder itself first, `root` last; the folder alone where it does not lie in `root`. */
function foldersUpTo(folder: string, root: string): string[] {
  const below = relative(root, folder);
  if (below.startsWith('..')) return [folder];
  const steps = below === '' ? [] : below.split(sep);
  return Array.from({ length: steps.length + 1 }, (_, n) => join(root, ...steps.slice(0, steps.length - n)));
}

/** A folder and those in it, the nearest first; hidden ones and packages of software are left out. */
async function foldersBelow(folder: string, depth: number): Promise<string[]> {
  if (depth === 0) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inside = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => join(folder, name))
    .sort((a, b) => (a < b ? -1 : 1));
  const deeper: string[] = [];
  for (const one of inside) deeper.push(...(await foldersBelow(one, depth - 1)));
  return [folder, ...inside, ...deeper.filter((one) => !inside.includes(one))];
}

/** As scanners and planning systems name their files: an ending of DICOM, none, or one of digits, as of a UID. */
function mayBeDicom(name: string): boolean {
  return /\.(dcm|dicom|ima|\d+)$/i.test(name) || !name.includes('.');
}
