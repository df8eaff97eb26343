import assert from 'node:assert/strict';
import { commandLineBench } from '../support/command-line.ts';
import { houseCordRow } from '../support/house-evidence.ts';

const house = {
  schema: 'rtevidence/1',
  name: 'head and neck protocol',
  sources: [{ key: 'house', module: 'house', title: 'House protocol', citation: 'Head and neck protocol 7, 2025' }],
  constraints: [{ ...houseCordRow, overrides: 'quantec.spinalcord.max.50Gy' }],
};

describe('dosewright evidence', function () {
  this.timeout(60_000);
  const bench = commandLineBench();

  it('searches offline: limit, course, rate, citation, confidence and flags of each row', async () => {
    const { code, stdout } = await bench.dosewright('evidence', 'search', 'Parotid_L', 'mean');
    assert.equal(code, 0);
    const [header, first] = stdout.split('\n');
    assert.match(header, /^row +says +course +rate +citation +confidence$/);
    assert.match(
      first,
      /^quantec\.parotid\.mean\.25Gy +Parotids mean <= 25 Gy \[both glands\] +1\.8 to 2 Gy\/fraction +<20% .*Marks LB.* high$/,
    );
    const tg101 = await bench.dosewright('evidence', 'search', 'cord', 'tg101', '--limit', '1');
    assert.match(tg101.stdout, /erratum unread$/m);
    assert.equal(tg101.stdout.trim().split('\n').length, 2);
  });

  it('gives rows as JSON, with the numbers of the course', async () => {
    const { stdout } = await bench.dosewright(
      'evidence',
      'search',
      'hytec',
      'cord',
      '5',
      '--organ',
      'SpinalCord',
      '--json',
    );
    const [hit] = JSON.parse(stdout) as { row: { limit: number; course: { fractions: number[] } }; citation: string }[];
    assert.equal(hit.row.limit, 25.3);
    assert.deepEqual(hit.row.course.fractions, [5, 5]);
    assert.match(hit.citation, /Sahgal/);
  });

  it('shows an organ with the guidelines that disagree side by side', async () => {
    const { code, stdout } = await bench.dosewright('evidence', 'show', 'spinal', 'cord');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /Guidelines that disagree: near-maximum, 5 fractions\nHyTEC spinal cord +AAPM TG-101 +NCCN lung SABR\nmax <= 25\.3 Gy +D0\.035cc < 30 Gy +max <= 30 Gy/,
    );
    assert.match(stdout, /LKB: n 0\.05, m 0\.175, TD50 66\.5 Gy/);
    assert.equal((await bench.dosewright('evidence', 'show', 'moon')).code, 1);
  });

  it('lints its own rows without an error', async () => {
    const { code, stdout } = await bench.dosewright('evidence', 'lint', '--quiet');
    assert.equal(code, 0);
    assert.match(stdout, /^0 errors, 0 warnings, \d+ informations\n$/);
  });

  it('takes rows of a user in place of its own, and says so', async () => {
    bench.write('house.rtevidence.json', JSON.stringify(house));
    assert.equal((await bench.dosewright('evidence', 'lint', 'house.rtevidence.json')).code, 0);
    const { stdout } = await bench.dosewright(
      'evidence',
      'search',
      'cord',
      'max',
      'house',
      '--evidence',
      'house.rtevidence.json',
    );
    assert.match(
      stdout.split('\n')[1],
      /^house\.cord .*local, overrides quantec\.spinalcord\.max\.50Gy \(max <= 50 Gy\)$/,
    );
    const all = await bench.dosewright('evidence', 'show', 'cord', '--evidence', 'house.rtevidence.json');
    assert.ok(!/max <= 50 Gy /.test(all.stdout));
  });

  it('refuses a file with a row amiss, and names row and field', async () => {
    const [row] = house.constraints;
    const bad = { ...house, constraints: [{ ...row, confidence: 'certain', metric: undefined, dose: 3 }] };
    bench.write('bad.rtevidence.json', JSON.stringify(bad));
    const linted = await bench.dosewright('evidence', 'lint', 'bad.rtevidence.json');
    assert.equal(linted.code, 1);
    assert.match(linted.stdout, /error constraints "house\.cord" confidence: has to be high, medium or low/);
    assert.match(linted.stdout, /error constraints "house\.cord" dose: is no field of such a row/);
    bench.write('mixed.rtevidence.json', JSON.stringify({ ...house, constraints: [{ ...row, metric: 'Dmax' }] }));
    assert.match(
      (await bench.dosewright('evidence', 'lint', 'mixed.rtevidence.json')).stdout,
      /error house\.cord metric: "Dmax" is no metric/,
    );
    assert.equal((await bench.dosewright('evidence', 'search', 'cord', '--evidence', 'bad.rtevidence.json')).code, 3);
    assert.equal(
      (await bench.dosewright('evidence', 'search', 'cord', '--evidence', 'nowhere.rtevidence.json')).code,
      3,
    );
    assert.equal((await bench.dosewright('evidence', 'search')).code, 2);
  });
});
