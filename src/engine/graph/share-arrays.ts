/**
 * Plain data with every typed array over shared memory, so that threads hand it to each other without a copy. What is shared already is left as it is,
 * and so is anything that is not plain data.
 */
export function shareArrays<T>(value: T): T {
  return shared(value) as T;
}

function shared(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return sharedArray(value);
  if (Array.isArray(value)) return changed(value, value.map(shared));
  if (value instanceof Map) {
    const items = [...(value as Map<unknown, unknown>)].map(([key, item]) => [key, shared(item)] as const);
    return new Map(items);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shared(item)] as const);
  const copy = Object.fromEntries(entries);
  return entries.every(([key, item]) => item === (value as Record<string, unknown>)[key]) ? value : copy;
}

/** The list itself where none of its items is another. */
function changed(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

function sharedArray(array: ArrayBufferView): ArrayBufferView {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  if (array instanceof Float64Array) return filled(new Float64Array(new SharedArrayBuffer(array.byteLength)), array);
  if (array instanceof Float32Array) return filled(new Float32Array(new SharedArrayBuffer(array.byteLength)), array);
  if (array instanceof Int32Array) return filled(new Int32Array(new SharedArrayBuffer(array.byteLength)), array);
  if (array instanceof Uint8Array) return filled(new Uint8Array(new SharedArrayBuffer(array.byteLength)), array);
  return array;
}

function filled<T extends { set(from: ArrayLike<number>): void }>(into: T, from: ArrayLike<number>): T {
  into.set(from);
  return into;
}
