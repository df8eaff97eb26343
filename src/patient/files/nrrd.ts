import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import type { Vec3, Volume } from '../grid.ts';
import type { StoredVolume } from './orient.ts';
import { sharedFloat32 } from './shared-float32.ts';
import { bytesOf, type NumberType, readNumbers } from './stored-values.ts';

/**
 * A volume as NRRD bytes: float32, little endian, LPS mm, the quantity in the key `content`, and notes as further keys. The same volume always gives the same bytes.
 * Format: http://teem.sourceforge.net/nrrd/format.html
 */
export function writeNrrd(
  { grid, values, quantity }: Volume,
  encoding: 'raw' | 'gzip' = 'gzip',
  notes: Readonly<Record<string, string>> = {},
): Uint8Array {
  const [sx, sy, sz] = grid.spacingMm;
  const header = [
    'NRRD0004',
    'type: float',
    'dimension: 3',
    `content: ${quantity}`,
    'space: left-posterior-superior',
    `sizes: ${grid.size.join(' ')}`,
    `space directions: (${sx},0,0) (0,${sy},0) (0,0,${sz})`,
    'kinds: domain domain domain',
    'space units: "mm" "mm" "mm"',
    'endian: little',
    `encoding: ${encoding}`,
    `space origin: (${grid.originMm.join(',')})`,
    ...Object.entries(notes).map(([key, value]) => `${key}:=${value}`),
    '',
    '',
  ].join('\n');
  const data = Buffer.alloc(4 * values.length);
  for (let i = 0; i < values.length; i++) data.writeFloatLE(values[i], 4 * i);
  return Buffer.concat([Buffer.from(header, 'ascii'), encoding === 'gzip' ? gzipSync(data) : data]);
}

/** A NRRD file's header: where its voxels lie (LPS mm) and how they are stored. */
export interface NrrdHeader {
  readonly stored: StoredVolume;
  /** Values a voxel, stored together; 1 for an image. */
  readonly components: number;
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly encoding: 'raw' | 'gzip' | 'text';
  readonly detachedFile?: string;
  /** What the file says its values are; what this product writes says the quantity. */
  readonly content?: string;
  /** Where this product wrote the file in preview quality: a sentence that says so. */
  readonly quality?: string;
  /** Where the data begin, in an attached file. */
  readonly dataOffset: number;
}

/** A problem is a clause that goes on "the file …". */
export async function readNrrd(
  path: string,
): Promise<{ header: NrrdHeader; values: Float32Array } | { readonly problem: string }> {
  try {
    const file = await readFile(path);
    const header = parseNrrdHeader(file);
    if ('problem' in header) return header;
    const { detachedFile } = header;
    const packed =
      detachedFile === undefined
        ? file.subarray(header.dataOffset)
        : await readFile(isAbsolute(detachedFile) ? detachedFile : join(dirname(path), detachedFile));
    const [ni, nj, nk] = header.stored.size;
    const count = header.components * ni * nj * nk;
    const tooShort = { problem: 'is cut short: it holds fewer voxels than its header says' };
    if (header.encoding === 'text') {
      const numbers = packed
        .toString('latin1')
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (numbers.length < count) return tooShort;
      const values = sharedFloat32(count);
      values.set(numbers.slice(0, count));
      return { header, values };
    }
    const bytes = header.encoding === 'gzip' ? await promisify(gunzip)(packed) : packed;
    if (bytes.length < count * bytesOf[header.type]) return tooShort;
    const values = sharedFloat32(count);
    readNumbers(bytes, 0, header.type, header.littleEndian, values);
    return { header, values };
  } catch {
    return { problem: 'is cut short or damaged' };
  }
}

export async function readNrrdHeader(path: string): Promise<NrrdHeader | { readonly problem: string }> {
  try {
    return parseNrrdHeader(await readFile(path));
  } catch {
    return { problem: 'cannot be opened' };
  }
}

function parseNrrdHeader(file: Buffer): NrrdHeader | { readonly problem: string } {
  const text = file.subarray(0, 64 * 1024).toString('latin1');
  if (!/^NRRD000\d/.test(text)) return { problem: 'is not a NRRD file' };
  const end = /\r?\n\r?\n/.exec(text);
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end?.index).split(/\r?\n/).slice(1)) {
    const match = /^([^#:=][^:=]*): (.*)$/.exec(line);
    if (match) fields.set(match[1].toLowerCase().trim(), match[2].trim());
  }

  const type = types[fields.get('type') ?? ''];
  if (!type)
    return {
      problem: `stores its voxels as "${fields.get('type') ?? 'nothing stated'}", which is not read; write it as float or short`,
    };
  const encoding = encodings[(fields.get('encoding') ?? '').toLowerCase()];
  if (!encoding)
    return {
      problem: `is encoded as "${fields.get('encoding') ?? 'nothing stated'}", which is not read; write it raw or gzip`,
    };
  const detachedFile = fields.get('data file') ?? fields.get('datafile');
  if (detachedFile !== undefined && /^LIST|%/.test(detachedFile))
    return { problem: 'is spread over several data files; write it as one' };
  if (!end && detachedFile === undefined) return { problem: 'is cut short within its header' };
  if (fields.has('byte skip') || fields.has('line skip'))
    return { problem: 'skips bytes before its data, which is not read; write it attached' };
  if (bytesOf[type] > 1 && encoding !== 'text' && !fields.has('endian'))
    return { problem: 'does not say its byte order' };

  const geometry = geometryOf(fields);
  if ('problem' in geometry) return geometry;
  return {
    ...geometry,
    type,
    encoding,
    littleEndian: fields.get('endian') !== 'big',
    detachedFile,
    content: fields.get('content'),
    quality: /^quality:=(.*?)\r?$/m.exec(text.slice(0, end?.index))?.[1],
    dataOffset: end ? end.index + end[0].length : 0,
  };
}

function geometryOf(fields: Map<string, string>): { stored: StoredVolume; components: number } | { problem: string } {
  const signs = spaces[(fields.get('space') ?? '').toLowerCase()];
  if (!signs) return { problem: 'does not say how its voxels lie in the patient (its space is not LPS, RAS or LAS)' };
  const sizes = (fields.get('sizes') ?? '').split(/\s+/).map(Number);
  const directions = (fields.get('space directions') ?? '').match(/none|\([^)]*\)/g) ?? [];
  const origin = vectorOf(fields.get('space origin') ?? '', signs);
  const spatial = directions.flatMap((direction, n) =>
    direction === 'none' ? [] : [{ size: sizes[n], axis: vectorOf(direction, signs) }],
  );
  const others = directions.flatMap((direction, n) => (direction === 'none' ? [{ size: sizes[n], n }] : []));
  const [a, b, c] = spatial;
  if (
    spatial.length !== 3 ||
    directions.length !== sizes.length ||
    !origin ||
    !a.axis ||
    !b.axis ||
    !c.axis ||
    !sizes.every((size) => Number.isInteger(size) && size > 0)
  ) {
    return { problem: 'holds no three-dimensional image with directions and origin' };
  }
  // Components must be the fastest axis, as NRRD writers store them.
  if (others.some(({ size, n }) => size > 1 && n !== 0)) return { problem: 'holds several volumes; keep one' };
  return {
    components: others.reduce((product, { size }) => product * size, 1),
    stored: { size: [a.size, b.size, c.size], affine: { originMm: origin, axesMm: [a.axis, b.axis, c.axis] } },
  };
}

/** `(1,2,3)` in the file's space to LPS mm. */
function vectorOf(text: string, signs: readonly [number, number]): Vec3 | undefined {
  const numbers = text.replace(/[()]/g, '').split(',').map(Number);
  return numbers.length === 3 && numbers.every(Number.isFinite)
    ? [signs[0] * numbers[0], signs[1] * numbers[1], numbers[2]]
    : undefined;
}

/** Signs that turn a space's x and y to LPS. */
const spaces: Record<string, readonly [number, number]> = {
  'left-posterior-superior': [1, 1],
  lps: [1, 1],
  'right-anterior-superior': [-1, -1],
  ras: [-1, -1],
  'left-anterior-superior': [1, -1],
  las: [1, -1],
};

const encodings: Record<string, NrrdHeader['encoding']> = {
  raw: 'raw',
  gzip: 'gzip',
  gz: 'gzip',
  ascii: 'text',
  text: 'text',
  txt: 'text',
};

const types: Record<string, NumberType> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  float: 'float32',
  double: 'float64',
};
