import * as vscode from 'vscode';
import type { Computing } from './computing.ts';
import { statusOf } from './status-item.ts';

/** Above a plan's first line: open its preview, compute it, try its goals and tests, and where it stands. */
export function showPlanLens(computing: Computing): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const lenses = vscode.languages.registerCodeLensProvider(
    { language: 'rtplan' },
    {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) => {
        const range = planLine(document);
        const state = computing.stateOf(document.uri);
        const lens = (title: string, command: string): vscode.CodeLens =>
          new vscode.CodeLens(range, { title, command, arguments: [document.uri] });
        const shown = [lens('Preview', 'dosewright.openPreview')];
        if (state.progress) shown.push(lens('Cancel', 'dosewright.cancel'));
        else shown.push(lens('Compute', 'dosewright.compute'));
        shown.push(lens('Test', 'dosewright.test'));
        if (state.shown || state.failure) shown.push(lens(statusOf(state).text, 'dosewright.openPreview'));
        return shown;
      },
    },
  );
  // Progress comes many times a second; the lens only says whether there is a run.
  const said = new Map<string, boolean>();
  const states = computing.onDidChange((state) => {
    const isRunning = state.progress !== undefined;
    if (isRunning && said.get(state.uri.toString())) return;
    said.set(state.uri.toString(), isRunning);
    changed.fire();
  });
  return vscode.Disposable.from(lenses, states, changed);
}

/** The line that starts with `plan`; the first where there is none yet. */
function planLine(document: vscode.TextDocument): vscode.Range {
  for (let line = 0; line < document.lineCount; line++) {
    if (/^\s*plan\b/.test(document.lineAt(line).text)) return document.lineAt(line).range;
  }
  return new vscode.Range(0, 0, 0, 0);
}
