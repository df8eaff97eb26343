import { CodeActionKind, type CodeAction, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../plan/diagnostic.ts';
import { protocolDiagnostic } from './diagnostics.ts';
import { overlaps, rangeOf } from './locations.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** The fixes of the findings at a place. An edit holds for the version it was made for, so that none lands in text that has moved on. */
export function codeActions(
  plan: PlanDocument,
  range: Range,
  diagnostics: readonly Diagnostic[],
  workspace: Workspace,
): CodeAction[] {
  return diagnostics
    .filter(
      (diagnostic) => workspace.uriOf(diagnostic.range.file) === plan.uri && overlaps(rangeOf(diagnostic.range), range),
    )
    .flatMap((diagnostic) => {
      const { fixes = [] } = diagnostic;
      return fixes.map((fix) => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [protocolDiagnostic(diagnostic, workspace.uriOf)],
        isPreferred: fixes.length === 1,
        edit: { documentChanges: documentEdits(fix, workspace) },
      }));
    })
    .filter((action) => action.edit.documentChanges.length > 0);
}

function documentEdits({ edits }: Fix, workspace: Workspace): TextDocumentEdit[] {
  const byUri = new Map<string, TextDocumentEdit>();
  for (const { range, newText } of edits) {
    const uri = workspace.uriOf(range.file);
    if (!uri) return [];
    const edit = byUri.get(uri) ?? { textDocument: { uri, version: workspace.plan(uri)?.version ?? null }, edits: [] };
    edit.edits.push({ range: rangeOf(range), newText });
    byUri.set(uri, edit);
  }
  return [...byUri.values()];
}
