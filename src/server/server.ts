import {
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from './code-actions.ts';
import { completion } from './completion.ts';
import { evidenceItems } from './evidence-search.ts';
import { folding } from './folding.ts';
import { formatting } from './formatting.ts';
import { hover } from './hover.ts';
import { fileOf } from './locations.ts';
import { machineFileFindings } from './machine-files.ts';
import { courseOf } from '../language/goal-citation.ts';
import { numberAt } from './number-at.ts';
import { createPatientFiles } from './patient-files.ts';
import { createProvidedFiles } from './provided-files.ts';
import type { PlanDocument } from './plan-document.ts';
import { committedPlan, planAnswer } from './plan-answer.ts';
import {
  committedPlanRequest,
  evidenceRequest,
  findingsNotification,
  importChangedNotification,
  numberRequest,
  planRequest,
  trustedNotification,
  type EvidenceQuestion,
  type Findings,
  type NumberQuestion,
  type PlanQuestion,
  type ServerOptions,
} from './protocol.ts';
import { createPublishing } from './publishing.ts';
import { definition, highlights, references } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { semanticTokens, semanticTokensLegend } from './semantic-tokens.ts';
import { structureNames } from './structure-names.ts';
import { symbols } from './symbols.ts';
import { createWorkspace } from './workspace.ts';

/**
 * Joins the features to a connection and listens. Each feature is a function of the open plans, in a file of its own. Diagnostics are published
 * after a pause in typing.
 */
export function serve(connection: Connection, { pauseMs = 30 }: { readonly pauseMs?: number } = {}): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = createWorkspace();
  const files = createPatientFiles(workspace);
  const provided = createProvidedFiles(workspace);
  const publishing = createPublishing(workspace, {
    send: (published) => send(connection.sendDiagnostics(published)),
    importChanged: (uri) => send(connection.sendNotification(importChangedNotification, { uri })),
    inspect: async (plan) =>
      (
        await Promise.all([files.findingsOf(plan), machineFileFindings(plan, workspace), provided.findingsOf(plan)])
      ).flat(),
    onError: report,
    pauseMs,
  });
  let client: InitializeParams['capabilities'] = {};
  let writesReasons = false;

  connection.onInitialize(({ capabilities, initializationOptions }): InitializeResult => {
    client = capabilities;
    const options = initializationOptions as ServerOptions | undefined;
    workspace.trusted = options?.trusted === true;
    writesReasons = options?.writesReasons === true;
    return { capabilities: serverCapabilities, serverInfo: { name: 'Dosewright' } };
  });
  connection.onInitialized(() => {
    if (!client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    const watchers = [{ globPattern: '**/*.rtplan' }, { globPattern: '**/*.json' }];
    send(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
  });
  connection.onShutdown(publishing.dispose);

  documents.onDidOpen(({ document }) => {
    workspace.open(document);
    publishing.changed(fileOf(document.uri));
  });
  documents.onDidChangeContent(({ document }) => publishing.changed(fileOf(document.uri)));
  documents.onDidClose(({ document: { uri } }) => {
    const plan = workspace.plan(uri);
    workspace.close(uri);
    files.forget(uri);
    provided.forget(uri);
    if (plan) publishing.closed(plan);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) if (!workspace.plan(uri)) publishing.changed(fileOf(uri));
    // Any JSON file may be a machine of any plan.
    if (changes.some(({ uri }) => uri.endsWith('.json')))
      for (const plan of workspace.plans()) publishing.changed(plan.file);
  });
  connection.onNotification(trustedNotification, () => {
    workspace.trusted = true;
    for (const plan of workspace.plans()) publishing.changed(plan.file);
  });
  connection.onNotification(findingsNotification, (findings: Findings) => publishing.take(findings));

  connection.onRequest(planRequest, ({ uri }: PlanQuestion) => {
    const plan = openPlan(uri);
    publishing.handedOut(plan);
    return planAnswer(plan, workspace);
  });

  connection.onRequest(numberRequest, (question: NumberQuestion) => numberAt(openPlan(question.uri), question));
  connection.onRequest(committedPlanRequest, ({ uri }: PlanQuestion) => committedPlan(openPlan(uri), workspace));
  connection.onRequest(evidenceRequest, (question: EvidenceQuestion) =>
    evidenceItems(openPlan(question.uri), question, workspace),
  );

  connection.onCompletion(
    feature([], (plan, { position }) => {
      const inspection = workspace.inspectionOf(plan);
      return completion(plan, position, {
        scope: inspection.scope,
        evidence: inspection.evidence,
        // The plan is worked out only where completions depend on its course.
        course: () => courseOf(inspection.source.tree, inspection.plan),
        structureNames: () => structureNames(plan, workspace, files),
        found: () => publishing.foundOfLate(plan),
        beamNames: () => provided.beamNamesAt(plan, plan.offsetAt(position)),
        snippets: client.textDocument?.completion?.completionItem?.snippetSupport === true,
      });
    }),
  );
  connection.onHover(
    feature(null, (plan, { position }) =>
      hover(plan, position, {
        workspace,
        files,
        provided,
        diagnostics: publishing.diagnosticsOf(plan),
        suppressed: publishing.suppressedOf(plan),
      }),
    ),
  );
  connection.onDefinition(feature([], (plan, { position }) => definition(plan, position, workspace)));
  connection.onReferences(
    feature([], (plan, { position, context }) => references(plan, position, workspace, context.includeDeclaration)),
  );
  connection.onDocumentHighlight(feature([], (plan, { position }) => highlights(plan, position)));
  connection.onPrepareRename(feature(null, (plan, { position }) => prepareRename(plan, position, workspace)));
  connection.onRenameRequest(
    feature(null, (plan, { position, newName }) => rename(plan, position, newName, workspace)),
  );
  connection.onDocumentSymbol(feature([], symbols));
  connection.onFoldingRanges(feature([], folding));
  connection.onDocumentFormatting(feature([], formatting));
  connection.onCodeAction(
    feature([], (plan, { range }) =>
      codeActions(plan, range, publishing.diagnosticsOf(plan), { workspace, writesReasons }),
    ),
  );
  connection.languages.semanticTokens.on(feature({ data: [] }, (plan) => semanticTokens(plan, workspace)));

  documents.listen(connection);
  connection.listen();

  function openPlan(uri: string): PlanDocument {
    const plan = workspace.plan(uri);
    if (!plan) throw new ResponseError(ErrorCodes.InvalidParams, 'The plan is not open in the editor.');
    return plan;
  }

  /** A request about an open plan. One that fails is logged and answered with nothing; it takes no other with it. */
  function feature<Params extends { textDocument: { uri: string } }, Result>(
    nothing: Result,
    answer: (plan: PlanDocument, params: Params) => Result | Promise<Result>,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return async (params, token) => {
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      try {
        const plan = workspace.plan(params.textDocument.uri);
        return plan ? await answer(plan, params) : nothing;
      } catch (error) {
        if (error instanceof ResponseError) return error as ResponseError<void>;
        report(error);
        return nothing;
      }
    };
  }

  /** A message that the client no longer takes is no failure of ours. */
  function send(sent: Promise<unknown>): void {
    sent.catch(report);
  }

  function report(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

const serverCapabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['"', '.'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  semanticTokensProvider: { legend: semanticTokensLegend, full: true },
};
