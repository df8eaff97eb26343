import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import type { DataSet } from 'dicom-parser';

export type DicomDataset = DataSet;

/** Tags in dicom-parser's spelling: `x` and eight lower-case hexadecimal digits. */
export type Tag = `x${string}`;

export const implicitLittleEndian = '1.2.840.10008.1.2';
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const pixelData: Tag = 'x7fe00010';

/**
 * Parses the bytes of a DICOM file up to its pixel data (whose element is kept, its bytes untouched). Files without the Part 10 header are tried
 * as implicit little endian, or explicit where value representations stand after the first tag. `undefined` where the bytes are no DICOM or end
 * too early.
 */
export function parseDataset(bytes: Uint8Array): DicomDataset | undefined {
  const options = { untilTag: pixelData, inflater };
  try {
    if (hasPart10Header(bytes)) return dicomParser.parseDicom(bytes, options);
    const transferSyntax = syntaxWithoutHeader(bytes);
    return transferSyntax
      ? dicomParser.parseDicom(bytes, { ...options, TransferSyntaxUID: transferSyntax })
      : undefined;
  } catch {
    return undefined;
  }
}

/** Parses a whole file, encapsulated pixel data included. */
export function parseWholeDataset(bytes: Uint8Array): DicomDataset | undefined {
  try {
    return dicomParser.parseDicom(bytes, { inflater });
  } catch {
    return undefined;
  }
}

export function hasPart10Header(bytes: Uint8Array): boolean {
  return bytes.length > 132 && latin1(bytes, 128, 4) === 'DICM';
}

/** Whether the bytes begin as a DICOM file does, with or without the Part 10 header: enough to tell a cut-off DICOM file from a foreign one. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasPart10Header(bytes) || syntaxWithoutHeader(bytes) !== undefined;
}

export function has(dataset: DicomDataset, tag: Tag): boolean {
  const element = dataset.elements[tag];
  return element !== undefined && element.length > 0;
}

/** The whole text of an element, without padding, decoded by the given label (see `characterSet`); `undefined` where it is absent or empty. */
export function textOf(dataset: DicomDataset, tag: Tag, encoding = 'latin1'): string | undefined {
  const element = dataset.elements[tag];
  if (!element || element.length === 0 || element.items) return undefined;
  const { byteArray } = dataset;
  const bytes = byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = encoding === 'latin1' ? latin1(bytes, 0, bytes.length) : new TextDecoder(encoding).decode(bytes);
  // Padding is a space or a NUL, by value representation; writers mix them up.
  const trimmed = text.replace(/^[\s\0]+|[\s\0]+$/g, '');
  return trimmed === '' ? undefined : trimmed;
}

/**
 * A code string (PS3.5: capitals, digits, space, underscore, 16 at most). Anything else is no code: a damaged file must not bring a piece of another
 * element, which may be a name, into a message.
 */
export function codeOf(dataset: DicomDataset, tag: Tag): string | undefined {
  const text = textOf(dataset, tag)?.toUpperCase();
  return text !== undefined && /^[A-Z0-9_ ]{1,16}$/.test(text) ? text : undefined;
}

/** A unique identifier; `undefined` where the element holds something else. */
export function uidOf(dataset: DicomDataset, tag: Tag): string | undefined {
  const text = textOf(dataset, tag);
  return text !== undefined && /^[0-9.]{1,64}$/.test(text) ? text : undefined;
}

/** All values of a decimal or integer string. A value that is not a number is NaN. */
export function numbersOf(dataset: DicomDataset, tag: Tag): number[] {
  const text = textOf(dataset, tag);
  return text === undefined ? [] : text.split('\\').map(parseNumber);
}

/** The single value of a decimal or integer string; `undefined` where it is absent or not a finite number. */
export function numberOf(dataset: DicomDataset, tag: Tag): number | undefined {
  const value = numbersOf(dataset, tag)[0];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

export function uint16Of(dataset: DicomDataset, tag: Tag): number | undefined {
  return has(dataset, tag) ? dataset.uint16(tag) : undefined;
}

/** One 16-bit value of an element whose value representation is US or SS, as PixelRepresentation says (`xs` in implicit files). */
export function xsOf(dataset: DicomDataset, tag: Tag, signed: boolean): number | undefined {
  if (!has(dataset, tag)) return undefined;
  return signed ? dataset.int16(tag) : dataset.uint16(tag);
}

/** The items of a sequence; none where it is absent. */
export function itemsOf(dataset: DicomDataset, tag: Tag): DicomDataset[] {
  const items = dataset.elements[tag]?.items ?? [];
  return items.flatMap((item) => (item.dataSet ? [item.dataSet] : []));
}

/** The label of TextDecoder for the dataset's SpecificCharacterSet. */
export function characterSet(dataset: DicomDataset): string {
  const names = (textOf(dataset, 'x00080005') ?? '').split('\\').map((name) => name.trim());
  // With several sets (code extensions) the last is the richer one; ISO-2022-JP switches by itself.
  const name = names.filter((n) => n !== '').at(-1) ?? '';
  return characterSets[name.replace('ISO 2022 IR', 'ISO_IR').toUpperCase()] ?? 'windows-1252';
}

const characterSets: Record<string, string> = {
  'ISO_IR 192': 'utf-8',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 87': 'iso-2022-jp',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

function parseNumber(text: string): number {
  const trimmed = text.trim();
  return trimmed === '' ? NaN : Number(trimmed);
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('latin1');
}

/** The syntax of a file without Part 10 header, judged by its first element, which must be of the identifying group 0008. */
function syntaxWithoutHeader(bytes: Uint8Array): string | undefined {
  if (bytes.length < 8 || bytes[0] !== 0x08 || bytes[1] !== 0x00 || bytes[3] > 0x20) return undefined;
  return /^[A-Z]{2}$/.test(latin1(bytes, 4, 2)) ? explicitLittleEndian : implicitLittleEndian;
}

/** Deflated files: the header stays, what follows is inflated in its place. */
function inflater(bytes: Uint8Array, position: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, position), inflateRawSync(bytes.subarray(position))]);
}
