import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Assertion, Plan, PlanTest } from '../../plan/plan.ts';
import type { MetricResult } from '../../evaluate/metric.ts';
import type { RunResult } from '../results.ts';
import type { RunOptions, RunOutcome, RunProgress, Session } from '../session.ts';
import { decisive, metricsIn, type Trial, tried, trialInWords, type WantedMetric } from './assertions.ts';
import { type Judgement, judgementInWords, judgementsOf } from './judgements.ts';
import type { Measure, MeasureRequest } from './measure.ts';
import { type Rung, rungName, rungsOf } from './rungs.ts';

/** What a test came to. */
export interface TestResult {
  readonly test: PlanTest;
  readonly holds: boolean;
  readonly assertions: readonly {
    readonly assertion: Assertion;
    readonly holds: boolean;
    /** Over all truths, the text's own first. */
    readonly trials: readonly Trial[];
    /** What decided it, in words. */
    readonly words: string;
  }[];
}

/** A rung with its result, final quality. */
export interface ComputedRung extends Rung {
  readonly result: RunResult;
}

export type LadderOutcome =
  | {
      readonly kind: 'ladder';
      /** Those that were wanted, the plan last. */
      readonly rungs: readonly ComputedRung[];
      readonly tests: readonly TestResult[];
      /** Tests that do not hold, at their lines. */
      readonly diagnostics: readonly Diagnostic[];
    }
  /** Of the first rung that has no result. */
  | { readonly kind: 'stopped'; readonly rung: Rung; readonly outcome: Exclude<RunOutcome, { kind: 'result' }> };

export interface LadderOptions extends RunOptions {
  /** Which baselines are computed: all of them, or those that the tests name. */
  readonly baselines: 'all' | 'tested';
  /** Told of each rung as it is there, the plan last. */
  readonly onRung?: (rung: ComputedRung) => void;
}

/** Computes a plan and its baselines, one after the other, and tries the plan's tests on them. */
export async function runLadder(
  session: Pick<Session, 'run'>,
  plan: Plan,
  options: LadderOptions,
): Promise<LadderOutcome> {
  const wanted = plan.tests.flatMap((test) => metricsOf(test).map((metric) => ({ test, metric })));
  const named = new Set(wanted.map(({ metric }) => metric.baseline));
  const rungs = rungsOf(plan).filter(
    ({ baseline }) => baseline === undefined || options.baselines === 'all' || named.has(baseline),
  );
  const values = new Map<string, MetricResult>();
  const computed: ComputedRung[] = [];
  for (const [index, rung] of rungs.entries()) {
    const requests = requestsOf(plan.tests, rung);
    const outcome = await session.run(rung.plan, {
      baseFolder: options.baseFolder,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (progress) => options.onProgress?.(onLadder(progress, rungName(rung), index, rungs.length)),
      measures: requests,
    });
    if (outcome.kind !== 'result') return { kind: 'stopped', rung, outcome };
    for (const [r, { judgement, measures }] of requests.entries()) {
      const measured = outcome.result.measured![r];
      measures.forEach((measure, m) => {
        const found =
          measured.kind === 'values'
            ? measured.values[m]
            : { note: `with ${judgementInWords(judgement)} ${measured.why}` };
        values.set(keyOf(rung.baseline, measure, judgement), found);
      });
    }
    computed.push({ ...rung, result: outcome.result });
    options.onRung?.(computed[index]);
  }
  const tests = plan.tests.map((test) => resultOf(test, values));
  return { kind: 'ladder', rungs: computed, tests, diagnostics: tests.flatMap(findings) };
}

/** Progress of one rung as part of all. */
export function onLadder(
  { stage, fraction, ...rest }: RunProgress,
  rung: string,
  index: number,
  count: number,
): RunProgress {
  const named = count === 1 ? stage : `${rung}: ${stage.charAt(0).toLowerCase()}${stage.slice(1)}`;
  return { ...rest, stage: named, fraction: (index + fraction) / count };
}

/** What a rung has to be measured by, each truth once. */
function requestsOf(tests: readonly PlanTest[], { baseline }: Rung): MeasureRequest[] {
  const requests = new Map<string, { judgement: Judgement; measures: Map<string, Measure> }>();
  for (const test of tests) {
    const metrics = metricsOf(test).filter((metric) => metric.baseline === baseline);
    if (metrics.length === 0) continue;
    for (const judgement of judgementsOf(test)) {
      const key = JSON.stringify(judgement);
      const request = requests.get(key) ?? { judgement, measures: new Map<string, Measure>() };
      requests.set(key, request);
      for (const { region, metric } of metrics) {
        const measure = { ...(region === undefined ? {} : { region }), metric };
        request.measures.set(JSON.stringify(measure), measure);
      }
    }
  }
  return [...requests.values()].map(({ judgement, measures }) => ({ judgement, measures: [...measures.values()] }));
}

function metricsOf({ assertions }: PlanTest): WantedMetric[] {
  return assertions.flatMap(({ left, right }) => [...metricsIn(left), ...metricsIn(right)]);
}

function keyOf(baseline: string | undefined, { region, metric }: Measure, judgement: Judgement): string {
  return JSON.stringify([baseline, region, metric, judgement]);
}

function resultOf(test: PlanTest, values: ReadonlyMap<string, MetricResult>): TestResult {
  const judgements = judgementsOf(test);
  const assertions = test.assertions.map((assertion) => {
    const trials = judgements.map((judgement) =>
      tried(assertion, judgement, (metric) => values.get(keyOf(metric.baseline, metric, judgement)) ?? {}),
    );
    const words = trialInWords(assertion, decisive(assertion, trials));
    return { assertion, holds: trials.every(({ holds }) => holds), trials, words };
  });
  return { test, holds: assertions.every(({ holds }) => holds), assertions };
}

function findings({ test, assertions }: TestResult): Diagnostic[] {
  return assertions.flatMap(({ assertion, holds, trials, words }) => {
    if (holds) return [];
    const failed = trials.filter((trial) => !trial.holds).length;
    const many = trials.length > 1 ? ` It fails in ${failed} of ${trials.length} truths.` : '';
    const message = `"${assertion.text}" of the test "${test.name}" does not hold: ${words}.${many}`;
    return [diagnostic('RT6015', assertion.at, message)];
  });
}
