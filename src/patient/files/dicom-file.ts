import { open, readFile } from 'node:fs/promises';
import {
  type DicomDataset,
  implicitLittleEndian,
  looksLikeDicom,
  parseDataset,
  parseWholeDataset,
  uidOf,
} from './dicom-dataset.ts';
import { transferSyntax } from './transfer-syntax.ts';

/** A DICOM file's header, and where its pixel data lie. */
export interface DicomFile {
  readonly path: string;
  readonly dataset: DicomDataset;
  readonly transferSyntaxUid: string;
  readonly fileBytes: number;
  /** Of the pixel-data element, where there is one; `length` is 0xffffffff for encapsulated pixels. */
  readonly pixels?: { readonly offset: number; readonly length: number };
}

export type DicomFileOutcome =
  { readonly file: DicomFile } | { readonly unreadable: 'cut short' | 'not DICOM' | 'not readable' };

/**
 * Reads the header of a DICOM file. Only the first part of the file is read where the header fits in, so that listing a series of hundreds of slices
 * stays fast.
 */
export async function readDicomHeader(path: string, headBytes = 64 * 1024): Promise<DicomFileOutcome> {
  let handle;
  try {
    handle = await open(path, 'r');
    const { size } = await handle.stat();
    const head = Buffer.alloc(Math.min(headBytes, size));
    await handle.read(head, 0, head.length, 0);
    if (!looksLikeDicom(head)) return { unreadable: 'not DICOM' };
    const parsed = describe(path, head, size);
    // Without pixel data in sight the header may go on behind what was read.
    const complete = parsed?.pixels || head.length === size ? parsed : describe(path, await readFile(path), size);
    return complete && holdsItsPixels(complete) ? { file: complete } : { unreadable: 'cut short' };
  } catch {
    return { unreadable: 'not readable' };
  } finally {
    await handle?.close();
  }
}

/** The bytes of the pixel-data element (native syntaxes) of `length` bytes; `undefined` where the file is too short for them. */
export async function readPixelBytes(file: DicomFile, length: number): Promise<Uint8Array | undefined> {
  const { pixels } = file;
  if (!pixels || pixels.length < length) return undefined;
  if (transferSyntax(file.transferSyntaxUid).pixels === 'deflated') {
    const { byteArray } = file.dataset;
    return pixels.offset + length <= byteArray.length
      ? byteArray.subarray(pixels.offset, pixels.offset + length)
      : undefined;
  }
  let handle;
  try {
    handle = await open(file.path, 'r');
    // A fresh allocation, so that the bytes can be viewed as 16- or 32-bit numbers.
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, pixels.offset);
    return bytesRead === length ? bytes : undefined;
  } catch {
    // The file vanished after its header was read.
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** The fragments of a single-frame encapsulated image, put together; `undefined` where the file is damaged. */
export async function readEncapsulatedFrame(file: DicomFile): Promise<Uint8Array | undefined> {
  const bytes = await readFile(file.path).catch(() => undefined);
  const dataset = bytes && parseWholeDataset(bytes);
  const fragments = dataset?.elements['x7fe00010']?.fragments;
  if (!dataset || !fragments?.length) return undefined;
  return Buffer.concat(
    fragments.map(({ position, length }) => dataset.byteArray.subarray(position, position + length)),
  );
}

/** Whether the file is as long as its pixel data say, as far as the header tells (not for compressed data). */
function holdsItsPixels({ pixels, transferSyntaxUid, fileBytes }: DicomFile): boolean {
  if (!pixels || pixels.length === undefinedLength || transferSyntax(transferSyntaxUid).pixels === 'deflated')
    return true;
  return pixels.offset + pixels.length <= fileBytes;
}

/** The length of encapsulated pixel data, which end with a delimiter. */
const undefinedLength = 0xffffffff;

function describe(path: string, bytes: Uint8Array, fileBytes: number): DicomFile | undefined {
  const dataset = parseDataset(bytes);
  if (!dataset) return undefined;
  const element = dataset.elements['x7fe00010'];
  return {
    path,
    dataset,
    transferSyntaxUid: uidOf(dataset, 'x00020010') ?? implicitLittleEndian,
    fileBytes,
    pixels: element && { offset: element.dataOffset, length: element.length },
  };
}
