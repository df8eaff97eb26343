import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { PlanImage } from '../../plan/plan.ts';
import { coarseVoxels } from './coarse-voxels.ts';
import { inspectDicom, readVoxels } from './dicom-image.ts';
import type { ImageContext, ImageHeader, LoadedImage } from './image-header.ts';
import { findInput } from './input-path.ts';
import { readNifti, readNiftiHeader } from './nifti.ts';
import { readNrrd, readNrrdHeader } from './nrrd.ts';
import type { StoredVolume } from './orient.ts';
import { type Placed, place, resamplingFinding } from './place.ts';

/**
 * Loads an image of the plan from its files: values in the quantity the plan asks for, on a grid along the patient's axes. For `ratio` the values are
 * the file's own (quantity `raw`); dividing by the reference region is the caller's, who has the regions. Findings stand at the image's line.
 */
export async function loadImage(image: PlanImage, context: ImageContext): Promise<LoadedImage> {
  const { source } = image;
  if (source.kind === 'phantom') throw new Error('A phantom image is rendered, not loaded.');
  const loaded =
    source.kind === 'dicom' ? await loadDicom(image, source.path, context) : await loadPlain(image, source, context);
  if (!loaded.values || !loaded.header) return { header: loaded.header, diagnostics: loaded.diagnostics };
  const finding = valuesFinding(image, loaded.values);
  const diagnostics = [...loaded.diagnostics, ...(finding ? [finding] : [])];
  if (finding?.severity === 'error') return { header: loaded.header, diagnostics };
  const quantity = image.quantity === 'ratio' ? 'raw' : image.quantity;
  return {
    header: loaded.header,
    volume: { grid: loaded.header.grid, values: loaded.values, quantity },
    diagnostics,
  };
}

/** Everything `loadImage` finds that can be found without reading voxels: fast enough to run while the plan is typed. */
export async function inspectImage(image: PlanImage, context: ImageContext): Promise<Omit<LoadedImage, 'volume'>> {
  const { source } = image;
  if (source.kind === 'phantom') return { diagnostics: [] };
  if (source.kind === 'dicom') {
    const { header, diagnostics } = await inspectDicom(image, source.path, context);
    return { header, diagnostics: [...diagnostics, ...frameFindings(image, header, context)] };
  }
  const { header, diagnostics } = await inspectPlain(image, source, context);
  return { header, diagnostics };
}

interface Values {
  readonly header?: ImageHeader;
  readonly values?: Float32Array;
  readonly diagnostics: readonly Diagnostic[];
}

type PlainSource = { readonly kind: 'nifti' | 'nrrd'; readonly path: string };

async function loadDicom(image: PlanImage, path: string, context: ImageContext): Promise<Values> {
  const inspected = await inspectDicom(image, path, context);
  const diagnostics = [...inspected.diagnostics, ...frameFindings(image, inspected.header, context)];
  if (!inspected.series || diagnostics.some((d) => d.severity === 'error'))
    return { header: inspected.header, diagnostics };
  const voxels = await readVoxels(inspected.series, image, context);
  return { header: inspected.header, values: voxels.values, diagnostics: [...diagnostics, ...voxels.diagnostics] };
}

async function loadPlain(image: PlanImage, source: PlainSource, context: ImageContext): Promise<Values> {
  const inspected = await inspectPlain(image, source, context);
  if (!inspected.placed || !inspected.path) return { header: inspected.header, diagnostics: inspected.diagnostics };
  context.signal?.throwIfAborted();
  const file = source.kind === 'nifti' ? await readNifti(inspected.path) : await readNrrd(inspected.path);
  if ('problem' in file)
    return {
      header: inspected.header,
      diagnostics: [...inspected.diagnostics, unreadable(image, source, file.problem)],
    };
  context.onProgress?.(1);
  return { header: inspected.header, values: inspected.placed.apply(file.values), diagnostics: inspected.diagnostics };
}

async function inspectPlain(
  image: PlanImage,
  source: PlainSource,
  context: ImageContext,
): Promise<Values & { placed?: Placed; path?: string }> {
  const input = await findInput(source.path, context.baseFolder, image.at);
  if (input.kind === 'missing') return { diagnostics: [input.diagnostic] };
  if (input.kind === 'folder') return { diagnostics: [unreadable(image, source, 'is a folder; name the file in it')] };
  const stored = await storedVolume(source.kind, input.path);
  if ('problem' in stored) return { diagnostics: [unreadable(image, source, stored.problem)] };
  const placed = place(stored, { planning: context.planning, outside: image.quantity === 'HU' ? -1000 : 0 });
  if (placed.kind === 'degenerate')
    return { diagnostics: [unreadable(image, source, 'has voxel directions or spacings that make no volume')] };
  if (placed.kind === 'tilted') {
    const message = `"${source.path}" is tilted by ${placed.angleDeg.toFixed(1)}° against the patient axes. The planning image is used as it is; resample it with a tool whose result you check.`;
    return { diagnostics: [diagnostic('RT3006', image.at, message)] };
  }
  const header: ImageHeader = { format: source.kind, grid: placed.grid };
  return {
    header,
    placed,
    path: input.path,
    diagnostics: [
      ...asTheyStand(image, source),
      ...resamplingFinding(image, placed),
      ...(context.planning ? coarseVoxels(image, placed.grid) : []),
      ...frameFindings(image, header, context),
    ],
  };
}

async function storedVolume(kind: 'nifti' | 'nrrd', path: string): Promise<StoredVolume | { problem: string }> {
  if (kind === 'nifti') {
    const header = await readNiftiHeader(path);
    return 'problem' in header ? header : header.stored;
  }
  const header = await readNrrdHeader(path);
  if ('problem' in header) return header;
  return header.components === 1 ? header.stored : { problem: `holds ${header.components} values a voxel; keep one` };
}

function unreadable(image: PlanImage, source: PlainSource, problem: string): Diagnostic {
  const format = source.kind === 'nifti' ? 'NIfTI' : 'NRRD';
  return diagnostic(
    'RT3004',
    image.at,
    `The ${format} file "${source.path}" ${problem}. Write it again from the program it comes from.`,
  );
}

function asTheyStand(image: PlanImage, source: PlainSource): Diagnostic[] {
  if (image.quantity !== 'HU' && image.quantity !== 'SUVbw') return [];
  return [
    diagnostic(
      'RT3023',
      image.at,
      `"${source.path}" does not say what its values are; they are taken as ${image.quantity} as they stand.`,
    ),
  ];
}

/** Never two frames over each other: different ones are refused, unstated ones flagged. */
function frameFindings(
  image: PlanImage,
  header: ImageHeader | undefined,
  { planningHeader }: ImageContext,
): Diagnostic[] {
  if (!header || !planningHeader) return [];
  // Neither states a frame: the author chose to work by coordinates.
  if (header.format !== 'dicom' && planningHeader.format !== 'dicom') return [];
  const own = header.frameOfReferenceUid;
  const planning = planningHeader.frameOfReferenceUid;
  if (own !== undefined && own === planning) return [];
  if (own !== undefined && planning !== undefined) {
    return [
      diagnostic(
        'RT3014',
        image.at,
        `Image ${image.name} and the planning image have different frames of reference, so they may not be laid over each other. Register ${image.name} to the planning image and export it in that frame.`,
      ),
    ];
  }
  return [
    diagnostic(
      'RT3016',
      image.at,
      `Nothing but its coordinates says that image ${image.name} belongs to the planning image: ${own === undefined ? 'it' : 'the planning image'} states no frame of reference. Look at the overlay before using it.`,
    ),
  ];
}

/** An image that is the same everywhere, or holds values that are no numbers. */
function valuesFinding(image: PlanImage, values: Float32Array): Diagnostic | undefined {
  let least = Infinity;
  let greatest = -Infinity;
  let notNumbers = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) notNumbers++;
    else {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (notNumbers > 0)
    return diagnostic(
      'RT3032',
      image.at,
      `Image ${image.name} holds ${notNumbers.toLocaleString('en-GB')} voxels that are not numbers (NaN or infinite). Replace them in the program that wrote it.`,
    );
  if (least === greatest)
    return diagnostic(
      'RT3030',
      image.at,
      `Every voxel of image ${image.name} is ${least}; right for a phantom of one material, otherwise export the image again.`,
    );
  return undefined;
}
