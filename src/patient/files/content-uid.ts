import { createHash } from 'node:crypto';

/**
 * A DICOM unique identifier made of content, so that the same content has the same one: `2.25.` and a UUID as a decimal number (PS3.5, B.2), here of
 * version 8 (RFC 9562) with the first bits of the SHA-256 of the parts.
 */
export function contentUid(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    // The lengths keep parts apart: ("ab", "c") is not ("a", "bc").
    hash.update(`${bytes.length}:`).update(bytes);
  }
  const uuid = hash.digest().subarray(0, 16);
  uuid[6] = 0x80 | (uuid[6] & 0x0f);
  uuid[8] = 0x80 | (uuid[8] & 0x3f);
  return `2.25.${BigInt(`0x${uuid.toString('hex')}`)}`;
}
