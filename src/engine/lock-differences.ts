import type { LockedInputs, PlanLock } from './plan-lock.ts';

/** One thing that is not as locked: what it is, both values, and what can be done. */
export interface LockDifference {
  readonly what: string;
  readonly locked: string;
  readonly found: string;
  readonly next: string;
}

/** Everything that differs between a lock and what stands now; parts that only one of the two has are not looked at. */
export function lockDifferences(lock: PlanLock, now: LockedInputs | Pick<PlanLock, 'dose'>): LockDifference[] {
  const parts = Object.keys(now) as (keyof PlanLock)[];
  return parts.flatMap((part) => {
    const [locked, found] = [flat(part, lock[part]), flat(part, (now as PlanLock)[part])];
    return [...new Set([...locked.keys(), ...found.keys()])].flatMap((what) => {
      const [a, b] = [locked.get(what) ?? 'absent', found.get(what) ?? 'absent'];
      return a === b ? [] : [{ what, locked: a, found: b, next: nextStep[part] }];
    });
  });
}

export function differenceLine({ what, locked, found, next }: LockDifference): string {
  return `  ${what}: locked ${locked}, found ${found}. ${next}`;
}

const meant = 'or run with --lock if the change is meant.';
const nextStep: Readonly<Record<keyof PlanLock, string>> = {
  schema: 'Write the lock again with --lock.',
  plan: `Restore the plan text, ${meant}`,
  imports: `Restore the imported file, ${meant}`,
  inputs: `Restore the files, ${meant}`,
  machines: `Restore the machine, ${meant}`,
  engine: `Use the version of Dosewright that the lock names, ${meant}`,
  quality: `Restore the compute block or the version, ${meant}`,
  sampling: `Use the version of Dosewright that the lock was written with, ${meant}`,
  dose: 'Everything the dose is made from is as locked and the dose is not: please report this with the engine and the processor.',
};

/** Values by their names: "inputs ct files", "engine data materials", "dose sha256". */
function flat(name: string, value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[name, String(value)]]);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number'))
    return new Map([[name, value.join(' × ')]]);
  const entries = Array.isArray(value)
    ? value.map((item: { name?: string; file?: string }) => {
        const { name: own, file, ...rest } = item;
        return [own ?? file ?? '', rest] as const;
      })
    : Object.entries(value as Record<string, unknown>);
  return new Map(entries.flatMap(([key, item]) => [...flat(`${name} ${key}`, item)]));
}
