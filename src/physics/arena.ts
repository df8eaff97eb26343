/** Hands out places in a memory, one behind the other, aligned so that any number may stand there. The first bytes stay unused: 0 is no place. */
export interface Arena {
  /** Byte offset of a new stretch. */
  allocate(bytes: number): number;
  /** Bytes up to the end of the last stretch. */
  used(): number;
}

const alignment = 64;

export function createArena(): Arena {
  let top = alignment;
  return {
    allocate: (bytes) => {
      const place = top;
      top += alignment * Math.ceil(bytes / alignment);
      return place;
    },
    used: () => top,
  };
}
