/** The element types of NIfTI and NRRD files. */
export type NumberType = 'uint8' | 'int8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export const bytesOf: Record<NumberType, number> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

/** Reads `out.length` numbers from `bytes` at `offset`; the caller has made sure that they are there. */
export function readNumbers(
  bytes: Uint8Array,
  offset: number,
  type: NumberType,
  littleEndian: boolean,
  out: Float32Array,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, out.length * bytesOf[type]);
  const readers: Record<NumberType, (at: number) => number> = {
    uint8: (at) => view.getUint8(at),
    int8: (at) => view.getInt8(at),
    int16: (at) => view.getInt16(2 * at, littleEndian),
    uint16: (at) => view.getUint16(2 * at, littleEndian),
    int32: (at) => view.getInt32(4 * at, littleEndian),
    uint32: (at) => view.getUint32(4 * at, littleEndian),
    float32: (at) => view.getFloat32(4 * at, littleEndian),
    float64: (at) => view.getFloat64(8 * at, littleEndian),
  };
  const read = readers[type];
  for (let i = 0; i < out.length; i++) out[i] = read(i);
}
