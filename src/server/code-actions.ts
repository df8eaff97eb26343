import { CodeActionKind, type CodeAction, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../plan/diagnostic.ts';
import { allowEdit } from './allow-action.ts';
import { protocolDiagnostic } from './diagnostics.ts';
import { overlaps, rangeOf } from './locations.ts';
import type { PlanDocument } from './plan-document.ts';
import { writeReasonCommand } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/**
 * The fixes of the findings at a place, then for each what allows it. An edit holds for the version it was made for, so that none lands in text that
 * has moved on.
 */
export function codeActions(
  plan: PlanDocument,
  range: Range,
  diagnostics: readonly Diagnostic[],
  { workspace, writesReasons = false }: { readonly workspace: Workspace; readonly writesReasons?: boolean },
): CodeAction[] {
  const here = diagnostics.filter(
    (diagnostic) => workspace.uriOf(diagnostic.range.file) === plan.uri && overlaps(rangeOf(diagnostic.range), range),
  );
  const fixes = here
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
  return [...fixes, ...here.flatMap((diagnostic) => allowAction(plan, diagnostic, { workspace, writesReasons }))];
}

/** An `allow` without its reason, which is an error until there is one; a client that can goes there. */
function allowAction(
  plan: PlanDocument,
  diagnostic: Diagnostic,
  { workspace, writesReasons }: { readonly workspace: Workspace; readonly writesReasons: boolean },
): CodeAction[] {
  const edit = allowEdit(plan, diagnostic);
  if (!edit) return [];
  const { title, at, newText, reasonAt } = edit;
  const start = plan.positionAt(at);
  const linesBefore = newText.slice(0, reasonAt).split('\n');
  const reason = {
    line: start.line + linesBefore.length - 1,
    character: (linesBefore.length > 1 ? 0 : start.character) + linesBefore[linesBefore.length - 1].length,
  };
  const { uri, version } = plan;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [protocolDiagnostic(diagnostic, workspace.uriOf)],
      edit: {
        documentChanges: [{ textDocument: { uri, version }, edits: [{ range: { start, end: start }, newText }] }],
      },
      ...(writesReasons
        ? { command: { title, command: writeReasonCommand, arguments: [uri, reason.line, reason.character] } }
        : {}),
    },
  ];
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
