import { transferSyntax } from './transfer-syntax.ts';
import { type DicomFile, readEncapsulatedFrame, readPixelBytes } from './dicom-file.ts';

export type StoredValues = Int32Array | Uint32Array | Int16Array | Uint16Array;

/** How the samples of a file lie in memory (PS3.5, section 8). */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

/**
 * The stored values of a file: integers in row order, frame after frame, before any rescaling. `undefined` where the file does not hold as many as
 * its header says. The caller has made sure that the transfer syntax is supported.
 */
export async function readStoredValues(file: DicomFile, format: PixelFormat): Promise<StoredValues | undefined> {
  const syntax = transferSyntax(file.transferSyntaxUid);
  const samples = format.rows * format.columns * format.frames;
  const length = (samples * format.bitsAllocated) / 8;
  if (syntax.pixels === 'rle') {
    const encoded = await readEncapsulatedFrame(file);
    const bytes = encoded && decodeRle(encoded, samples, format.bitsAllocated / 8);
    return bytes && unpack(bytes, format, false);
  }
  const bytes = await readPixelBytes(file, length);
  return bytes && unpack(bytes, format, syntax.bigEndian);
}

/** Bytes to integers: byte order, the bits that are stored within those allocated, and the sign. */
export function unpack(bytes: Uint8Array, format: PixelFormat, bigEndian: boolean): StoredValues {
  const { bitsAllocated, bitsStored, highBit, signed } = format;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = (bytes.byteLength * 8) / bitsAllocated;
  const fillsAllocated = bitsStored === bitsAllocated;
  if (bitsAllocated === 16 && fillsAllocated && !bigEndian && bytes.byteOffset % 2 === 0) {
    return signed
      ? new Int16Array(bytes.buffer, bytes.byteOffset, samples)
      : new Uint16Array(bytes.buffer, bytes.byteOffset, samples);
  }
  const out = signed ? new Int32Array(samples) : new Uint32Array(samples);
  // Shifting the sign (or the top) bit up to bit 31 and back drops foreign bits on both sides and extends the sign.
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  for (let i = 0; i < samples; i++) {
    const raw =
      bitsAllocated === 16
        ? view.getUint16(2 * i, !bigEndian)
        : bitsAllocated === 8
          ? bytes[i]
          : view.getUint32(4 * i, !bigEndian);
    out[i] = signed ? (raw << up) >> down : (raw << up) >>> down;
  }
  return out;
}

/** RLE lossless (PS3.5 annex G): one segment a byte plane, most significant first. */
export function decodeRle(encoded: Uint8Array, samples: number, bytesPerSample: number): Uint8Array | undefined {
  if (encoded.length < 64) return undefined;
  const header = new DataView(encoded.buffer, encoded.byteOffset, 64);
  if (header.getUint32(0, true) !== bytesPerSample) return undefined;
  const out = new Uint8Array(samples * bytesPerSample);
  for (let segment = 0; segment < bytesPerSample; segment++) {
    const from = header.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < bytesPerSample ? header.getUint32(8 + 4 * segment, true) : encoded.length;
    if (!decodeSegment(encoded.subarray(from, to), out, bytesPerSample - 1 - segment, bytesPerSample)) return undefined;
  }
  return out;
}

/** Writes one byte plane into every `stride`-th byte from `first`; false where the segment is too short. */
function decodeSegment(segment: Uint8Array, out: Uint8Array, first: number, stride: number): boolean {
  let at = first;
  for (let i = 0; i < segment.length && at < out.length;) {
    const control = segment[i++];
    if (control === 128) continue;
    const literal = control < 128;
    const count = literal ? control + 1 : 257 - control;
    if (i + (literal ? count : 1) > segment.length) return false;
    for (let n = 0; n < count && at < out.length; n++, at += stride) out[at] = literal ? segment[i + n] : segment[i];
    i += literal ? count : 1;
  }
  return at >= out.length;
}
