import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { PlanLock } from '../../src/engine/plan-lock.ts';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

describe('dosewright run --locked', function () {
  this.timeout(120_000);
  const bench = commandLineBench();
  const locked = (): PlanLock => JSON.parse(readFileSync(bench.path('small.lock'), 'utf8')) as PlanLock;
  const change = (part: (lock: PlanLock) => void): void => {
    const lock = locked();
    part(lock);
    bench.write('small.lock', JSON.stringify(lock));
  };
  it('passes where nothing has changed, and tells that the dose is the same', async () => {
    bench.write('small.rtplan', smallPlan());
    const ended = await bench.dosewright('run', 'small.rtplan', '--lock');
    assert.equal(ended.code, 0, ended.stderr);
    const { stdout: schema } = await bench.dosewright('schema', 'lock');
    z.fromJSONSchema(JSON.parse(schema) as Parameters<typeof z.fromJSONSchema>[0]).parse(locked());
    const text = readFileSync(bench.path('small.lock'), 'utf8');
    for (const forbidden of [bench.folder, ...identifiers]) assert.ok(!text.includes(forbidden), forbidden);
    assert.doesNotMatch(text, /\d{4}-\d\d-\d\d|"\//);
    assert.deepEqual(
      locked().inputs.map(({ name }) => name),
      ['ct', 'fdg', 'structures'],
    );

    const again = await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out', '--threads', '1');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /As locked in .*small\.lock, to the last bit of the dose/);
    assert.equal(readFileSync(bench.path('out/plan.lock'), 'utf8'), text);
  });

  it('fails before it computes where only the seed of the intervals or their number of samples is another', async () => {
    bench.write('small.rtplan', smallPlan());
    const changes: ((lock: PlanLock) => void)[] = [
      (lock) => (lock.sampling.seed = 7),
      (lock) => (lock.sampling.samples = 10),
    ];
    for (const [n, what] of ['seed', 'samples'].entries()) {
      await bench.dosewright('run', 'small.rtplan', '--lock');
      change(changes[n]);
      const ended = await bench.dosewright('run', '--locked', 'small.rtplan');
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, new RegExp(`^ {2}sampling ${what}: locked ${n === 0 ? 7 : 10}, found \\d+\\.`, 'm'));
      assert.doesNotMatch(ended.stderr, /Computing dose|dose sha256/);
    }
  });

  it('holds the seed with which results were sampled', async () => {
    bench.write('small.rtplan', smallPlan());
    await bench.dosewright('run', 'small.rtplan', '--lock', '--out', 'out');
    const { outcome } = JSON.parse(readFileSync(bench.path('out/result.json'), 'utf8')) as {
      outcome: { sampling: PlanLock['sampling'] };
    };
    assert.deepEqual(locked().sampling, outcome.sampling);
  });

  it('takes the lock of the folder of results where there is none beside the plan', async () => {
    bench.write('small.rtplan', smallPlan());
    await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.ok(!existsSync(bench.path('small.lock')));
    assert.equal((await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out')).code, 0);
    bench.write('small.rtplan', smallPlan({ 'gantry = 0': 'gantry = 1' }));
    for (let n = 0; n < 2; n++) {
      const ended = await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out');
      assert.equal(ended.code, 1);
      assert.deepEqual(readdirSync(bench.path('out')), ['plan.lock']);
    }
  });

  it('names every difference with both values and the next step before it computes', async () => {
    bench.write('small.rtplan', smallPlan());
    await bench.dosewright('run', 'small.rtplan', '--lock');
    change((lock) => {
      lock.inputs[0].files += 1;
      lock.engine.version = '0.0.1';
      lock.machines[0].sha256 = '0'.repeat(64);
      lock.quality.cones = 7;
      lock.sampling.seed += 1;
    });
    bench.write('small.rtplan', `${smallPlan()}\n`);
    const ended = await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^Not as locked in .*small\.lock:$/m);
    assert.match(
      ended.stderr,
      /^ {2}plan sha256: locked [0-9a-f]{64}, found [0-9a-f]{64}\. Restore the plan text, or run with --lock/m,
    );
    assert.match(ended.stderr, /^ {2}inputs ct files: locked \d+, found \d+\. Restore the files, or run with --lock/m);
    assert.match(ended.stderr, /^ {2}machines std\.linac6MV sha256: locked 0{64}, found /m);
    assert.match(ended.stderr, /^ {2}engine version: locked 0\.0\.1, found /m);
    assert.match(ended.stderr, /^ {2}quality cones: locked 7, found \d+\. /m);
    assert.match(ended.stderr, /^ {2}sampling seed: locked (\d+), found (?!\1)\d+\. Use the version/m);
    assert.doesNotMatch(ended.stderr, /Computing dose/);
    assert.ok(!existsSync(bench.path('out/result.json')));
  });

  it('fails after computing where only the dose is another', async () => {
    bench.write('small.rtplan', smallPlan());
    await bench.dosewright('run', 'small.rtplan', '--lock');
    change((lock) => {
      lock.dose.sha256 = 'a'.repeat(64);
    });
    const ended = await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^ {2}dose sha256: locked a{64}, found [0-9a-f]{64}\. .*please report/m);
    assert.ok(!existsSync(bench.path('out/result.json')));
  });

  it('fails without a lock, and with one that is none', async () => {
    bench.write('small.rtplan', smallPlan());
    const without = await bench.dosewright('run', '--locked', 'small.rtplan', '--out', 'out');
    assert.equal(without.code, 1);
    assert.match(
      without.stderr,
      /^There is no lock: neither .*small\.lock nor .*plan\.lock\. Write one with --lock\.$/m,
    );
    bench.write('small.lock', '{"schema": "something"}');
    const broken = await bench.dosewright('run', '--locked', 'small.rtplan');
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /small\.lock is not a lock/);
  });
});

describe('dosewright run and its cache', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  it('keeps doses where it is told to, takes them from there with the same bits, and not with --no-cache', async () => {
    bench.write('small.rtplan', smallPlan());
    const cache = bench.path('cache');
    bench.setEnvironment({ DOSEWRIGHT_CACHE: cache, DOSEWRIGHT_CACHE_MB: '100' });
    await bench.dosewright('run', 'small.rtplan', '--no-cache', '--out', 'first');
    assert.ok(!existsSync(cache));
    await bench.dosewright('run', 'small.rtplan', '--out', 'second');
    assert.equal(readdirSync(cache).filter((name) => name.endsWith('.dose')).length, 1);
    await bench.dosewright('run', 'small.rtplan', '--out', 'third');
    const doses = ['first', 'second', 'third'].map((out) => readFileSync(bench.path(out, 'dose.nrrd')));
    assert.ok(doses[0].equals(doses[1]) && doses[0].equals(doses[2]));
  });

  it('says once that a folder cannot be used, and computes all the same', async () => {
    bench.write('small.rtplan', smallPlan());
    bench.write('file', '');
    bench.setEnvironment({ DOSEWRIGHT_CACHE: bench.path('file/cache'), DOSEWRIGHT_CACHE_MB: '100' });
    const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.equal(ended.code, 0);
    assert.equal(ended.stderr.match(/Computed doses are not kept on disk/g)?.length, 1);
  });
});
