import { createHash } from 'node:crypto';

/**
 * A dose as it lies on disk: a header of 128 bytes, then the numbers, float32 little-endian.
 *
 * | bytes    | what                                                          |
 * | -------- | ------------------------------------------------------------- |
 * | 0–7      | magic                                                         |
 * | 8–11     | version of this layout, uint32 little-endian                  |
 * | 12–19    | number of values, uint64 little-endian                        |
 * | 20–51    | the key it is kept under, SHA-256                             |
 * | 52–95    | nought                                                        |
 * | 96–127   | SHA-256 of the 96 bytes before it and of the numbers after it |
 *
 * The checksum covers all that is read, so that an entry that was cut, altered or renamed is told from a good one.
 */
export function encodeEntry(key: string, values: Float32Array): { header: Buffer; payload: Buffer } {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(layoutVersion, 8);
  header.writeBigUInt64LE(BigInt(values.length), 12);
  header.write(key, 20, 'hex');
  const payload = littleEndian(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  checksum(header, payload).copy(header, checkedBytes);
  return { header, payload };
}

/** The numbers of an entry, over shared memory; undefined where it is not, to the last bit, what was written under this key. */
export function decodeEntry(key: string, file: Buffer): Float32Array | undefined {
  if (file.length < headerBytes) return undefined;
  const header = file.subarray(0, headerBytes);
  const payload = file.subarray(headerBytes);
  if (!header.subarray(0, 8).equals(magic) || header.readUInt32LE(8) !== layoutVersion) return undefined;
  if (header.readBigUInt64LE(12) * 4n !== BigInt(payload.length)) return undefined;
  if (header.toString('hex', 20, 52) !== key) return undefined;
  if (!checksum(header, payload).equals(header.subarray(checkedBytes))) return undefined;
  const values = new Float32Array(new SharedArrayBuffer(payload.length));
  Buffer.from(values.buffer).set(littleEndian(payload));
  return values;
}

const magic = Buffer.from('DWDOSE\r\n', 'latin1');
const layoutVersion = 1;
const checkedBytes = 96;
const headerBytes = 128;

function checksum(header: Buffer, payload: Buffer): Buffer {
  return createHash('sha256').update(header.subarray(0, checkedBytes)).update(payload).digest();
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function littleEndian(bytes: Buffer): Buffer {
  return isLittleEndian ? bytes : Buffer.from(bytes).swap32();
}
