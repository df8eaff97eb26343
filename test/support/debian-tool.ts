import { spawnSync } from 'node:child_process';
import { skipOrFail } from './shared-data.ts';

/** Runs a program that Debian packages; where it is not installed the running test is skipped with a printed reason (in CI it fails). */
export function debianTool(
  context: Mocha.Context,
  { program, from }: { readonly program: string; readonly from: string },
  ...args: readonly string[]
): { readonly code: number | null; readonly output: string } {
  const ended = spawnSync(program, args, { encoding: 'utf8' });
  if (ended.error) skipOrFail(context, `${program} is not installed (Debian: apt-get install ${from})`);
  return { code: ended.status, output: `${ended.stdout}${ended.stderr}` };
}
