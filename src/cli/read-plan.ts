import fs from 'node:fs';
import path from 'node:path';
import { analyse, type Analysis } from '../language/analyse.ts';
import { decodeText } from '../engine/plan-text.ts';

export interface PlanFile extends Analysis {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** The files it imports, read as they were when it was analysed. */
  readonly imports: readonly { readonly file: string; readonly text: string }[];
}

/** Reads and analyses a plan file, or says why it cannot be read. */
export function readPlan(name: string): PlanFile | { readonly unreadable: string } {
  const file = path.resolve(name);
  const read = readText(file);
  if ('refused' in read) return { unreadable: `${name}: ${read.refused}` };
  const imports = new Map<string, string>();
  const analysis = analyse({ file, text: read.text }, (imported) => {
    const text = readImport(imported);
    if (text !== undefined) imports.set(imported, text);
    return text;
  });
  return {
    file,
    text: read.text,
    imports: [...imports].map(([imported, text]) => ({ file: imported, text })),
    ...analysis,
  };
}

/** The text of a file, or why there is none. */
export function readText(file: string): { readonly text: string } | { readonly refused: string } {
  try {
    return decodeText(fs.readFileSync(file));
  } catch (error) {
    return { refused: `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Check the path.` };
  }
}

/** The language itself says at the import that its file cannot be read. */
function readImport(file: string): string | undefined {
  const read = readText(file);
  return 'text' in read ? read.text : undefined;
}
