import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the fixtures of the enclosing suite; call within `describe`, read `.path` within tests. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  before(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'dosewright-test-'));
  });
  after(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}
