import { execFileSync } from 'node:child_process';

/** Has git do something in a folder, by an author of its own. */
export function git(folder: string, ...args: string[]): void {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...author, ...args], { cwd: folder, stdio: 'pipe' });
}

/** Makes a repository of a folder, in which these files are committed as they stand. */
export function commitInto(folder: string, ...files: string[]): void {
  git(folder, 'init', '--quiet');
  git(folder, 'add', ...files);
  git(folder, 'commit', '--quiet', '--message', 'plan');
}
