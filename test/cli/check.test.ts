import assert from 'node:assert/strict';
import type { Log } from 'sarif';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

describe('dosewright check', function () {
  this.timeout(60_000);
  const bench = commandLineBench();

  it('says nothing of a sound plan and ends with 0', async () => {
    bench.write('small.rtplan', smallPlan());
    assert.deepEqual(await bench.dosewright('check', 'small.rtplan'), { code: 0, stdout: '', stderr: '' });
  });

  it('prints file:line:col severity CODE message, in order of place, one line a finding', async () => {
    const text = smallPlan({
      'dicom "ct"': 'dicom "ct-with-notes"',
      'structure "GTV"': 'structure "GTW"',
      'fdg >= 4 SUV': 'fdg >= 4 SUV or structure "Nodez"',
    });
    bench.write('small.rtplan', text);
    const { code, stdout } = await bench.dosewright('check', 'small.rtplan');
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => /^(\S+:\d+:\d+ \w+ RT\d{4}) \S.*[.?]$/.exec(line)?.[1]),
      ['small.rtplan:5:5 warning RT3018', 'small.rtplan:14:24 error RT3010', 'small.rtplan:15:51 error RT3010'],
    );
    assert.match(lines[1], /Did you mean "GTV"\?$/);
    assert.equal(code, 3);
  });

  it('prints the same for machines with --json', async () => {
    bench.write('small.rtplan', smallPlan({ 'structure "GTV"': 'structure "GTW"' }));
    const { code, stdout } = await bench.dosewright('check', '--json', 'small.rtplan');
    const [finding, ...others] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.match(finding.message as string, /Did you mean "GTV"\?/);
    assert.deepEqual(
      { ...finding, message: '' },
      {
        file: 'small.rtplan',
        line: 14,
        column: 24,
        endLine: 14,
        endColumn: 29,
        severity: 'error',
        code: 'RT3010',
        message: '',
        fixes: ['Use "GTV"'],
        allowed: null,
      },
    );
    assert.equal(code, 3);
    bench.write('sound.rtplan', smallPlan());
    assert.deepEqual(await bench.dosewright('check', '--json', 'sound.rtplan'), {
      code: 0,
      stdout: '[]\n',
      stderr: '',
    });
  });

  it('prints SARIF 2.1.0 for code scanning: each code as a rule, each finding at its place', async () => {
    bench.write('small.rtplan', smallPlan({ 'structure "GTV"': 'structure "GTW"' }));
    const { code, stdout } = await bench.dosewright('check', '--sarif', 'small.rtplan');
    assert.equal(code, 3);
    const { version, runs } = JSON.parse(stdout) as Log;
    assert.equal(version, '2.1.0');
    const [{ tool, results, columnKind }, ...others] = runs;
    assert.deepEqual([others, columnKind], [[], 'utf16CodeUnits']);
    const rules = tool.driver.rules!;
    assert.deepEqual(
      rules.map(({ id }) => id),
      ['RT3010'],
    );
    assert.ok(rules[0].fullDescription!.text.length > 40);
    const [{ ruleId, ruleIndex, level, locations }] = results!;
    assert.deepEqual([ruleId, ruleIndex, level], ['RT3010', 0, 'error']);
    assert.deepEqual(locations![0].physicalLocation, {
      artifactLocation: { uri: 'small.rtplan', uriBaseId: '%SRCROOT%' },
      region: { startLine: 14, startColumn: 24, endLine: 14, endColumn: 29 },
    });
    assert.equal((await bench.dosewright('check', '--sarif', '--json', 'small.rtplan')).code, 2);
  });

  it('ends with 0 for a file that is only imported, and with 3 where an import cannot be read', async () => {
    bench.write('shared.rtplan', 'let setup = 3 mm\n');
    assert.deepEqual(await bench.dosewright('check', 'shared.rtplan'), { code: 0, stdout: '', stderr: '' });
    bench.write('broken.rtplan', 'let setup = 3\norgan Cord = setup\n');
    assert.equal((await bench.dosewright('check', 'broken.rtplan')).code, 1);
    bench.write('importing.rtplan', 'import "nowhere.rtplan"\n');
    const { code, stdout } = await bench.dosewright('check', 'importing.rtplan');
    assert.match(stdout, /^importing\.rtplan:1:8 error RT1005 /);
    assert.equal(code, 3);
  });

  it('checks several plans and ends with the gravest of their codes', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write('b.rtplan', smallPlan({ 'fdg >= 4': 'fdg >= 40' }));
    bench.write('c.rtplan', smallPlan({ 'GTV 50 Gy': 'GTV 50' }));
    const failed = await bench.dosewright('check', 'a.rtplan', 'b.rtplan', 'c.rtplan');
    assert.equal(failed.code, 1);
    assert.deepEqual(failed.stdout.match(/^\S+|RT\d{4}/gm), ['b.rtplan:15:1', 'RT4001', 'c.rtplan:18:7', 'RT2002']);
    const unreadable = await bench.dosewright('check', 'b.rtplan', 'nowhere.rtplan');
    assert.equal(unreadable.code, 3);
    assert.match(unreadable.stdout, /^b\.rtplan:15:1 error RT4001/);
    assert.match(unreadable.stderr, /^nowhere\.rtplan: cannot be read/);
  });
});

describe('dosewright', function () {
  this.timeout(60_000);
  const bench = commandLineBench();

  const misuses: Record<string, [args: string[], says: RegExp]> = {
    'an unknown command': [
      ['compute'],
      /unknown command "compute": expected run, check, compare, diff, import, fmt, identifiers, influence, evidence, machine, model, render, report, schema, test$/m,
    ],
    'an unknown option': [['check', '--strict', 'a.rtplan'], /--strict/],
    'check without a plan': [['check'], /check expects at least one plan file/],
    'fmt without a plan': [['fmt'], /fmt expects at least one plan file/],
    'run without a folder': [['run', 'a.rtplan'], /run expects one plan file and --out DIR/],
    'run of two plans': [['run', 'a.rtplan', 'b.rtplan', '--out', 'out'], /run expects one plan file and --out DIR/],
    'no threads': [['run', 'a.rtplan', '--out', 'out', '--threads', '0'], /--threads expects a whole number/],
    'a schema of nothing': [['schema', 'constructor'], /schema expects one of: result, plan/],
  };
  for (const [title, [args, says]] of Object.entries(misuses)) {
    it(`ends with 2 and says what was expected after ${title}`, async () => {
      const { code, stdout, stderr } = await bench.dosewright(...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
      assert.match(stderr, /Try: dosewright --help/);
    });
  }

  it('prints its usage, its version and the schemas', async () => {
    const [bare, help, version, result, plan] = await Promise.all(
      [[], ['--help'], ['--version'], ['schema', 'result'], ['schema', 'plan']].map((args) =>
        bench.dosewright(...args),
      ),
    );
    assert.deepEqual([bare.code, help.code, version.code], [2, 0, 0]);
    assert.equal(bare.stdout, help.stdout);
    assert.deepEqual(await bench.dosewright('run', '--help'), help);
    assert.match(
      help.stdout,
      /Exit codes: 0 fine, 1 a check or a "must" goal failed, 2 usage, 3 an input could not be read/,
    );
    assert.match(version.stdout, /^dosewright \d+\.\d+\.\d+\n$/);
    for (const { stdout } of [result, plan])
      assert.equal((JSON.parse(stdout) as { $schema: string }).$schema, 'https://json-schema.org/draft/2020-12/schema');
  });
});
