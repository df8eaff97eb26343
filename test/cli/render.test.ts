import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

describe('dosewright render', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  it('draws the views that are asked for, of the size that is asked for, and no others', async () => {
    bench.write('small.rtplan', smallPlan());
    const ended = await bench.dosewright(
      'render',
      'small.rtplan',
      '--view',
      'axial,dvh,beams',
      '--out',
      'views',
      '--size',
      '640x400',
    );
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(
      readdirSync(bench.path('views')).sort(),
      ['axial', 'beams', 'dvh'].map((view) => `small-${view}.png`),
    );
    for (const name of readdirSync(bench.path('views'))) {
      const { width, height, data } = decode(readFileSync(bench.path('views', name)));
      assert.deepEqual([width, height], [640, 400], name);
      assert.ok(new Set(data).size > 20, `${name} is blank`);
    }
    assert.match(ended.stdout, /Research use only/);
  });

  it('writes SVG on the ground of a theme, and marks what is of a preview', async () => {
    bench.write('small.rtplan', smallPlan());
    const draw = (...more: string[]) =>
      bench.dosewright('render', 'small.rtplan', '--view', 'dvh', '--format', 'svg', '--preview', ...more);
    const svg = (): string => readFileSync(bench.path('small-dvh.preview.svg'), 'utf8');
    assert.equal((await draw()).code, 0);
    const light = svg();
    assert.equal((await draw('--theme', 'dark')).code, 0);
    assert.match(light, /fill="#ffffff"/);
    assert.match(svg(), /fill="#1f1f1f"/);
    for (const text of [light, svg()]) assert.match(text, /PREVIEW QUALITY.*Research use only/);
  });

  it('names the views there are where one is asked for that is not, and draws nothing', async () => {
    bench.write('small.rtplan', smallPlan());
    for (const view of ['3d', 'axial,side', '']) {
      const ended = await bench.dosewright('render', 'small.rtplan', '--view', view);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /there is no view ".*--view expects axial, coronal, sagittal, dvh, beams/);
    }
    for (const wrong of [
      ['--size', '640'],
      ['--size', '10x9000'],
      ['--theme', 'blue'],
      ['--format', 'pdf'],
    ])
      assert.equal(
        (await bench.dosewright('render', 'small.rtplan', '--view', 'dvh', ...wrong)).code,
        2,
        wrong.join(' '),
      );
    bench.write('wrong.rtplan', smallPlan({ 'dicom "ct"': 'dicom "nowhere"' }));
    assert.equal((await bench.dosewright('render', 'wrong.rtplan', '--view', 'dvh')).code, 3);
    assert.ok(!existsSync(bench.path('wrong-dvh.png')));
  });
});
