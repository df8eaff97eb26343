/** What `npm start` and `npm test` share before anything is installed: Node built-ins only. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** Installs the packages where what is installed is not what the lock file says. */
export function installPackages() {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci)…');
  if (spawnSync('npm', ['ci'], { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0) return;
  console.error(
    'npm ci failed; its message stands above. Mend the cause (network, disk space, registry settings) and run the command again.',
  );
  process.exit(1);
}

/** npm keeps its own record of what it installed; a package for another platform (optional) may be missing from it. */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.integrity === installed[path]?.integrity,
  );
}
