import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { decode } from 'fast-png';
import { svgToPng } from '../../src/preview/png.ts';
import { renderBeamsSvg, renderDvhSvg, renderSliceSvg } from '../../src/preview/render.ts';
import { radialModel } from './draw/phantoms.ts';
import { syntheticModel } from './synthetic-model.ts';

const require = createRequire(import.meta.url);
const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fs.readFileSync(path.join(path.dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf', name)),
);
const tools = { wasm: fs.readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')), fonts };
const notice = 'Research use only – not for clinical use';

describe('pictures without a page', () => {
  it('carry the research notice, and NOT DOSIMETRIC where it is due', () => {
    const loaded = radialModel({ notDosimetric: 'NOT DOSIMETRIC: the image cuts the patient' });
    for (const svg of [
      renderSliceSvg(loaded, { plane: 'coronal', crosshairMm: [0, 0, 0] }),
      renderDvhSvg(syntheticModel({ voxelMm: 12, notDosimetric: 'NOT DOSIMETRIC: cut' }).model),
    ]) {
      assert.ok(svg.includes(notice));
      assert.ok(svg.includes('NOT DOSIMETRIC'));
      assert.ok(!svg.includes('style='), 'no style attributes');
    }
  });

  it('show every beam from its source, each in a frame of its own', () => {
    const { model } = syntheticModel({ voxelMm: 12 });
    const svg = renderBeamsSvg(syntheticModel({ voxelMm: 12 }));
    assert.equal(svg.match(/<svg /g)?.length, 1 + model.beams.length);
    for (const { name } of model.beams) assert.ok(svg.includes(`>${name}<`), name);
    assert.ok(svg.includes(notice));
    assert.ok(!svg.includes('style='), 'no style attributes');
  });

  it('name no patient', () => {
    const loaded = radialModel({ patientId: 'MRN-12345' });
    assert.ok(!renderSliceSvg(loaded, { plane: 'axial', crosshairMm: [0, 0, 0] }).includes('MRN-12345'));
  });

  it('are the same every time', () => {
    const make = () =>
      renderSliceSvg(radialModel(), { plane: 'sagittal', crosshairMm: [0, 0, 0], widthPx: 300, heightPx: 300 });
    assert.equal(make(), make());
  });

  it('escape what a plan’s author may write', () => {
    assert.ok(
      renderDvhSvg({ ...syntheticModel({ voxelMm: 12 }).model, title: 'a < b & "c"' }).includes(
        'a &lt; b &amp; &quot;c&quot;',
      ),
    );
  });

  it('become PNG with the isodose in its place and colour', async function () {
    this.timeout(20000);
    const svg = renderSliceSvg(radialModel(), {
      plane: 'axial',
      crosshairMm: [0, 0, 0],
      widthPx: 400,
      heightPx: 424,
      levelsPercent: [80],
      showCrosshair: false,
    });
    const picture = decode(await svgToPng(svg, tools, 1));
    assert.deepEqual([picture.width, picture.height], [400, 424]);
    const green = (x: number, y: number) => {
      const [r, g, b] = picture.data.subarray(picture.channels * (y * 400 + x));
      return g > 170 && g - b > 70 && g - r > 40;
    };
    // The body, 45 mm in radius, fills the height between header and foot; the 80 % line is a circle of 20 mm about the same middle.
    const row = 38 + (400 - 38 - 46) / 2;
    const hits = Array.from({ length: 400 }, (_, x) => x).filter((x) => green(x, Math.round(row)));
    const mmPerPx = 91 / (400 - 2 * 52);
    const widest = Math.max(...hits) - Math.min(...hits);
    assert.ok(Math.abs((widest * mmPerPx) / 2 - 20) < 1.2, `radius ${(widest * mmPerPx) / 2} mm`);
  });
});
