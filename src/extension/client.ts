import * as vscode from 'vscode';
import { ErrorCodes, LanguageClient, ResponseError, State, TransportKind } from 'vscode-languageclient/node';
import {
  committedPlanRequest,
  evidenceRequest,
  findingsNotification,
  importChangedNotification,
  numberRequest,
  planRequest,
  trustedNotification,
  type CommittedPlan,
  type EvidenceItem,
  type EvidenceQuestion,
  type Findings,
  type ImportChanged,
  type NumberAnswer,
  type NumberQuestion,
  type PlanAnswer,
  type ServerOptions,
} from '../server/protocol.ts';

/** The language server, as far as the rest of the extension needs it. */
export interface Server {
  /** The Plan that the text means as the server knows it, or why there is none. Rejects where the server does not answer. */
  planOf(uri: vscode.Uri): Promise<PlanAnswer>;
  /** What the text of an open plan meant in the last commit, or why that is not known. */
  committedPlanOf(uri: vscode.Uri): Promise<CommittedPlan>;
  /** The number of an open plan that is nearest to a place on its line, as the server knows the text. */
  numberAt(uri: vscode.Uri, position: vscode.Position): Promise<NumberAnswer>;
  publish(findings: Findings): Promise<void>;
  /** Rows of the evidence that words are about, with what each would write at a place. */
  searchEvidence(uri: vscode.Uri, query: string, position: vscode.Position): Promise<EvidenceItem[]>;
  /** A plan may mean something else although its own text is the same, because a file that it imports has changed. */
  readonly onImportChanged: vscode.Event<vscode.Uri>;
  /** The server has died and is at work again: it knows the open texts, and nothing of what runs have found. */
  readonly onRestart: vscode.Event<void>;
  dispose(): Promise<void>;
}

/**
 * Starts the language server in a process of its own; it is started again by the client where it dies. Nobody waits for it here: what is asked of it
 * waits until it is there.
 */
export function startServer(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Server {
  const module = context.asAbsolutePath('dist/server.cjs');
  const client = new LanguageClient(
    'dosewright',
    'Dosewright',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'rtplan' }],
      outputChannel: output,
      initializationOptions: { trusted: vscode.workspace.isTrusted, writesReasons: true } satisfies ServerOptions,
    },
  );
  const importChanged = new vscode.EventEmitter<vscode.Uri>();
  client.onNotification(importChangedNotification, ({ uri }: ImportChanged) =>
    importChanged.fire(client.protocol2CodeConverter.asUri(uri)),
  );
  const started = client.start();
  // The client has told the user already; the rest of the extension works without.
  started.catch((error: unknown) => output.error(error instanceof Error ? error : String(error)));
  // What waited for a start would overtake the client's word that a text is open: it goes a turn later.
  const aTurnLater = (start: Promise<void>): Promise<void> =>
    start.then(
      () => new Promise<void>((later) => setTimeout(later, 0)),
      () => undefined,
    );
  let ready = aTurnLater(started);
  const restarted = new vscode.EventEmitter<void>();
  const states = client.onDidChangeState(({ newState }) => {
    if (newState !== State.Starting) return;
    // The client starts the server again where it has died; its promise is the one under way.
    output.warn('The language server has ended and is started again.');
    ready = aTurnLater(client.start());
    void ready.then(() => client.isRunning() && restarted.fire());
  });
  /** Once the server is at work again, after it has ended under a question. */
  const back = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const listener = restarted.event(() => (end(), resolve()));
      const limit = setTimeout(() => {
        end();
        reject(new Error('the language server has ended and does not come back; run "Developer: Reload Window"'));
      }, restartGraceMs);
      const end = (): void => (clearTimeout(limit), listener.dispose());
    });
  const ask = async <Answer>(request: string, question: unknown): Promise<Answer> => {
    await ready;
    try {
      return await client.sendRequest<Answer>(request, question);
    } catch (error) {
      if (!isLost(error)) throw error;
      // Once more and no oftener: the question itself may be what the server dies of.
      await back();
      return client.sendRequest<Answer>(request, question);
    }
  };
  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => void client.sendNotification(trustedNotification));
  return {
    planOf: (uri) => ask<PlanAnswer>(planRequest, { uri: client.code2ProtocolConverter.asUri(uri) }),
    committedPlanOf: (uri) =>
      ask<CommittedPlan>(committedPlanRequest, { uri: client.code2ProtocolConverter.asUri(uri) }),
    numberAt: (uri, { line, character }) =>
      ask<NumberAnswer>(numberRequest, {
        uri: client.code2ProtocolConverter.asUri(uri),
        position: { line, character },
      } satisfies NumberQuestion),
    publish: async (findings) => {
      await ready;
      await client.sendNotification(findingsNotification, findings);
    },
    searchEvidence: (uri, query, { line, character }) =>
      ask<EvidenceItem[]>(evidenceRequest, {
        uri: client.code2ProtocolConverter.asUri(uri),
        query,
        position: { line, character },
      } satisfies EvidenceQuestion),
    onImportChanged: importChanged.event,
    onRestart: restarted.event,
    dispose: async () => {
      vscode.Disposable.from(trust, states, importChanged, restarted).dispose();
      // A client that is still starting cannot be stopped.
      await started.catch(() => undefined);
      await client.dispose();
    },
  };
}

/** How long a server that has ended may take to come back. */
const restartGraceMs = 20_000;

/** The server went away under the question, or is not there: no answer of its own. */
function isLost(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive].some((code) => code === error.code)
  );
}
