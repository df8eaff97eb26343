/** What was computed lately, by its key; the least recently used goes when there is no more room. */
export interface MemoryStore {
  get(key: string): unknown;
  /** A value larger than all the room is not kept. */
  set(key: string, value: unknown): void;
  /** What the kept values' arrays take, bytes. */
  readonly bytes: number;
  /** Lets go of values until no more than this is held. */
  shrinkTo(bytes: number): void;
}

export function createMemoryStore(limitBytes: number): MemoryStore {
  // A Map lists its keys in the order they were set: the first is the one used longest ago.
  const kept = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  let held = 0;
  const drop = (key: string): void => {
    held -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  const shrinkTo = (bytes: number): void => {
    for (const key of kept.keys()) {
      if (held <= bytes) return;
      drop(key);
    }
  };
  return {
    get(key) {
      const entry = kept.get(key);
      if (!entry) return undefined;
      kept.delete(key);
      kept.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      drop(key);
      const bytes = overheadBytes + arrayBytes(value, new Set());
      if (bytes > limitBytes) return;
      shrinkTo(limitBytes - bytes);
      kept.set(key, { value, bytes });
      held += bytes;
    },
    get bytes() {
      return held;
    },
    shrinkTo,
  };
}

/** What an entry takes beside its arrays, about. */
const overheadBytes = 1024;

/** Bytes of the arrays in plain data, a shared buffer counted once. */
function arrayBytes(value: unknown, seen: Set<object>): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    if (seen.has(value.buffer)) return 0;
    seen.add(value.buffer);
    return value.buffer.byteLength;
  }
  // The long lists of numbers inside plain data are small beside the arrays, and need no look.
  if (Array.isArray(value) && typeof value[0] === 'number') return 8 * value.length;
  const items = value instanceof Map ? [...value.values()] : Object.values(value);
  return items.reduce<number>((sum, item) => sum + arrayBytes(item, seen), 0);
}
