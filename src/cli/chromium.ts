import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Names that Chromium, and the browsers made of it, are installed by. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** Where installers put it on systems whose PATH does not lead there. */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder === undefined
      ? []
      : ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) =>
          path.join(folder, file),
        );
  }),
};

/** A Chromium of this machine: the one that CHROMIUM names, else the first that is found. Where CHROMIUM names none that is there, no other is taken. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) return isFile(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return [
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...(places[process.platform] ?? []),
  ].find(isFile);
}

export const noChromium = `The 3D view is drawn by Chromium, and none was found${process.env['CHROMIUM'] ? ` at ${process.env['CHROMIUM']}, which CHROMIUM names` : ''}. Install it (Debian, Ubuntu: apt-get install chromium; Fedora: dnf install chromium; macOS, Windows: Google Chrome or Microsoft Edge will do), or set CHROMIUM to its path. The other views need none.`;

/** Chromium without a window: opens a page of this machine and gives its content once it is loaded. No network is reached, and nothing of the user's own browser is touched. */
export async function contentOfPage(chromium: string, page: string, signal: AbortSignal): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dosewright-page-'));
  try {
    const file = path.join(folder, 'page.html');
    fs.writeFileSync(file, page);
    return await dump(chromium, file, folder, signal);
  } finally {
    // Processes of the browser may still be at their files for a moment.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function dump(chromium: string, file: string, folder: string, signal: AbortSignal): Promise<string> {
  const options = [
    '--headless',
    '--dump-dom',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    '--no-first-run',
    '--disable-extensions',
    '--disable-background-networking',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    // The same picture with and without a graphics processor.
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    // The browser's own sandbox cannot be had by the superuser, as in most containers.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(chromium, [...options, `file://${file}`], { stdio: ['ignore', 'pipe', 'pipe'], signal });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    const late = setTimeout(() => child.kill('SIGKILL'), longestMs);
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      const said = Buffer.concat(stderr).toString().trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(Buffer.concat(stdout).toString());
      else
        reject(new Error(`${chromium} ended with ${code ?? 'no code, after two minutes'}${said ? `: ${said}` : ''}`));
    });
  });
}

const longestMs = 120_000;

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
