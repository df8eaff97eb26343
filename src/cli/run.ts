import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RunResult } from '../engine/results.ts';
import { createSession } from '../engine/session.ts';
import { notDosimetricReason, researchNotice } from '../preview/format.ts';
import { qualityInSentences } from '../preview/quality.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { goalsTable } from './goals-table.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { readPlan } from './read-plan.ts';
import { removeResults, writeResults } from './write-results.ts';

/** `dosewright run PLAN --out DIR [--preview | --dicom [16]]`: computes the dose and writes the results, all of them or none. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDicomBits(args),
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      threads: { type: 'string' },
      dicom: { type: 'string' },
      preview: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const threads = values.threads === undefined ? os.availableParallelism() : Number(values.threads);
  if (positionals.length !== 1 || values.out === undefined)
    throw new UsageError('run expects one plan file and --out DIR');
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new UsageError(`--threads expects a whole number from 1 to 64, not "${values.threads}"`);
  const dicomBits = dicomBitsOf(values.dicom);
  if (values.preview && dicomBits)
    throw new UsageError('--preview writes no DICOM: what reads it would take it for the dose of the plan');

  // Results of an earlier text must not look like this run's if it is refused or interrupted.
  const out = path.resolve(values.out);
  removeResults(out);

  const read = readPlan(positionals[0]);
  if ('unreadable' in read) {
    process.stderr.write(`${read.unreadable}\n`);
    return exitCode.unreadable;
  }
  process.stderr.write(diagnosticLines(read.diagnostics));
  if (!read.plan) {
    const code = exitCodeOf(read.diagnostics);
    if (code !== exitCode.fine) return code;
    process.stderr.write(
      `${positionals[0]} holds no plan to compute: it has no title line, plan "…". Run the plan that imports it.\n`,
    );
    return exitCode.failed;
  }

  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  const bar = progressBar(process.stderr);
  const session = createSession({ threads });
  const started = performance.now();
  try {
    const outcome = await session.run(read.plan, {
      baseFolder: path.dirname(read.file),
      signal: abort.signal,
      quality: values.preview ? 'preview' : 'final',
      onProgress: (p) => bar.show(p),
    });
    bar.clear();
    switch (outcome.kind) {
      case 'result': {
        process.stderr.write(diagnosticLines(outcome.result.diagnostics));
        const written = await writeResults(out, outcome.result, read, dicomBits);
        process.stdout.write(
          values.json
            ? `${JSON.stringify(written.json.goals, null, 2)}\n`
            : report(outcome.result, written.files, (performance.now() - started) / 1000),
        );
        return outcome.result.goals.some((g) => g.goal.level.kind === 'must' && !g.met)
          ? exitCode.failed
          : exitCode.fine;
      }
      case 'refused':
        process.stderr.write(diagnosticLines(outcome.diagnostics));
        process.stderr.write('No dose was computed: mend the errors above and run again.\n');
        return exitCodeOf(outcome.diagnostics);
      case 'cancelled':
        process.stderr.write('Cancelled: nothing was written.\n');
        return exitCode.cancelled;
      case 'failed':
        process.stderr.write(`${outcome.message}\nNothing was written.\n`);
        return exitCode.failed;
    }
  } finally {
    process.off('SIGINT', interrupt);
    await session.dispose();
  }
}

/** `--dicom` alone means 32 bits; the parser of arguments knows no option whose value may be left out. */
function withDicomBits(args: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] !== '--dicom') out.push(args[i]);
    else if (/^\d+$/.test(args[i + 1] ?? '')) out.push(`--dicom=${args[++i]}`);
    else out.push('--dicom=32');
  }
  return out;
}

function dicomBitsOf(text: string | undefined): 16 | 32 | undefined {
  if (text === undefined) return undefined;
  if (text !== '16' && text !== '32') throw new UsageError(`--dicom expects 16 or 32 bits a value, not "${text}"`);
  return text === '16' ? 16 : 32;
}

/** What the plan says and this version leaves out: a goal among it is neither met nor counted. */
function notComputed({ plan }: RunResult): string {
  const constructs = plan.notComputed.map(({ construct, at }) => {
    const file = at.file === plan.at.file ? '' : `${path.basename(at.file)}, `;
    return `${construct} (${file}line ${at.start.line + 1})`;
  });
  return constructs.length === 0 ? '' : `Not computed in this version, nor counted above: ${constructs.join(', ')}\n`;
}

function report(result: RunResult, files: readonly string[], seconds: number): string {
  const banners = [
    ...(result.quality.kind === 'preview' ? ['PREVIEW QUALITY: a quick look, not the dose of the plan.'] : []),
    ...(result.notDosimetric ? [`${notDosimetricReason}, which the plan accepts.`] : []),
  ];
  return (
    `${result.plan.title}, patient ${result.plan.patient.id}\n${banners.map((words) => `${words}\n`).join('')}\n${goalsTable(result)}\n` +
    notComputed(result) +
    `${result.hundredPercent.text}; hot spot ${result.hotSpot.doseGy.toFixed(2)} Gy; ${result.engine.id}; ${seconds.toFixed(1)} s\n` +
    `${qualityInSentences(result.quality)}\n` +
    `Wrote ${files.map((f) => path.basename(f)).join(', ')} to ${path.dirname(files[0])}\n` +
    `${researchNotice}\n`
  );
}
