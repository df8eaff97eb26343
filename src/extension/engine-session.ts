import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { createSession, type Session } from '../engine/session.ts';

/** The engine's session, started with the first run and again after a change of the number of threads. */
export interface Engine {
  session(): Session;
  dispose(): Promise<void>;
}

export function createEngine(): Engine {
  let running: Session | undefined;
  const stop = async (): Promise<void> => {
    const session = running;
    running = undefined;
    await session?.dispose();
  };
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('dosewright.threads')) void stop();
  });
  return {
    session: () => (running ??= createSession({ threads: threads() })),
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
