import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { type NIFTI1, type NIFTI2, readHeader } from 'nifti-reader-js';
import type { Vec3 } from '../grid.ts';
import type { StoredVolume } from './orient.ts';
import { sharedFloat32 } from './shared-float32.ts';
import { bytesOf, type NumberType, readNumbers } from './stored-values.ts';

/** A NIfTI file's header: where its voxels lie (LPS mm) and how they are stored. */
export interface NiftiHeader {
  readonly stored: StoredVolume;
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly dataOffset: number;
  readonly slope: number;
  readonly intercept: number;
}

/** A problem is a clause that goes on "the file …". */
export type NiftiOutcome<T> = T | { readonly problem: string };

/** Reads the header only; of a compressed file no more than its beginning is unpacked. */
export async function readNiftiHeader(path: string): Promise<NiftiOutcome<NiftiHeader>> {
  try {
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(16 * 1024);
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      const begin = head.subarray(0, bytesRead);
      return parseHeader(isGzip(begin) ? gunzipSync(begin, { finishFlush: constants.Z_SYNC_FLUSH }) : begin);
    } finally {
      await handle.close();
    }
  } catch {
    return { problem: 'cannot be opened or unpacked' };
  }
}

/** Reads header and values, scaled by slope and intercept, in stored order. */
export async function readNifti(path: string): Promise<NiftiOutcome<{ header: NiftiHeader; values: Float32Array }>> {
  let bytes: Uint8Array;
  try {
    const file = await readFile(path);
    bytes = isGzip(file) ? await promisify(gunzip)(file) : file;
  } catch {
    return { problem: 'is cut short or damaged' };
  }
  const header = parseHeader(bytes);
  if ('problem' in header) return header;
  const [ni, nj, nk] = header.stored.size;
  const count = ni * nj * nk;
  if (bytes.length < header.dataOffset + count * bytesOf[header.type])
    return { problem: 'is cut short: it holds fewer voxels than its header says' };
  const values = sharedFloat32(count);
  readNumbers(bytes, header.dataOffset, header.type, header.littleEndian, values);
  if (header.slope !== 1 || header.intercept !== 0)
    for (let i = 0; i < count; i++) values[i] = values[i] * header.slope + header.intercept;
  return { header, values };
}

function parseHeader(bytes: Uint8Array): NiftiOutcome<NiftiHeader> {
  let raw: NIFTI1 | NIFTI2;
  try {
    raw = readHeader(headWithoutExtensions(bytes));
  } catch {
    return { problem: 'is not a NIfTI file' };
  }
  const [rank, ni, nj, nk, ...rest] = raw.dims;
  if (!(rank >= 3 && ni > 0 && nj > 0 && nk > 0)) return { problem: 'holds no three-dimensional image' };
  if (rest.slice(0, rank - 3).some((n) => n > 1))
    return { problem: 'holds several volumes (time points or components); keep one' };
  const type = types[raw.datatypeCode];
  if (!type)
    return {
      problem: `stores its voxels as data type ${raw.datatypeCode}, which is not read; write it as float32 or int16`,
    };
  const axes = patientAxes(raw);
  if ('problem' in axes) return axes;
  const scaled = Number.isFinite(raw.scl_slope) && raw.scl_slope !== 0;
  return {
    stored: { size: [ni, nj, nk], affine: axes },
    type,
    littleEndian: raw.littleEndian,
    dataOffset: raw.vox_offset,
    slope: scaled ? raw.scl_slope : 1,
    intercept: scaled && Number.isFinite(raw.scl_inter) ? raw.scl_inter : 0,
  };
}

/** The fixed part of a NIfTI-1 or NIfTI-2 header; the flag that announces extensions, which nobody here reads, is cleared. */
function headWithoutExtensions(bytes: Uint8Array): ArrayBuffer {
  const head = new Uint8Array(544);
  head.set(bytes.subarray(0, 544));
  const sizeOfHeader = head[0] === 0 ? 256 * head[2] + head[3] : head[0] + 256 * head[1];
  if (sizeOfHeader === 348) head.fill(0, 348, 352);
  else head.fill(0, 540, 544);
  return head.buffer;
}

/**
 * Voxel to patient: the transform whose code names the patient's own space (1 scanner, 2 aligned to it); templates (3, 4, 5) are another body. NIfTI
 * is RAS in its own length unit, so x and y change sign to LPS.
 */
function patientAxes(raw: NIFTI1 | NIFTI2): NiftiOutcome<StoredVolume['affine']> {
  const own = (code: number) => code === 1 || code === 2;
  if (!own(raw.qform_code) && !own(raw.sform_code)) {
    return raw.qform_code > 0 || raw.sform_code > 0
      ? { problem: 'lies in the space of a template, not of the patient' }
      : { problem: 'does not say how its voxels lie in the patient (sform and qform codes are 0)' };
  }
  const unit = { 1: 1000, 3: 0.001 }[raw.xyzt_units & 7] ?? 1;
  // The reader fills `affine` from the sform unless the qform's code is greater.
  const useQform = own(raw.qform_code) && (!own(raw.sform_code) || raw.sform_code < raw.qform_code);
  const m = useQform && raw.sform_code >= raw.qform_code ? qformMatrix(raw) : raw.affine;
  const column = (n: number): Vec3 => [-unit * m[0][n], -unit * m[1][n], unit * m[2][n]];
  return { originMm: column(3), axesMm: [column(0), column(1), column(2)] };
}

function qformMatrix(raw: NIFTI1 | NIFTI2): number[][] {
  const [qfac, dx, dy, dz] = raw.pixDims;
  return raw.convertNiftiQFormToNiftiSForm(
    raw.quatern_b,
    raw.quatern_c,
    raw.quatern_d,
    raw.qoffset_x,
    raw.qoffset_y,
    raw.qoffset_z,
    dx,
    dy,
    dz,
    qfac,
  );
}

const types: Record<number, NumberType> = {
  2: 'uint8',
  256: 'int8',
  4: 'int16',
  512: 'uint16',
  8: 'int32',
  768: 'uint32',
  16: 'float32',
  64: 'float64',
};

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
