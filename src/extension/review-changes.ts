import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { untrustedReason } from './plan-of-file.ts';
import type { Settings } from './settings.ts';

const scheme = 'dosewright-review';

/**
 * The command "Review Changes": what changed in a plan since the last commit, in text, findings, goals, outcome and dose, as `dosewright diff PLAN --markdown`
 * says it, beside the text. It is that very command, run with the editor's own Node: git is asked, and no other extension is needed. Gives the words that are
 * shown, or nothing where there are none.
 */
export function registerReview(
  context: vscode.ExtensionContext,
  setting: Settings,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const commandLine = context.asAbsolutePath('dist/cli.cjs');
  /** By the address of each review: the last words. */
  const reviews = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();

  async function review(plan: vscode.Uri): Promise<string | undefined> {
    const refuse = (reason: string): undefined => void vscode.window.showErrorMessage(reason);
    if (!plan.path.endsWith('.rtplan')) return refuse(`${basename(plan.path)} is no plan (.rtplan).`);
    if (plan.scheme === 'untitled') return refuse('This plan was never saved, so there is nothing to compare it with.');
    if (!vscode.workspace.isTrusted) return refuse(untrustedReason);
    const file = vscode.Uri.file(plan.fsPath);
    const edited = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.fsPath === file.fsPath && uri.scheme === 'file',
    );
    if (edited?.isDirty && !(await edited.save())) return refuse('The plan could not be saved, which a review needs.');

    const ended = await withProgress(basename(file.fsPath), (signal, tell) =>
      run(commandLine, ['diff', basename(file.fsPath), '--markdown', ...options(setting)], dirname(file.fsPath), {
        signal,
        tell,
      }),
    );
    if (ended === 'cancelled') return undefined;
    if (ended.stderr) log.info(`Review of ${file.fsPath}:\n${ended.stderr}`);
    if (!ended.stdout)
      return refuse(`The changes cannot be reviewed. ${ended.stderr.trim() || 'The output has no words.'}`);
    const why = ended.stderr
      ? `\n### Why there is no dose\n\n\`\`\`\`\`text\n${ended.stderr.trimEnd()}\n\`\`\`\`\`\n`
      : '';
    const words = `${ended.stdout}${why}`;
    await show(file, words);
    return words;
  }

  async function show(file: vscode.Uri, words: string): Promise<void> {
    const address = vscode.Uri.from({ scheme, path: `${file.path}/Changes of ${basename(file.fsPath)}.md` });
    reviews.set(address.toString(), words);
    changed.fire(address);
    // Editors that are built on VS Code need not have it; there the words are shown as they are.
    const hasMarkdown = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
    if (hasMarkdown) return void (await vscode.commands.executeCommand('markdown.showPreviewToSide', address));
    await vscode.window.showTextDocument(address, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (address) =>
        reviews.get(address.toString()) ?? 'Run **Dosewright: Review Changes** again: this review is no longer kept.\n',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => reviews.delete(uri.toString())),
    vscode.commands.registerCommand('dosewright.reviewChanges', (given?: unknown) => {
      const plan = planOf(given) ?? vscode.window.activeTextEditor?.document.uri;
      if (plan) return review(plan);
      void vscode.window.showInformationMessage(
        'Open a plan (.rtplan) first: its changes since the last commit are reviewed.',
      );
      return undefined;
    }),
  );
}

/** Of the explorer and of a title comes an address, of the source-control view a changed file. */
function planOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  const { resourceUri } = (given ?? {}) as Partial<vscode.SourceControlResourceState>;
  return resourceUri instanceof vscode.Uri ? resourceUri : undefined;
}

function options(setting: Settings): string[] {
  const [threads, megabytes] = [setting('threads'), setting('cacheSizeMB')];
  return [
    ...(threads > 0 ? ['--threads', String(Math.min(threads, 64))] : []),
    ...(megabytes > 0 ? ['--cache-size', String(megabytes)] : ['--no-cache']),
  ];
}

function withProgress<T>(
  plan: string,
  work: (signal: AbortSignal, tell: (stage: string) => void) => Promise<T>,
): Thenable<T> {
  const title = `Dosewright: computing ${plan} as it is and as it was`;
  const look = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(look, async (progress, token) => {
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    return work(abort.signal, (message) => progress.report({ message })).finally(() => cancelled.dispose());
  });
}

/** Where there is no terminal the command line tells each stage in a line: "Computing dose …". */
const stageLine = /^([A-Z][^:\n]*) …$/m;
const stageLines = new RegExp(`${stageLine.source}\n?`, 'gm');

function run(
  commandLine: string,
  words: readonly string[],
  cwd: string,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (stage: string) => void },
): Promise<{ readonly stdout: string; readonly stderr: string } | 'cancelled'> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [commandLine, ...words], {
      cwd,
      // The desktop editor's executable is Electron, which is Node where it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => {
      stderr.push(part);
      const stage = stageLine.exec(part.toString());
      if (stage) tell(stage[1]);
    });
    const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
    child.on('error', (error) => {
      resolve(
        signal.aborted ? 'cancelled' : { stdout: '', stderr: `The command line did not start: ${error.message}` },
      );
    });
    child.on('close', () =>
      resolve(signal.aborted ? 'cancelled' : { stdout: text(stdout), stderr: text(stderr).replace(stageLines, '') }),
    );
  });
}
