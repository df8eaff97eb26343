import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 of plain data, in hexadecimal: the same for the same content, whatever the order in which an object's properties were written. A property
 * that is undefined counts as absent. Numbers are told apart by their bits, typed arrays by their kind and bytes; Maps and Sets count in their order.
 * Anything else (a function, a class of its own) has no content to go by and is refused.
 */
export function contentHash(...parts: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) add(hash, part);
  return hash.digest('hex');
}

/** `contentHash` of an object that never changes, worked out once: the data of machines and kernels. */
export function constantHash(data: object): string {
  const known = constants.get(data);
  if (known !== undefined) return known;
  const hash = contentHash(data);
  constants.set(data, hash);
  return hash;
}

const constants = new WeakMap<object, string>();

/** Each value begins with its kind and, where its length can vary, its length: no two values write the same bytes. */
function add(hash: Hash, value: unknown): void {
  switch (typeof value) {
    case 'undefined':
      hash.update('u;');
      return;
    case 'boolean':
      hash.update(value ? 't;' : 'f;');
      return;
    case 'number':
      hash.update(Object.is(value, -0) ? 'n-0;' : `n${value};`);
      return;
    case 'string':
      hash.update(`s${Buffer.byteLength(value)}:${value}`);
      return;
    case 'object':
      if (value === null) hash.update('0;');
      else addObject(hash, value);
      return;
    default:
      throw new TypeError(`a ${typeof value} has no content to be hashed`);
  }
}

function addObject(hash: Hash, value: object): void {
  if (Array.isArray(value)) {
    hash.update(`a${value.length}:`);
    for (const item of value) add(hash, item);
  } else if (ArrayBuffer.isView(value)) {
    hash.update(`${value.constructor.name}${value.byteLength}:`);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (value instanceof Map) {
    hash.update(`m${value.size}:`);
    for (const [key, item] of value as Map<unknown, unknown>) {
      add(hash, key);
      add(hash, item);
    }
  } else if (value instanceof Set) {
    hash.update('e');
    add(hash, [...(value as Set<unknown>)]);
  } else if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`o${entries.length}:`);
    for (const [key, item] of entries) {
      add(hash, key);
      add(hash, item);
    }
  } else {
    throw new TypeError(`a ${value.constructor.name} has no content to be hashed`);
  }
}
