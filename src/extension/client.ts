import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  evidenceRequest,
  findingsNotification,
  importChangedNotification,
  planRequest,
  trustedNotification,
  type EvidenceItem,
  type EvidenceQuestion,
  type Findings,
  type ImportChanged,
  type PlanAnswer,
  type ServerOptions,
} from '../server/protocol.ts';

/** The language server, as far as the rest of the extension needs it. */
export interface Server {
  /** The Plan that the text means as the server knows it, or why there is none. Rejects where the server does not answer. */
  planOf(uri: vscode.Uri): Promise<PlanAnswer>;
  publish(findings: Findings): Promise<void>;
  /** Rows of the evidence that words are about, with what each would write at a place. */
  searchEvidence(uri: vscode.Uri, query: string, position: vscode.Position): Promise<EvidenceItem[]>;
  /** A plan may mean something else although its own text is the same, because a file that it imports has changed. */
  readonly onImportChanged: vscode.Event<vscode.Uri>;
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
      initializationOptions: { trusted: vscode.workspace.isTrusted } satisfies ServerOptions,
    },
  );
  const importChanged = new vscode.EventEmitter<vscode.Uri>();
  client.onNotification(importChangedNotification, ({ uri }: ImportChanged) =>
    importChanged.fire(client.protocol2CodeConverter.asUri(uri)),
  );
  const started = client.start();
  // The client has told the user already; the rest of the extension works without.
  started.catch((error: unknown) => output.error(error instanceof Error ? error : String(error)));
  // A request that waited for the start would overtake the client's word that the text is open: it goes a turn later.
  const ready = started.then(
    () => new Promise<void>((later) => setTimeout(later, 0)),
    () => undefined,
  );
  const ask = async <Answer>(request: string, question: unknown): Promise<Answer> => {
    await ready;
    return client.sendRequest<Answer>(request, question);
  };
  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => void client.sendNotification(trustedNotification));
  return {
    planOf: (uri) => ask<PlanAnswer>(planRequest, { uri: client.code2ProtocolConverter.asUri(uri) }),
    publish: (findings) => client.sendNotification(findingsNotification, findings),
    searchEvidence: (uri, query, { line, character }) =>
      ask<EvidenceItem[]>(evidenceRequest, {
        uri: client.code2ProtocolConverter.asUri(uri),
        query,
        position: { line, character },
      } satisfies EvidenceQuestion),
    onImportChanged: importChanged.event,
    dispose: async () => {
      vscode.Disposable.from(trust, importChanged).dispose();
      // A client that is still starting cannot be stopped.
      await started.catch(() => undefined);
      await client.dispose();
    },
  };
}
