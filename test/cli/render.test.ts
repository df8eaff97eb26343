import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { findChromium } from '../../src/cli/chromium.ts';
import { commandLineBench } from '../support/command-line.ts';
import { skipOrFail } from '../support/shared-data.ts';
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
    for (const view of ['side', 'axial,side', '']) {
      const ended = await bench.dosewright('render', 'small.rtplan', '--view', view);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /there is no view ".*--view expects axial, coronal, sagittal, dvh, beams, 3d/);
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

  describe('of the 3D view', () => {
    before(function () {
      if (!findChromium()) skipOrFail(this, 'no Chromium: apt-get install chromium, or set CHROMIUM to its path');
    });

    it('draws body, target, isodose and beams with the preview’s own code in a Chromium', async () => {
      bench.write('small.rtplan', smallPlan());
      const ended = await bench.dosewright('render', 'small.rtplan', '--view', '3d', '--size', '600x500', '--preview');
      assert.equal(ended.code, 0, ended.stderr);
      const { width, height, data, channels } = decode(readFileSync(bench.path('small-3d.preview.png')));
      assert.deepEqual([width, height], [600, 500]);
      const hues = { grey: 0, amber: 0, red: 0, teal: 0 };
      for (let pixel = 0; pixel < width * (height - 24); pixel++) {
        const [r, g, b] = [0, 1, 2].map((channel) => data[pixel * channels + channel]);
        const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
        if (most - least < 8 && most < 250 && most > 120) hues.grey++;
        // Beams and the isodose of 95 % on white: less blue than red and green, red foremost.
        else if (r >= g && g > b + 12) hues.amber++;
        else if (r > g + 25 && r > b) hues.red++;
        else if (g > r + 8 && b > r) hues.teal++;
      }
      // The body takes up a good part of the picture; the rest is within it, or stands around it.
      assert.ok(hues.grey > 8_000, JSON.stringify(hues));
      assert.ok(hues.amber > 1_500, JSON.stringify(hues));
      assert.ok(hues.red > 60, JSON.stringify(hues));
      assert.ok(hues.teal > 300, JSON.stringify(hues));
    });

    it('draws the axial slice with its dose among them, and the letters of its sides', async () => {
      bench.write('small.rtplan', smallPlan());
      const pictures: string[] = [];
      for (const slice of [[], ['--slice']]) {
        const view = ['--view', '3d', '--format', 'svg', '--preview', '--size', '600x500', ...slice];
        const ended = await bench.dosewright('render', 'small.rtplan', ...view);
        assert.equal(ended.code, 0, ended.stderr);
        pictures.push(readFileSync(bench.path('small-3d.preview.svg'), 'utf8'));
      }
      const [without, withSlice] = pictures.map((svg) => ({
        letters: svg.match(/>[LRAP]</g)?.length ?? 0,
        raster: decode(Buffer.from(/data:image\/png;base64,([^"]*)/.exec(svg)![1], 'base64')),
      }));
      assert.ok(withSlice.letters >= without.letters + 2, `${without.letters}, ${withSlice.letters}`);
      const { data, channels } = withSlice.raster;
      let changed = 0;
      for (let n = 0; n < data.length; n += channels)
        if ([0, 1, 2].some((channel) => Math.abs(data[n + channel] - without.raster.data[n + channel]) > 20)) changed++;
      assert.ok(changed > 0.03 * (data.length / channels), String(changed));
      const alone = await bench.dosewright('render', 'small.rtplan', '--view', 'axial', '--slice');
      assert.equal(alone.code, 2);
      assert.match(alone.stderr, /--slice puts the axial slice into the 3D view: add 3d to --view/);
    });

    it('is a whole SVG document with the words over the picture', async () => {
      bench.write('small.rtplan', smallPlan());
      const ended = await bench.dosewright('render', 'small.rtplan', '--view', '3d', '--format', 'svg', '--preview');
      assert.equal(ended.code, 0, ended.stderr);
      const svg = readFileSync(bench.path('small-3d.preview.svg'), 'utf8');
      assert.match(svg, /data:image\/png;base64,/);
      for (const words of ['GTV', 'Spine', 'A 0°', 'PREVIEW QUALITY', 'Research use only'])
        assert.ok(svg.includes(words), words);
    });
  });

  it('ends with 3 before anything is computed where 3D is asked for and there is no Chromium, and says how to get one', async () => {
    bench.write('small.rtplan', smallPlan());
    const environments: Record<string, string>[] = [
      { CHROMIUM: '/nowhere/chromium' },
      { CHROMIUM: '', PATH: '/nowhere' },
    ];
    for (const environment of environments) {
      bench.setEnvironment(environment);
      const ended = await bench.dosewright('render', 'small.rtplan', '--view', '3d,axial');
      assert.equal(ended.code, 3);
      assert.match(
        ended.stderr,
        /drawn by Chromium, and none was found.*apt-get install chromium.*set CHROMIUM to its path/,
      );
      assert.doesNotMatch(ended.stderr, /Reading|Computing/);
    }
    assert.ok(!existsSync(bench.path('small-axial.png')));
  });

  it('says in words what a browser that cannot draw has said', async () => {
    bench.write('small.rtplan', smallPlan());
    bench.write('broken', '#!/bin/sh\necho "no such display" >&2\nexit 7\n');
    chmodSync(bench.path('broken'), 0o755);
    bench.setEnvironment({ CHROMIUM: bench.path('broken') });
    const ended = await bench.dosewright('render', 'small.rtplan', '--view', '3d,axial', '--preview');
    assert.equal(ended.code, 1);
    assert.match(
      ended.stderr,
      /broken ended with 7: no such display\. Nothing was written: set CHROMIUM to another one/,
    );
    assert.ok(!existsSync(bench.path('small-axial.preview.png')));
  });
});
