import * as vscode from 'vscode';
import type { PreviewGoal } from '../preview/model.ts';
import type { Computing, PlanState } from './computing.ts';

/** Shows at the end of each goal's line what the computed plan achieves. Taken away with the first edit: an old value never looks new. */
export function showAchievedGoals(computing: Computing): vscode.Disposable {
  const met = decoration('testing.iconPassed', '2em');
  const failed = decoration('errorForeground', '2em');
  const remark = decoration('descriptionForeground', '0.7em');

  const decorate = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    if (document.languageId !== 'rtplan') return;
    const state = computing.stateOf(document.uri);
    const goals = isWanted() ? goalsOf(state, document) : [];
    const set = (
      type: vscode.TextEditorDecorationType,
      some: readonly PreviewGoal[],
      text: (goal: PreviewGoal) => string,
    ): void =>
      editor.setDecorations(
        type,
        some.map((goal) => atEndOfLine(goal, text(goal), document)),
      );
    set(
      met,
      goals.filter((goal) => goal.met),
      (goal) => `✓ ${goal.achieved}`,
    );
    set(
      failed,
      goals.filter((goal) => !goal.met),
      (goal) => `✗ ${goal.achieved}`,
    );
    const isPreview = state.shown?.model.quality.kind === 'preview';
    const preview = isPreview ? 'preview' : undefined;
    set(remark, goals, (goal) => [goal.margin, goal.note, preview].filter(Boolean).join(' · '));
  };
  const decorateAll = (): void => vscode.window.visibleTextEditors.forEach(decorate);

  return vscode.Disposable.from(
    met,
    failed,
    remark,
    computing.onDidChange((state) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document.uri.toString() === state.uri.toString()) decorate(editor);
      }
    }),
    vscode.window.onDidChangeVisibleTextEditors(decorateAll),
    vscode.workspace.onDidChangeConfiguration(decorateAll),
  );
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

function atEndOfLine(goal: PreviewGoal, contentText: string, document: vscode.TextDocument): vscode.DecorationOptions {
  const { end } = document.lineAt(goal.range.end.line).range;
  return { range: new vscode.Range(end, end), renderOptions: { after: { contentText } } };
}

function decoration(color: string, gap: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(color), margin: `0 0 0 ${gap}` },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
