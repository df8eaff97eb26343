import { basename, dirname } from 'node:path';
import { computeDvh } from '../../evaluate/dvh.ts';
import type { Dvh } from '../../evaluate/types.ts';
import { filesOfDose, type SeriesFiles } from '../../patient/files/files-of-dose.ts';
import type { ImageHeader } from '../../patient/files/image-header.ts';
import { loadDose } from '../../patient/files/load-dose.ts';
import { loadImage } from '../../patient/files/load-image.ts';
import { loadStructures } from '../../patient/files/load-structures.ts';
import { readRtDose, type RtDose } from '../../patient/files/rtdose.ts';
import { readRtStructureNames } from '../../patient/files/rtstruct.ts';
import { externalOf, roleOf } from '../../patient/files/structure-role.ts';
import type { Grid, Region, Volume } from '../../patient/grid.ts';
import { buildRegions } from '../../patient/regions.ts';
import { type Diagnostic, isError } from '../../plan/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { startOfFile } from '../../plan/source-range.ts';
import { planningFirst } from '../../plan/planning-image.ts';
import { trimmed } from '../../preview/format.ts';
import type { LoadedModel } from '../../preview/loaded.ts';
import { breath } from '../breath.ts';
import type { Graph } from '../graph/graph.ts';
import { loadPatient } from '../load-patient.ts';
import type { RunProgress } from '../session.ts';
import { doseModel, type ShownRegion } from './dose-model.ts';
import type { ResultsBeside } from './results-beside.ts';

/** A dose file to be looked at. */
export interface DoseRequest {
  /** An RT dose, or a dose as NRRD. */
  readonly file: string;
  /** The folder above which nothing is looked for: the workspace's. */
  readonly root: string;
  /** Where `dosewright run` wrote the dose: its results, and their plan as its text stands now, if it was found. */
  readonly of?: {
    readonly results: ResultsBeside;
    readonly plan?: { readonly plan: Plan; readonly baseFolder: string; readonly isSame: boolean };
    /** Why the plan is not there or cannot be used. */
    readonly withoutPlan?: string;
  };
}

export type DoseFileOutcome =
  | { readonly kind: 'dose'; readonly shown: LoadedModel }
  /** The file is no dose that can be shown: why, and what to do. */
  | { readonly kind: 'unreadable'; readonly reasons: readonly string[] };

interface OpenOptions {
  readonly graph: Graph;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Reads a dose file and whatever it belongs to, as a scene without a plan: image, structures and their histograms where they are found. */
export async function openDose(request: DoseRequest, options: OpenOptions): Promise<DoseFileOutcome> {
  options.onProgress({ stage: 'Reading the dose', fraction: 0 });
  const read = await readDose(request.file);
  if ('reasons' in read) return { kind: 'unreadable', reasons: read.reasons };
  await breath(options.signal);
  const { volume } = read;
  const results = request.of && isOf(request.of.results, volume.grid) ? request.of.results : undefined;
  const around = await surroundings(read, request, results !== undefined, options);
  const dvhs: Dvh[] = [];
  for (const [n, { region }] of around.regions.entries()) {
    await breath(options.signal);
    options.onProgress({ stage: 'Counting histograms', fraction: 0.8 + (0.2 * n) / around.regions.length });
    dvhs.push(computeDvh(region, volume.grid, volume.values));
  }
  return {
    kind: 'dose',
    shown: doseModel({
      dose: volume,
      origin: read.origin,
      images: around.images,
      regions: around.regions,
      body: around.body,
      dvhs,
      hundredPercent: results?.hundredPercent ?? around.hundredPercent,
      quality: results?.quality,
      remarks: [...read.remarks, ...around.remarks],
    }),
  };
}

interface ReadDose {
  readonly volume: Volume;
  readonly origin: string;
  readonly remarks: readonly string[];
  /** Of an RT dose. */
  readonly rtDose?: RtDose;
}

async function readDose(file: string): Promise<ReadDose | { readonly reasons: readonly string[] }> {
  if (/\.nrrd$/i.test(file)) {
    const { dose, diagnostics } = await loadDose(file);
    const messages = diagnostics.map(({ message }) => message);
    return dose ? { volume: dose.volume, origin: dose.origin, remarks: messages } : { reasons: messages };
  }
  const read = await readRtDose(file);
  if ('problem' in read) return { reasons: [`The file ${read.problem}.`] };
  const { dose } = read;
  return { volume: dose.volume, origin: `RT dose (${dose.summation})`, remarks: [], rtDose: dose };
}

/** What a dose lies on. */
interface Surroundings {
  readonly images: readonly { readonly name: string; readonly volume: Volume }[];
  readonly body?: Region;
  readonly regions: readonly ShownRegion[];
  readonly hundredPercent?: ResultsBeside['hundredPercent'];
  readonly remarks: readonly string[];
}

async function surroundings(
  read: ReadDose,
  request: DoseRequest,
  isOfResults: boolean,
  options: OpenOptions,
): Promise<Surroundings> {
  const plan = isOfResults ? request.of?.plan : undefined;
  const remarks: string[] = [];
  if (plan) {
    const found = await surroundingsByPlan(plan, request.of!.results.planFile, options);
    if (found.images.length > 0) return found;
    remarks.push(...found.remarks);
  } else if (request.of && !isOfResults) {
    remarks.push('The results beside the file are of another dose: their grid is another one.');
  }
  if (read.rtDose) {
    const found = await surroundingsByFiles(read.rtDose, request, options);
    return { ...found, remarks: [...remarks, ...found.remarks] };
  }
  if (remarks.length === 0) remarks.push(request.of?.withoutPlan ?? aloneWithoutResults);
  return { images: [], regions: [], remarks };
}

const aloneWithoutResults =
  'The image was not found: this file says nothing of what it belongs to, and no result.json of dosewright run with its plan lies beside it. The dose stands alone, on grey.';

/** Images and regions of a plan, as when the plan is run. */
async function surroundingsByPlan(
  { plan, baseFolder, isSame }: NonNullable<NonNullable<DoseRequest['of']>['plan']>,
  planFile: string,
  { graph, signal, onProgress }: OpenOptions,
): Promise<Surroundings> {
  const without = (diagnostics: readonly Diagnostic[]): Surroundings => ({
    images: [],
    regions: [],
    remarks: [
      `The image was not found: “${planFile}” names it, and ${lowered(firstError(diagnostics))} The dose stands alone, on grey.`,
    ],
  });
  const patient = await loadPatient(plan, {
    baseFolder,
    signal,
    graph,
    onProgress: (share) => onProgress({ stage: 'Reading images', fraction: 0.1 + 0.6 * share }),
  });
  if (!patient.loaded) return without(patient.diagnostics);
  await breath(signal);
  const { planning, images, structures } = patient.loaded;
  const built = buildRegions(plan, planning, images, structures);
  if (!built.body || built.findings.some(isError)) return without(built.findings);
  const written = new Map(plan.regions.map((region) => [region.name, region]));
  return {
    images: planningFirst(
      [...built.images].map(([name, volume]) => ({ name, volume })),
      plan.patient,
    ),
    body: built.body,
    regions: built.regions.map((region) => ({ region, role: written.get(region.name)?.role ?? 'organ' })),
    remarks: isSame
      ? []
      : [
          `“${planFile}” has changed since this dose was computed, or is another plan of that name: image and structures are those that it names now.`,
        ],
  };
}

/** What the folders around an RT dose hold. */
async function surroundingsByFiles(
  dose: RtDose,
  { file, root }: DoseRequest,
  { signal, onProgress }: OpenOptions,
): Promise<Surroundings> {
  onProgress({ stage: 'Looking for the image', fraction: 0.1 });
  const found = await filesOfDose(file, dose, root, signal);
  const remarks = [...found.remarks];
  const image = found.image && (await seriesOf(found.image, { signal, onProgress }));
  if (!image) remarks.push(noImage(dose, found.folders));
  else if (!image.volume) remarks.push(`The image was found and cannot be shown. ${image.problem}`);
  await breath(signal);
  onProgress({ stage: 'Reading structures', fraction: 0.7 });
  // Without an image, contours are laid on the lattice of the dose.
  const lattice: ImageHeader =
    image?.volume && image.header
      ? image.header
      : { format: 'dicom', grid: dose.volume.grid, frameOfReferenceUid: dose.frameOfReferenceUid };
  const structures = found.structures === undefined ? undefined : await structuresOf(found.structures, lattice);
  remarks.push(...(structures?.remarks ?? []));
  const { prescribedGy } = found;
  return {
    images: image?.volume ? [{ name: found.image!.modality, volume: image.volume }] : [],
    body: structures?.body,
    regions: structures?.regions ?? [],
    hundredPercent:
      prescribedGy === undefined
        ? undefined
        : { doseGy: prescribedGy, text: `100 % = ${trimmed(prescribedGy, 2)} Gy, prescribed in its RT plan` },
    remarks,
  };
}

function noImage({ frameOfReferenceUid: frame }: RtDose, folders: number): string {
  if (frame === undefined)
    return 'The image was not looked for: the dose states no frame of reference, so nothing says what it lies on. Export it with one. The dose stands alone, on grey.';
  const where =
    folders === 1
      ? 'this file’s folder'
      : `the ${folders} folders that were looked through (this file’s, and those above it with what they hold, up to the workspace’s)`;
  return `The image was not found: no series with the frame of reference ${frame} is in ${where}. Put it there and read again. The dose stands alone, on grey.`;
}

async function seriesOf(
  { folder, files, modality }: SeriesFiles,
  { signal, onProgress }: Pick<OpenOptions, 'signal' | 'onProgress'>,
): Promise<{ readonly volume?: Volume; readonly header?: ImageHeader; readonly problem?: string }> {
  const quantity = modality === 'CT' ? 'HU' : modality === 'PT' ? 'SUVbw' : 'raw';
  const load = (as: typeof quantity) =>
    loadImage(
      {
        name: modality,
        source: { kind: 'dicom', path: folder },
        quantity: as === 'raw' ? 'ratio' : as,
        at: startOfFile(folder),
      },
      {
        baseFolder: folder,
        planning: false,
        files,
        signal,
        onProgress: (share) => onProgress({ stage: 'Reading images', fraction: 0.2 + 0.5 * share }),
      },
    );
  const loaded = await load(quantity);
  // A PET without what SUV needs is still a picture.
  const image = loaded.volume || quantity !== 'SUVbw' ? loaded : await load('raw');
  if (image.volume) return { volume: image.volume, header: image.header };
  return { problem: withoutPath(firstError(image.diagnostics), folder, 'its folder') };
}

async function structuresOf(
  path: string,
  lattice: ImageHeader,
): Promise<Pick<Surroundings, 'body' | 'regions' | 'remarks'>> {
  const at = startOfFile(path);
  const { structures, diagnostics } = await loadStructures(
    { kind: 'dicom', path, at },
    { baseFolder: dirname(path), planning: lattice },
  );
  const names = await readRtStructureNames(path);
  const types = 'problem' in names ? [] : names.structures;
  const spoken = diagnostics.map(({ message }) => withoutPath(message, path, 'of this dose'));
  if (!structures) return { regions: [], remarks: spoken.map((message) => `No structures are shown. ${message}`) };
  const drawn = structures.names.flatMap((name) => structures.region(name) ?? []);
  const filled = drawn.filter(({ signedDistanceMm }) => signedDistanceMm.some((mm) => mm <= 0));
  const typeOf = (name: string) => types.find((type) => type.name === name) ?? { name };
  const external = externalOf(filled.map(({ name }) => typeOf(name)));
  return {
    body: filled.find(({ name }) => name === external?.name),
    regions: filled.map((region) => ({ region, role: roleOf(typeOf(region.name)) ?? 'organ' })),
    remarks: spoken,
  };
}

/** Folders and files may be called as the patient is. */
function withoutPath(message: string, path: string, words: string): string {
  return message.replaceAll(`"${path}"`, words).replaceAll(basename(path), words);
}

function isOf({ doseGrid }: ResultsBeside, grid: Grid): boolean {
  return (['size', 'originMm', 'spacingMm'] as const).every((what) =>
    grid[what].every((value, axis) => Math.abs(value - doseGrid[what][axis]) < 1e-3),
  );
}

function firstError(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.find(isError)?.message ?? 'It cannot be read.';
}

function lowered(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence[0].toLowerCase() + sentence.slice(1) : sentence;
}
