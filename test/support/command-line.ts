import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommandLine } from './bundles.ts';
import { syntheticPatient } from './synthetic-patient.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Workbench {
  /** A folder with the synthetic patient's files; the command line runs in it. */
  readonly folder: string;
  path(...names: readonly string[]): string;
  write(name: string, content: string | Uint8Array): void;
  dosewright(...args: readonly string[]): Promise<Ended>;
  /** Variables for the processes of this test. */
  setEnvironment(variables: Readonly<Record<string, string>>): void;
  /** As `dosewright`, with the process in hand while it runs. */
  start(...args: readonly string[]): { readonly process: ChildProcess; readonly ended: Promise<Ended> };
}

let built: string | undefined;

/** The built command line in a folder of its own; call within `describe`, use within tests. */
export function commandLineBench(): Workbench {
  let entry = '';
  let folder = '';
  let environment: Readonly<Record<string, string>> = {};
  before(function () {
    this.timeout(60_000);
    entry = built ??= buildCommandLine();
  });
  beforeEach(() => {
    environment = {};
    folder = mkdtempSync(join(tmpdir(), 'dosewright-test-'));
    for (const name of readdirSync(syntheticPatient())) symlinkSync(join(syntheticPatient(), name), join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start: Workbench['start'] = (...args) => {
    // Nothing is taken from the cache of whoever runs the tests: what is to be computed is computed.
    const env = { ...process.env, DOSEWRIGHT_CACHE_MB: '0', ...environment };
    const process_ = spawn(process.execPath, [entry, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    process_.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    process_.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      process_.on('error', reject);
      process_.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { process: process_, ended };
  };
  return {
    get folder() {
      return folder;
    },
    path: (...names) => join(folder, ...names),
    write: (name, content) => writeFileSync(join(folder, name), content),
    dosewright: (...args) => start(...args).ended,
    start,
    setEnvironment: (variables) => (environment = variables),
  };
}
