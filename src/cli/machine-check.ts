import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportMachine } from '../physics/machine-report.ts';
import type { DoseOf } from '../physics/water-scan.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { machinePage } from './machine-page.ts';
import { machineTables } from './machine-tables.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { readMachineArgument } from './read-machine.ts';

/** By how much the engine may miss the dose that a machine's calibration states. */
const calibrationTolerance = 0.005;

/** `dosewright machine check FILE|std.NAME [--out DIR]`: what the engine makes of a machine, as tables and as a page with plots. */
export async function machineCheck(args: string[], doseOf: DoseOf): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { out: { type: 'string' } } });
  if (positionals.length !== 1)
    throw new UsageError('machine check expects one machine: a file, or a name as std.linac6MV');
  const read = await readMachineArgument(positionals[0]);
  if ('diagnostics' in read) {
    process.stdout.write(diagnosticLines(read.diagnostics));
    return Math.max(exitCode.failed, exitCodeOf(read.diagnostics));
  }
  const { machine } = read;
  const report = await reportMachine(machine, doseOf);
  process.stdout.write(machineTables(machine, report));
  if (values.out !== undefined) {
    fs.mkdirSync(values.out, { recursive: true });
    const file = path.join(values.out, 'machine.html');
    fs.writeFileSync(file, machinePage(machine, report));
    process.stdout.write(`\nWritten: ${file}\n`);
  }
  const { calibration } = report;
  const error = calibration ? calibration.gyPerMu / calibration.wantedGyPerMu - 1 : 0;
  if (Math.abs(error) <= calibrationTolerance) return exitCode.fine;
  process.stderr.write(
    `dosewright: the calibration is off by ${(100 * error).toFixed(2)} %. Multiply fluencePerMu (${machine.fluencePerMu}) by ${(1 / (1 + error)).toPrecision(6)}.\n`,
  );
  return exitCode.failed;
}
