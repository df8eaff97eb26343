import * as vscode from 'vscode';
import type { PreviewGoal } from '../preview/model.ts';
import type { Computing, PlanState } from './computing.ts';
import type { Settings } from './settings.ts';

/** Shows at the end of each goal's line what the computed plan achieves. Taken away with the first edit: an old value never looks new. */
export function showAchievedGoals(computing: Computing, setting: Settings): vscode.Disposable {
  const remarks = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  const decorate = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    if (document.languageId !== 'rtplan') return;
    const state = computing.stateOf(document.uri);
    const goals = setting('showAchievedGoals') ? goalsOf(state, document) : [];
    const isPreview = state.shown?.model.quality.kind === 'preview';
    editor.setDecorations(
      remarks,
      goals.map((goal) => remarkOn(goal, isPreview, document)),
    );
  };
  const decorateAll = (): void => vscode.window.visibleTextEditors.forEach(decorate);

  return vscode.Disposable.from(
    remarks,
    computing.onDidChange((state) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document.uri.toString() === state.uri.toString()) decorate(editor);
      }
    }),
    vscode.window.onDidChangeVisibleTextEditors(decorateAll),
    vscode.workspace.onDidChangeConfiguration(decorateAll),
  );
}

function goalsOf(state: PlanState, document: vscode.TextDocument): readonly PreviewGoal[] {
  if (!state.shown || state.stale) return [];
  return state.shown.model.goals.filter(
    (goal) => goal.range.file === document.uri.fsPath && goal.range.end.line < document.lineCount,
  );
}

/** "✓ 44.1 Gy · 0.9 Gy below" after the line, in one piece: two decorations at one place change their order when they are replaced. */
function remarkOn(goal: PreviewGoal, isPreview: boolean, document: vscode.TextDocument): vscode.DecorationOptions {
  const { end } = document.lineAt(goal.range.end.line).range;
  const mark = goal.met ? '✓' : '✗';
  return {
    range: new vscode.Range(end, end),
    renderOptions: {
      after: {
        contentText: [`${mark} ${goal.achieved}`, goal.margin, goal.note, isPreview ? 'preview' : '']
          .filter(Boolean)
          .join(' · '),
        color: new vscode.ThemeColor(goal.met ? 'testing.iconPassed' : 'errorForeground'),
        margin: '0 0 0 2em',
      },
    },
  };
}
