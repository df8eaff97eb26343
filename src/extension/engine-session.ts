import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { diskCache } from '../engine/cache-folder.ts';
import { createSession, type Session } from '../engine/session.ts';
import type { Settings } from './settings.ts';

/** The engine's session, started with the first run. A change of its settings holds from the next run on. */
export interface Engine {
  session(): Session;
  /** One beside it that reads dose files, so that they need not wait for a run. */
  reader(): Session;
  dispose(): Promise<void>;
}

export function createEngine(log: vscode.LogOutputChannel, setting: Settings): Engine {
  let running: Session | undefined;
  let reading: Session | undefined;
  const wanted = () => ({ threads: threads(setting('threads')), disk: diskCache(setting('cacheSizeMB')) });
  const changes = vscode.workspace.onDidChangeConfiguration((change) => {
    if (['threads', 'cacheSizeMB'].some((name) => change.affectsConfiguration(`dosewright.${name}`)))
      running?.configure(wanted());
  });
  return {
    session: () => (running ??= createSession({ ...wanted(), onNotice: (text) => log.warn(text) })),
    reader: () => (reading ??= createSession({ threads: 1 })),
    dispose: async () => {
      changes.dispose();
      await Promise.all([running?.dispose(), reading?.dispose()]);
    },
  };
}

/** By default one processor is left to the editor. */
function threads(wanted: number): number {
  return wanted > 0 ? wanted : Math.max(1, availableParallelism() - 1);
}
