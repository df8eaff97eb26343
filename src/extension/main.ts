/** The extension's one entry: starts the language server and joins the parts. Each other file here is one concern. */
import * as vscode from 'vscode';
import { startServer } from './client.ts';
import { registerCommands } from './commands.ts';
import { createComputing } from './computing.ts';
import { registerDoseEditor } from './dose-editor.ts';
import { createEngine } from './engine-session.ts';
import { registerExamples } from './examples.ts';
import { showAchievedGoals } from './goal-decorations.ts';
import { registerLanguageModelTools } from './language-model-tools.ts';
import { showPlanLens } from './plan-lens.ts';
import { createPreviews } from './preview-panel.ts';
import { registerReview } from './review-changes.ts';
import { registerEvidenceSearch } from './search-evidence.ts';
import { readSettings } from './settings.ts';
import { createStatusItem } from './status-item.ts';
import { provideTasks } from './tasks.ts';
import { createTestExplorer } from './test-explorer.ts';

let stop: (() => Promise<unknown>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Dosewright', { log: true });
  const server = startServer(context, log);
  const setting = readSettings(log);
  const engine = createEngine(log, setting);
  stop = () => Promise.all([engine.dispose(), server.dispose()]);

  // The preview of a plan that is opened should not wait for threads; a workspace that only holds plans needs none.
  const isPlan = ({ languageId }: vscode.TextDocument): boolean => languageId === 'rtplan';
  if (vscode.workspace.textDocuments.some(isPlan)) engine.session().warmUp();
  const opened = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!isPlan(document)) return;
    engine.session().warmUp();
    opened.dispose();
  });

  // Menus of files that say nothing of their kind, as those of source control, have its entries where there are plans.
  void vscode.commands.executeCommand('setContext', 'dosewright.active', true);

  const computing = createComputing(server, engine, log, setting);
  const previews = createPreviews(context, { computing, server, log });
  const tests = createTestExplorer(server, engine, log);
  context.subscriptions.push(
    log,
    opened,
    computing,
    previews,
    registerCommands(computing, previews, tests, log),
    registerEvidenceSearch(server, log),
    registerReview(context, setting, log),
    registerExamples(context),
    registerLanguageModelTools(server, engine),
    provideTasks(context),
    tests,
    showAchievedGoals(computing, setting),
    showPlanLens(computing),
    createStatusItem(computing),
    registerDoseEditor(context, { server, engine, log }),
  );
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
