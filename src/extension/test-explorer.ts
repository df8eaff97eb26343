import * as vscode from 'vscode';
import { type CaseResult, caseResults, casesOf, type PlanCase } from '../engine/ladder/cases.ts';
import { type LadderOutcome, runLadder } from '../engine/ladder/run-ladder.ts';
import { rungName } from '../engine/ladder/rungs.ts';
import type { SourceRange } from '../plan/source-range.ts';
import type { Server } from './client.ts';
import type { Engine } from './engine-session.ts';
import { baseFolderOf, planOfFile, untrustedReason } from './plan-of-file.ts';

export interface TestExplorer extends vscode.Disposable {
  /** Tries all that a plan states. */
  test(uri: vscode.Uri): Promise<void>;
}

/** The goals and tests of the workspace's and of all open plans, at their lines, and a way to try them. `dosewright test` judges by the same rule. */
export function createTestExplorer(server: Server, engine: Engine, log: vscode.LogOutputChannel): TestExplorer {
  const controller = vscode.tests.createTestController('dosewright', 'Dosewright');
  const itemOf = (uri: vscode.Uri): vscode.TestItem => {
    const known = controller.items.get(uri.toString());
    if (known) return known;
    const item = controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    controller.items.add(item);
    return item;
  };

  /** Puts what the text states now below its plan. What was known stays while the text has errors. */
  async function discover(file: vscode.TestItem): Promise<void> {
    try {
      const { answer } = await planOfFile(server, file.uri!);
      file.error = answer.plan ? undefined : answer.reason;
      // A file that holds no plan, only what others import, has nothing to be tried.
      if (answer.plan) replaceChildren(controller, file, casesOf(answer.plan));
    } catch (error) {
      file.error = `The plan could not be read: ${(error as Error).message}`;
    }
  }

  async function findAll(): Promise<void> {
    for (const uri of await vscode.workspace.findFiles('**/*.rtplan', '**/node_modules/**')) itemOf(uri);
    await Promise.all(vscode.workspace.textDocuments.filter(isPlan).map(({ uri }) => discover(itemOf(uri))));
  }
  // Files are looked for once the view or a run asks for them, so that a plan which is opened need not wait for a search.
  controller.resolveHandler = (item) => (item ? discover(item) : findAll());
  controller.refreshHandler = findAll;

  const waiting = new Map<string, NodeJS.Timeout>();
  const under = new Map<string, AbortController>();
  /** What was found before is of another text. */
  function outdate(uri: vscode.Uri): void {
    const key = uri.toString();
    under.get(key)?.abort(textChanged);
    const file = controller.items.get(key);
    if (!file) return;
    controller.invalidateTestResults(file);
    clearTimeout(waiting.get(key));
    waiting.set(
      key,
      setTimeout(() => void discover(file), typingPauseMs),
    );
  }

  async function tryAll(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = controller.createTestRun(request);
    // Of a run that a command has started, the explorer's own button cancels the run alone.
    const stop = new AbortController();
    const stopped = [token, run.token].map((one) => one.onCancellationRequested(() => stop.abort()));
    if (token.isCancellationRequested) stop.abort();
    try {
      if (!request.include) await findAll();
      const asked = request.include ?? [...controller.items].map(([, item]) => item);
      for (const file of new Set(asked.map(fileOf))) {
        if (stop.signal.aborted) break;
        const ids = asked.filter((item) => fileOf(item) === file).map(({ id }) => id);
        await discover(file);
        // What the text states now takes the place of the items that were there when the run was asked for.
        const leaves = ids
          .flatMap((id) => within(file, id) ?? [])
          .flatMap(leavesOf)
          .filter((leaf) => !request.exclude?.some((excluded) => isWithin(leaf, excluded)));
        await tryPlan(run, file, new Set(leaves), stop.signal);
      }
    } catch (error) {
      log.error(error as Error);
      run.appendOutput(`${(error as Error).message}\r\n`);
    } finally {
      for (const one of stopped) one.dispose();
      run.end();
    }
  }

  async function tryPlan(
    run: vscode.TestRun,
    file: vscode.TestItem,
    leaves: ReadonlySet<vscode.TestItem>,
    stop: AbortSignal,
  ): Promise<void> {
    const fail = (reason: string): void => {
      const failed = leaves.size > 0 ? [...leaves] : [file];
      for (const item of failed) run.errored(item, new vscode.TestMessage(reason));
    };
    if (!vscode.workspace.isTrusted) return fail(untrustedReason);
    if (typeof file.error === 'string') return fail(file.error);
    if (leaves.size === 0) return;
    const { uri } = file;
    const { answer } = await planOfFile(server, uri!);
    if (!answer.plan) return fail(answer.reason ?? 'The text holds no plan.');

    const abort = new AbortController();
    under.set(uri!.toString(), abort);
    const cancel = (): void => abort.abort();
    stop.addEventListener('abort', cancel);
    if (stop.aborted) cancel();
    for (const leaf of leaves) run.started(leaf);
    const started = performance.now();
    try {
      // Baselines that no wanted test names are not computed.
      const wanted = new Set([...leaves].map((leaf) => leaf.parent?.id));
      const tests = answer.plan.tests.filter(({ name }) => wanted.has(testId(file, name)));
      const outcome = await runLadder(
        engine.session(),
        { ...answer.plan, tests },
        { baseFolder: baseFolderOf(uri!), signal: abort.signal, baselines: 'tested' },
      );
      if (abort.signal.aborted) {
        if (abort.signal.reason === textChanged) fail('The text has changed while the plan was computed. Run again.');
        else for (const leaf of leaves) run.skipped(leaf);
        return;
      }
      if (outcome.kind === 'stopped') return fail(whyStopped(outcome));
      // One run tries them all: each takes its share of the time, so that the sum is the plan's.
      report(run, leaves, caseResults(outcome), (performance.now() - started) / leaves.size);
    } finally {
      stop.removeEventListener('abort', cancel);
      under.delete(uri!.toString());
    }
  }

  controller.createRunProfile('Compute and test', vscode.TestRunProfileKind.Run, tryAll, true);
  for (const document of vscode.workspace.textDocuments) if (isPlan(document)) void discover(itemOf(document.uri));
  const files = vscode.workspace.createFileSystemWatcher('**/*.rtplan');
  const parts = vscode.Disposable.from(
    controller,
    files,
    files.onDidCreate((uri) => itemOf(uri)),
    files.onDidDelete((uri) => controller.items.delete(uri.toString())),
    // A text that is open tells of its changes itself; saving it changes nothing that was found.
    files.onDidChange((uri) => {
      if (!vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) outdate(uri);
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isPlan(document)) void discover(itemOf(document.uri));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // A text that was never saved is gone with its editor.
      if (uri.scheme === 'untitled') controller.items.delete(uri.toString());
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) outdate(document.uri);
    }),
    server.onImportChanged(outdate),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
      for (const abort of under.values()) abort.abort();
    }),
  );
  return {
    test: async (uri) => {
      const file = itemOf(uri);
      await discover(file);
      const source = new vscode.CancellationTokenSource();
      try {
        await tryAll(new vscode.TestRunRequest([file]), source.token);
      } finally {
        source.dispose();
      }
      // Shows the plan's tests, whichever of them; without one the view alone.
      const leaf = leavesOf(file).at(-1);
      await vscode.commands.executeCommand('workbench.view.testing.focus');
      if (leaf) await vscode.commands.executeCommand('vscode.revealTestInExplorer', leaf);
    },
    dispose: () => void parts.dispose(),
  };
}

const typingPauseMs = 300;
const textChanged = 'text changed';

/** An item below its plan for each goal, and one for each test with its assertions below. Items that stay keep their results. */
function replaceChildren(controller: vscode.TestController, file: vscode.TestItem, cases: readonly PlanCase[]): void {
  const make = (id: string, label: string, at: SourceRange): vscode.TestItem => {
    const item = controller.createTestItem(id, label, at.file === file.uri!.fsPath ? file.uri : uriIn(at, file));
    item.range = rangeOf(at);
    return item;
  };
  const children: vscode.TestItem[] = [];
  const tests = new Map<string, vscode.TestItem>();
  for (const one of cases) {
    const leaf = make(caseId(file, one), one.name, one.at);
    if (one.test === undefined) {
      children.push(leaf);
      continue;
    }
    let test = tests.get(one.test);
    if (!test) {
      test = make(testId(file, one.test), one.test, one.at);
      tests.set(one.test, test);
      children.push(test);
    }
    test.children.add(leaf);
  }
  for (const [n, child] of children.entries()) child.sortText = String(n).padStart(6, '0');
  file.children.replace(children);
}

/** A goal of a protocol stands in the protocol's file; a text that is not saved has no path to compare. */
function uriIn({ file }: SourceRange, { uri }: vscode.TestItem): vscode.Uri {
  return uri?.scheme === 'untitled' ? uri : vscode.Uri.file(file);
}

function report(
  run: vscode.TestRun,
  leaves: ReadonlySet<vscode.TestItem>,
  results: readonly CaseResult[],
  durationMs: number,
): void {
  const isAllPassed = results.every(({ passed }) => passed);
  for (const key of ['dosewright.tested', ...(isAllPassed ? ['dosewright.testsPassed'] : [])])
    void vscode.commands.executeCommand('setContext', key, true);
  for (const leaf of leaves) {
    const result = results.find((one) => leaf.id.endsWith(`\n${one.id}`));
    const location = leaf.range && new vscode.Location(leaf.uri!, leaf.range);
    if (!result) {
      run.errored(leaf, new vscode.TestMessage('The text no longer states this. Refresh the tests.'));
      continue;
    }
    if (result.passed) {
      const note = result.message ?? result.actual;
      // Without a place: the editor would keep the words at the line, also after the text has changed.
      run.appendOutput(`✓ ${result.name}: ${note}\r\n`, undefined, leaf);
      run.passed(leaf, durationMs);
      continue;
    }
    const text = result.message ?? 'does not hold';
    run.appendOutput(`✗ ${result.name}: ${text}\r\n`);
    const message = vscode.TestMessage.diff(text, result.expected, result.actual);
    message.location = location;
    run.failed(leaf, message, durationMs);
  }
}

function whyStopped({ outcome, rung }: Extract<LadderOutcome, { kind: 'stopped' }>): string {
  if (outcome.kind === 'failed') return `${rungName(rung)}: ${outcome.message}`;
  if (outcome.kind === 'cancelled') return 'The run was cancelled.';
  const errors = outcome.diagnostics.filter(({ severity }) => severity === 'error');
  return `${rungName(rung)} has no dose: ${errors.map(({ code, message }) => `${code} ${message}`).join('\n')}`;
}

function caseId(file: vscode.TestItem, { id }: PlanCase): string {
  return `${file.id}\n${id}`;
}

function testId(file: vscode.TestItem, name: string): string {
  return `${file.id}\ntest ${name}`;
}

function fileOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ? fileOf(item.parent) : item;
}

function leavesOf(item: vscode.TestItem): vscode.TestItem[] {
  if (item.children.size > 0) return [...item.children].flatMap(([, child]) => leavesOf(child));
  return item.parent ? [item] : [];
}

function within(item: vscode.TestItem, id: string): vscode.TestItem | undefined {
  if (item.id === id) return item;
  for (const [, child] of item.children) {
    const found = within(child, id);
    if (found) return found;
  }
  return undefined;
}

function isWithin(item: vscode.TestItem, other: vscode.TestItem): boolean {
  return item.id === other.id || (item.parent !== undefined && isWithin(item.parent, other));
}

function rangeOf({ start, end }: SourceRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function isPlan({ languageId }: vscode.TextDocument): boolean {
  return languageId === 'rtplan';
}
