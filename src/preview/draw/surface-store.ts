import type { RoomSurface } from './room-parts.ts';
import { surfaceInPieces, type Surface } from './surface-nets.ts';

/** Surfaces that were made, by all that their shape depends on, so that none is made twice; and those that are still to be made. */
export interface SurfaceStore {
  /** From now on: `shown` are made, in this order; what is of none of `known` is forgotten. */
  want(known: readonly RoomSurface[], shown: readonly RoomSurface[]): void;
  /** Undefined as long as it is not made; null where the level is nowhere. */
  get(surface: Pick<RoomSurface, 'key'>): Surface | null | undefined;
  /** Works in pieces of about a millisecond until `isOver` says that it is enough; tells how many surfaces are left and whether one was finished. */
  work(isOver: () => boolean): { readonly left: number; readonly isMore: boolean };
  left(): number;
}

export function createSurfaceStore(): SurfaceStore {
  const made = new Map<string, Surface | null>();
  let waiting: RoomSurface[] = [];
  let begun: { readonly key: string; readonly pieces: ReturnType<typeof surfaceInPieces> } | undefined;

  return {
    want(known, shown) {
      const keys = new Set(known.map(({ key }) => key));
      for (const key of made.keys()) if (!keys.has(key)) made.delete(key);
      waiting = shown.filter(({ key }) => !made.has(key));
    },
    get: ({ key }) => made.get(key),
    work(isOver) {
      let isMore = false;
      while (waiting.length > 0) {
        const [next] = waiting;
        if (begun?.key !== next.key) begun = { key: next.key, pieces: surfaceInPieces(next.wanted) };
        const { done, value } = begun.pieces.next();
        if (done) {
          made.set(next.key, value ?? null);
          // Another region may be of the same voxels.
          waiting = waiting.filter(({ key }) => key !== next.key);
          begun = undefined;
          isMore = true;
        }
        if (isOver()) break;
      }
      return { left: waiting.length, isMore };
    },
    left: () => waiting.length,
  };
}
