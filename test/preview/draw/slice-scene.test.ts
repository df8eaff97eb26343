import assert from 'node:assert/strict';
import { distanceToLine } from '../../../src/preview/draw/polyline.ts';
import { planes, toPx, type PlaneName } from '../../../src/preview/draw/plane.ts';
import {
  overlaps,
  type Box,
  type PathItem,
  type Scene,
  type SceneItem,
  type TextItem,
} from '../../../src/preview/draw/scene.ts';
import { sliceFrame, sliceLines, sliceScene, type SliceView } from '../../../src/preview/draw/slice-scene.ts';
import { measureDejaVu } from '../../../src/preview/draw/text-width.ts';
import { mapOverlay } from '../../../src/preview/map-names.ts';
import type { LoadedModel } from '../../../src/preview/loaded.ts';
import { syntheticModel } from '../synthetic-model.ts';
import { radialModel } from './phantoms.ts';

function viewOf(change: Partial<SliceView> = {}): SliceView {
  return {
    plane: 'axial',
    crosshairMm: [0, 0, 0],
    widthPx: 600,
    heightPx: 500,
    size: 'large',
    window: { level: 0, width: 100 },
    levelsPercent: [95, 80, 50, 30],
    showCrosshair: true,
    measure: measureDejaVu,
    ...change,
  };
}

function draw(
  loaded: LoadedModel,
  change: Partial<SliceView> = {},
): { scene: Scene; frame: ReturnType<typeof sliceFrame> } {
  const view = viewOf(change);
  const frame = sliceFrame(loaded, view);
  return {
    frame,
    scene: sliceScene(loaded, view, frame, sliceLines(loaded, view.plane, frame.positionMm, view.levelsPercent)),
  };
}

const part = (scene: Scene, name: string): SceneItem[] => scene.items.filter((item) => item.data?.part === name);
const words = (item: SceneItem): string => (item.kind === 'text' ? item.spans.map((s) => s.text).join('') : '');

function boxOf(item: TextItem): Box {
  const width = measureDejaVu(words(item), item.size, item.weight);
  const x = item.anchor === 'middle' ? item.x - width / 2 : item.anchor === 'end' ? item.x - width : item.x;
  return { x, y: item.y - item.size * 0.75, width, height: item.size * 0.9 };
}

describe('a slice view', () => {
  it('has the patient’s right on the left, and its letter at each edge of the screen', () => {
    const expected: Record<PlaneName, Record<string, string>> = {
      axial: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
      coronal: { left: 'R', right: 'L', top: 'H', bottom: 'F' },
      sagittal: { left: 'A', right: 'P', top: 'H', bottom: 'F' },
    };
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const { scene } = draw(radialModel(), { plane });
      const letters = part(scene, 'orientation') as TextItem[];
      assert.deepEqual(Object.fromEntries(letters.map((l) => [l.data?.edge, words(l)])), expected[plane]);
      const by = (edge: string) => letters.find((l) => l.data?.edge === edge)!;
      assert.ok(by('left').x < 40 && by('right').x > 560 && by('top').y < 40 && by('bottom').y > 440);
    }
  });

  it('draws an isodose as a circle of its radius in millimetres', () => {
    const { scene, frame } = draw(radialModel(), { levelsPercent: [80] });
    const [line] = (part(scene, 'isodose')[0] as PathItem).lines;
    const [cx, cy] = toPx(frame, [0, 0]);
    // 80 % of 50 Gy is 40 Gy, 20 mm from the middle.
    for (const [x, y] of line.points) assert.ok(Math.abs(Math.hypot(x - cx, y - cy) * frame.mmPerPx - 20) < 0.35);
  });

  it('labels every level once, on its line, with no label over another', () => {
    const { scene } = draw(radialModel());
    const labels = part(scene, 'isodose-label') as TextItem[];
    assert.deepEqual(labels.map(words).sort(), ['30 %', '50 %', '80 %', '95 %']);
    for (const label of labels) {
      const lines = (part(scene, 'isodose') as PathItem[]).find((i) => i.data?.percent === label.data?.percent)!.lines;
      const middle: [number, number] = [label.x, label.y - 4.3];
      assert.ok(Math.min(...lines.map((l) => distanceToLine(l, middle))) < 0.6, words(label));
      for (const other of labels)
        if (other !== label) assert.ok(!overlaps(boxOf(label), boxOf(other)), `${words(label)} over ${words(other)}`);
    }
  });

  it('dashes what is made by margins, so that it is not taken for an isodose', () => {
    const { scene } = draw(radialModel());
    const regions = new Map((part(scene, 'region') as PathItem[]).map((item) => [item.data?.region, item]));
    assert.equal(regions.get('Ball')?.dash, undefined);
    assert.equal(regions.get('Shell')?.dash, '5 3.5');
    assert.equal(regions.get('Body')?.dash, undefined);
  });

  it('names the regions beside the body, on leaders that end on their outlines', () => {
    const { scene, frame } = draw(radialModel());
    const names = part(scene, 'region-name') as TextItem[];
    assert.deepEqual(names.map(words).sort(), ['Ball', 'Shell']);
    const [cx, cy] = toPx(frame, [0, 0]);
    for (const name of names) {
      const box = boxOf(name);
      const near = Math.hypot(
        Math.max(box.x - cx, 0, cx - box.x - box.width),
        Math.max(box.y - cy, 0, cy - box.y - box.height),
      );
      assert.ok(near * frame.mmPerPx > 45, `${words(name)} lies over the body`);
      const leader = (part(scene, 'leader') as PathItem[]).find((i) => i.data?.region === name.data?.region)!.lines[0];
      const outline = (part(scene, 'region') as PathItem[]).find((i) => i.data?.region === name.data?.region)!.lines[0];
      assert.ok(distanceToLine(outline, leader.points[1]) < 0.01);
    }
  });

  it('keeps all words apart in a crowded slice', () => {
    const plain = syntheticModel({ voxelMm: 3 });
    const [{ grid, values }] = plain.model.images;
    // With a third image, the values under the crosshair are longer than a narrow slice has room for beside the scale bar.
    const head: LoadedModel = {
      model: { ...plain.model, images: [...plain.model.images, { name: 'T2', quantity: 'raw', grid, values }] },
      volumes: plain.volumes,
    };
    for (const [widthPx, heightPx, x, y] of [
      [554, 474, 29, -4],
      [620, 510, 29, -4],
      [400, 400, 29, -4],
      [400, 400, 26, -2],
      [554, 331, 26, -2],
    ]) {
      const { scene } = draw(head, { crosshairMm: [x, y, -9], widthPx, heightPx });
      const texts = scene.items.filter((i): i is TextItem => i.kind === 'text');
      assert.ok(part(scene, 'region-name').length >= 5);
      for (const [i, a] of texts.entries()) {
        for (const b of texts.slice(i + 1))
          assert.ok(!overlaps(boxOf(a), boxOf(b)), `${widthPx} px: "${words(a)}" over "${words(b)}"`);
      }
    }
  });

  it('says where it is and what 100 % means', () => {
    const { scene } = draw(radialModel(), { crosshairMm: [0, 0, -5] });
    assert.deepEqual(part(scene, 'header').map(words), ['Axial z −5.0 mm, 10 of 21', '100 % = 50 Gy, Ball D50%']);
  });

  it('reads out the point under the crosshair', () => {
    const { scene } = draw(radialModel(), { crosshairMm: [10, 0, 0] });
    assert.equal(words(part(scene, 'readout')[0]), 'HU 10   50.0 Gy   in Ball, Shell');
  });

  it('says that there is no dose where the dose grid does not reach', () => {
    const { scene } = draw(radialModel(), { crosshairMm: [500, 0, 0] });
    assert.equal(words(part(scene, 'readout')[0]), 'HU –   no dose here');
  });

  it('has a scale bar of the length it names', () => {
    for (const widthPx of [300, 600, 1200]) {
      const { scene, frame } = draw(radialModel(), { widthPx });
      const [bar] = part(scene, 'scale') as PathItem[];
      const [from, to] = bar.lines[0].points;
      assert.ok(Math.abs((to[0] - from[0]) * frame.mmPerPx - Number(bar.data?.mm)) < 1e-6);
    }
  });

  it('marks the isodose levels on the colour bar at their dose', () => {
    const { scene } = draw(radialModel());
    const ticks = part(scene, 'colour-bar-level') as PathItem[];
    const y = (percent: string) => ticks.find((t) => t.data?.percent === percent)!.lines[0].points[0][1];
    // Equal steps of dose are equal steps on the bar: 95 to 80 to 50 to 30 %.
    assert.ok(Math.abs((y('50') - y('80')) / (y('80') - y('95')) - 2) < 1e-6);
    assert.ok(y('95') < y('30'));
  });

  it('shows a map in place of the dose wash: its scale, by what it was made, and its value where there is one', () => {
    const radial = radialModel();
    const { grid } = radial.model.dose;
    // Known within 20 mm of the middle, where it is the depth below that.
    const values = radial.volumes.get('dose')!.map((gy) => (gy >= 40 ? -(gy - 40) : NaN));
    const loaded: LoadedModel = {
      model: { ...radial.model, maps: [{ name: 'survival', model: 'LQ', grid, values: 'map' }] },
      volumes: new Map([...radial.volumes, ['map', values]]),
    };
    const overlay = mapOverlay('survival');
    const { scene } = draw(loaded, { overlay, crosshairMm: [10, 0, 0] });
    assert.ok(part(scene, 'header').some((item) => words(item) === 'Survival: LQ'));
    assert.match(words(part(scene, 'readout')[0]), /Survival −10\.00 log₁₀/);
    const marks = part(scene, 'colour-bar-value').map((item) => words(item));
    assert.deepEqual([marks[0], marks[marks.length - 1]], ['−20', '0']);
    assert.equal(part(scene, 'colour-bar-level').length, 0);
    const outside = draw(loaded, { overlay, crosshairMm: [25, 0, 0] }).scene;
    assert.match(words(part(outside, 'readout')[0]), /Survival –/);
    // Until the host has made it, the dose stays.
    assert.ok(part(draw(radial, { overlay }).scene, 'colour-bar-level').length > 0);
  });

  it('carries NOT DOSIMETRIC in every view when the result is not', () => {
    const loaded = radialModel({ notDosimetric: 'NOT DOSIMETRIC: the image cuts the patient' });
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      for (const size of ['large', 'small'] as const) {
        const { scene } = draw(loaded, { plane, size });
        assert.ok(
          part(scene, 'not-dosimetric').length === 1 && scene.items.some((i) => words(i).startsWith('NOT DOSIMETRIC')),
        );
      }
    }
    assert.equal(part(draw(radialModel()).scene, 'not-dosimetric').length, 0);
  });

  it('zooms about the middle and pans in millimetres of the patient', () => {
    const plain = draw(radialModel()).frame;
    const zoomed = draw(radialModel(), { zoom: 2, panMm: [10, 5] }).frame;
    assert.equal(zoomed.mmPerPx, plain.mmPerPx / 2);
    assert.deepEqual(zoomed.centreMm, [plain.centreMm[0] + 10, plain.centreMm[1] + 5]);
  });

  it('draws the crosshair through its point', () => {
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const crosshairMm = [7.5, -12, 15] as const;
      const { scene, frame } = draw(radialModel(), { plane, crosshairMm });
      const [x, y] = toPx(frame, [crosshairMm[planes[plane].right], crosshairMm[planes[plane].vertical]]);
      const { lines } = part(scene, 'crosshair')[0] as PathItem;
      assert.ok(Math.abs(lines[0].points[0][1] - y) <= 0.5 && Math.abs(lines[2].points[0][0] - x) <= 0.5);
    }
  });
});
