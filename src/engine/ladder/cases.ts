import type { GoalResult } from '../../evaluate/types.ts';
import { levelInWords } from '../../plan/in-words.ts';
import type { Goal, Plan } from '../../plan/plan.ts';
import { sameRange, type SourceRange } from '../../plan/source-range.ts';
import { goalRow } from '../goal-row.ts';
import type { RunResult } from '../results.ts';
import { judgementInWords } from './judgements.ts';
import type { LadderOutcome, TestResult } from './run-ladder.ts';

/** One thing that a plan states and a run can try: a goal, or an assertion of a test. */
export interface PlanCase {
  /** Of no other case of the plan, and the same after an edit elsewhere. */
  readonly id: string;
  /** The test whose assertion it is; absent: a goal. */
  readonly test?: string;
  readonly name: string;
  readonly at: SourceRange;
}

/** What a case came to. A wish that is not met has passed, with a note. */
export interface CaseResult extends PlanCase {
  readonly passed: boolean;
  readonly code: string;
  /** What was asked and what it came to, in words. */
  readonly expected: string;
  readonly actual: string;
  /** Why it failed, or what is to be said of one that passed. */
  readonly message?: string;
}

/** What a plan states, in the order of the text: its goals, then the assertions of its tests. */
export function casesOf({ goals, tests }: Pick<Plan, 'goals' | 'tests'>): PlanCase[] {
  return distinct([
    ...goals.map(goalCase),
    ...tests.flatMap(({ name, assertions }) =>
      assertions.map(({ text, at }) => ({ id: `test ${name}: ${text}`, test: name, name: text, at })),
    ),
  ]);
}

/** The same cases, tried. */
export function caseResults({ rungs, tests }: Extract<LadderOutcome, { kind: 'ladder' }>): CaseResult[] {
  const { result } = rungs[rungs.length - 1];
  return distinct([
    ...result.goals.map((goal) => goalResult(goal, result)),
    ...tests.flatMap((test) => assertionResults(test)),
  ]);
}

/** Whether findings with this code say that a goal is not met. */
export function isOfGoal(code: string): boolean {
  return /^RT600[123]$/.test(code);
}

function goalCase({ text, level, at }: Goal): PlanCase {
  return { id: `goal ${text}`, name: `${text} (${levelInWords(level)})`, at };
}

function goalResult(result: GoalResult, { diagnostics, suppressed, quality }: RunResult): CaseResult {
  const { goal, met } = result;
  const { region, metric, target, achieved, note } = goalRow(result, quality);
  // A goal that is missed is missed, whether or not its finding is allowed.
  const found = [...diagnostics, ...suppressed.map(({ finding }) => finding)].find(
    ({ code, range }) => isOfGoal(code) && sameRange(range, goal.at),
  );
  const message = found?.message ?? (met ? undefined : 'not met');
  return {
    ...goalCase(goal),
    passed: met || goal.level.kind !== 'must',
    code: found?.code ?? 'RT6001',
    expected: `${region} ${metric} ${target}`,
    actual: `${region} ${metric} = ${achieved}${note === undefined ? '' : ` (${note})`}`,
    ...(message === undefined ? {} : { message }),
  };
}

function assertionResults({ test: { name }, assertions }: TestResult): CaseResult[] {
  return assertions.map(({ assertion: { text, at }, holds, words, trials }) => ({
    id: `test ${name}: ${text}`,
    test: name,
    name: text,
    at,
    passed: holds,
    code: 'RT6015',
    expected: text,
    actual: words,
    message: trials.length > 1 && !holds ? `${words}. ${failedTruths(trials)}` : words,
  }));
}

function failedTruths(trials: TestResult['assertions'][number]['trials']): string {
  const failed = trials.filter(({ holds }) => !holds);
  const truths = failed.map(({ judgement }) => judgementInWords(judgement));
  return `Fails in ${failed.length} of ${trials.length} truths: ${truths.join('; ')}`;
}

/** A statement that stands twice is two cases. */
function distinct<T extends PlanCase>(cases: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const before = seen.get(one.id) ?? 0;
    seen.set(one.id, before + 1);
    return before === 0 ? one : { ...one, id: `${one.id} #${before + 1}` };
  });
}
