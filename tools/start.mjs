#!/usr/bin/env node
/**
 * `npm start`: installs what is missing, builds, computes the flagship example without an editor and says where its pictures are.
 * `npm start -- --open` opens the same plan in VS Code afterwards.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackages, requireNode, root } from './bootstrap.mjs';

const plan = 'examples/oropharynx.rtplan';
const out = 'out/oropharynx';

requireNode();
process.chdir(root);
installPackages();
process.exitCode = main();

function main() {
  console.log('Building…');
  const built = run('esbuild.mjs');
  if (built !== 0) return built;
  console.log(`Computing ${plan}…`);
  const computed = run('dist/cli.cjs', 'run', plan, '--out', out);
  // 1: the dose was computed, and a goal is not met; that is a result, shown in the table.
  if (computed !== 0 && !existsSync(join(out, 'result.json'))) return computed;
  console.log(`\nResults and pictures: ${join(root, out)}`);
  if (process.argv.includes('--open')) return openInEditor();
  console.log('In VS Code: npm start -- --open, or');
  console.log(`  code --extensionDevelopmentPath="${root}" "${root}" "${join(root, plan)}"`);
  console.log('and then "Dosewright: Open Preview to the Side" (Ctrl+K V).');
  return computed;
}

function run(...args) {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

function openInEditor() {
  const windows = process.platform === 'win32';
  const names = windows ? ['code.cmd', 'code.exe'] : ['code'];
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
  if (!found) {
    console.error(
      'There is no `code` command on the PATH. In VS Code run "Shell Command: Install \'code\' command in PATH", or install VS Code first.',
    );
    return 1;
  }
  const opened = spawnSync('code', [`--extensionDevelopmentPath=${root}`, root, join(root, plan)], {
    stdio: 'inherit',
    shell: windows,
  });
  return opened.status ?? 1;
}
