import * as vscode from 'vscode';
import { envelope, readViewMessage, type HostMessage, type ViewMessage } from '../preview/protocol.ts';
import { createSender } from '../preview/sender.ts';
import type { Computing, PlanState } from './computing.ts';
import { previewHtml } from './preview-html.ts';
import { createNumberControl } from './number-control.ts';
import { reveal } from './reveal.ts';
import type { Server } from './client.ts';

const viewType = 'dosewright.preview';

export interface Previews extends vscode.Disposable {
  /** Opens the preview of a plan beside its text, or brings it to the front. */
  open(uri: vscode.Uri): void;
  /** The same, and it compares the plan with a baseline, or with the last commit. */
  compare(uri: vscode.Uri, name: string): void;
  /** The plan whose preview has the focus. */
  active(): vscode.Uri | undefined;
}

/** At most one preview a plan; previews that were open when the window closed come back with it. */
export function createPreviews(context: vscode.ExtensionContext, parts: PreviewParts): Previews {
  const panels = new Map<string, { readonly panel: vscode.WebviewPanel; readonly view: View }>();
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(context.extensionUri, 'syntaxes', 'icons', `plan-${theme}.svg`);

  function adopt(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
    panels.set(uri.toString(), { panel, view: connect(panel, uri, parts) });
    panel.onDidDispose(() => panels.delete(uri.toString()));
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.html = previewHtml(panel.webview, folder, { document: uri, subject: 'plan' });
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state) => {
      const document = (state as { document?: unknown } | undefined)?.document;
      if (typeof document === 'string') adopt(panel, vscode.Uri.parse(document));
      else panel.dispose();
    },
  });

  function open(uri: vscode.Uri): void {
    const existing = panels.get(uri.toString());
    if (existing) return existing.panel.reveal(undefined, true);
    const title = `Preview ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    // The images stay in a hidden view: sending them again would take seconds at every change of tab.
    adopt(vscode.window.createWebviewPanel(viewType, title, place, { retainContextWhenHidden: true }), uri);
  }

  return {
    open,
    compare: (uri, name) => {
      open(uri);
      panels.get(uri.toString())?.view.compare(name);
    },
    active: () => {
      const found = [...panels].find(([, { panel }]) => panel.active);
      return found && vscode.Uri.parse(found[0]);
    },
    dispose: () => {
      serializer.dispose();
      for (const { panel } of panels.values()) panel.dispose();
    },
  };
}

interface PreviewParts {
  readonly computing: Computing;
  readonly server: Server;
  readonly log: vscode.LogOutputChannel;
}

/** What the window asks of a view. */
interface View {
  compare(name: string): void;
}

/** Carries the state of a plan to its view, and the view's wishes back. */
function connect(panel: vscode.WebviewPanel, uri: vscode.Uri, { computing, server, log }: PreviewParts): View {
  let revision = 0;
  /** What a view that has not started yet is to compare with. */
  let compared: string | undefined;
  let isReady = false;
  let sent: PlanState['shown'];
  let told: PlanState | undefined;
  const post = (message: HostMessage): void => {
    if (message.type === 'model') revision = message.revision;
    void panel.webview.postMessage(envelope(message));
  };
  const sender = createSender(post);
  const number = createNumberControl(uri, server, { post, log });

  const tell = (state: PlanState): void => {
    if (!isReady) return;
    if (state.shown && state.shown !== sent) sender.send((sent = state.shown));
    for (const message of messagesOf(state, told)) post(message);
    told = state;
  };

  const receive = (message: ViewMessage): void => {
    sender.receive(message);
    switch (message.type) {
      case 'ready':
        isReady = true;
        // A page that was loaded anew knows nothing.
        told = undefined;
        if (compared !== undefined) post({ type: 'compareWith', name: compared });
        compared = undefined;
        number.tell();
        return tell(computing.stateOf(uri));
      case 'shown':
        // Only now the picture is that of the text: until its arrays had come, the view showed the one before.
        if (message.revision === revision && told?.shown && !told.stale) {
          post({ type: 'fresh' });
          // What a comparison lacks is said of a picture that is up to date.
          if (told.uncompared) post({ type: 'failure', messages: [...told.uncompared] });
        }
        return;
      case 'wantMaps':
        return computing.wantMaps(uri, message.names);
      case 'wantCompared':
        return computing.wantCompared(uri, message.with);
      case 'cancel':
        return computing.cancel(uri);
      case 'compute':
        return void computing.compute(uri);
      case 'setNumber':
        return void number.set(message);
      case 'reveal':
        return void reveal(message.range);
      case 'needVolumes':
      case 'ack':
      case 'state':
        return;
    }
  };

  const subscriptions = [
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const read = readViewMessage(data);
      if ('refused' in read) log.error(read.refused);
      else receive(read.message);
    }),
    computing.onDidChange((state) => {
      if (state.uri.toString() === uri.toString()) tell(state);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections: [{ active }] }) => {
      // A plan may import: what is written in another of its files is found by the view.
      if (isReady && document.languageId === 'rtplan')
        post({ type: 'cursor', file: document.uri.fsPath, line: active.line, character: active.character });
    }),
    number,
    computing.watch(uri),
  ];
  panel.onDidDispose(() => vscode.Disposable.from(...subscriptions).dispose());
  return {
    compare: (name) => {
      if (isReady) post({ type: 'compareWith', name });
      else compared = name;
    },
  };
}

/** What a view has to be told after the state of its plan has changed. */
function messagesOf(state: PlanState, before: PlanState | undefined): HostMessage[] {
  const messages: HostMessage[] = [];
  if (state.stale && state.stale !== before?.stale) messages.push({ type: 'stale', reason: state.stale });
  if (!state.stale && before?.stale && state.shown && state.shown === before.shown) messages.push({ type: 'fresh' });
  if (state.progress && state.progress !== before?.progress) messages.push({ type: 'progress', ...state.progress });
  if (state.failure && state.failure !== before?.failure)
    messages.push({ type: 'failure', messages: [...state.failure] });
  if (state.uncompared && state.uncompared !== before?.uncompared)
    messages.push({ type: 'failure', messages: [...state.uncompared] });
  // A run that an edit has cut short ends for the view as one that was cancelled by hand.
  const isCutShort =
    before?.progress && !state.progress && !state.failure && !state.uncompared && state.shown === before.shown;
  if (state.unrefined && state.unrefined !== before?.unrefined)
    messages.push({ type: 'previewOnly', reason: state.unrefined });
  if ((state.cancelled && !before?.cancelled) || isCutShort) messages.push({ type: 'cancelled' });
  return messages;
}
