import type { VolumeKey } from './model.ts';
import type { ChunkMessage } from './protocol.ts';

/** 2 MiB of float32: long enough to be efficient, short enough that the extension host stays responsive. */
export const chunkLength = 512 * 1024;

/** Content hash of an array: two 32-bit FNV-1a lanes over its words, and its length. Equal content gives an equal key on every machine. */
export function volumeKey(values: Float32Array): VolumeKey {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let even = 0x811c9dc5;
  let odd = 0xc9dc5811;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    even = Math.imul(even ^ word, 0x01000193);
    // The second lane sees the word turned and mixed, so that a change which cancels in one lane shows in the other.
    odd = Math.imul(odd ^ ((word << 13) | (word >>> 19)), 0x85ebca6b);
    odd ^= odd >>> 15;
  }
  const digits = (n: number) => (n >>> 0).toString(16).padStart(8, '0');
  return `${digits(even)}${digits(odd)}-${values.length}`;
}

/** The pieces of one array, in order. Each is a copy, since arrays over shared memory cannot be sent. */
export function* splitVolume(revision: number, key: VolumeKey, values: Float32Array, length = chunkLength): Generator<ChunkMessage> {
  for (let offset = 0; offset < values.length; offset += length) {
    const piece = new Float32Array(Math.min(length, values.length - offset));
    piece.set(values.subarray(offset, offset + piece.length));
    yield { type: 'chunk', revision, key, totalLength: values.length, offset, values: piece };
  }
}

/** One array being put together from its pieces, in whatever order they come. */
export interface Assembly {
  readonly key: VolumeKey;
  readonly expectedLength: number;
  readonly values: Float32Array;
  /** Offset → length of the pieces that came. */
  readonly pieces: Map<number, number>;
  received: number;
}

/** Starts an array of the length its grid says. */
export function startAssembly(key: VolumeKey, expectedLength: number): Assembly {
  return { key, expectedLength, values: new Float32Array(expectedLength), pieces: new Map(), received: 0 };
}

/**
 * Adds a piece. A piece that came before changes nothing. `refused` says what is wrong where a piece does not fit, overlaps another, or the
 * finished array is not the one its key names.
 */
export function addChunk(assembly: Assembly, chunk: ChunkMessage): { complete: boolean } | { refused: string } {
  const end = chunk.offset + chunk.values.length;
  if (chunk.totalLength !== assembly.expectedLength) {
    return { refused: `An image arrived with ${chunk.totalLength} values where its grid has ${assembly.expectedLength}.` };
  }
  if (chunk.values.length === 0 || end > assembly.expectedLength) {
    return { refused: `A piece of an image covers values ${chunk.offset} to ${end} of ${assembly.expectedLength}.` };
  }
  if (assembly.pieces.get(chunk.offset) === chunk.values.length) return { complete: assembly.received === assembly.expectedLength };
  for (const [offset, length] of assembly.pieces) {
    if (chunk.offset < offset + length && offset < end) return { refused: `Two pieces of an image overlap at value ${Math.max(offset, chunk.offset)}.` };
  }
  assembly.values.set(chunk.values, chunk.offset);
  assembly.pieces.set(chunk.offset, chunk.values.length);
  assembly.received += chunk.values.length;
  if (assembly.received < assembly.expectedLength) return { complete: false };
  if (volumeKey(assembly.values) !== assembly.key) return { refused: 'An image arrived damaged: its content does not match its key.' };
  return { complete: true };
}
