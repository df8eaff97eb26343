import * as vscode from 'vscode';
import type { SourceRange } from '../plan/source-range.ts';

/** Goes to a place in a plan, in the editor that shows it already where there is one. */
export async function reveal(range: SourceRange): Promise<void> {
  const uri = vscode.Uri.file(range.file);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
  const document = open?.document ?? (await vscode.workspace.openTextDocument(uri));
  await vscode.window.showTextDocument(document, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
  });
}
