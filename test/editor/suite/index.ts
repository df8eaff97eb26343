/** The module that VS Code loads into its extension host: runs the suite with mocha and leaves the results in a file. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import * as vscode from 'vscode';

/** Named one by one, so that the bundler finds them; loaded only once mocha's globals are there. */
const suites = [
  () => import('./activation.test.ts'),
  () => import('./language.test.ts'),
  () => import('./computing.test.ts'),
  () => import('./commands.test.ts'),
  () => import('./tools.test.ts'),
];

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of suites) await load();

  const tests: { title: string; state: 'passed' | 'failed' | 'pending'; error?: string }[] = [];
  const failures = await new Promise<number>((done) => {
    mocha
      .run(done)
      .on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed' }))
      .on('fail', (test, error: Error) =>
        tests.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message }),
      )
      .on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
  });
  const file = process.env['DOSEWRIGHT_TEST_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify({ editor: `VS Code ${vscode.version}`, tests }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
