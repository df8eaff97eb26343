import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { findingsNotification, planRequest, type Findings, type PlanAnswer } from './server-messages.ts';

/** The language server, as far as the rest of the extension needs it. */
export interface Server {
  /** The Plan that the text means as the server knows it, or why there is none. Rejects where the server does not answer. */
  planOf(uri: vscode.Uri): Promise<PlanAnswer>;
  publish(findings: Findings): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the language server in a process of its own; it is started again by the client where it dies. */
export async function startServer(context: vscode.ExtensionContext, output: vscode.OutputChannel): Promise<Server> {
  const module = context.asAbsolutePath('dist/server.cjs');
  const client = new LanguageClient(
    'dosewright',
    'Dosewright',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'rtplan' }],
      outputChannel: output,
    },
  );
  await client.start();
  return {
    planOf: (uri) => client.sendRequest<PlanAnswer>(planRequest, { uri: client.code2ProtocolConverter.asUri(uri) }),
    publish: (findings) => client.sendNotification(findingsNotification, findings),
    dispose: () => client.dispose(),
  };
}
