/**
 * Runs `test/editor/suite/` inside a real VS Code: a desktop one where VSCODE_EXECUTABLE_PATH names it or it can be downloaded, else the
 * npm-shipped server in Chromium. Prints one line a test; writes the results as JSON to the file given as the only argument.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { launchBrowser, startHost, whyNoHost, workbenchUrl } from './host.ts';

interface SuiteResults {
  readonly editor: string;
  readonly tests: readonly {
    readonly title: string;
    readonly state: 'passed' | 'failed' | 'pending';
    readonly error?: string;
  }[];
}

const testsPath = resolve('out/editor-tests/index.cjs');
process.exitCode = await main(process.argv[2]);

async function main(resultsFile: string | undefined): Promise<number> {
  const isDesktop = await isDesktopWanted();
  const missing = isDesktop ? undefined : whyNoHost();
  if (missing && process.env['CI'] !== 'true') {
    console.log(`skipped: ${missing}`);
    if (resultsFile) writeFileSync(resultsFile, JSON.stringify({ tests: [{ title: 'the suite', state: 'pending' }] }));
    return 0;
  }
  if (missing) throw new Error(`${missing}; nothing may be skipped in CI`);
  const workspace = mkdtempSync(join(tmpdir(), 'dosewright-workspace-'));
  for (const folder of ['examples', 'test/editor/plans']) cpSync(folder, workspace, { recursive: true });
  const results = join(workspace, '.results.json');
  const env = { DOSEWRIGHT_TEST_RESULTS: results };
  try {
    const problem = isDesktop ? await runInDesktop(workspace, env) : await runInServer(workspace, env);
    const suite = readResults(results, problem);
    print(suite);
    if (resultsFile) writeFileSync(resultsFile, JSON.stringify(suite));
    return problem === undefined && suite.tests.every((test) => test.state !== 'failed') ? 0 : 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function isDesktopWanted(): Promise<boolean> {
  if (process.env['DOSEWRIGHT_EDITOR_HOST']) return process.env['DOSEWRIGHT_EDITOR_HOST'] === 'desktop';
  if (process.env['VSCODE_EXECUTABLE_PATH']) return true;
  // A headless machine has no screen for the desktop editor, however well it downloads.
  if (process.platform === 'linux' && !process.env['DISPLAY']) return false;
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5_000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

async function runInDesktop(workspace: string, env: Record<string, string>): Promise<string | undefined> {
  try {
    const code = await runTests({
      extensionDevelopmentPath: resolve('.'),
      extensionTestsPath: testsPath,
      extensionTestsEnv: env,
      vscodeExecutablePath: process.env['VSCODE_EXECUTABLE_PATH'],
      launchArgs: [
        workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        '--no-sandbox',
      ],
    });
    return code === 0 ? undefined : `VS Code ended with code ${code}`;
  } catch (error) {
    return String(error);
  }
}

async function runInServer(workspace: string, env: Record<string, string>): Promise<string | undefined> {
  const host = await startHost({ env });
  const browser = await launchBrowser();
  const hostLog: string[] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.exposeFunction(
      'codeAutomationLog',
      (_type: string, args: unknown[]) => void hostLog.push(args.join(' ')),
    );
    const exited = new Promise<number>((done) => void page.exposeFunction('codeAutomationExit', done));
    await page.goto(workbenchUrl(host.port, { workspace, extension: '.', tests: testsPath }), {
      waitUntil: 'domcontentloaded',
    });
    const code = await Promise.race([exited, timeout(240_000)]);
    if (code === 0) return undefined;
    mkdirSync('out', { recursive: true });
    writeFileSync('out/editor-host.log', `${host.log()}\n${hostLog.join('\n')}`);
    return code === undefined
      ? 'the suite did not end within 240 s (see out/editor-host.log)'
      : `the suite ended with code ${code} (see out/editor-host.log)`;
  } finally {
    await browser.close();
    await host.stop();
  }
}

function timeout(ms: number): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), ms).unref());
}

/** Without a results file the suite never ran to its end, whatever the exit code says. */
function readResults(file: string, problem: string | undefined): SuiteResults {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SuiteResults;
  const error = problem ?? 'VS Code ended without running the suite';
  return { editor: 'VS Code', tests: [{ title: 'the suite runs to its end', state: 'failed', error }] };
}

function print(suite: SuiteResults): void {
  console.log(`in ${suite.editor}`);
  for (const test of suite.tests) {
    console.log(`  ${{ passed: '✓', failed: '✗', pending: '-' }[test.state]} ${test.title}`);
    if (test.error) console.log(test.error.replace(/^/gm, '      '));
  }
}
