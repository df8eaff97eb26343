import type { Readable, Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import { createConnection } from 'vscode-languageserver/node';
import { serve } from '../../src/server/server.ts';

/** The editor's side of a server: what it sends, and what it has been told. */
export interface Client {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  open(uri: string, text: string): Promise<void>;
  /** Replaces the whole text. */
  change(uri: string, version: number, text: string): Promise<void>;
  close(uri: string): Promise<void>;
  request<T>(method: string, params: object): Promise<T>;
  notify(method: string, params: object): Promise<void>;
  /** The next publication for a text that passes, from those that have not been looked at yet. */
  published(uri: string, passes?: (published: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** Everything published so far. */
  readonly publications: readonly PublishDiagnosticsParams[];
  readonly notifications: readonly { readonly method: string; readonly params: unknown }[];
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** A server in this process, behind a pair of streams. */
export function clientOfServer(options: object = {}, pauseMs?: number): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  serve(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), { pauseMs });
  return clientOver(toClient, toServer, options);
}

export async function clientOver(input: Readable, output: Writable, options: object): Promise<Client> {
  const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const publications: PublishDiagnosticsParams[] = [];
  const notifications: { method: string; params: unknown }[] = [];
  const log: string[] = [];
  const waiting = new Set<() => void>();
  const seen = new Map<string, number>();
  connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => {
    publications.push(published);
    for (const look of [...waiting]) look();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => log.push(message));
  connection.onNotification((method, params) => notifications.push({ method, params }));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();

  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
    },
    initializationOptions: options,
  });
  await connection.sendNotification('initialized', {});

  return {
    connection,
    initialized,
    publications,
    notifications,
    log,
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'rtplan', version: 1, text },
      }),
    change: (uri, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    close: (uri) => connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    published: (uri, passes = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const at = publications.findIndex((one, i) => i >= (seen.get(uri) ?? 0) && one.uri === uri && passes(one));
          if (at < 0) return;
          seen.set(uri, at + 1);
          waiting.delete(look);
          resolve(publications[at]);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      connection.dispose();
    },
  };
}

export function codes({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): unknown[] {
  return diagnostics.map(({ code }) => code);
}
