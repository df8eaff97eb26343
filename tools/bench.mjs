#!/usr/bin/env node
/** `npm run bench [-- name]`: builds, so that nothing older than the sources is measured, and runs each benchmark of bench/, or those whose file name contains the given word. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, requireNode, root } from './bootstrap.mjs';

requireNode();
process.chdir(root);
installPackages();
const built = spawnSync(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' }).status;
if (built !== 0) process.exit(built ?? 1);
const word = process.argv[2] ?? '';
const files = readdirSync('bench').filter((name) => name.endsWith('.ts') && name.includes(word));
if (files.length === 0) console.error(`No benchmark in bench/ has "${word}" in its name.`);
process.exitCode = files.length === 0 ? 2 : Math.max(...files.map(run));

function run(name) {
  console.log(`\n${name}`);
  return spawnSync(process.execPath, ['--import', 'tsx', join('bench', name)], { stdio: 'inherit' }).status ?? 1;
}
