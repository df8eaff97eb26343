import type { DiagnosticCode } from '../../plan/diagnostics/catalogue.ts';
import type { Volume } from '../grid.ts';
import { codeOf, itemsOf, numberOf, numbersOf, textOf, uidOf, uint16Of } from './dicom-dataset.ts';
import { type DicomFile, readDicomHeader } from './dicom-file.ts';
import { modalityOf } from './dicom-folder.ts';
import { type PixelFormat, readStoredValues } from './dicom-pixels.ts';
import { frameAxis } from './frame-offsets.ts';
import { place } from './place.ts';
import { sharedFloat32 } from './shared-float32.ts';
import { cross, dot, scale } from './slice-stack.ts';
import { transferSyntax } from './transfer-syntax.ts';

/** One RT dose object. Holds no patient identifier. */
export interface RtDose {
  /** Absorbed dose, Gy, on the patient's LPS axes; there is no dose outside the grid. */
  readonly volume: Volume;
  /** PLAN, BEAM, FRACTION …: what of the plan the dose is of. */
  readonly summation: string;
  readonly sopInstanceUid: string;
  readonly frameOfReferenceUid?: string;
  readonly planUid?: string;
  /** Of the structure set, where the dose itself names it. */
  readonly structureSetUid?: string;
  /** What tells the doses of one plan apart: fraction group and beam numbers, as the file refers to them; empty where it does not. */
  readonly beams: string;
}

/** The problem is a clause that goes on "the dose file …". */
export interface DoseFileProblem {
  readonly code: DiagnosticCode;
  readonly problem: string;
}

/**
 * Reads an RT dose file (PS3.3, C.8.8.3): 16 or 32 bits, any orientation along the patient's axes, both conventions of GridFrameOffsetVector. Refused
 * are relative and effective doses, planes at uneven distances, oblique grids, compressed pixels, and whatever is damaged or has lost its header.
 */
export async function readRtDose(path: string): Promise<{ readonly dose: RtDose } | DoseFileProblem> {
  const read = await readDicomHeader(path);
  if ('unreadable' in read) return { code: 'RT3004', problem: unreadable[read.unreadable] };
  const { file } = read;
  const refused = notPhysicalDose(file);
  if (refused) return refused;
  const sopInstanceUid = uidOf(file.dataset, 'x00080018');
  const summation = codeOf(file.dataset, 'x3004000a');
  if (!sopInstanceUid || !summation)
    return {
      code: 'RT3004',
      problem:
        'has lost its header: it does not say which object it is (SOPInstanceUID) or what of a plan its dose is of (DoseSummationType). Export the dose again, with its whole header',
    };
  const format = formatOf(file);
  if ('code' in format) return format;
  const scaling = numberOf(file.dataset, 'x3004000e');
  if (scaling === undefined || scaling < 0)
    return damaged('does not say what dose a stored value means: DoseGridScaling is missing, or no positive number');
  const placed = placedGrid(file, format);
  if ('code' in placed) return placed;

  const stored = await readStoredValues(file, format);
  if (!stored) return damaged('holds less pixel data than its header says');
  const values = sharedFloat32(stored.length);
  for (let i = 0; i < stored.length; i++) {
    const gy = stored[i] * scaling;
    if (gy < 0) return { code: 'RT3009', problem: 'holds negative doses, so it is no dose but perhaps a difference' };
    if (!(gy < mostGy)) return damaged(`holds doses beyond ${mostGy} Gy: its DoseGridScaling cannot be right`);
    values[i] = gy;
  }
  const [plan] = itemsOf(file.dataset, 'x300c0002');
  const [structureSet] = itemsOf(file.dataset, 'x300c0060');
  return {
    dose: {
      volume: { grid: placed.grid, values: placed.apply(values), quantity: 'Gy' },
      summation,
      sopInstanceUid,
      frameOfReferenceUid: uidOf(file.dataset, 'x00200052'),
      planUid: plan && uidOf(plan, 'x00081155'),
      structureSetUid: structureSet && uidOf(structureSet, 'x00081155'),
      beams: plan ? beamsOf(plan) : '',
    },
  };
}

/** No therapy gives more; a file that says so is damaged. */
const mostGy = 1e5;

const unreadable = {
  'cut short': 'is cut short or damaged. Copy or export it again',
  'not DICOM': 'is not a DICOM file. Name an RT dose file, or a dose as NRRD',
  'not readable': 'cannot be opened. Check the path',
};

function damaged(problem: string): DoseFileProblem {
  return { code: 'RT3004', problem: `${problem}. Export it again` };
}

function notPhysicalDose(file: DicomFile): DoseFileProblem | undefined {
  const { dataset } = file;
  if (modalityOf(file) !== 'RTDOSE')
    return { code: 'RT3009', problem: `holds ${modalityOf(file)}, not RTDOSE. Name an RT dose file` };
  const units = codeOf(dataset, 'x30040002');
  if (units === 'RELATIVE')
    return {
      code: 'RT3009',
      problem:
        'holds relative dose (DoseUnits RELATIVE), without what it is relative to, so it cannot be given in Gy. Export it with DoseUnits GY',
    };
  if (units !== 'GY') return damaged(`does not say that it is in Gy: DoseUnits is ${units ?? 'missing'}`);
  const type = codeOf(dataset, 'x30040004');
  if (type === 'EFFECTIVE' || type === 'ERROR')
    return {
      code: 'RT3009',
      problem: `holds ${type === 'ERROR' ? 'a difference of doses' : 'biologically weighted dose'} (DoseType ${type}), not absorbed dose. Export it with DoseType PHYSICAL`,
    };
  const syntax = transferSyntax(file.transferSyntaxUid);
  if (syntax.pixels === 'unsupported' || syntax.pixels === 'rle')
    return {
      code: 'RT3005',
      problem: `is compressed as ${syntax.name} (${file.transferSyntaxUid}), which is not decoded for doses. Export it uncompressed`,
    };
  return undefined;
}

function formatOf({ dataset, pixels, transferSyntaxUid }: DicomFile): PixelFormat | DoseFileProblem {
  const rows = uint16Of(dataset, 'x00280010');
  const columns = uint16Of(dataset, 'x00280011');
  const frames = numberOf(dataset, 'x00280008') ?? 1;
  if (!rows || !columns || !pixels || !Number.isInteger(frames) || frames < 1)
    return damaged('holds no matrix of doses: rows, columns, frames or pixel data are missing');
  const bits = uint16Of(dataset, 'x00280100');
  const stored = uint16Of(dataset, 'x00280101') ?? bits;
  if ((bits !== 16 && bits !== 32) || stored !== bits || (uint16Of(dataset, 'x00280002') ?? 1) !== 1)
    return {
      code: 'RT3005',
      problem: `stores its doses with ${bits ?? 'an unstated number of'} bits, of which ${stored ?? 'an unstated number'} are used; 16 and 32 are read, all of them used. Export it so`,
    };
  const length = (rows * columns * frames * bits) / 8;
  // Padding to an even length is not needed for 16 bits and more. What a deflated file holds shows once it is read.
  if (transferSyntax(transferSyntaxUid).pixels !== 'deflated' && pixels.length !== length)
    return damaged(
      `holds ${pixels.length < length ? 'less' : 'more'} pixel data than its header says (${pixels.length} bytes for ${columns} × ${rows} × ${frames} values of ${bits} bits)`,
    );
  return {
    rows,
    columns,
    frames,
    bitsAllocated: bits,
    bitsStored: bits,
    highBit: bits - 1,
    signed: uint16Of(dataset, 'x00280103') === 1,
  };
}

function placedGrid({ dataset }: DicomFile, { rows, columns, frames }: PixelFormat) {
  const position = numbersOf(dataset, 'x00200032');
  const orientation = numbersOf(dataset, 'x00200037');
  const spacing = numbersOf(dataset, 'x00280030');
  if (
    position.length !== 3 ||
    orientation.length !== 6 ||
    spacing.length !== 2 ||
    ![...position, ...orientation, ...spacing].every(Number.isFinite) ||
    !spacing.every((s) => s > 0)
  )
    return damaged('does not say where its grid lies: position, orientation or pixel spacing is missing');
  const [x, y, z] = position;
  const right = [orientation[0], orientation[1], orientation[2]] as const;
  const down = [orientation[3], orientation[4], orientation[5]] as const;
  if (Math.abs(dot(right, right) - 1) > 1e-3 || Math.abs(dot(down, down) - 1) > 1e-3)
    return damaged('has an orientation whose directions are no unit vectors');
  const axis = frameAxis(numbersOf(dataset, 'x3004000c'), { frames, zMm: z, normal: cross(right, down) });
  if ('problem' in axis) return { code: axis.code, problem: axis.problem };
  const stored = {
    size: [columns, rows, frames] as const,
    affine: {
      originMm: [x, y, z] as const,
      axesMm: [scale(right, spacing[1]), scale(down, spacing[0]), axis.stepMm] as const,
    },
  };
  const placed = place(stored, { planning: true, outside: NaN });
  switch (placed.kind) {
    case 'placed':
      return placed;
    case 'tilted':
      return {
        code: 'RT3006',
        problem: `lies ${placed.angleDeg.toFixed(1)}° off the patient's axes, and doses are not resampled unasked. Export it on a grid along the axes`,
      } as const;
    case 'degenerate':
      return damaged('has plane directions that make no volume');
  }
}

/** "1:2" for beam 2 of fraction group 1. */
function beamsOf(plan: Parameters<typeof itemsOf>[0]): string {
  return itemsOf(plan, 'x300c0020')
    .flatMap((group) =>
      itemsOf(group, 'x300c0004').map(
        (beam) => `${textOf(group, 'x300c0022') ?? ''}:${textOf(beam, 'x300c0006') ?? ''}`,
      ),
    )
    .sort()
    .join(' ');
}
