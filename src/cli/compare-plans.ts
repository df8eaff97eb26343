import path from 'node:path';
import * as z from 'zod';
import { doseDifference } from '../engine/dose-difference.ts';
import { ladderRows } from '../engine/ladder/ladder-rows.ts';
import { runLadder } from '../engine/ladder/run-ladder.ts';
import { rungName } from '../engine/ladder/rungs.ts';
import type { RunResult } from '../engine/results.ts';
import type { Session } from '../engine/session.ts';
import { fixed, researchNotice, signed } from '../preview/format.ts';
import { exitCode } from './exit-codes.ts';
import { openPlan } from './open-plan.ts';
import { progressBar } from './progress-bar.ts';
import type { PlanFile } from '../engine/read-plan.ts';
import { table } from './table.ts';
import { threadsOption, withSession } from './with-session.ts';
import { withoutResult } from './without-result.ts';

/** What `dosewright compare --json` prints of plans. Doses in Gy, probabilities in per cent; differences are of a rung minus the one before it. */
export const ladderSchema = z
  .strictObject({
    schema: z.literal('dosewright-ladder/1'),
    notice: z.literal(researchNotice),
    rungs: z.array(z.string()).describe('in their order, the plan last'),
    rows: z.array(
      z.strictObject({
        kind: z.enum(['prescription', 'control', 'complication', 'pPlus', 'dose', 'goal']),
        region: z.string(),
        what: z.string(),
        cells: z
          .array(
            z.strictObject({
              words: z.string(),
              value: z.number().nullable(),
              interval: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
              met: z.boolean().nullable(),
            }),
          )
          .describe('one a rung'),
      }),
    ),
    differences: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        thresholdPercent: z.number().describe("of the reference's maximum; voxels below it are not judged"),
        meanGy: z.number().nullable(),
        rmsGy: z.number().nullable(),
        greatestGy: z.number().nullable(),
        leastGy: z.number().nullable(),
        gammaPassPercent: z.number().nullable().describe('3 % of the maximum of the reference, 2 mm'),
      }),
    ),
  })
  .meta({ title: 'Dosewright comparison of plans', description: researchNotice });

type LadderJson = z.infer<typeof ladderSchema>;

interface NamedResult {
  readonly name: string;
  readonly result: RunResult;
}

/** `dosewright compare PLAN`, with its baselines, or `compare A.rtplan B.rtplan`, A the reference: each computed, side by side. */
export async function comparePlans(names: readonly string[], { json }: { readonly json: boolean }): Promise<number> {
  const files: PlanFile[] = [];
  for (const name of names) {
    const read = openPlan(name, () => `${name} holds no plan that can be computed.\n`);
    if (typeof read === 'number') return read;
    files.push(read);
  }
  if (files.length === 1 && files[0].plan!.baselines.length === 0) {
    process.stderr.write(
      `${names[0]} has no baseline to be compared with. Write one ("baseline Uniform = this with …"), or give a second plan.\n`,
    );
    return exitCode.failed;
  }
  return withSession({ threads: threadsOption(undefined) }, async (session, signal) => {
    const results: NamedResult[] = [];
    for (const [index, file] of files.entries()) {
      const found = await computed(session, file, { isAlone: files.length === 1, name: names[index], signal });
      if (typeof found === 'number') return found;
      results.push(...found);
    }
    const compared = ladderJson(results);
    process.stdout.write(json ? `${JSON.stringify(ladderSchema.parse(compared), null, 2)}\n` : report(compared));
    return exitCode.fine;
  });
}

/** The rungs of a plan that stands alone; of two plans each without its baselines. */
async function computed(
  session: Session,
  { plan, file }: PlanFile,
  { isAlone, name, signal }: { readonly isAlone: boolean; readonly name: string; readonly signal: AbortSignal },
): Promise<NamedResult[] | number> {
  const bar = progressBar(process.stderr);
  const alone = isAlone ? plan! : { ...plan!, baselines: [] };
  const outcome = await runLadder(
    session,
    { ...alone, tests: [] },
    { baseFolder: path.dirname(file), signal, baselines: 'all', onProgress: (progress) => bar.show(progress) },
  );
  bar.clear();
  if (outcome.kind === 'ladder')
    return outcome.rungs.map(({ baseline, result }) => ({ name: baseline ?? (isAlone ? 'this plan' : name), result }));
  const noDose = `${rungName(outcome.rung)} has no dose, so nothing was compared.`;
  return withoutResult(outcome.outcome, { cancelled: 'Cancelled.', refused: noDose, failed: noDose });
}

function ladderJson(results: readonly NamedResult[]): LadderJson {
  return {
    schema: 'dosewright-ladder/1',
    notice: researchNotice,
    rungs: results.map(({ name }) => name),
    rows: ladderRows(results.map(({ result }) => result)).map(({ kind, region, what, cells }) => ({
      kind,
      region,
      what,
      cells: cells.map(({ words, value, interval, met }) => ({
        words,
        value: value ?? null,
        interval: interval ?? null,
        met: met ?? null,
      })),
    })),
    differences: results.slice(1).map((rung, n) => ({
      from: results[n].name,
      to: rung.name,
      ...doseDifference(results[n].result, rung.result),
    })),
  };
}

function report({ rungs, rows, differences }: LadderJson): string {
  const [prescription, ...others] = rows;
  const outcomes = others.filter(({ kind }) => kind !== 'goal');
  const goals = others.filter(({ kind }) => kind === 'goal');
  const numbers = new Set(rungs.map((_, n) => n + 2));
  const tableOf = (of: LadderJson['rows']): string =>
    table(
      ['Region', '', ...rungs],
      of.map(({ region, what, cells }) => [region, what, ...cells.map(cellText)]),
      numbers,
    );
  const number = (value: number | null, unit: string, write = signed): string =>
    value === null ? '–' : `${write(value, 1)} ${unit}`;
  const changes = differences.map(({ from, to, meanGy, rmsGy, greatestGy, leastGy, gammaPassPercent }) => [
    `${to} − ${from}`,
    number(meanGy, 'Gy'),
    number(rmsGy, 'Gy', fixed),
    number(leastGy, 'Gy'),
    number(greatestGy, 'Gy'),
    number(gammaPassPercent, '%', fixed),
  ]);
  return [
    prescription.cells.map(({ words }, n) => `${rungs[n]}: ${words}\n`).join(''),
    outcomes.length > 0 ? tableOf(outcomes) : 'No tissue or organ has a model of its outcome.\n',
    goals.length > 0 ? `Goals, by the biology of the plan\n${tableOf(goals)}` : '',
    `Difference of dose where the first has at least ${differences[0].thresholdPercent} % of its maximum; gamma 3 % (global) / 2 mm\n` +
      table(['', 'Mean', 'Rms', 'Least', 'Greatest', 'Gamma'], changes, new Set([1, 2, 3, 4, 5])),
    `${researchNotice}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function cellText({ words, interval, met }: LadderJson['rows'][number]['cells'][number]): string {
  if (interval) return `${words} (${fixed(interval.from, 0)} to ${fixed(interval.to, 0)})`;
  return met === null ? words : `${words} ${met ? '✓' : '✗'}`;
}
