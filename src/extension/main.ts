/** The extension's one entry: starts the language server and joins the parts. Each other file here is one concern. */
import * as vscode from 'vscode';
import { startServer } from './client.ts';
import { registerCommands } from './commands.ts';
import { createComputing } from './computing.ts';
import { createEngine } from './engine-session.ts';
import { showAchievedGoals } from './goal-decorations.ts';
import { showPlanLens } from './plan-lens.ts';
import { createPreviews } from './preview-panel.ts';
import { registerEvidenceSearch } from './search-evidence.ts';
import { createStatusItem } from './status-item.ts';

let stop: (() => Promise<unknown>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Dosewright', { log: true });
  const server = await startServer(context, log);
  const engine = createEngine(log);
  stop = () => Promise.all([engine.dispose(), server.dispose()]);

  // A plan is open: its first preview should not wait for threads.
  engine.session().warmUp();

  const computing = createComputing(server, engine, log);
  const previews = createPreviews(context, computing, log);
  context.subscriptions.push(
    log,
    computing,
    previews,
    registerCommands(computing, previews, log),
    registerEvidenceSearch(server, log),
    showAchievedGoals(computing),
    showPlanLens(computing),
    createStatusItem(computing),
  );
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
