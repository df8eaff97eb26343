import path from 'node:path';
import { parseArgs } from 'node:util';
import { contentHash } from '../engine/graph/content-hash.ts';
import { differenceLine, type LockDifference, lockDifferences } from '../engine/lock-differences.ts';
import { lockedDose, lockText, type PlanLock } from '../engine/plan-lock.ts';
import type { RunResult } from '../engine/results.ts';
import type { Suppressed } from '../plan/suppression.ts';
import { notDosimetricReason, researchNotice } from '../preview/format.ts';
import { mapNames } from '../preview/map-names.ts';
import { qualityInSentences } from '../preview/quality.ts';
import { exitCode, exitCodeOf, exitCodeOfGoals, UsageError } from './exit-codes.ts';
import { goalsTable } from './goals-table.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { lockReader, readLock, writeLock } from './lock-file.ts';
import { openPlan } from './open-plan.ts';
import { allowedLine, diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { outcomeTable } from './outcome-table.ts';
import { threadsOption, withSession } from './with-session.ts';
import { withoutResult } from './without-result.ts';
import { jsonOf, removeResults, writeResults } from './write-results.ts';

/**
 * `dosewright run PLAN --out DIR [--maps] [--preview | --dicom [16]] [--lock | --locked]`: computes the dose and writes the results, all of them or none. With
 * --locked it fails where anything differs from the plan's lock, and needs no --out.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDicomBits(args),
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      threads: { type: 'string' },
      dicom: { type: 'string' },
      preview: { type: 'boolean', default: false },
      maps: { type: 'boolean', default: false },
      lock: { type: 'boolean', default: false },
      locked: { type: 'boolean', default: false },
      ...cacheOptions,
      json: { type: 'boolean', default: false },
    },
  });
  const isWritten = values.out !== undefined || values.lock || values.locked;
  if (positionals.length !== 1 || !isWritten) throw new UsageError('run expects one plan file and --out DIR');
  if (values.lock && values.locked)
    throw new UsageError('--lock writes the lock anew, and --locked keeps to it: give one of them');
  if (values.preview && (values.lock || values.locked))
    throw new UsageError('--preview has no lock: a lock is of the final dose');
  if (values.maps && values.out === undefined) throw new UsageError('--maps expects --out DIR');
  if (values.dicom !== undefined && values.out === undefined) throw new UsageError('--dicom expects --out DIR');
  const threads = threadsOption(values.threads);
  const dicomBits = dicomBitsOf(values.dicom);
  if (values.preview && dicomBits)
    throw new UsageError('--preview writes no DICOM: what reads it would take it for the dose of the plan');

  const disk = diskCacheOf(values);
  const out = values.out === undefined ? undefined : path.resolve(values.out);
  const held = values.locked ? readLock(path.resolve(positionals[0]), out) : undefined;
  // Results of an earlier text must not look like this run's if it is refused or interrupted. The lock that a run is held to stays.
  if (out !== undefined) removeResults(out, { keepLock: values.locked });
  if (held && 'problem' in held) {
    process.stderr.write(`${held.problem}\n`);
    return exitCode.failed;
  }

  const read = openPlan(positionals[0], ({ diagnostics }) =>
    exitCodeOf(diagnostics) === exitCode.fine
      ? `${positionals[0]} holds no plan to compute: it has no title line, plan "…". Run the plan that imports it.\n`
      : '',
  );
  if (typeof read === 'number') return read;

  const inputs = values.preview ? undefined : lockReader(read);
  const before = await inputs?.();
  // An input that cannot be read is for the run to say, at its line.
  if (held && before && !('unreadable' in before)) {
    const differences = lockDifferences(held.lock, before);
    if (differences.length > 0) return notAsLocked(held.file, differences);
  }

  const bar = progressBar(process.stderr);
  const started = performance.now();
  return withSession({ threads, disk }, async (session, signal) => {
    const outcome = await session.run(read.plan, {
      baseFolder: path.dirname(read.file),
      signal,
      quality: values.preview ? 'preview' : 'final',
      maps: values.maps ? mapNames : [],
      summarisesBiology: out !== undefined,
      onProgress: (p) => bar.show(p),
    });
    bar.clear();
    if (outcome.kind !== 'result')
      return withoutResult(outcome, {
        cancelled: 'Cancelled: nothing was written.',
        refused: 'No dose was computed: mend the errors above and run again.',
        failed: 'Nothing was written.',
      });
    process.stderr.write(diagnosticLines(outcome.result.diagnostics));
    const after = await inputs?.();
    if (contentHash(after) !== contentHash(before) || (after && 'unreadable' in after)) {
      process.stderr.write('An input changed while the dose was computed. Nothing was written: run again.\n');
      return exitCode.failed;
    }
    const lock: PlanLock | undefined = after && { ...after, dose: lockedDose(outcome.result) };
    const differences = held && lock ? lockDifferences(held.lock, { dose: lock.dose }) : [];
    if (held && differences.length > 0) return notAsLocked(held.file, differences);

    const text = lock && lockText(lock);
    const files = out === undefined ? [] : await writeResults(out, outcome.result, read, { dicomBits, lock: text });
    const locks = values.lock && lock ? [writeLock(read.file, lock)] : [];
    process.stdout.write(
      values.json
        ? `${JSON.stringify(jsonOf(outcome.result, read).goals, null, 2)}\n`
        : report(outcome.result, [...files, ...locks], {
            held: held?.file,
            seconds: (performance.now() - started) / 1000,
            suppressed: [...read.suppressed, ...outcome.result.suppressed],
          }),
    );
    return exitCodeOfGoals(outcome.result.goals);
  });
}

/** "Wrote result.json, dose.nrrd to out", a line a folder. */
function writtenFiles(files: readonly string[]): string {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  const namesIn = (folder: string): string =>
    files
      .filter((file) => path.dirname(file) === folder)
      .map((file) => path.basename(file))
      .join(', ');
  return folders.map((folder) => `Wrote ${namesIn(folder)} to ${folder}\n`).join('');
}

function notAsLocked(file: string, differences: readonly LockDifference[]): number {
  process.stderr.write(
    `Not as locked in ${file}:\n${differences.map(differenceLine).join('\n')}\nNothing was written.\n`,
  );
  return exitCode.failed;
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

/** How the beams were found, where they were. */
function optimised({ optimisation, beams, phases }: RunResult): string {
  if (!optimisation) return '';
  const mu = beams.reduce((sum, beam) => sum + beam.muPerFraction, 0);
  const ideal = optimisation.terms.reduce((sum, term) => sum + term.ideal, 0);
  const delivered = optimisation.terms.reduce((sum, term) => sum + term.delivered, 0);
  return `Optimised: ${optimisation.controlPoints > 0 ? `sliding windows of ${optimisation.controlPoints} control points` : `${optimisation.segments} segments`}, ${mu.toFixed(0)} MU a fraction (${phases[0].fractions} fractions); objective ${delivered.toPrecision(3)}, of the ideal fluence ${ideal.toPrecision(3)}, after ${optimisation.objective.fluence.length + optimisation.objective.apertures.length} iterations\n`;
}

/** The doses that the text gives by a rule. */
function byRule({ prescriptions }: RunResult): string {
  const doses = prescriptions.flat().flatMap(({ region, doseGy, rule }) => {
    if (!rule) return [];
    const how = rule.kind === 'painted' ? `painted by ${rule.image}, median` : `isoeffective to ${rule.to},`;
    return `${region} ${how} ${doseGy.toFixed(1)} Gy`;
  });
  return doses.length === 0 ? '' : `Prescribed by rule: ${doses.join('; ')}\n`;
}

function report(
  result: RunResult,
  files: readonly string[],
  about: { readonly held: string | undefined; readonly seconds: number; readonly suppressed: readonly Suppressed[] },
): string {
  const { held, seconds, suppressed } = about;
  const banners = [
    ...(result.quality.kind === 'preview' ? ['PREVIEW QUALITY: a quick look, not the dose of the plan.'] : []),
    ...(result.notDosimetric ? [`${notDosimetricReason}, which the plan accepts.`] : []),
  ];
  return (
    `${result.plan.title}, patient ${result.plan.patient.id}\n${banners.map((words) => `${words}\n`).join('')}\n${goalsTable(result)}${outcomeTable(result)}\n` +
    notComputed(result) +
    allowedLine(suppressed) +
    byRule(result) +
    optimised(result) +
    `${result.hundredPercent.text}; hot spot ${result.hotSpot.doseGy.toFixed(2)} Gy; ${result.engine.id}; ${seconds.toFixed(1)} s\n` +
    `${qualityInSentences(result.quality)}\n` +
    (held === undefined ? '' : `As locked in ${held}, to the last bit of the dose\n`) +
    writtenFiles(files) +
    `${researchNotice}\n`
  );
}
