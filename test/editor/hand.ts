/**
 * Loaded by VS Code into its extension host in place of a suite, for tests that look at the window from outside and need a hand inside: it runs commands,
 * ends threads of the engine, and says what the extension host holds. Asked over HTTP on this machine, at the port that it writes to a file.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import threads, { type WorkerOptions } from 'node:worker_threads';
import * as vscode from 'vscode';

/** What can be asked: arguments and answers are JSON. */
export interface HandActs {
  runCommand(name: string, file?: string): Promise<unknown>;
  /** Shows a file of the workspace in the first column. */
  show(file: string): Promise<void>;
  /** Opens a file of the workspace with one of the extension's own editors. */
  openWith(file: string, editor: string): Promise<void>;
  setSetting(name: string, value: unknown): Promise<void>;
  /** Process numbers of the language servers that this extension host has started. */
  languageServers(): number[];
  endSessionThread(): Promise<void>;
  /** What the engine was at when it last told its progress. */
  stage(): string | undefined;
  /** Ends one of the session's dose threads, and leaves the session's thread. */
  endDoseThread(): void;
  diagnostics(file: string): { code: string; message: string }[];
  /** After garbage has been collected; bytes. */
  held(): {
    tabs: number;
    threads: number;
    processes: number;
    documents: number;
    heapUsed: number;
    external: number;
    rss: number;
  };
}

const channelName = 'dosewright-tests-end-a-dose-thread';
const channel = new threads.BroadcastChannel(channelName);
let sessionThread: threads.Worker | undefined;
let stage: string | undefined;

/** Runs in the session's thread before its own code: keeps hold of the dose threads that are started there. */
const inSessionThread = `
const threads = require('node:worker_threads');
const started = [];
threads.Worker = class extends threads.Worker {
  constructor(...given) {
    super(...given);
    started.push(this);
  }
};
const channel = new threads.BroadcastChannel(${JSON.stringify(channelName)});
channel.onmessage = () => started.pop()?.terminate();
channel.unref();
`;

function holdThreads(): void {
  const preload = join(mkdtempSync(join(tmpdir(), 'dosewright-hand-')), 'in-session-thread.cjs');
  writeFileSync(preload, inSessionThread);
  const { Worker } = threads;
  threads.Worker = new Proxy(Worker, {
    construct: (made, [file, options]: [string | URL, WorkerOptions | undefined]) => {
      if (!String(file).endsWith('session-worker.cjs')) return new made(file, options);
      sessionThread = new made(file, { ...options, execArgv: ['--require', preload] });
      sessionThread.on(
        'message',
        ({ progress }: { progress?: { stage: string } }) => (stage = progress?.stage ?? stage),
      );
      return sessionThread;
    },
  });
}

const uriOf = (file: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, file);

const acts: HandActs = {
  runCommand: async (name, file) =>
    vscode.commands.executeCommand(name, ...(file === undefined ? [] : [uriOf(file)])).then((given) => given ?? null),
  show: async (file) => {
    // A document that an extension asks for is kept for minutes; one that is opened as by hand goes with its editor.
    await vscode.commands.executeCommand('vscode.open', uriOf(file), { viewColumn: vscode.ViewColumn.One });
  },
  openWith: async (file, editor) => {
    await vscode.commands.executeCommand('vscode.openWith', uriOf(file), editor);
  },
  setSetting: async (name, value) =>
    vscode.workspace.getConfiguration('dosewright').update(name, value, vscode.ConfigurationTarget.Global),
  languageServers: () =>
    children()
      .filter(({ command }) => command.includes('server.cjs'))
      .map(({ pid }) => pid),
  endSessionThread: async () => {
    if (!sessionThread) throw new Error('there is no session thread');
    await sessionThread.terminate();
  },
  stage: () => stage,
  endDoseThread: () => channel.postMessage('one'),
  diagnostics: (file) =>
    vscode.languages.getDiagnostics(uriOf(file)).map(({ code, message }) => ({
      code: String(typeof code === 'object' ? code.value : code),
      message,
    })),
  held: () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let i = 0; i < 3; i++) collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    return {
      tabs: vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length,
      threads: readdirSync('/proc/self/task').length,
      processes: children().length,
      documents: vscode.workspace.textDocuments.length,
      heapUsed,
      external,
      rss,
    };
  },
};

function children(): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && !command.startsWith('ps ') ? [{ pid: Number(pid), command }] : [];
  });
}

/** Never ends: the window is closed from outside. */
export async function run(): Promise<void> {
  holdThreads();
  await acts.setSetting('threads', 2);
  // For another cache the session's thread is started anew: one that was started before is given up, so that the next one is held.
  for (const megabytes of [1, 0]) await acts.setSetting('cacheSizeMB', megabytes);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { act, args } = JSON.parse(Buffer.concat(parts).toString()) as { act: keyof HandActs; args: unknown[] };
      const perform = acts[act] as (...given: unknown[]) => unknown;
      const answered = Promise.resolve().then(() => perform(...args));
      answered.then(
        (answer) => response.end(JSON.stringify({ answer: answer ?? null })),
        (error: unknown) => response.end(JSON.stringify({ error: String(error) })),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const file = process.env['DOSEWRIGHT_HAND']!;
  writeFileSync(`${file}.part`, String((server.address() as AddressInfo).port));
  renameSync(`${file}.part`, file);
  await new Promise(() => undefined);
}
