/** Where a value of a JSON text begins, by the names and indices that lead to it. */
export interface JsonPlace {
  readonly path: readonly (string | number)[];
  readonly offset: number;
}

export interface JsonFault extends JsonPlace {
  readonly message: string;
}

/**
 * Reads JSON as JSON.parse does, and says more: where every value stands, and at which place of the structure a fault lies. A name that occurs
 * twice in one object and words that JSON does not have (NaN, Infinity) are faults. `value` is absent where there is a fault.
 */
export function readJson(text: string): { value?: unknown; places: JsonPlace[]; fault?: JsonFault } {
  const places: JsonPlace[] = [];
  const path: (string | number)[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  try {
    const value = readValue();
    skipSpace();
    if (at < text.length) fail(`the file goes on after its end with "${excerpt()}"`);
    return { value, places };
  } catch (error) {
    if (error instanceof Fault) return { places, fault: error.fault };
    throw error;
  }

  function readValue(): unknown {
    skipSpace();
    places.push({ path: [...path], offset: at });
    const first = text[at];
    if (first === '{') return readObject();
    if (first === '[') return readArray();
    if (first === '"') return readString();
    const word = /^[^\s,\]}:"]+/.exec(text.slice(at, at + 60))?.[0];
    if (word === undefined)
      return fail(at >= text.length ? 'the file ends here, in the middle' : `a value is expected, not "${excerpt()}"`);
    const literals: Record<string, unknown> = { true: true, false: false, null: null };
    if (Object.hasOwn(literals, word)) {
      at += word.length;
      return literals[word];
    }
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word)) {
      return fail(
        /^[+-]?(nan|inf)/i.test(word) ? `${word} is not a number that can be used` : `"${word}" is no value of JSON`,
      );
    }
    at += word.length;
    const number = Number(word);
    return Number.isFinite(number) ? number : fail(`${word} is larger than any number that can be used`);
  }

  function readObject(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    at++;
    for (let first = true; ; first = false) {
      skipSpace();
      if (text[at] === '}' && first) break;
      if (text[at] !== '"') fail(`a name in quotes is expected, not "${excerpt()}"`);
      const nameAt = at;
      const name = readString();
      path.push(name);
      if (Object.hasOwn(object, name)) {
        at = nameAt;
        fail('this name occurs twice');
      }
      skipSpace();
      if (text[at] !== ':') fail(`a colon is expected after "${name}"`);
      at++;
      Object.defineProperty(object, name, { value: readValue(), enumerable: true, writable: true, configurable: true });
      path.pop();
      skipSpace();
      if (text[at] === '}') break;
      if (text[at] !== ',') fail(`a comma or } is expected, not "${excerpt()}"`);
      at++;
    }
    at++;
    return object;
  }

  function readArray(): unknown[] {
    const array: unknown[] = [];
    at++;
    for (;;) {
      skipSpace();
      if (text[at] === ']' && array.length === 0) break;
      path.push(array.length);
      array.push(readValue());
      path.pop();
      skipSpace();
      if (text[at] === ']') break;
      if (text[at] !== ',') fail(`a comma or ] is expected, not "${excerpt()}"`);
      at++;
    }
    at++;
    return array;
  }

  function readString(): string {
    const end = /^"(?:[^"\\\n]|\\.)*"/.exec(text.slice(at))?.[0].length;
    if (end === undefined) return fail('the quotes are not closed on this line');
    try {
      const value = JSON.parse(text.slice(at, at + end)) as string;
      at += end;
      return value;
    } catch {
      return fail('the text in quotes holds a character that JSON does not allow');
    }
  }

  function skipSpace(): void {
    while (at < text.length && ' \t\r\n'.includes(text[at])) at++;
  }

  function excerpt(): string {
    return text.slice(at, at + 12).split('\n')[0] || 'the end of the line';
  }

  function fail(message: string): never {
    throw new Fault({ path: [...path], offset: at, message });
  }
}

class Fault extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** `leaves.boundariesMm.value[3]`; the whole file is `(file)`. */
export function pathInWords(path: readonly PropertyKey[]): string {
  const words = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return words.replace(/^\./, '') || '(file)';
}
