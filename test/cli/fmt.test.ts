import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

describe('dosewright fmt', function () {
  this.timeout(60_000);
  const bench = commandLineBench();
  const untidy = smallPlan().replace(/^ +/gm, '').replace('plan "', 'plan      "');

  it('formats in place, once, and to one layout however the plan was laid out', async () => {
    bench.write('untidy.rtplan', untidy);
    bench.write('small.rtplan', smallPlan());
    chmodSync(bench.path('untidy.rtplan'), 0o640);
    const files = readdirSync(bench.folder);
    const ended = await bench.dosewright('fmt', 'untidy.rtplan', 'small.rtplan');
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.match(ended.stdout, /^untidy\.rtplan formatted$/m);
    const formatted = readFileSync(bench.path('untidy.rtplan'), 'utf8');
    assert.match(formatted, /^plan "Small water body"\n\npatient P1 \{\n {2}images \{\n {4}ct +=/);
    assert.equal(formatted, readFileSync(bench.path('small.rtplan'), 'utf8'));
    assert.equal(statSync(bench.path('untidy.rtplan')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(bench.folder), files);
    assert.deepEqual(await bench.dosewright('fmt', 'untidy.rtplan'), { code: 0, stdout: '', stderr: '' });
  });

  it('only says which files it would change with --check, and ends with 1', async () => {
    bench.write('tidy.rtplan', smallPlan());
    await bench.dosewright('fmt', 'tidy.rtplan');
    bench.write('untidy.rtplan', untidy);
    assert.deepEqual(await bench.dosewright('fmt', '--check', 'untidy.rtplan', 'tidy.rtplan'), {
      code: 1,
      stdout: 'untidy.rtplan would be reformatted\n',
      stderr: '',
    });
    assert.equal(readFileSync(bench.path('untidy.rtplan'), 'utf8'), untidy);
  });

  it('keeps a statement that does not parse, as it is written', async () => {
    const broken = smallPlan({ '  GTV 50 Gy': '    GTV   50 Gy Gy (' });
    bench.write('broken.rtplan', broken);
    const { code } = await bench.dosewright('fmt', 'broken.rtplan');
    assert.equal(code, 0);
    assert.match(readFileSync(bench.path('broken.rtplan'), 'utf8'), /GTV {3}50 Gy Gy \(/);
  });

  it('leaves alone what is no text, and ends with 3', async () => {
    const utf16 = Buffer.from(`\ufeff${untidy}`, 'utf16le');
    bench.write('utf16.rtplan', utf16);
    bench.write('untidy.rtplan', untidy);
    const ended = await bench.dosewright('fmt', 'nowhere.rtplan', 'utf16.rtplan', 'untidy.rtplan');
    assert.equal(ended.code, 3);
    assert.match(
      ended.stderr,
      /^nowhere\.rtplan: cannot be read \(ENOENT\)\. Check the path\.\nutf16\.rtplan: is UTF-16 text; save it as UTF-8\.\n$/,
    );
    assert.ok(readFileSync(bench.path('utf16.rtplan')).equals(utf16));
    assert.equal(ended.stdout, 'untidy.rtplan formatted\n');
  });
});
