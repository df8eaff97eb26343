import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { commandLineBench } from '../support/command-line.ts';

/** What a machine's own figures are is tested in `test/validation/`; here is what the command says where there is nothing to compute. */
describe('dosewright machine', function () {
  this.timeout(60_000);
  const bench = commandLineBench();

  it('check names the place of a fault in the file, and ends with 3', async () => {
    const { code, stdout } = await bench.dosewright('machine', 'check', 'machines/leaves.json');
    assert.match(stdout, /^machines\/leaves\.json:\d+:\d+ error RT3052 .*leaves\.boundariesMm\.value\[2\]: .*ascend/);
    assert.equal(code, 3);
  });

  it('check of a file that is not there, or of a machine that the product does not have, says so', async () => {
    const none = await bench.dosewright('machine', 'check', 'none.json');
    assert.match(none.stdout, /error RT3050 .*not there/);
    assert.equal(none.code, 3);
    const unknown = await bench.dosewright('machine', 'check', 'std.linac60MV');
    assert.match(unknown.stdout, /error RT4111 .*std\.linac6MV/);
    assert.equal(unknown.code, 1);
  });

  it('fit refuses measurements that it cannot use, and writes nothing', async () => {
    bench.write('data.csv', 'depth,dose\n1,2\n');
    const { code, stderr } = await bench.dosewright('machine', 'fit', 'data.csv', '--machine', 'std.linac6MV', '--out', 'fitted.json'); // prettier-ignore
    assert.match(stderr, /data\.csv: the first line has to be/);
    assert.equal(code, 3);
    assert.ok(!existsSync(bench.path('fitted.json')));
  });

  it('without what it needs is wrong usage', async () => {
    for (const args of [
      [],
      ['weigh'],
      ['check'],
      ['fit', 'data.csv', '--machine', 'std.linac6MV'],
      ['fit', 'data.csv', '--out', 'x'],
    ]) {
      // prettier-ignore
      assert.equal((await bench.dosewright('machine', ...args)).code, 2, args.join(' '));
    }
  });
});
