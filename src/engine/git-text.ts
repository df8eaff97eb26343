import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { decodeText } from './plan-text.ts';
import type { ReadText } from './read-plan.ts';

/** A repository that takes longer to answer lies where nothing is read in time. */
const patienceMs = 20_000;

/** Reads texts as they are in a revision of the git repository that a file lies in. */
export function fromRevision(revision: string): ReadText {
  return (file) => {
    const cwd = path.dirname(file);
    try {
      // A revision that begins with a dash would be taken for an option.
      const args = ['show', '--end-of-options', `${revision}:./${path.basename(file)}`];
      return decodeText(
        execFileSync('git', args, {
          cwd,
          // What git says is told apart below, and it must not wait for a password.
          env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
          stdio: ['ignore', 'pipe', 'pipe'],
          maxBuffer: 256 * 1024 * 1024,
          timeout: patienceMs,
          windowsHide: true,
        }),
      );
    } catch (error) {
      return { refused: whyNot(error as GitError, { revision, cwd }) };
    }
  };
}

type GitError = NodeJS.ErrnoException & { readonly stderr?: Buffer };

function whyNot(
  { code, stderr, message }: GitError,
  { revision, cwd }: { readonly revision: string; readonly cwd: string },
): string {
  const because = (reason: string, next: string): string =>
    `cannot be read from revision ${revision} (${reason}). ${next}`;
  if (code === 'ENOENT')
    return existsSync(cwd)
      ? because('there is no git on this computer', 'Install git, and have it on the PATH.')
      : because('there is no such folder', 'Check the path.');
  if (code === 'ETIMEDOUT') return because(`git gave no answer in ${patienceMs / 1000} s`, 'Try again.');
  const said = (stderr?.toString().trim().split('\n')[0] || message).replace(/^fatal: /, '');
  if (said.includes('not a git repository'))
    return because('its folder is in no git repository', 'Make one with git init, and commit the file.');
  if (said.includes("but not in '")) return because(said, 'Commit the file first.');
  return because(said, 'Check revision and path.');
}

/** Where git keeps what it knows of the working tree that a file lies in; undefined where that is no repository. Nothing but folders above the file is looked at. */
export function gitFolderOf(file: string): string | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const found = gitFolderIn(folder);
    if (found !== undefined || path.dirname(folder) === folder) return found;
  }
}

function gitFolderIn(folder: string): string | undefined {
  const found = path.join(folder, '.git');
  try {
    if (statSync(found).isDirectory()) return found;
    // Of a further working tree, or of a submodule.
    const [, elsewhere] = /^gitdir: (.*)$/m.exec(readFileSync(found, 'utf8')) ?? [];
    return elsewhere === undefined ? undefined : path.resolve(folder, elsewhere.trim());
  } catch {
    // There is none, or it may not be looked at.
    return undefined;
  }
}
