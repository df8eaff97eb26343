import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { decodeText } from '../engine/plan-text.ts';
import type { ReadText } from './read-plan.ts';

/** Reads texts as they are in a revision of the git repository that a file lies in. */
export function fromRevision(revision: string): ReadText {
  return (file) => {
    try {
      // A revision that begins with a dash would be taken for an option.
      const args = ['show', '--end-of-options', `${revision}:./${path.basename(file)}`];
      return decodeText(execFileSync('git', args, { cwd: path.dirname(file), stdio: 'pipe', maxBuffer: 2 ** 28 }));
    } catch (error) {
      return { refused: whyNot(error as NodeJS.ErrnoException & { readonly stderr?: Buffer }, revision) };
    }
  };
}

function whyNot(
  { code, stderr, message }: NodeJS.ErrnoException & { readonly stderr?: Buffer },
  revision: string,
): string {
  if (code === 'ENOENT')
    return `cannot be read from revision ${revision}: there is no git, or no such folder. Check the path.`;
  const said = stderr?.toString().trim().split('\n')[0] ?? message;
  return `cannot be read from revision ${revision} (${said.replace(/^fatal: /, '')}). Check revision and path.`;
}
