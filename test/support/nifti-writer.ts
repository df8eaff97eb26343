import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

export interface NiftiSpec {
  readonly size: readonly [number, number, number];
  /** Rows of the sform: voxel to RAS. */
  readonly sform?: readonly (readonly [number, number, number, number])[];
  readonly sformCode?: number;
  readonly qform?: {
    readonly code: number;
    readonly bcd: readonly [number, number, number];
    readonly offset: readonly [number, number, number];
    readonly qfac?: number;
  };
  readonly spacing?: readonly [number, number, number];
  readonly values: (i: number, j: number, k: number) => number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly volumes?: number;
  readonly lengthUnit?: number;
}

/** Writes a NIfTI-1 file of float32 values. */
export function writeNifti(path: string, spec: NiftiSpec): string {
  const [ni, nj, nk] = spec.size;
  const volumes = spec.volumes ?? 1;
  const bytes = Buffer.alloc(352 + 4 * ni * nj * nk * volumes);
  bytes.writeInt32LE(348, 0);
  [volumes > 1 ? 4 : 3, ni, nj, nk, volumes, 1, 1, 1].forEach((n, i) => bytes.writeInt16LE(n, 40 + 2 * i));
  bytes.writeInt16LE(16, 70);
  bytes.writeInt16LE(32, 72);
  [spec.qform?.qfac ?? 1, ...(spec.spacing ?? [1, 1, 1])].forEach((mm, i) => bytes.writeFloatLE(mm, 76 + 4 * i));
  bytes.writeFloatLE(352, 108);
  bytes.writeFloatLE(spec.slope ?? 0, 112);
  bytes.writeFloatLE(spec.intercept ?? 0, 116);
  bytes.writeInt8(spec.lengthUnit ?? 2, 123);
  bytes.writeInt16LE(spec.qform?.code ?? 0, 252);
  bytes.writeInt16LE(spec.sformCode ?? (spec.sform ? 1 : 0), 254);
  [...(spec.qform?.bcd ?? [0, 0, 0]), ...(spec.qform?.offset ?? [0, 0, 0])].forEach((n, i) =>
    bytes.writeFloatLE(n, 256 + 4 * i),
  );
  (spec.sform ?? []).flat().forEach((n, i) => bytes.writeFloatLE(n, 280 + 4 * i));
  bytes.write('n+1\0', 344, 'latin1');
  for (let k = 0, o = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) bytes.writeFloatLE(spec.values(i, j, k), 352 + 4 * o++);
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes) : bytes);
  return path;
}
