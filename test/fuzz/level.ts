import { seededRandom } from '../support/random.ts';

/** One thing to be mutated, and what has to hold of it whatever the mutation did. */
export interface Level {
  readonly name: string;
  /** The mutation that these random numbers stand for. */
  caseOf(random: () => number): Case;
  stop?(): Promise<void>;
}

export interface Case {
  /** What was mutated, in a form that a person reads and that can be made smaller. */
  readonly text: string;
  /** Throws where something does not hold of this text, or of a smaller one. */
  check(text: string): void | Promise<void>;
}

export interface Fault {
  readonly level: string;
  readonly seed: number;
  /** Counted from 0. */
  readonly mutation: number;
  readonly error: unknown;
  /** The smallest text found that still fails. */
  readonly text: string;
}

/** Processor time, far above what any case needs on any machine: beyond it something runs away. */
const limitMs = 10_000;

/** Runs so many mutations from a seed; gives the first fault, its text made small. Any one of them can be run again by seed and number. */
export async function firstFault(
  level: Level,
  {
    seed,
    mutations,
    from = 0,
    onMutation,
  }: { seed: number; mutations: number; from?: number; onMutation?: (mutation: number) => void },
): Promise<Fault | undefined> {
  for (let mutation = from; mutation < mutations; mutation++) {
    onMutation?.(mutation);
    const { text, check } = caseAt(level, seed, mutation);
    const error = await failure(check, text);
    if (error === undefined) continue;
    const smallest = await minimised(text, async (smaller) => (await failure(check, smaller)) !== undefined);
    return { level: level.name, seed, mutation, error: (await failure(check, smallest)) ?? error, text: smallest };
  }
  return undefined;
}

export function caseAt(level: Level, seed: number, mutation: number): Case {
  return level.caseOf(seededRandom(Math.imul(seed, 0x9e3779b1) + mutation));
}

export function faultText({ level, seed, mutation, error, text }: Fault): string {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${level}: seed ${seed}, mutation ${mutation}: ${reason}\n--- the smallest text that fails\n${text}\n--- as a literal\n${JSON.stringify(text)}`;
}

async function failure(check: Case['check'], text: string): Promise<unknown> {
  const before = process.cpuUsage();
  try {
    await check(text);
  } catch (error) {
    return error ?? new Error('thrown: nothing');
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  return ms > limitMs ? new Error(`took ${ms.toFixed(0)} ms of processor time`) : undefined;
}

/** Leaves out lines, then words, then characters, in ever smaller runs, for as long as the rest fails. */
export async function minimised(
  text: string,
  fails: (text: string) => Promise<boolean>,
  attempts = 600,
): Promise<string> {
  for (const separator of [/(?<=\n)/, /(?<=\s)/, /(?:)/u]) {
    let parts = text.split(separator);
    for (let run = Math.ceil(parts.length / 2); run >= 1 && attempts > 0; run = Math.floor(run / 2)) {
      for (let at = 0; at < parts.length && attempts > 0;) {
        attempts--;
        const fewer = [...parts.slice(0, at), ...parts.slice(at + run)];
        if (await fails(fewer.join(''))) parts = fewer;
        else at += run;
      }
    }
    text = parts.join('');
  }
  return text;
}
