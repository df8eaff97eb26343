import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { DoseFileOutcome, DoseRequest } from '../engine/dose-file/open-dose.ts';
import { planOfResults, resultsBeside } from '../engine/dose-file/results-beside.ts';
import { envelope, readViewMessage, type HostMessage } from '../preview/protocol.ts';
import { createSender } from '../preview/sender.ts';
import type { Server } from './client.ts';
import type { Engine } from './engine-session.ts';
import { planOfFile } from './plan-of-file.ts';
import { previewHtml } from './preview-html.ts';

/** One for each way in which VS Code offers it: beside others for .dcm, of which few are doses; first for .nrrd, which nothing else shows. */
const viewTypes = ['dosewright.dicomDose', 'dosewright.nrrdDose'];

interface Parts {
  readonly server: Server;
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
}

/** Dose files, read only, in the view of the preview: on the image that they belong to, without a plan. */
export function registerDoseEditor(context: vscode.ExtensionContext, parts: Parts): vscode.Disposable {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => {
      connect(panel, uri, parts);
      panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
      panel.webview.html = previewHtml(panel.webview, folder, { document: uri, subject: 'dose' });
    },
  };
  return vscode.Disposable.from(
    ...viewTypes.map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, editor, {
        // As for the preview: sending images again would take seconds at every change of tab.
        webviewOptions: { retainContextWhenHidden: true },
        supportsMultipleEditorsPerDocument: true,
      }),
    ),
  );
}

/** Reads the file once its view is there, again when it changes or the reader asks, and carries the arrays over. */
function connect(panel: vscode.WebviewPanel, uri: vscode.Uri, parts: Parts): void {
  let reading: AbortController | undefined;
  let ended: HostMessage | undefined;
  let isShown = false;
  const post = (message: HostMessage): void => void panel.webview.postMessage(envelope(message));
  const sender = createSender(post);
  const end = (message: HostMessage): void => {
    if (isShown && message.type === 'failure')
      post({ type: 'stale', reason: 'the file has changed, and as it stands it cannot be shown.' });
    post((ended = message));
  };

  async function read(): Promise<void> {
    reading?.abort();
    const { signal } = (reading = new AbortController());
    ended = undefined;
    const failed = (text: string): void => end({ type: 'failure', messages: [{ text }] });
    if (uri.scheme !== 'file')
      return failed('A dose is read from a file on disk. Save it to a folder and open it there.');
    if (!vscode.workspace.isTrusted) return failed(untrusted);
    const outcome = await open(uri, parts, signal, post).catch((error: unknown) => ({
      kind: 'failed' as const,
      message: error instanceof Error ? error.message : String(error),
    }));
    // A newer reading has the word.
    if (reading?.signal !== signal) return;
    reading = undefined;
    switch (outcome.kind) {
      case 'dose':
        isShown = true;
        post({ type: 'fresh' });
        return sender.send(outcome.shown);
      case 'unreadable':
        return end({ type: 'failure', messages: outcome.reasons.map((text) => ({ text })) });
      case 'cancelled':
        return end({ type: 'cancelled' });
      default:
        return failed(outcome.message);
    }
  }

  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(dirname(uri.fsPath)), '*'),
  );
  const again = (changed: vscode.Uri): void => {
    if (changed.fsPath === uri.fsPath) void read();
  };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = readViewMessage(data);
      if ('refused' in message) return parts.log.error(message.refused);
      sender.receive(message.message);
      switch (message.message.type) {
        case 'ready':
          // A page that was loaded anew knows nothing of how the reading ended.
          if (ended) return post(ended);
          return void (reading ?? read());
        case 'compute':
          return void read();
        case 'cancel':
          return reading?.abort();
        case 'needVolumes':
        case 'ack':
        case 'shown':
        case 'wantMaps':
        case 'wantCompared':
        case 'reveal':
        case 'setNumber':
        case 'state':
          return;
      }
    }),
    watcher,
    watcher.onDidChange(again),
    watcher.onDidCreate(again),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void read()),
  ];
  panel.onDidDispose(() => {
    reading?.abort();
    vscode.Disposable.from(...subscriptions).dispose();
  });
}

const untrusted =
  'Nothing is read until this workspace is trusted, because the image that a dose lies on is looked for in its folders. Trust the workspace, and the dose is shown.';

async function open(
  uri: vscode.Uri,
  { server, engine }: Parts,
  signal: AbortSignal,
  post: (message: HostMessage) => void,
): Promise<DoseFileOutcome | { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly message: string }> {
  const file = uri.fsPath;
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(file);
  const of = await planBeside(file, root, server);
  return engine
    .reader()
    .openDose(
      { file, root, of },
      { signal, onProgress: ({ stage, fraction }) => post({ type: 'progress', stage, fraction }) },
    );
}

/** Where `dosewright run` wrote the dose: its plan, which results name by file name and hash of the text. */
async function planBeside(file: string, root: string, server: Server): Promise<DoseRequest['of']> {
  const results = await resultsBeside(file);
  if (!results) return undefined;
  const { planFile } = results;
  const alone = 'The dose stands alone, on grey.';
  const pattern = new vscode.RelativePattern(vscode.Uri.file(root), `**/${planFile.replace(/[[\]{}*?]/g, '[$&]')}`);
  const uris = await vscode.workspace.findFiles(pattern, '**/node_modules/**', 50);
  const candidates = await Promise.all(
    uris.map(async (uri) => ({
      uri,
      file: uri.fsPath,
      text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
    })),
  );
  const found = planOfResults(results, dirname(file), candidates);
  if (!found)
    return {
      results,
      withoutPlan: `The image was not found: the dose was computed from “${planFile}”, which names it, and no plan of that name is in the workspace's folder. Put the plan there and read again. ${alone}`,
    };
  const { answer } = await planOfFile(server, found.plan.uri);
  if (!answer.plan)
    return {
      results,
      withoutPlan: `The image was not found: “${planFile}” names it, and that plan cannot be read as it stands. Open it and mend what is wrong. ${alone}`,
    };
  return { results, plan: { plan: answer.plan, baseFolder: dirname(found.plan.file), isSame: found.isSame } };
}
