import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { diskCache } from '../engine/cache-folder.ts';
import { createSession, type Session } from '../engine/session.ts';
import type { Settings } from './settings.ts';

/** The engine's session, started with the first run and again after a change of its settings. */
export interface Engine {
  session(): Session;
  /** One beside it that reads dose files, so that they need not wait for a run. */
  reader(): Session;
  dispose(): Promise<void>;
}

export function createEngine(log: vscode.LogOutputChannel, setting: Settings): Engine {
  let running: Session | undefined;
  let reading: Session | undefined;
  const stop = async (): Promise<void> => {
    const sessions = [running, reading];
    [running, reading] = [undefined, undefined];
    await Promise.all(sessions.map(async (session) => session?.dispose()));
  };
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (['threads', 'cacheSizeMB'].some((name) => change.affectsConfiguration(`dosewright.${name}`))) void stop();
  });
  return {
    session: () =>
      (running ??= createSession({
        threads: threads(setting('threads')),
        disk: diskCache(setting('cacheSizeMB')),
        onNotice: (text) => log.warn(text),
      })),
    reader: () => (reading ??= createSession({ threads: 1 })),
    dispose: async () => {
      settings.dispose();
      await stop();
    },
  };
}

/** By default one processor is left to the editor. */
function threads(wanted: number): number {
  return wanted > 0 ? wanted : Math.max(1, availableParallelism() - 1);
}
