/** What `npm start` and `npm test` share before anything is installed: Node built-ins only. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Leaves with a plain sentence on a Node that is too old, before a syntax or library error would. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const good = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
  if (good) return;
  console.error(
    `Dosewright needs Node 20.19, 22.13 or 24 and later; this is Node ${process.versions.node}. Install a newer one and run the command again.`,
  );
  process.exit(1);
}

/** Installs the packages where they are missing or older than the lock file. */
export function installPackages() {
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('Installing packages (npm ci)…');
  if (spawnSync('npm', ['ci'], { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0) return;
  console.error(
    'npm ci failed; its message stands above. Mend the cause (network, disk space, registry settings) and run the command again.',
  );
  process.exit(1);
}
