import * as vscode from 'vscode';

/** A plan in the editor. */
export interface OpenPlan {
  readonly document: vscode.TextDocument;
  readonly uri: vscode.Uri;
  /** Replaces the first occurrence of `text`. */
  replace(text: string, by: string): Promise<void>;
  /** Place of the first occurrence of `text`, or so many characters after it. */
  at(text: string, offset?: number): vscode.Position;
}

/** Opens a new, unsaved plan with this text, so that tests share nothing. */
export async function openPlan(text: string): Promise<OpenPlan> {
  const document = await vscode.workspace.openTextDocument({ language: 'rtplan', content: text });
  await vscode.window.showTextDocument(document);
  const at = (part: string, offset = 0): vscode.Position => {
    const index = document.getText().indexOf(part);
    if (index < 0) throw new Error(`the plan does not hold "${part}"`);
    return document.positionAt(index + offset);
  };
  return {
    document,
    uri: document.uri,
    at,
    replace: async (part, by) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(at(part), at(part, part.length)), by);
      await vscode.workspace.applyEdit(edit);
    },
  };
}

/** Text of a plan of `test/editor/plans/`, which the run copies into the workspace. */
export async function planText(name: string): Promise<string> {
  const folder = vscode.workspace.workspaceFolders![0].uri;
  return Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))).toString();
}

/** Waits until a plan's diagnostics are as wanted. */
export async function diagnosticsWhere(
  uri: vscode.Uri,
  isWanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const current = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri);
  if (!isWanted(current())) {
    await new Promise<void>((done, failed) => {
      const limit = setTimeout(() => {
        listener.dispose();
        failed(new Error(`after 20 s the diagnostics are ${JSON.stringify(current())}`));
      }, 20_000);
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        if (!isWanted(current())) return;
        clearTimeout(limit);
        listener.dispose();
        done();
      });
    });
  }
  return current();
}

export function codeOf(diagnostic: vscode.Diagnostic): string {
  return String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
}

export function errorsOf(diagnostics: readonly vscode.Diagnostic[]): readonly vscode.Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === vscode.DiagnosticSeverity.Error);
}
