import type { VolumeKey } from './model.ts';
import type { ChunkMessage } from './protocol.ts';

/** 2 MiB of float32: long enough to be efficient, short enough that the extension host stays responsive. */
export const chunkLength = 512 * 1024;

/** The pieces of one array, in order. Each is a copy, since arrays over shared memory cannot be sent. */
export function* splitVolume(
  revision: number,
  key: VolumeKey,
  values: Float32Array,
  length = chunkLength,
): Generator<ChunkMessage> {
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
 * Adds a piece. A piece that came before changes nothing. `refused` says what is wrong where a piece does not fit or overlaps another.
 */
export function addChunk(assembly: Assembly, chunk: ChunkMessage): { complete: boolean } | { refused: string } {
  const end = chunk.offset + chunk.values.length;
  if (chunk.totalLength !== assembly.expectedLength) {
    return {
      refused: `An image arrived with ${chunk.totalLength} values where its grid has ${assembly.expectedLength}.`,
    };
  }
  if (chunk.values.length === 0 || end > assembly.expectedLength) {
    return { refused: `A piece of an image covers values ${chunk.offset} to ${end} of ${assembly.expectedLength}.` };
  }
  if (assembly.pieces.get(chunk.offset) === chunk.values.length)
    return { complete: assembly.received === assembly.expectedLength };
  for (const [offset, length] of assembly.pieces) {
    if (chunk.offset < offset + length && offset < end)
      return { refused: `Two pieces of an image overlap at value ${Math.max(offset, chunk.offset)}.` };
  }
  assembly.values.set(chunk.values, chunk.offset);
  assembly.pieces.set(chunk.offset, chunk.values.length);
  assembly.received += chunk.values.length;
  return { complete: assembly.received === assembly.expectedLength };
}
