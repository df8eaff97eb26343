import fs from 'node:fs';
import path from 'node:path';
import { analyse, type Analysis } from '../language/analyse.ts';
import { decodeText } from '../engine/plan-text.ts';

export interface PlanFile extends Analysis {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/** Reads and analyses a plan file, or says why it cannot be read. */
export function readPlan(name: string): PlanFile | { readonly unreadable: string } {
  const file = path.resolve(name);
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    return {
      unreadable: `${name}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Check the path.`,
    };
  }
  const decoded = decodeText(bytes);
  if ('refused' in decoded) return { unreadable: `${name}: ${decoded.refused}` };
  return { file, text: decoded.text, ...analyse({ file, text: decoded.text }, readImport) };
}

function readImport(file: string): string | undefined {
  try {
    const decoded = decodeText(fs.readFileSync(file));
    return 'text' in decoded ? decoded.text : undefined;
  } catch {
    return undefined;
  }
}
