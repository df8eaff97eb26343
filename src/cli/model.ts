import fs from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Caveat } from '../biology/caveat.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { DomainError } from '../units/domain-error.ts';
import { InputError, type Output } from './calculators/calculator.ts';
import { calculators } from './calculators/table.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { table } from './table.ts';

/** `dosewright model NAME --json '{…}'`, `dosewright model --file EXAMPLES.json`, `dosewright model [NAME] [--list]`: a calculator of the product's models. */
export function model(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, file: { type: 'string' }, list: { type: 'boolean', default: false } },
  });
  return Promise.resolve(answer(values, positionals));
}

function answer(
  values: { readonly json?: string; readonly file?: string; readonly list: boolean },
  positionals: readonly string[],
): number {
  if (positionals.length > 1) throw new UsageError("model expects one NAME and --json '{…}', or --file EXAMPLES.json");
  const [name] = positionals;
  if (values.file !== undefined) {
    if (name !== undefined || values.json !== undefined || values.list)
      throw new UsageError('model --file EXAMPLES.json takes the names of models from the file, and nothing beside it');
    return ofFile(values.file);
  }
  if (name === undefined || values.list) {
    if (values.json !== undefined) throw new UsageError("model expects a NAME before --json '{…}'");
    process.stdout.write(listOf(name === undefined ? Object.keys(calculators) : [known(name)]));
    return exitCode.fine;
  }
  if (values.json === undefined)
    throw new UsageError(`model ${known(name)} expects --json '{…}' with ${calculators[name].inputs.join(', ')}`);
  return ofOne(known(name), values.json);
}

function listOf(names: readonly string[]): string {
  return table(
    ['Model', 'Computes', 'Inputs'],
    names.map((name) => [name, calculators[name].computes, calculators[name].inputs.join(', ')]),
    new Set(),
  );
}

function ofOne(name: string, json: string): number {
  let inputs: unknown;
  try {
    inputs = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`--json expects an object of the inputs: ${(error as Error).message}`, { cause: error });
  }
  const found = evaluated(name, inputs);
  if ('error' in found) {
    if (found.wrongInput) throw new UsageError(found.error);
    process.stderr.write(`dosewright: ${found.error}\n`);
    return exitCode.failed;
  }
  process.stderr.write((found.warnings ?? []).map((text) => `warning: ${text}\n`).join(''));
  process.stdout.write(`${JSON.stringify(found.output, null, 2)}\n`);
  return exitCode.fine;
}

const record = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  model: z.string(),
  inputs: z.unknown(),
});

/** A file of records, bare or under `examples`: one that is wrong does not cost the others. */
function ofFile(file: string): number {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    process.stderr.write(`${file}: ${(error as Error).message}\n`);
    return exitCode.unreadable;
  }
  const records = Array.isArray(content) ? content : (content as { examples?: unknown } | null)?.examples;
  if (!Array.isArray(records)) {
    process.stderr.write(`${file}: expected [{ "id", "model", "inputs" }, …], or these under "examples"\n`);
    return exitCode.unreadable;
  }
  const answers = (records as unknown[]).map((entry, n) => {
    const parsed = record.safeParse(entry);
    if (!parsed.success)
      return { id: idOf(entry, n), error: 'a record has a "model", a name, and "inputs", an object' };
    const found = evaluated(parsed.data.model, parsed.data.inputs);
    const id = parsed.data.id ?? n;
    return 'error' in found ? { id, error: found.error } : { id, ...found };
  });
  process.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
  return answers.some((one) => 'error' in one) ? exitCode.failed : exitCode.fine;
}

function idOf(entry: unknown, n: number): string | number {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : n;
}

type Evaluated =
  | { readonly output: Output; readonly warnings?: readonly string[] }
  | { readonly error: string; readonly wrongInput: boolean };

function evaluated(name: string, inputs: unknown): Evaluated {
  try {
    const { output, caveats } = calculators[known(name)].evaluate(inputs);
    return caveats.length > 0 ? { output, warnings: caveats.map(inWords) } : { output };
  } catch (error) {
    if (error instanceof DomainError) return { error: `${name}: ${error.message}`, wrongInput: false };
    if (error instanceof InputError) return { error: `${name}: ${error.message}`, wrongInput: true };
    if (error instanceof UsageError) return { error: error.message, wrongInput: true };
    throw error;
  }
}

function inWords({ text, source }: Caveat): string {
  return `${text} (${source})`;
}

function known(name: string): string {
  if (Object.hasOwn(calculators, name)) return name;
  const near = didYouMean(name, Object.keys(calculators));
  throw new UsageError(
    `there is no model "${name}". ${near === undefined ? 'dosewright model lists them all.' : `Did you mean ${near}?`}`,
  );
}
