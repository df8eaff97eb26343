import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { defaultCacheMB, diskCache } from '../engine/cache-folder.ts';
import { createSession, type Session } from '../engine/session.ts';

/** The engine's session, started with the first run and again after a change of its settings. */
export interface Engine {
  session(): Session;
  dispose(): Promise<void>;
}

export function createEngine(log: vscode.LogOutputChannel): Engine {
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
        threads: threads(),
        disk: diskCache(cacheMB()),
        onNotice: (text) => log.warn(text),
      })),
    dispose: async () => {
      settings.dispose();
      await stop();
    },
  };
}

/** By default one processor is left to the editor. */
function threads(): number {
  const wanted = vscode.workspace.getConfiguration('dosewright').get('threads', 0);
  return wanted > 0 ? wanted : Math.max(1, availableParallelism() - 1);
}

function cacheMB(): number {
  return vscode.workspace.getConfiguration('dosewright').get('cacheSizeMB', defaultCacheMB);
}
