import * as vscode from 'vscode';
import type { PreviewGoal } from '../preview/model.ts';
import type { Computing, PlanState } from './computing.ts';

/** Shows at the end of each goal's line what the computed plan achieves. Taken away with the first edit: an old value never looks new. */
export function showAchievedGoals(computing: Computing): vscode.Disposable {
  const met = decoration('testing.iconPassed');
  const failed = decoration('errorForeground');

  const decorate = (editor: vscode.TextEditor): void => {
    if (editor.document.languageId !== 'rtplan') return;
    const goals = isWanted() ? goalsOf(computing.stateOf(editor.document.uri), editor.document) : [];
    for (const [type, isMet] of [
      [met, true],
      [failed, false],
    ] as const) {
      editor.setDecorations(
        type,
        goals.filter((goal) => goal.met === isMet).map((goal) => atEndOfLine(goal, editor.document)),
      );
    }
  };
  const decorateAll = (): void => vscode.window.visibleTextEditors.forEach(decorate);

  return vscode.Disposable.from(
    met,
    failed,
    computing.onDidChange((state) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document.uri.toString() === state.uri.toString()) decorate(editor);
      }
    }),
    vscode.window.onDidChangeVisibleTextEditors(decorateAll),
    vscode.workspace.onDidChangeConfiguration(decorateAll),
  );
}

/** The words at the end of a goal's line: `✓ 44.1 Gy · 0.9 Gy below`. */
export function achievedText(goal: PreviewGoal): string {
  const parts = [`${goal.met ? '✓' : '✗'} ${goal.achieved}`, goal.margin, goal.note];
  return parts.filter(Boolean).join(' · ');
}

function isWanted(): boolean {
  return vscode.workspace.getConfiguration('dosewright').get('showAchievedGoals', true);
}

function goalsOf(state: PlanState, document: vscode.TextDocument): readonly PreviewGoal[] {
  if (!state.shown || state.stale) return [];
  return state.shown.model.goals.filter(
    (goal) => goal.range.file === document.uri.fsPath && goal.range.end.line < document.lineCount,
  );
}

function atEndOfLine(goal: PreviewGoal, document: vscode.TextDocument): vscode.DecorationOptions {
  const { end } = document.lineAt(goal.range.end.line).range;
  return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: achievedText(goal) } } };
}

function decoration(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(color), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
