import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Sifted, Suppressed } from '../plan/suppression.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { allowedLine, diagnosticLines, diagnosticsJson } from './print-diagnostics.ts';
import { readPlan } from '../engine/read-plan.ts';
import { sarifText } from './sarif.ts';
import { threadsOption, withSession } from './with-session.ts';

/** `dosewright check PLAN... [--json | --sarif]`: the text first; where it is sound, the images, structures, regions and beam geometry too. */
export async function check(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, sarif: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new UsageError('check expects at least one plan file');
  if (values.json && values.sarif) throw new UsageError('--json and --sarif exclude each other');
  const found: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  const take = (sifted: Sifted): void => {
    found.push(...sifted.diagnostics);
    suppressed.push(...sifted.suppressed);
  };
  let code: number = exitCode.fine;
  const worsen = (to: number): void => {
    code = Math.max(code, to);
  };
  await withSession({ threads: threadsOption(undefined) }, async (session) => {
    for (const name of positionals) {
      const read = readPlan(name);
      if ('unreadable' in read) {
        process.stderr.write(`${read.unreadable}\n`);
        worsen(exitCode.unreadable);
        continue;
      }
      take(read);
      if (!read.plan) {
        // A file to be imported holds no plan, and that is no fault.
        worsen(exitCodeOf(read.diagnostics));
        continue;
      }
      const outcome = await session.check(read.plan, { baseFolder: path.dirname(read.file) });
      if (outcome.kind === 'checked' || outcome.kind === 'refused') {
        take(outcome);
        worsen(exitCodeOf(outcome.diagnostics));
      } else {
        process.stderr.write(`${name}: ${outcome.kind === 'failed' ? outcome.message : 'cancelled'}\n`);
        worsen(exitCode.failed);
      }
    }
  });
  process.stdout.write(outputOf({ diagnostics: found, suppressed }, values));
  return code;
}

function outputOf(found: Sifted, { json, sarif }: { readonly json: boolean; readonly sarif: boolean }): string {
  if (sarif) return sarifText(found);
  if (json) return `${JSON.stringify(diagnosticsJson(found), null, 2)}\n`;
  return `${diagnosticLines(found.diagnostics)}${allowedLine(found.suppressed)}`;
}
