import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { format } from '../language/format.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { readText } from '../engine/read-plan.ts';

/** `dosewright fmt PLAN... [--check]`: canonical layout; statements that do not parse are left as they are. */
export function fmt(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new UsageError('fmt expects at least one plan file');
  let code: number = exitCode.fine;
  for (const name of positionals) {
    const read = readText(name);
    if ('refused' in read) {
      process.stderr.write(`${name}: ${read.refused}\n`);
      code = exitCode.unreadable;
      continue;
    }
    const formatted = format(read.text);
    if (formatted === read.text) continue;
    if (values.check) {
      process.stdout.write(`${name} would be reformatted\n`);
      if (code === exitCode.fine) code = exitCode.failed;
    } else {
      replaceFile(name, formatted);
      process.stdout.write(`${name} formatted\n`);
    }
  }
  return Promise.resolve(code);
}

/** Whole or not at all: a full disk must not cost the plan. */
function replaceFile(name: string, text: string): void {
  const target = fs.realpathSync(name);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, text, { mode: fs.statSync(target).mode });
    fs.renameSync(temporary, target);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
