import * as z from 'zod';
import type { Caveat } from '../../biology/caveat.ts';
import { DomainError } from '../../units/domain-error.ts';

/** Plain JSON, with the names that the calculator promises. */
export type Output = Readonly<Record<string, unknown>>;

/** One model under its calculator's name: what it computes, the inputs it takes, and its outputs. */
export interface Calculator {
  readonly computes: string;
  readonly inputs: readonly string[];
  /** Throws `InputError` where inputs do not fit, and the product's `DomainError` where the model says nothing of them. */
  evaluate(inputs: unknown): { readonly output: Output; readonly caveats: readonly Caveat[] };
}

/** Inputs that are missing, unknown, or of the wrong type, each named. */
export class InputError extends Error {}

/** Says a caveat of a value; an absent one is none. */
export type Note = (...caveats: readonly (Caveat | undefined)[]) => void;

/** A calculator of the given inputs. `compute` calls functions of the product and names their results. */
export function calculator<Shape extends z.ZodRawShape>(
  computes: string,
  shape: Shape,
  compute: (inputs: z.infer<z.ZodObject<Shape>>, note: Note) => Output,
): Calculator {
  const schema = z.strictObject(shape);
  const names = Object.keys(shape);
  return {
    computes,
    inputs: names,
    evaluate(inputs) {
      const parsed = schema.safeParse(inputs);
      if (!parsed.success)
        throw new InputError(parsed.error.issues.map((issue) => problem(issue, inputs, names)).join('; '));
      const caveats: Caveat[] = [];
      const output = compute(parsed.data, (...found) =>
        caveats.push(...found.filter((caveat) => caveat !== undefined)),
      );
      if (!isFinite(output))
        throw new DomainError(arithmetic, 'a result', 'no finite number', 'inputs whose results are finite');
      return { output, caveats };
    },
  };
}

const arithmetic = { name: 'floating-point arithmetic', source: 'IEEE 754' };

/** Whether every number of a result is finite; JSON has no others. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite);
}

function problem(issue: z.core.$ZodIssue, inputs: unknown, names: readonly string[]): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
    return `unknown input ${issue.keys.map((key) => `"${key}"`).join(', ')}; expected ${names.join(', ')}`;
  if (issue.path.length === 0) return `the inputs are not an object of ${names.join(', ')}`;
  const [name, ...rest] = issue.path.map(String);
  if (rest.length === 0 && !Object.hasOwn(inputs as object, name)) return `the input "${name}" is missing`;
  const place = rest.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('');
  if (issue.code === 'unrecognized_keys')
    return `the input "${name}${place}" knows no ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  if (issue.code === 'invalid_type' && /received undefined$/.test(issue.message))
    return `the input "${name}${place}" is missing`;
  return `the input "${name}${place}": ${issue.message.replace(/^Invalid input: /, '')}`;
}

/** Number by name. */
export const number = z.number();
/** Numbers in a row. That there have to be any, the models say themselves, with their domain and source. */
export const numbers = z.array(z.number());

/** A label that the calculation does not use. */
export const label = z.string().nullable().optional();

/** `null` and absent mean the same. */
export function orNothing<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().optional();
}
