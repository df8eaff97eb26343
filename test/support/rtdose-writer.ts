import { dicomBytes, type Elements, type Encoding } from './dicom-writer.ts';

/** A small RT dose file; stored value (column i, row j, frame k) is `stored(i, j, k)`. Defaults: head first, 4 × 3 × 5 voxels, 16 bits, mGy. */
export interface DoseSpec {
  readonly columns?: number;
  readonly rows?: number;
  readonly bits?: 16 | 32;
  readonly position?: readonly [number, number, number];
  readonly orientation?: readonly number[];
  /** Row spacing first. */
  readonly pixelSpacing?: readonly [number, number];
  readonly offsets?: readonly (number | string)[];
  readonly stored?: (i: number, j: number, k: number) => number;
  readonly scaling?: number | string;
  readonly summation?: string;
  readonly sopInstanceUid?: string;
  readonly planUid?: string;
  /** Numbers of the beams that the dose is of. */
  readonly beams?: readonly number[];
  readonly frameOfReferenceUid?: string;
  readonly extra?: Elements;
  readonly encoding?: Encoding;
  readonly transferSyntaxUid?: string;
}

export function doseBytes(spec: DoseSpec = {}): Uint8Array {
  const { encoding = 'explicit', transferSyntaxUid } = spec;
  return dicomBytes(doseElements(spec), { encoding, transferSyntaxUid });
}

function doseElements(spec: DoseSpec): Elements {
  const { columns = 4, rows = 3, bits = 16, offsets = [0, 2.5, 5, 7.5, 10], stored = () => 1000 } = spec;
  const frames = offsets.length;
  const pixels = bits === 16 ? new Uint16Array(columns * rows * frames) : new Uint32Array(columns * rows * frames);
  for (let k = 0, o = 0; k < frames; k++)
    for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) pixels[o++] = stored(i, j, k);
  return {
    '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.481.2'],
    '00080018': ['UI', spec.sopInstanceUid ?? '1.2.3.5.1'],
    '00080060': ['CS', 'RTDOSE'],
    '00100010': ['PN', 'Doe^Jane'],
    '00100020': ['LO', 'MRN4711'],
    '00100030': ['DA', '19610203'],
    '00200032': ['DS', spec.position ?? [-10, -20, 100]],
    '00200037': ['DS', spec.orientation ?? [1, 0, 0, 0, 1, 0]],
    '00200052': ['UI', spec.frameOfReferenceUid ?? '1.2.3.9'],
    '00280002': ['US', 1],
    '00280008': ['IS', frames],
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280030': ['DS', spec.pixelSpacing ?? [2, 1]],
    '00280100': ['US', bits],
    '00280101': ['US', bits],
    '00280102': ['US', bits - 1],
    '00280103': ['US', 0],
    '30040002': ['CS', 'GY'],
    '30040004': ['CS', 'PHYSICAL'],
    '3004000a': ['CS', spec.summation ?? 'PLAN'],
    '3004000c': ['DS', offsets.join('\\')],
    '3004000e': ['DS', spec.scaling ?? 1e-3],
    '300c0002': [
      'SQ',
      [
        {
          '00081155': ['UI', spec.planUid ?? '1.2.3.6.1'],
          '300c0020': [
            'SQ',
            [
              {
                '300c0004': ['SQ', (spec.beams ?? []).map((beam): Elements => ({ '300c0006': ['IS', beam] }))],
                '300c0022': ['IS', 1],
              },
            ],
          ],
        },
      ],
    ],
    '7fe00010': ['OW', new Uint8Array(pixels.buffer)],
    ...spec.extra,
  };
}
