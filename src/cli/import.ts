import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createSession } from '../engine/session.ts';
import { analyse } from '../language/analyse.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { importedText } from './imported-text.ts';
import { findImportInputs, ImportRefusal } from './import-inputs.ts';

/**
 * `dosewright import RTPLAN --out PLAN`: writes a plan text whose beams are those of the file. The text is checked, files and geometry with it, before
 * it is written; with an error nothing is.
 */
export async function importPlan(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      ct: { type: 'string' },
      structures: { type: 'string' },
      machine: { type: 'string' },
      patient: { type: 'string', default: 'P001' },
      only: { type: 'string', multiple: true },
      force: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || values.out === undefined)
    throw new UsageError('import expects one RTPLAN file and --out PLAN.rtplan');
  if (!values.out.endsWith('.rtplan'))
    throw new UsageError(`--out expects a name that ends in .rtplan, not "${values.out}"`);
  if (!/^[A-Za-z_]\w*$/.test(values.patient))
    throw new UsageError('--patient expects a pseudonym of letters, digits and _, which does not begin with a digit');
  const out = path.resolve(values.out);
  if (fs.existsSync(out) && !values.force) {
    process.stderr.write(
      `${values.out} is there already, and nothing is written over it. Give another name, or --force.\n`,
    );
    return exitCode.usage;
  }

  let text: string;
  try {
    const inputs = await findImportInputs({ ...values, rtplan: positionals[0], out });
    text = importedText(inputs);
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error;
    process.stderr.write(`${error.reasons.map((reason) => `${reason}\n`).join('')}Nothing was written.\n`);
    return exitCode.unreadable;
  }
  let found = await findings(out, text);
  for (let round = 0; round < roundsOfLeavingOut; round++) {
    const lines = linesToLeaveOut(found);
    if (lines.size === 0) break;
    process.stderr.write(inWords(found.filter(isDispensable).map((d) => ({ ...d, severity: 'warning' }))));
    process.stderr.write('What these are about is left out of the plan.\n');
    text = text
      .split('\n')
      .filter((_, line) => !lines.has(line))
      .join('\n');
    found = await findings(out, text);
  }
  process.stderr.write(inWords(found));
  const code = exitCodeOf(found);
  if (code !== exitCode.fine) {
    process.stderr.write('Nothing was written: the plan would not be sound.\n');
    return code;
  }
  fs.writeFileSync(out, text);
  process.stdout.write(`Wrote ${values.out}. Check machine, structures and prescriptions before you run it.\n`);
  return exitCode.fine;
}

/** A region that another depends on goes only in a later round. */
const roundsOfLeavingOut = 3;

/** Regions without voxels in the image or outside the body, and prescriptions that overlap: the dose of the file's beams does not depend on them. */
function isDispensable({ code }: Diagnostic): boolean {
  return ['RT4001', 'RT4004', 'RT4201'].includes(code);
}

function linesToLeaveOut(diagnostics: readonly Diagnostic[]): Set<number> {
  return new Set(diagnostics.filter(isDispensable).map(({ range }) => range.start.line));
}

/** What `dosewright check` would say of the text in its place. */
async function findings(file: string, text: string): Promise<readonly Diagnostic[]> {
  const { plan, diagnostics } = analyse({ file, text }, () => undefined);
  if (!plan) return diagnostics;
  const session = createSession({ threads: os.availableParallelism() });
  try {
    const outcome = await session.check(plan, { baseFolder: path.dirname(file) });
    if (outcome.kind === 'checked' || outcome.kind === 'refused') return [...diagnostics, ...outcome.diagnostics];
    throw new Error(outcome.kind === 'failed' ? outcome.message : 'cancelled');
  } finally {
    await session.dispose();
  }
}

/** Without places: the text may not be there to look at. */
function inWords(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}\n`).join('');
}
