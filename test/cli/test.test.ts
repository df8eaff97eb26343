import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

const withTest = (assertion: string): string => `${smallPlan()}
baseline Less = this with schedule 20 fractions, 5 per week {
  GTV 40 Gy
  normalise GTV D50% = 40 Gy
}
test "more dose & more control" { assert ${assertion} }
`;

describe('dosewright test', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  it('ends with 0 where goals and tests hold, and writes what a CI server reads', async () => {
    bench.write('small.rtplan', withTest('GTV.D50% - Less.GTV.D50% >= 9.9 Gy'));
    const ended = await bench.dosewright('test', 'small.rtplan', '--junit', 'out/junit.xml');
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(
      ended.stdout,
      /✓ more dose & more control: GTV\.D50% - Less\.GTV\.D50% >= 9\.9 Gy\n {6}10\.0 Gy, where at least 9\.9 Gy is asked/,
    );
    assert.match(ended.stdout, /1 plan: 3 passed, 0 failed/);
    const xml = readFileSync(bench.path('out/junit.xml'), 'utf8');
    assert.match(xml, /<testsuites name="dosewright" tests="3" failures="0" errors="0"/);
    assert.match(
      xml,
      /name="more dose &amp; more control: GTV\.D50% - Less\.GTV\.D50% &gt;= 9\.9 Gy" file="small\.rtplan" line="\d+"/,
    );
  });

  it('ends with 1 where a test or a must goal fails; a wish that is not met is told', async () => {
    mkdirSync(bench.path('plans/deeper'), { recursive: true });
    const link = (text: string): string => text.replaceAll('dicom "', 'dicom "../');
    bench.write('plans/failing.rtplan', link(withTest('GTV.D50% - Less.GTV.D50% >= 11 Gy')));
    bench.write(
      'plans/deeper/wish.rtplan',
      link(link(smallPlan({ 'Spine mean <= 50 Gy': 'GTV mean <= 1 Gy', '>= 80 %': '>= 100 %' }))),
    );
    bench.write('plans/names.rtplan', 'let margin = 5 mm\n');
    const ended = await bench.dosewright('test', 'plans', '--junit', 'junit.xml');
    assert.equal(ended.code, 1, ended.stdout + ended.stderr);
    assert.match(ended.stdout, /✗ goal: GTV D95% >= 100 % of prescription \(must\)/);
    assert.match(ended.stdout, /✓ goal: GTV mean <= 1 Gy \(prefer 1\)\n.*not met/);
    assert.match(ended.stdout, /✗ more dose/);
    assert.match(ended.stdout, /2 plans: 3 passed, 2 failed/);
    const xml = readFileSync(bench.path('junit.xml'), 'utf8');
    assert.equal(xml.match(/<failure /g)?.length, 2);
    assert.match(xml, /<failure type="RT6015" message="10\.0 Gy, where at least 11\.0 Gy is asked">/);
  });

  it('counts a plan with errors as one that failed, with the place', async () => {
    bench.write('wrong.rtplan', withTest('GTV.D50% >= 50'));
    const ended = await bench.dosewright('test', 'wrong.rtplan', '--junit', 'junit.xml');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /RT2003/);
    assert.match(readFileSync(bench.path('junit.xml'), 'utf8'), /errors="1".*[\s\S]*<error type="RT2003"/);
  });

  it('ends with 3 where nothing is there to test, and leaves no result of an earlier run', async () => {
    bench.write('junit.xml', '<testsuites/>');
    mkdirSync(bench.path('empty'));
    for (const path of ['nowhere', 'empty']) {
      const ended = await bench.dosewright('test', path, '--junit', 'junit.xml');
      assert.equal(ended.code, 3);
      assert.match(ended.stderr, new RegExp(path));
    }
    assert.ok(existsSync(bench.path('junit.xml')));
    assert.doesNotMatch(readFileSync(bench.path('junit.xml'), 'utf8'), /testcase/);
  });
});
