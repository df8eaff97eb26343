import * as vscode from 'vscode';
import { defaultCacheMB } from '../engine/cache-folder.ts';

/** The settings, each with its default and what a value has to be; `package.json` declares the same. */
const settings = {
  threads: { byDefault: 0, ...wholeNumber(0, 256) },
  cacheSizeMB: { byDefault: defaultCacheMB, ...wholeNumber(0, Number.MAX_SAFE_INTEGER) },
  computeOnChange: { byDefault: true, ...yesOrNo() },
  quickPreview: { byDefault: true, ...yesOrNo() },
  showAchievedGoals: { byDefault: true, ...yesOrNo() },
} as const;

type Name = keyof typeof settings;
type Value<N extends Name> = (typeof settings)[N]['byDefault'] extends boolean ? boolean : number;

export type Settings = ReturnType<typeof readSettings>;

/** Gives values that can be relied upon: one of the wrong type or range counts as not set, and the log says so, once for each such value. */
export function readSettings(log: Pick<vscode.LogOutputChannel, 'warn'>): {
  <N extends Name>(name: N): Value<N>;
} {
  const told = new Set<string>();
  return <N extends Name>(name: N): Value<N> => {
    const { byDefault, isRight, expected } = settings[name];
    const value: unknown = vscode.workspace.getConfiguration('dosewright').get(name);
    if (value === undefined || isRight(value)) return (value ?? byDefault) as Value<N>;
    const words = `The setting dosewright.${name} is ${JSON.stringify(value)}, where ${expected} is expected: ${byDefault} is taken. Mend it in the settings.`;
    if (!told.has(words)) log.warn(words);
    told.add(words);
    return byDefault as Value<N>;
  };
}

function wholeNumber(from: number, to: number): { isRight: (value: unknown) => boolean; expected: string } {
  const expected =
    to === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${from}` : `a whole number from ${from} to ${to}`;
  return { isRight: (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to, expected };
}

function yesOrNo(): { isRight: (value: unknown) => boolean; expected: string } {
  return { isRight: (value) => typeof value === 'boolean', expected: 'true or false' };
}
