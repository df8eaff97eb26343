import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostNode, whyNoHost } from './host.ts';

describe('a plan computed in VS Code and in a terminal', function () {
  this.timeout(300_000);

  const folder = mkdtempSync(join(tmpdir(), 'dosewright-bits-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The dose and the results, but for the time they took. */
  function computedBy(node: string, plan: string): { readonly dose: Buffer; readonly result: object } {
    const out = join(folder, `${plan}-${node.replace(/\W/g, '-')}`);
    execFileSync(node, ['dist/cli.cjs', 'run', `test/editor/plans/${plan}`, '--out', out, '--no-cache'], {
      stdio: 'pipe',
    });
    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
    return { dose: readFileSync(join(out, 'dose.nrrd')), result };
  }

  for (const plan of ['ball.rtplan', 'steered.rtplan']) {
    it(`has the same bits, whatever the version of Node: ${plan}`, function () {
      const why = whyNoHost();
      if (why && process.env['CI']) assert.fail(why);
      if (why) this.skip();
      const node = hostNode();
      assert.notEqual(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), process.version);
      const [ours, theirs] = [computedBy(process.execPath, plan), computedBy(node, plan)];
      assert.ok(ours.dose.equals(theirs.dose), 'the doses differ');
      assert.deepEqual(theirs.result, ours.result);
    });
  }
});
