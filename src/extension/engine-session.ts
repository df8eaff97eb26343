import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { diskCache } from '../engine/cache-folder.ts';
import { createSession, type Session } from '../engine/session.ts';
import type { Settings } from './settings.ts';

/** The engine's session, started with the first run and again after a change of its settings. */
export interface Engine {
  session(): Session;
  dispose(): Promise<void>;
}

export function createEngine(log: vscode.LogOutputChannel, setting: Settings): Engine {
  let running: Session | undefined;
  const stop = async (): Promise<void> => {
    const session = running;
    running = undefined;
    await session?.dispose();
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
