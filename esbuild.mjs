#!/usr/bin/env node
/**
 * Builds everything that is shipped into dist/: generates the parser where the grammar is newer, then bundles each process's entry.
 *
 *   node esbuild.mjs [--minify] [--editor-tests] [extension.cjs server.cjs webview …]     names: these bundles only
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { compileKernels, kernelFiles } from './tools/compile-kernels.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const minify = process.argv.includes('--minify');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** One bundle a process; each finds its neighbours from the folder it lies in. */
const nodeBundles = [
  { in: 'src/extension/main.ts', out: 'extension.cjs', external: ['vscode'] },
  { in: 'src/server/main.ts', out: 'server.cjs' },
  { in: 'src/cli/main.ts', out: 'cli.cjs', executable: true },
  { in: 'src/engine/session-worker.ts', out: 'session-worker.cjs' },
  { in: 'src/engine/dose-worker.ts', out: 'dose-worker.cjs' },
];

/** The page in which the command line has a browser draw the 3D view: one script, since a page from a file loads no modules. */
const roomPage = 'room-page.js';

/** Data that the command line needs beside its bundle to draw pictures. */
const assets = [
  ['node_modules/@resvg/resvg-wasm/index_bg.wasm', 'dist/resvg.wasm'],
  ['node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf', 'dist/DejaVuSans.ttf'],
  ['node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf', 'dist/DejaVuSans-Bold.ttf'],
];

const schemas = ['result', 'plan', 'compare', 'lock', 'evidence'];

process.chdir(root);
generateParser();
mkdirSync('dist', { recursive: true });
compileKernels('dist');
const builds = [...nodeBundles.filter(isWanted).map(bundleForNode)];
if (isWanted({ out: 'webview' })) builds.push(bundleWebview());
if (isWanted({ out: roomPage })) builds.push(bundleRoomPage());
if (process.argv.includes('--editor-tests')) builds.push(bundleEditorTests());
await Promise.all(builds);
for (const bundle of nodeBundles)
  if (bundle.executable && existsSync(join('dist', bundle.out))) chmodSync(join('dist', bundle.out), 0o755);
for (const [from, to] of assets) cpSync(from, to);
if (isWanted({ out: 'cli.cjs' })) publishSchemas();
removeLeftovers();

/** langium turns the grammar into `src/language/generated/`, which is not committed. */
function generateParser() {
  const inputs = ['langium-config.json', ...filesEndingIn('src/language', '.langium')];
  const generated = filesEndingIn('src/language/generated', '.ts');
  const newestInput = Math.max(...inputs.map(modified));
  const oldestOutput = Math.min(...generated.map(modified));
  if (generated.length > 0 && oldestOutput >= newestInput) return;
  execFileSync(process.execPath, ['node_modules/langium-cli/bin/langium.js', 'generate'], { stdio: 'inherit' });
}

function filesEndingIn(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

function modified(file) {
  return statSync(file).mtimeMs;
}

function isWanted(bundle) {
  return only.length === 0 || only.includes(bundle.out);
}

function bundleForNode(bundle) {
  return esbuild.build({
    entryPoints: [bundle.in],
    outfile: join('dist', bundle.out),
    external: bundle.external ?? [],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    define: { DIST_FOLDER: '__dirname', DOSEWRIGHT_VERSION: JSON.stringify(version) },
    // Code that also runs unbundled looks at import.meta only where DIST_FOLDER is not defined.
    logOverride: { 'empty-import-meta': 'silent' },
    banner: bundle.executable ? { js: '#!/usr/bin/env node' } : {},
    minify,
    logLevel: 'warning',
  });
}

/** The 3D view's drawing code is a module of its own, which the page loads when it is first looked at. */
function bundleWebview() {
  rmSync('dist/webview', { recursive: true, force: true });
  return esbuild.build({
    entryPoints: ['webview/main.ts', 'webview/main.css'],
    outdir: 'dist/webview',
    bundle: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    target: 'chrome122',
    minify,
    logLevel: 'warning',
  });
}

function bundleRoomPage() {
  return esbuild.build({
    entryPoints: ['webview/room-page.ts'],
    outfile: join('dist', roomPage),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome122',
    minify,
    logLevel: 'warning',
  });
}

/** dist/ is shipped as it lies: nothing of an earlier build may stay in it. */
/** The JSON schemas of what the product writes go into the package beside the code that writes it. */
function publishSchemas() {
  for (const name of schemas) {
    const text = execFileSync(process.execPath, ['dist/cli.cjs', 'schema', name]);
    writeFileSync(join('dist', `${name}.schema.json`), text);
  }
}

function removeLeftovers() {
  const made = new Set([
    'webview',
    roomPage,
    ...nodeBundles.map((bundle) => bundle.out),
    ...assets.map(([, to]) => to.slice('dist/'.length)),
    ...kernelFiles,
    ...schemas.map((name) => `${name}.schema.json`),
  ]);
  for (const name of readdirSync('dist')) if (!made.has(name)) rmSync(join('dist', name), { recursive: true });
}

/** What runs inside the extension host, of VS Code's own Node: mocha is loaded from node_modules there. */
function bundleEditorTests() {
  return esbuild.build({
    entryPoints: { index: 'test/editor/suite/index.ts', hand: 'test/editor/hand.ts' },
    outdir: 'out/editor-tests',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
