import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('npm start and npm test', () => {
  it('leave with a plain sentence on a Node that is too old', () => {
    const script = `
      Object.defineProperty(process.versions, 'node', { value: '18.20.0' });
      import('./tools/bootstrap.mjs').then(({ requireNode }) => requireNode());`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /needs Node 20\.19, 22\.13 or 24 and later; this is Node 18\.20\.0/);
  });

  it('name the suites that there are where one is asked for that there is not', () => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/test.mjs', 'nonsense'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /There is no suite nonsense; the suites are build, typecheck, unit/);
  });
});
