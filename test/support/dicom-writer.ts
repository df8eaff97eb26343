import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** A value of an element: text (or numbers as decimal string), 16-bit numbers, raw bytes, or the items of a sequence. */
type Value = string | number | readonly number[] | Uint8Array | readonly Elements[];

/** Elements by tag (`00100010`); `undefined` leaves an element out, so that fixtures can take one away. */
export type Elements = Record<string, [vr: string, value: Value] | undefined>;

export type Encoding = 'explicit' | 'implicit' | 'big-endian' | 'deflated' | 'rle';

const syntaxUid: Record<Encoding, string> = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  'big-endian': '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
};

/** The bytes of a DICOM file. Enough of the standard for test fixtures, and none of the checks of a real writer. */
export function dicomBytes(
  elements: Elements,
  options: { encoding?: Encoding; header?: boolean; transferSyntaxUid?: string } = {},
): Uint8Array {
  const { encoding = 'explicit', header = true, transferSyntaxUid = syntaxUid[encoding] } = options;
  const body = dataset(
    elements,
    encoding === 'implicit' ? 'implicit' : 'explicit',
    encoding === 'big-endian',
    encoding === 'rle',
  );
  if (!header) return body;
  const meta = dataset(
    { '00020001': ['OB', new Uint8Array([0, 1])], '00020010': ['UI', transferSyntaxUid] },
    'explicit',
    false,
    false,
  );
  const length = dataset({ '00020000': ['UL', [meta.length & 0xffff, meta.length >> 16]] }, 'explicit', false, false);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    length,
    meta,
    encoding === 'deflated' ? deflateRawSync(body) : body,
  ]);
}

function dataset(elements: Elements, style: 'implicit' | 'explicit', bigEndian: boolean, rle: boolean): Buffer {
  const parts: Buffer[] = [];
  for (const tag of Object.keys(elements).sort()) {
    const element = elements[tag];
    if (!element) continue;
    const [vr, value] = element;
    const encapsulated = rle && tag === '7fe00010';
    const bytes = encapsulated ? encapsulate(value as Uint8Array) : valueBytes(vr, value, style, bigEndian);
    const u16 = (n: number) => number(n, 2, bigEndian);
    const u32 = (n: number) => number(n, 4, bigEndian);
    const length = encapsulated ? 0xffffffff : bytes.length;
    parts.push(u16(parseInt(tag.slice(0, 4), 16)), u16(parseInt(tag.slice(4), 16)));
    if (style === 'implicit') parts.push(u32(length));
    else if (['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr)) parts.push(Buffer.from(`${vr}\0\0`), u32(length));
    else parts.push(Buffer.from(vr), u16(length));
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function valueBytes(vr: string, value: Value, style: 'implicit' | 'explicit', bigEndian: boolean): Buffer {
  if (vr === 'SQ') {
    const items = (value as readonly Elements[]).map((item) => {
      const bytes = dataset(item, style, bigEndian, false);
      return Buffer.concat([
        number(0xfffe, 2, bigEndian),
        number(0xe000, 2, bigEndian),
        number(bytes.length, 4, bigEndian),
        bytes,
      ]);
    });
    return Buffer.concat(items);
  }
  if (value instanceof Uint8Array) return vr === 'OW' && bigEndian ? Buffer.from(value).swap16() : Buffer.from(value);
  if (vr === 'US' || vr === 'SS' || vr === 'UL')
    return Buffer.concat([value].flat().map((n) => number(Number(n) & 0xffff, 2, bigEndian)));
  const text = Buffer.from([value].flat().join('\\'), 'utf8');
  return text.length % 2 === 0 ? text : Buffer.concat([text, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
}

function number(value: number, bytes: 2 | 4, bigEndian: boolean): Buffer {
  const out = Buffer.alloc(bytes);
  if (bigEndian) out.writeUIntBE(value, 0, bytes);
  else out.writeUIntLE(value, 0, bytes);
  return out;
}

/** One RLE frame of 16-bit samples, in an item after an empty offset table. */
function encapsulate(samples: Uint8Array): Buffer {
  const planes = [1, 0].map((byte) => packBits(samples.filter((_, i) => i % 2 === byte)));
  const frameHeader = Buffer.alloc(64);
  frameHeader.writeUInt32LE(2, 0);
  frameHeader.writeUInt32LE(64, 4);
  frameHeader.writeUInt32LE(64 + planes[0].length, 8);
  const frame = Buffer.concat([frameHeader, ...planes]);
  const item = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0]), number(bytes.length, 4, false), bytes]);
  return Buffer.concat([item(Buffer.alloc(0)), item(frame), Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
}

function packBits(bytes: Uint8Array): Buffer {
  const out: number[] = [];
  for (let i = 0; i < bytes.length;) {
    let run = 1;
    while (run < 128 && bytes[i + run] === bytes[i]) run++;
    if (run > 1) {
      out.push(257 - run, bytes[i]);
      i += run;
    } else {
      out.push(0, bytes[i++]);
    }
  }
  return Buffer.from(out.length % 2 === 0 ? out : [...out, 128]);
}

/** A small image series; voxel (column i, row j, slice k) holds `stored(i, j, k)`. Defaults make a head-first supine CT of 4 × 3 × 5 voxels. */
export interface SeriesSpec {
  readonly modality?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly slices?: number;
  readonly orientation?: readonly number[];
  /** ImagePositionPatient of slice k. */
  readonly position?: (k: number) => readonly number[];
  /** Row spacing first. */
  readonly pixelSpacing?: readonly [number, number];
  readonly stored?: (i: number, j: number, k: number) => number;
  readonly slope?: (k: number) => number;
  readonly intercept?: number;
  readonly seriesUid?: string;
  readonly frameOfReferenceUid?: string;
  readonly encoding?: Encoding;
  readonly header?: boolean;
  readonly transferSyntaxUid?: string;
  /** Over and beside the elements that the rest of the specification makes, slice by slice. */
  readonly extra?: (k: number) => Elements;
  readonly fileName?: (k: number) => string;
}

/** Writes the series into a folder and returns the folder. */
export function writeSeries(folder: string, spec: SeriesSpec = {}): string {
  mkdirSync(folder, { recursive: true });
  const { slices = 5, fileName = (k) => `slice-${(7 * k) % 101}.dcm` } = spec;
  for (let k = 0; k < slices; k++) {
    const { encoding, header, transferSyntaxUid } = spec;
    writeFileSync(
      join(folder, fileName(k)),
      dicomBytes(sliceElements(spec, k), { encoding, header, transferSyntaxUid }),
    );
  }
  return folder;
}

export function sliceElements(spec: SeriesSpec, k: number): Elements {
  const { modality = 'CT', columns = 4, rows = 3, seriesUid = '1.2.3.4', frameOfReferenceUid = '1.2.3.9' } = spec;
  const { position = (n) => [-10, -20, 100 + 2.5 * n], stored = (i, j, n) => 1000 + i + 10 * j + 100 * n } = spec;
  const pixels = new Int16Array(columns * rows);
  for (let j = 0, o = 0; j < rows; j++) for (let i = 0; i < columns; i++) pixels[o++] = stored(i, j, k);
  return {
    '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.2'],
    '00080018': ['UI', `${seriesUid}.${k + 1}`],
    '00080060': ['CS', modality],
    '00100010': ['PN', 'Doe^Jane'],
    '00100020': ['LO', 'MRN4711'],
    '00100030': ['DA', '19610203'],
    '00180050': ['DS', 2.5],
    '00185100': ['CS', 'HFS'],
    '0020000e': ['UI', seriesUid],
    '00200032': ['DS', position(k)],
    '00200037': ['DS', spec.orientation ?? [1, 0, 0, 0, 1, 0]],
    '00200052': ['UI', frameOfReferenceUid],
    '00280002': ['US', 1],
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280030': ['DS', spec.pixelSpacing ?? [2, 1]],
    '00280100': ['US', 16],
    '00280101': ['US', 16],
    '00280102': ['US', 15],
    '00280103': ['US', 1],
    '00281052': ['DS', spec.intercept ?? -1024],
    '00281053': ['DS', spec.slope?.(k) ?? 1],
    '7fe00010': ['OW', new Uint8Array(pixels.buffer)],
    ...spec.extra?.(k),
  };
}

/** What a PET slice adds: 370 MBq of F-18 injected at 10:00:00 into 74 kg, scan at 11:00:00, decay-corrected to the scan's start. */
export function petElements(over: Elements = {}, tracer: Elements = {}): Elements {
  return {
    '00080021': ['DA', '20240305'],
    '00080022': ['DA', '20240305'],
    '00080031': ['TM', '110000'],
    '00080032': ['TM', '110000'],
    '00101030': ['DS', 74],
    '00181242': ['IS', 120000],
    '00280051': ['CS', ['DECY', 'ATTN', 'SCAT'].join('\\')],
    '00541001': ['CS', 'BQML'],
    '00541102': ['CS', 'START'],
    '00541300': ['DS', 0],
    '00540016': [
      'SQ',
      [{ '00181072': ['TM', '100000'], '00181074': ['DS', 3.7e8], '00181075': ['DS', 6586.2], ...tracer }],
    ],
    ...over,
  };
}

export interface RoiSpec {
  readonly number: number;
  readonly name: string;
  readonly frameOfReferenceUid?: string;
  readonly contours: readonly {
    readonly type?: string;
    readonly points: readonly (readonly [number, number, number])[];
  }[];
}

export interface StructureSpec {
  readonly rois: readonly RoiSpec[];
  /** The frame item: its UID and the series it refers to. */
  readonly frameOfReferenceUid?: string;
  readonly seriesUid?: string;
  /** The top-level tag (0020,0052), which several vendors leave out. */
  readonly topLevelFrame?: string;
  readonly encoding?: Encoding;
  readonly extra?: Elements;
}

/** The bytes of an RT structure set. */
export function structureSetBytes(spec: StructureSpec): Uint8Array {
  const { frameOfReferenceUid = '1.2.3.9', seriesUid = '1.2.3.4' } = spec;
  return dicomBytes(
    {
      '00080005': ['CS', 'ISO_IR 192'],
      '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.481.3'],
      '00080060': ['CS', 'RTSTRUCT'],
      '00100010': ['PN', 'Doe^Jane'],
      '00200052': spec.topLevelFrame === undefined ? undefined : ['UI', spec.topLevelFrame],
      '30060010': [
        'SQ',
        [
          {
            '00200052': ['UI', frameOfReferenceUid],
            '30060012': ['SQ', [{ '30060014': ['SQ', [{ '0020000e': ['UI', seriesUid] }]] }]],
          },
        ],
      ],
      '30060020': [
        'SQ',
        spec.rois.map((roi): Elements => ({
          '30060022': ['IS', roi.number],
          '30060024': ['UI', roi.frameOfReferenceUid ?? frameOfReferenceUid],
          '30060026': ['LO', roi.name],
        })),
      ],
      '30060039': [
        'SQ',
        spec.rois.map((roi): Elements => ({
          '30060040': [
            'SQ',
            roi.contours.map(({ type = 'CLOSED_PLANAR', points }): Elements => ({
              '30060042': ['CS', type],
              '30060046': ['IS', points.length],
              '30060050': ['DS', points.flat()],
            })),
          ],
          '30060084': ['IS', roi.number],
        })),
      ],
      ...spec.extra,
    },
    { encoding: spec.encoding ?? 'implicit' },
  );
}

/** An axis-parallel rectangle as a closed contour. */
export function rectangle(
  x: readonly [number, number],
  y: readonly [number, number],
  z: number,
): { points: [number, number, number][] } {
  return {
    points: [
      [x[0], y[0], z],
      [x[1], y[0], z],
      [x[1], y[1], z],
      [x[0], y[1], z],
    ],
  };
}
