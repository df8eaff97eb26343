import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

const ladder = `
baseline Less = this with schedule 20 fractions, 5 per week {
  GTV 40 Gy
  normalise GTV D50% = 40 Gy
}
test "more dose & <more> control" { assert GTV.D50% - Less.GTV.D50% >= 9.9 Gy }
`;

describe('dosewright report', function () {
  this.timeout(120_000);
  const bench = commandLineBench();
  const page = (name: string): string => readFileSync(bench.path(name), 'utf8');
  /** What is there to be read: without markup, and without what stands in addresses. */
  const wordsOf = (html: string): string =>
    html
      .replace(/<style>[\s\S]*?<\/style>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ');
  /** The SVG documents that a page embeds. */
  const picturesOf = (html: string): string[] =>
    [...html.matchAll(/data:image\/svg\+xml;base64,([^"]+)/g)].map(([, data]) =>
      Buffer.from(data, 'base64').toString(),
    );

  it('writes goals, ladder, tests, text, sources and hashes beside the plan, and ends with 0', async () => {
    bench.write(
      'small.rtplan',
      `${smallPlan({ 'goals {': 'goals {\n  Spine D0.03cc <= 60 Gy prefer 2 from std.quantec' })}${ladder}`,
    );
    const ended = await bench.dosewright('report', 'small.rtplan');
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    const html = page('small.html');
    const words = wordsOf(html);
    assert.match(words, /Research use only – not for clinical use.*Small water body.*Patient P1 \(pseudonym\)/);
    assert.match(words, /✓ met must GTV D95% ≥ 80 % \(40 Gy\) [\d.]+ Gy [\d.]+ Gy above plan/);
    assert.match(words, /all GTV 50\.0 Gy 25 2\.00 Gy D50%/);
    assert.match(words, /Goals Region Less This plan .*GTV D95% ≥ 80 % \(40 Gy\) must/);
    assert.match(words, /✓ holds more dose & <more> control .*10\.0 Gy, where at least 9\.9 Gy is asked/);
    assert.match(words, /normalise GTV D50% = 50 Gy/);
    assert.match(words, /Marks LB et al\. .*For goal Spine D0\.03cc <= 60 Gy/);
    assert.match(words, /leaves\.transmission 0\.015 AAPM Report 72/);
    assert.match(words, /without a source goal GTV D95% >= 80 % of prescription/);
    assert.match(words, /scatter from the jaws back into the monitor chamber/);

    const locked = await bench.dosewright('run', 'small.rtplan', '--lock');
    assert.equal(locked.code, 0, locked.stderr);
    const lock = JSON.parse(page('small.lock')) as { plan: { sha256: string }; dose: { sha256: string } };
    for (const { sha256 } of [lock.plan, lock.dose]) assert.ok(words.includes(sha256), `without ${sha256}`);
  });

  it('needs nothing else: no script, nothing that is fetched, and no word that identifies the patient', async () => {
    bench.write('small.rtplan', smallPlan());
    const ended = await bench.dosewright('report', 'small.rtplan', '--out', 'pages/report.html');
    assert.equal(ended.code, 0, ended.stderr);
    const html = page('pages/report.html');
    assert.match(
      html,
      /Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/,
    );
    assert.doesNotMatch(html, /<script|<link|<iframe|<object|<form|\son\w+=|@import|url\(|javascript:/i);
    for (const [, address] of html.matchAll(/\s(?:src|srcset)="([^"]*)"/g))
      assert.match(address, /^data:image\/svg\+xml;base64,[\w+/=]+$/);
    for (const [, address] of html.matchAll(/href="([^"]*)"/g))
      assert.match(address, /^(#[\w-]+|https:\/\/doi\.org\/\S+)$/);
    const pictures = picturesOf(html);
    // Four slices, the PET being the fourth; DVH and beams for either ground.
    assert.equal(pictures.length, 8);
    for (const svg of pictures) {
      assert.match(svg, /Research use only/);
      assert.doesNotMatch(svg, /<script|href="(?!data:image\/png;base64,)/);
    }
    const said = [html, ...pictures, ended.stdout, ended.stderr]
      .map((text) => text.replace(/base64,[^"]*/g, ''))
      .join('\n');
    for (const identifier of identifiers) assert.ok(!said.includes(identifier), `the page holds ${identifier}`);
  });

  it('shows markup in a plan as text', async () => {
    const title = '<script>alert(1)</script> & <b>bold</b>';
    bench.write(
      'small.rtplan',
      smallPlan({ 'Small water body': title, 'goals {': '// <img src=x onerror=alert(2)>\ngoals {' }),
    );
    const ended = await bench.dosewright('report', 'small.rtplan');
    assert.equal(ended.code, 0, ended.stderr);
    const html = page('small.html');
    assert.doesNotMatch(html, /<script|<img src=x|<b>bold/);
    assert.match(html, /<title>&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &lt;b&gt;bold&lt;\/b&gt;<\/title>/);
    assert.match(html, /<i>\/\/ &lt;img src=x onerror=alert\(2\)&gt;<\/i>/);
    for (const svg of picturesOf(html)) assert.doesNotMatch(svg, /<script/);
  });

  it('ends with 1 where a must goal is missed, the page written; baselines can be left out', async () => {
    bench.write('small.rtplan', smallPlan({ 'Spine mean <= 50 Gy prefer 1': 'Spine mean <= 1 Gy must' }) + ladder);
    const ended = await bench.dosewright('report', 'small.rtplan', '--no-ladder');
    assert.equal(ended.code, 1, ended.stderr);
    const words = wordsOf(page('small.html'));
    assert.match(words, /✗ missed must Spine mean ≤ 1 Gy/);
    assert.match(words, /warning RT6001 \d+ "Spine mean <= 1 Gy" is not met/);
    assert.match(words, /were not computed for this report \(--no-ladder\)/);
  });

  it('writes no page of a refused plan, and leaves none of an earlier text', async () => {
    const wrong = [
      [smallPlan({ 'GTV 50 Gy': 'GTV 50' }), 1],
      [smallPlan({ 'dicom "ct"': 'dicom "nowhere"' }), 3],
    ] as const;
    for (const [text, code] of wrong) {
      bench.write('small.rtplan', text);
      bench.write('small.html', 'of an earlier text');
      const ended = await bench.dosewright('report', 'small.rtplan');
      assert.equal(ended.code, code, ended.stderr);
      assert.ok(!existsSync(bench.path('small.html')));
    }
    assert.equal((await bench.dosewright('report', 'nowhere.rtplan')).code, 3);
    for (const args of [[], ['small.rtplan', '--out', 'small.rtplan']])
      assert.equal((await bench.dosewright('report', ...args)).code, 2);
    assert.ok(existsSync(bench.path('small.rtplan')), 'a wrong --out removes nothing');
  });

  it('interrupted leaves no page and no part of one', async () => {
    bench.write('small.rtplan', smallPlan({ 'grid = 10 mm': 'grid = 2 mm' }) + ladder);
    const { process: running, ended } = bench.start('report', 'small.rtplan', '--out', 'pages/small.html');
    running.stderr!.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('omputing dose')) running.kill('SIGINT');
    });
    const { code, stderr } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Cancelled: nothing was written/);
    assert.deepEqual(existsSync(bench.path('pages')) ? readdirSync(bench.path('pages')) : [], []);
  });
});
