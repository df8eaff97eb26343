import * as vscode from 'vscode';
import { lastCommit } from '../preview/comparison.ts';
import { qualityText } from '../preview/quality.ts';
import { writeReasonCommand } from '../server/protocol.ts';
import type { Computing, PlanState } from './computing.ts';
import { repositoryOf } from './last-commit.ts';
import { untrustedReason } from './plan-of-file.ts';
import type { Previews } from './preview-panel.ts';
import type { TestExplorer } from './test-explorer.ts';

/** The commands of the palette, the title bar and the keys. They act on the given plan, else on the one that has the focus. */
export function registerCommands(
  computing: Computing,
  previews: Previews,
  tests: TestExplorer,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const isPlan = (editor: vscode.TextEditor | undefined): boolean => editor?.document.languageId === 'rtplan';
  let last = isPlan(vscode.window.activeTextEditor) ? vscode.window.activeTextEditor?.document : undefined;
  const focus = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (isPlan(editor)) last = editor?.document;
  });
  // Beside a page that is no text, as the walkthrough, the plan that was worked on last is meant.
  const planInFocus = (): vscode.Uri | undefined => {
    const active = vscode.window.activeTextEditor;
    if (isPlan(active)) return active?.document.uri;
    return previews.active() ?? (active || last?.isClosed ? undefined : last?.uri);
  };
  const onPlan =
    <T>(act: (uri: vscode.Uri) => T) =>
    (given?: unknown): T | undefined => {
      const uri = given instanceof vscode.Uri ? given : planInFocus();
      if (uri) return act(uri);
      void vscode.window.showInformationMessage(
        'Open a plan (.rtplan) first: the command acts on the plan in the active editor.',
      );
      return undefined;
    };
  const register = (name: string, act: (given?: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`dosewright.${name}`, act);

  return vscode.Disposable.from(
    focus,
    register(
      'openPreview',
      onPlan((uri) => previews.open(uri)),
    ),
    register(
      'compareWithLastCommit',
      onPlan((uri) => {
        const refusal = whyNoLastCommit(uri);
        if (refusal) void vscode.window.showErrorMessage(refusal);
        else previews.compare(uri, lastCommit);
      }),
    ),
    register(
      'compute',
      onPlan(async (uri) => summary(await withProgress(computing, uri))),
    ),
    register(
      'cancel',
      onPlan((uri) => computing.cancel(uri)),
    ),
    register(
      'test',
      onPlan((uri) => tests.test(uri)),
    ),
    register('goToPlan', onPlan(goToPlan)),
    register('openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'dosewright.dosewright#uniformToIndividual'),
    ),
    // Of a quick fix: no command for the palette.
    vscode.commands.registerCommand(writeReasonCommand, writeReason),
    register('showOutput', () => log.show()),
  );
}

/** What keeps a plan from being compared with its last commit, as far as that is known without git. */
function whyNoLastCommit(uri: vscode.Uri): string | undefined {
  if (uri.scheme === 'untitled') return 'This plan was never saved, so there is nothing to compare it with.';
  if (!vscode.workspace.isTrusted) return untrustedReason;
  if (repositoryOf(uri) !== undefined) return undefined;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return `${name} lies in no git repository, so it has no last commit. Make one with git init, and commit the plan.`;
}

/** To the text of a plan, in the column where it is open. */
async function goToPlan(uri: vscode.Uri): Promise<void> {
  const isIt = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isIt));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: group?.viewColumn });
}

function withProgress(computing: Computing, uri: vscode.Uri): Thenable<PlanState> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Dosewright', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    let reported = 0;
    const steps = computing.onDidChange((state) => {
      if (!state.progress || state.uri.toString() !== uri.toString()) return;
      const percent = 100 * state.progress.fraction;
      progress.report({ message: state.progress.stage, increment: percent - reported });
      reported = percent;
    });
    const cancel = token.onCancellationRequested(() => computing.cancel(uri));
    try {
      return await computing.compute(uri);
    } finally {
      vscode.Disposable.from(steps, cancel).dispose();
    }
  });
}

/** What the command gives back to whoever ran it from a key binding, a task or another extension. */
function summary(state: PlanState): object {
  if (!state.shown || state.stale)
    return { computed: false, reason: state.failure?.map((message) => message.text) ?? state.stale };
  const { goals, dose, quality } = state.shown.model;
  // A preview is for the eye: whoever runs the command for its values gets those of the final dose or none.
  if (quality.kind === 'preview')
    return { computed: false, reason: state.failure?.map((message) => message.text) ?? state.unrefined };
  return {
    computed: true,
    quality: qualityText(quality),
    maxGy: dose.maxGy,
    goals: goals.map(({ region, metric, achieved, met }) => ({ region, metric, achieved, met })),
  };
}

/** Puts the cursor between the quotes of an `allow` that a quick fix has just written. */
function writeReason(uri: string, line: number, character: number): void {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === vscode.Uri.parse(uri).toString()); // prettier-ignore
  if (!editor) return;
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(editor.selection);
}
