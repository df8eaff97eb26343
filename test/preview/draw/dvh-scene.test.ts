import assert from 'node:assert/strict';
import { doseAtVolume, volumeAtDose } from '../../../src/preview/draw/dvh-curve.ts';
import { darkLook } from '../../../src/preview/draw/chart-look.ts';
import { dvhAxes } from '../../../src/preview/draw/dvh-axes.ts';
import { dvhScene } from '../../../src/preview/draw/dvh-scene.ts';
import { overlaps, type Box, type PathItem, type SceneItem, type TextItem } from '../../../src/preview/draw/scene.ts';
import { measureDejaVu } from '../../../src/preview/draw/text-width.ts';
import { syntheticModel } from '../synthetic-model.ts';

const { model } = syntheticModel({ voxelMm: 6 });
const view = { widthPx: 860, heightPx: 200, look: darkLook, measure: measureDejaVu, topPx: 0 };
const scene = dvhScene(model, view);
const part = (name: string): SceneItem[] => scene.items.filter((item) => item.data?.part === name);

describe('a dose–volume curve', () => {
  const curve = { doseGy: [0, 10, 20], volumePercent: [100, 60, 0] };
  it('gives the volume at a dose and the dose at a volume, each the other’s inverse', () => {
    assert.equal(volumeAtDose(curve, 5), 80);
    assert.equal(volumeAtDose(curve, 25), 0);
    assert.equal(doseAtVolume(curve, 30), 15);
    assert.equal(doseAtVolume(curve, 100), 0);
    for (const volume of [95, 60, 50, 2])
      assert.ok(Math.abs(volumeAtDose(curve, doseAtVolume(curve, volume)!) - volume) < 1e-9);
  });
  it('has no dose for a volume it does not reach', () => {
    assert.equal(doseAtVolume({ doseGy: [0, 10], volumePercent: [70, 0] }, 95), undefined);
  });
});

describe('the histogram', () => {
  it('draws every region where its dose and volume say', () => {
    const axes = dvhAxes(model, view);
    for (const item of part('dvh') as PathItem[]) {
      const curve = model.dvhs.find((d) => d.region === item.data?.region)!;
      for (const [x, y] of item.lines[0].points)
        assert.ok(Math.abs(axes.y(volumeAtDose(curve, axes.doseAt(x))) - y) < 1e-6);
    }
    assert.equal(part('dvh').length, model.dvhs.length);
  });

  it('names every curve, no name over another', () => {
    const names = part('dvh-name') as TextItem[];
    assert.deepEqual(names.map((n) => n.data?.region).sort(), model.dvhs.map((d) => d.region).sort());
    const box = (n: TextItem): Box => ({
      x: n.x,
      y: n.y - 9,
      width: measureDejaVu(n.spans[0].text, 12, 400),
      height: 11,
    });
    for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) assert.ok(!overlaps(box(a), box(b)));
  });

  it('points a triangle from a limit to the allowed side', () => {
    const axes = dvhAxes(model, view);
    const marker = (region: string) =>
      (part('goal') as PathItem[]).find((i) => i.data?.region === region)!.lines[0].points;
    const [cordTip, cordBack] = marker('Cord');
    assert.ok(Math.abs(cordTip[0] - axes.x(45)) < 1e-9 && Math.abs(cordTip[1] - axes.y(0.3)) < 1e-9);
    assert.ok(cordBack[0] > cordTip[0], 'at most: points to lower dose');
    const [ptvTip, ptvBack] = marker('PTV_70');
    assert.ok(ptvBack[0] < ptvTip[0], 'at least: points to higher dose');
  });

  it('marks a failing value on its curve in words', () => {
    const [dot] = part('goal-failed') as PathItem[];
    const axes = dvhAxes(model, view);
    const parotid = model.dvhs.find((d) => d.region === 'Parotid_L')!;
    const middle = dot.lines[0].points.reduce(([x, y], p) => [x + p[0] / 16, y + p[1] / 16] as const, [
      0, 0,
    ] as readonly [number, number]);
    assert.ok(
      Math.abs(middle[0] - axes.x(38.3)) < 1e-6 && Math.abs(middle[1] - axes.y(volumeAtDose(parotid, 38.3))) < 1e-6,
    );
    assert.deepEqual(
      (part('goal-failed-text') as TextItem[]).map((t) => t.spans[0].text),
      ['mean 38.3, limit 25'],
    );
  });

  it('says with the name how much of a region lies outside the dose grid', () => {
    const cut = {
      ...model,
      dvhs: model.dvhs.map((d) => (d.region === 'Cord' ? { ...d, outsideDoseGridPercent: 12.3 } : d)),
    };
    const texts = dvhScene(cut, view).items.flatMap((i) => (i.kind === 'text' ? [i.spans[0].text] : []));
    assert.ok(texts.includes('Cord (12.3 % outside the dose grid)'));
  });

  it('carries NOT DOSIMETRIC when the result is not', () => {
    const marked = dvhScene({ ...model, notDosimetric: 'NOT DOSIMETRIC: the image cuts the patient' }, view);
    assert.ok(marked.items.some((i) => i.data?.part === 'not-dosimetric'));
    assert.match(marked.title, /^NOT DOSIMETRIC/);
  });
});
