import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../../plan/diagnostics/catalogue.ts';
import type { PlanImage } from '../../plan/plan.ts';
import { codeOf, has, itemsOf, numberOf, numbersOf, uidOf, uint16Of, xsOf } from './dicom-dataset.ts';
import { coarseVoxels } from './coarse-voxels.ts';
import type { DicomFile } from './dicom-file.ts';
import { inBatches, modalityOf, readSeries } from './dicom-folder.ts';
import { type PixelFormat, readStoredValues } from './dicom-pixels.ts';
import type { ImageContext, ImageHeader } from './image-header.ts';
import { findInput } from './input-path.ts';
import { petHeaderOf } from './pet-header.ts';
import { type Placed, place, resamplingFinding } from './place.ts';
import { sharedFloat32 } from './shared-float32.ts';
import { type SlicePlacement, stackSlices } from './slice-stack.ts';
import { type SuvOutcome, suvFactors } from './suv.ts';
import { transferSyntax } from './transfer-syntax.ts';

/** A DICOM series whose headers hold everything needed to load it. */
export interface DicomSeries {
  readonly header: ImageHeader;
  /** In stored order along the slice axis. */
  readonly files: readonly DicomFile[];
  readonly format: PixelFormat;
  readonly placed: Placed;
  /** Factors on the rescaled values, slice by slice: SUVbw where that is asked for, else 1. */
  readonly factors: Float64Array;
}

export interface SeriesInspection {
  readonly series?: DicomSeries;
  readonly header?: ImageHeader;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the headers of a series and checks that the image the plan asks for can be made of it. */
export async function inspectDicom(image: PlanImage, path: string, context: ImageContext): Promise<SeriesInspection> {
  const { at } = image;
  const input = await findInput(path, context.baseFolder, at);
  if (input.kind === 'missing') return { diagnostics: [input.diagnostic] };
  const outcome = await readSeries(input, path, at, { signal: context.signal, only: context.files });
  if (!outcome.files) return { diagnostics: outcome.diagnostics };

  const refuse = (code: DiagnosticCode, message: string, header?: ImageHeader): SeriesInspection => ({
    header,
    diagnostics: [...outcome.diagnostics, diagnostic(code, at, message)],
  });
  const first = outcome.files[0];
  const modality = modalityOf(first);

  const format = commonFormat(outcome.files);
  if ('code' in format) return refuse(format.code, `The ${modality} series "${path}" ${format.problem}`);
  const slices = outcome.files.map(placementOf);
  if (!slices.every((slice) => slice !== undefined)) {
    return refuse(
      'RT3004',
      `The ${modality} series "${path}" does not say where its slices lie in the patient (position, orientation or pixel spacing is missing). Export the original series.`,
    );
  }
  const thickness = numberOf(first.dataset, 'x00180050');
  if (slices.length === 1 && (context.planning || !thickness)) {
    return refuse(
      'RT3007',
      `"${path}" holds a single slice, which has no extent to ${context.planning ? 'plan on' : 'place it by'}. Give the folder of the whole series.`,
    );
  }
  const stack = stackSlices(slices, thickness ?? 0);
  if (stack.kind !== 'stack') {
    const refused = refuse(...stackProblem(stack, path, modality, slices.length));
    const tilted = context.planning && stack.kind === 'irregular' && stack.tiltDeg > 0.1;
    if (!tilted) return refused;
    return {
      diagnostics: [...refused.diagnostics, diagnostic('RT3006', at, tiltedMessage(path, modality, stack.tiltDeg))],
    };
  }

  const stored = { size: [format.columns, format.rows, slices.length] as const, affine: stack.affine };
  const placed = place(stored, { planning: context.planning, outside: modality === 'CT' ? -1000 : 0 });
  if (placed.kind === 'degenerate')
    return refuse(
      'RT3004',
      `The ${modality} series "${path}" has slice directions or spacings that make no volume. Export the original series.`,
    );
  if (placed.kind === 'tilted') return refuse('RT3006', tiltedMessage(path, modality, placed.angleDeg));

  const coarse = context.planning ? coarseVoxels(image, placed.grid) : [];
  if (coarse.length > 0) return { diagnostics: [...outcome.diagnostics, ...coarse] };

  const files = stack.order.map((index) => outcome.files![index]);
  const suv = modality === 'PT' ? suvFactors(petHeaderOf(files)) : undefined;
  const header: ImageHeader = {
    format: 'dicom',
    modality,
    grid: placed.grid,
    frameOfReferenceUid: uidOf(first.dataset, 'x00200052'),
    seriesInstanceUid: uidOf(first.dataset, 'x0020000e'),
    sopInstanceUids: new Set(files.flatMap(({ dataset }) => uidOf(dataset, 'x00080018') ?? [])),
    patientPosition: codeOf(first.dataset, 'x00185100'),
    suv:
      suv &&
      (suv.kind === 'factors'
        ? { possible: true }
        : { possible: false, reason: suv.kind === 'units' ? `its units are ${suv.units}` : suv.reason }),
  };

  const kind = kindProblem(image, modality, files, path);
  if (kind) return refuse('RT3009', kind, header);
  const scaling =
    image.quantity === 'SUVbw'
      ? suvScaling(suv, path, image)
      : { factors: new Float64Array(files.length).fill(1), diagnostics: [] };
  const diagnostics = [...outcome.diagnostics, ...resamplingFinding(image, placed), ...scaling.diagnostics];
  if (!scaling.factors) return { header, diagnostics };
  return { header, series: { header, files, format, placed, factors: scaling.factors }, diagnostics };
}

/** Reads the voxels of an inspected series: rescaled slice by slice, on the patient's axes. */
export async function readVoxels(
  series: DicomSeries,
  image: PlanImage,
  context: ImageContext,
): Promise<{ values?: Float32Array; diagnostics: Diagnostic[] }> {
  const { files, format, placed, factors } = series;
  const perSlice = format.rows * format.columns;
  const values = sharedFloat32(perSlice * files.length);
  let padded = 0;
  let read = 0;
  const complete = await inBatches(
    files,
    async (file, k) => {
      const stored = await readStoredValues(file, format);
      if (!stored || stored.length < perSlice) return false;
      const slope = (numberOf(file.dataset, 'x00281053') ?? 1) * factors[k];
      const intercept = (numberOf(file.dataset, 'x00281052') ?? 0) * factors[k];
      const padding = image.quantity === 'HU' ? paddingOf(file, format.signed) : undefined;
      const out = values.subarray(k * perSlice, (k + 1) * perSlice);
      for (let n = 0; n < perSlice; n++) out[n] = stored[n] * slope + intercept;
      if (padding !== undefined) {
        for (let n = 0; n < perSlice; n++) {
          if (stored[n] < padding.from || stored[n] > padding.to) continue;
          out[n] = -1000;
          padded++;
        }
      }
      context.onProgress?.(++read / files.length);
      return true;
    },
    context.signal,
  );
  const broken = complete.filter((ok) => !ok).length;
  if (broken > 0) {
    return {
      diagnostics: [
        diagnostic(
          'RT3004',
          image.at,
          `${broken} of the ${files.length} slices of image ${image.name} hold less pixel data than their headers say. Copy or export the series again.`,
        ),
      ],
    };
  }
  const diagnostics = padded
    ? [
        diagnostic(
          'RT3031',
          image.at,
          `${padded.toLocaleString('en-GB')} voxels outside the scanner's field of view hold the declared padding value; they are read as air.`,
        ),
      ]
    : [];
  return { values: placed.apply(values), diagnostics };
}

function placementOf({ dataset }: DicomFile): SlicePlacement | undefined {
  const position = numbersOf(dataset, 'x00200032');
  const orientation = numbersOf(dataset, 'x00200037');
  const spacing = numbersOf(dataset, 'x00280030');
  if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2) return undefined;
  if (![...position, ...orientation, ...spacing].every(Number.isFinite) || !spacing.every((s) => s > 0))
    return undefined;
  return {
    positionMm: [position[0], position[1], position[2]],
    orientation: [orientation[0], orientation[1], orientation[2], orientation[3], orientation[4], orientation[5]],
    rowSpacingMm: spacing[0],
    columnSpacingMm: spacing[1],
  };
}

/** The one pixel format of all slices, or what stands against it. */
function commonFormat(files: readonly DicomFile[]): PixelFormat | { code: DiagnosticCode; problem: string } {
  const syntaxes = [...new Set(files.map((file) => file.transferSyntaxUid))];
  const unsupported = syntaxes.find((uid) => transferSyntax(uid).pixels === 'unsupported');
  if (unsupported) {
    return {
      code: 'RT3005',
      problem: `is compressed as ${transferSyntax(unsupported).name} (${unsupported}), which is not decoded. Export it uncompressed (explicit little endian).`,
    };
  }
  if (files.some(({ dataset }) => (numberOf(dataset, 'x00280008') ?? 1) > 1 || has(dataset, 'x52009230'))) {
    return {
      code: 'RT3005',
      problem: 'is an enhanced multi-frame object. Export it as classic DICOM, one file a slice.',
    };
  }
  const formats = files.map(formatOf);
  const format = formats[0];
  if (!format || !formats.every((other) => other && sameFormat(format, other))) {
    return {
      code: 'RT3009',
      problem:
        'has slices of different sizes or pixel formats, or in colour. Give a folder with the slices of one scan only.',
    };
  }
  if (!files.every((file) => couldHold(file, (format.rows * format.columns * format.bitsAllocated) / 8))) {
    return {
      code: 'RT3004',
      problem: 'holds less pixel data than its headers say. Copy or export the series again.',
    };
  }
  return format;
}

/** Whether a file is long enough for its pixels, so that no memory is set aside for a matrix that is not there. */
function couldHold({ pixels, fileBytes, transferSyntaxUid }: DicomFile, bytes: number): boolean {
  // RLE packs at most 128 bytes into two.
  if (transferSyntax(transferSyntaxUid).pixels === 'rle') return 64 * fileBytes >= bytes;
  return pixels !== undefined && pixels.length >= bytes;
}

function formatOf({ dataset }: DicomFile): PixelFormat | undefined {
  const rows = uint16Of(dataset, 'x00280010');
  const columns = uint16Of(dataset, 'x00280011');
  const allocated = uint16Of(dataset, 'x00280100');
  const stored = uint16Of(dataset, 'x00280101') ?? allocated;
  if (!rows || !columns || (uint16Of(dataset, 'x00280002') ?? 1) !== 1) return undefined;
  if ((allocated !== 8 && allocated !== 16 && allocated !== 32) || !stored || stored > allocated) return undefined;
  const highBit = uint16Of(dataset, 'x00280102') ?? stored - 1;
  if (highBit < stored - 1 || highBit >= allocated) return undefined;
  return {
    rows,
    columns,
    frames: 1,
    bitsAllocated: allocated,
    bitsStored: stored,
    highBit,
    signed: uint16Of(dataset, 'x00280103') === 1,
  };
}

function sameFormat(a: PixelFormat, b: PixelFormat): boolean {
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.bitsAllocated === b.bitsAllocated &&
    a.bitsStored === b.bitsStored &&
    a.highBit === b.highBit &&
    a.signed === b.signed
  );
}

/** Stored values that mean "no data" (PixelPaddingValue, or the range to its limit). */
function paddingOf({ dataset }: DicomFile, signed: boolean): { from: number; to: number } | undefined {
  const value = xsOf(dataset, 'x00280120', signed);
  if (value === undefined) return undefined;
  const limit = xsOf(dataset, 'x00280121', signed) ?? value;
  return { from: Math.min(value, limit), to: Math.max(value, limit) };
}

function stackProblem(
  stack: Exclude<ReturnType<typeof stackSlices>, { kind: 'stack' }>,
  path: string,
  modality: string,
  slices: number,
): [DiagnosticCode, string] {
  switch (stack.kind) {
    case 'orientations differ':
      return [
        'RT3007',
        `The ${slices} slices of the ${modality} series "${path}" differ in orientation or pixel spacing; a localiser may be among them. Leave only the slices of the scan.`,
      ];
    case 'duplicates':
      return [
        'RT3008',
        `In the ${modality} series "${path}" ${stack.count} of ${slices} slices lie where another one lies already. Leave one time point, and each slice once.`,
      ];
    case 'irregular': {
      const { smallest, usual, largest } = stack.gapsMm;
      const missing = smallest > 0.9 * usual && Math.abs(largest / usual - Math.round(largest / usual)) < 0.05;
      const why = missing
        ? 'slices seem to be missing'
        : 'parts of the scan were reconstructed differently, or the table moved';
      return [
        'RT3007',
        `The slices of the ${modality} series "${path}" are not evenly spaced: gaps from ${smallest.toFixed(2)} mm to ${largest.toFixed(2)} mm, usually ${usual.toFixed(2)} mm; ${why}. Export one complete, evenly spaced series.`,
      ];
    }
  }
}

function tiltedMessage(path: string, modality: string, angleDeg: number): string {
  return `The slices of the ${modality} series "${path}" are tilted by ${angleDeg.toFixed(1)}° against the patient axes. The planning image is used as it is, so scan or reconstruct it without tilt, or resample it with a tool whose result you check.`;
}

/** Why the series is not what the plan asks for after `as`. */
function kindProblem(
  image: PlanImage,
  modality: string,
  files: readonly DicomFile[],
  path: string,
): string | undefined {
  if (image.quantity === 'HU') {
    if (modality !== 'CT')
      return `"${path}" is a ${modality} series; only a CT has HU. Name a CT series, or read this image without \`as HU\`.`;
    if (!files.every(({ dataset }) => has(dataset, 'x00281053') && has(dataset, 'x00281052'))) {
      return `The CT series "${path}" has no rescale slope and intercept, so its values are not HU. Export the original series.`;
    }
  }
  if (image.quantity === 'SUVbw' && modality !== 'PT')
    return `"${path}" is a ${modality} series; SUVbw is a quantity of PET. Name a PET series.`;
  if (files.some(({ dataset }) => itemsOf(dataset, 'x00283000').length > 0))
    return `The ${modality} series "${path}" rescales its values by a look-up table, which is not supported. Export it with rescale slope and intercept.`;
  return undefined;
}

function suvScaling(
  suv: SuvOutcome | undefined,
  path: string,
  { at }: PlanImage,
): { factors?: Float64Array; diagnostics: Diagnostic[] } {
  if (!suv || suv.kind === 'impossible') {
    return {
      diagnostics: [
        diagnostic(
          'RT3020',
          at,
          `SUVbw cannot be computed from "${path}": ${suv?.reason ?? 'it is no PET'}. Restore the header, or use \`as ratio to\` a reference region.`,
        ),
      ],
    };
  }
  if (suv.kind === 'units')
    return {
      diagnostics: [
        diagnostic(
          'RT3021',
          at,
          `The PET series "${path}" is in units of ${suv.units}, from which SUVbw cannot be computed. Export it in Bq/mL (BQML).`,
        ),
      ],
    };
  const minutes = suv.uptakeS === undefined ? '' : ` (uptake time ${Math.round(suv.uptakeS / 60)} min)`;
  const diagnostics = suv.timesOfDay
    ? [
        diagnostic(
          'RT3022',
          at,
          `In "${path}" the dates of injection and scan do not fit together, as after anonymising; their times of day are used${minutes}. Check the uptake time.`,
        ),
      ]
    : [];
  return { factors: suv.factors, diagnostics };
}
