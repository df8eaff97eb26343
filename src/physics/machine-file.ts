import { pathInWords, readJson } from './json-text.ts';
import { machines, machineSchema } from './machine.ts';
import type { JsonPlace } from './json-text.ts';
import type { Machine } from './machine.ts';

export interface MachineFault {
  /** `format`: no JSON, or not in the form of a machine; `physics`: in form, but such a machine cannot be. */
  readonly kind: 'format' | 'physics';
  /** As in `leaves.boundariesMm.value[3]`. */
  readonly path: string;
  readonly message: string;
  /** 0-based, in the file. */
  readonly line: number;
  readonly character: number;
}

/** A machine from the text of a machine file, or everything that is wrong with it. */
export function readMachine(text: string): { machine: Machine } | { faults: MachineFault[] } {
  const { value, places, fault } = readJson(text);
  if (fault) return { faults: [{ kind: 'format', path: pathInWords(fault.path), message: fault.message, ...position(text, fault.offset) }] }; // prettier-ignore
  const parsed = machineSchema.safeParse(value);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map((issue) => ({
        kind: issue.code === 'custom' || ['too_small', 'too_big'].includes(issue.code) ? 'physics' : 'format',
        path: pathInWords(issue.path),
        message: issue.message,
        ...position(text, offsetOf(places, issue.path)),
      })),
    };
  }
  const { name } = parsed.data;
  if (name.startsWith('std.') && !machines.has(name)) return { faults: [named(`"${name}": names that begin with "std." are those of the product; use another`)] }; // prettier-ignore
  return { machine: parsed.data };

  function named(message: string): MachineFault {
    return { kind: 'format', path: 'name', message, ...position(text, offsetOf(places, ['name'])) };
  }
}

/** The value itself, or the nearest around one that is missing. */
function offsetOf(places: readonly JsonPlace[], path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const wanted = JSON.stringify(path.slice(0, length));
    const place = places.find((one) => one.path.length === length && JSON.stringify(one.path) === wanted);
    if (place) return place.offset;
  }
  return 0;
}

function position(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines[lines.length - 1].length };
}
