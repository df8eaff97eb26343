#!/usr/bin/env node
/**
 * `npm test`: installs what is missing, builds, and runs every check and every test. The last line is the count; the exit code is non-zero
 * where anything failed. With names it runs those suites only: `npm test -- typecheck unit`. `--oldest-editor`: in the lowest VS Code version that the extension supports.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { installPackages, requireNode, root } from './bootstrap.mjs';

const node = process.execPath;
const bin = (path) => [node, `node_modules/${path}`];
const mocha = (...files) => [...bin('mocha/bin/mocha.js'), '--reporter', 'tools/mocha-reporter.cjs', ...files];

/**
 * A suite with a `results` file counts each of its tests, any other one counts as one test. `alone`: not beside another one. Where tests run,
 * the build runs first.
 */
const suites = [
  { name: 'build', alone: true, command: [node, 'esbuild.mjs', '--editor-tests'] },
  { name: 'typecheck', command: [...bin('typescript/bin/tsc'), '-p', '.'] },
  {
    name: 'unit',
    results: 'out/test/unit.json',
    command: mocha('--parallel', '--jobs', '2', '--ignore', 'test/editor/**', 'test/**/*.test.ts'),
  },
  { name: 'eslint', command: [...bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'prettier', command: [...bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'dependency rules',
    command: [
      ...bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      'src',
      'webview',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  },
  { name: 'knip', command: bin('knip/bin/knip.js') },
  {
    name: 'editor',
    alone: true,
    results: 'out/test/editor.json',
    command: [...bin('tsx/dist/cli.mjs'), 'test/editor/run.ts', 'out/test/editor.json'],
  },
  {
    name: 'browser',
    alone: true,
    results: 'out/test/browser.json',
    command: mocha('--timeout', '180000', 'test/editor/*.test.ts'),
  },
];

requireNode();
process.chdir(root);
installPackages();
const args = process.argv.slice(2);
if (args.includes('--oldest-editor')) process.env.DOSEWRIGHT_OLDEST_EDITOR = '1';
process.exitCode = await main(args.filter((arg) => arg !== '--oldest-editor'));

async function main(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no suite ${unknown.join(', ')}; the suites are ${suites.map((suite) => suite.name).join(', ')}.`,
    );
    return 2;
  }
  mkdirSync('out/test', { recursive: true });
  const isNamed = (suite) => names.length === 0 || names.includes(suite.name);
  const runsTests = suites.some((suite) => suite.results && isNamed(suite));
  const wanted = suites.filter((suite) => isNamed(suite) || (suite.name === 'build' && runsTests));
  const outcomes = await runAll(wanted);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const outcome of outcomes) for (const key of Object.keys(total)) total[key] += outcome[key];
  const failed = outcomes.filter((outcome) => outcome.failed > 0).map((outcome) => outcome.name);
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  for (const reason of new Set(outcomes.flatMap((outcome) => outcome.reasons))) console.log(`Skipped: ${reason}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed > 0 ? 1 : 0;
}

/** In order, two beside each other where neither has to be alone and the machine has two cores. */
async function runAll(wanted) {
  const outcomes = [];
  const places = Math.min(2, availableParallelism());
  const running = new Set();
  for (const suite of wanted) {
    while (running.size >= (suite.alone ? 1 : places)) await Promise.race(running);
    const run = runSuite(suite).then((outcome) => {
      outcomes.push(outcome);
      running.delete(run);
    });
    running.add(run);
    if (suite.alone) await run;
  }
  await Promise.all(running);
  return outcomes;
}

async function runSuite(suite) {
  if (suite.results) rmSync(suite.results, { force: true });
  const started = performance.now();
  const { code, output } = await capture(suite);
  const outcome = { name: suite.name, ...count(suite, code), reasons: [] };
  for (const [, reason] of output.matchAll(/^skipped: (.*)$/gm)) outcome.reasons.push(reason);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${outcome.failed > 0 ? '✗' : '✓'} ${suite.name}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped (${seconds} s)`,
  );
  if (outcome.failed > 0) console.log(output.replace(/^/gm, '    '));
  return outcome;
}

function capture(suite) {
  return new Promise((done) => {
    const [command, ...args] = suite.command;
    const env = {
      ...process.env,
      FORCE_COLOR: '0',
      DOSEWRIGHT_TEST_RESULTS: suite.results ?? '',
      DOSEWRIGHT_BUILT: '1',
    };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
    child.on('close', (code) => done({ code, output: Buffer.concat(output).toString() }));
  });
}

/** A suite that ends badly, or leaves no results, has failed even where none of its tests has. */
function count(suite, code) {
  if (!suite.results) return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  const tests = readTests(suite.results);
  const inState = (state) => tests.filter((test) => test.state === state).length;
  const failed = inState('failed');
  const silent = failed === 0 && (code !== 0 || tests.length === 0);
  return { passed: inState('passed'), failed: silent ? 1 : failed, skipped: inState('pending') };
}

function readTests(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).tests;
  } catch {
    return [];
  }
}
