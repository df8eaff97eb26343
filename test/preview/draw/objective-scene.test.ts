import assert from 'node:assert/strict';
import { darkLook } from '../../../src/preview/draw/chart-look.ts';
import { objectiveScene } from '../../../src/preview/draw/objective-scene.ts';
import type { PathItem } from '../../../src/preview/draw/scene.ts';

const view = { widthPx: 380, heightPx: 170, look: darkLook };

describe('The curve of the objective', () => {
  const { items, title } = objectiveScene({ fluence: [100, 10, 1], apertures: [2, 1.5] }, view);
  const curves = items.filter((item): item is PathItem => item.kind === 'path' && item.data?.['part'] === 'objective');

  it('falls down the page, decade by decade, and goes on with the apertures in dashes', () => {
    const [fluence, apertures] = curves.map(({ lines: [line] }) => line.points);
    const [first, second, third] = fluence.map(([, y]) => y);
    assert.ok(Math.abs(second - first - (third - second)) < 1e-9 && second > first, 'a decade is a decade');
    assert.ok(apertures[0][0] > fluence[2][0]);
    assert.ok(curves[1].dash && !curves[0].dash);
  });

  it('says where it stands in words', () => assert.equal(title, 'Objective after 5 iterations, now 1.50'));

  it('draws nothing of what is not there', () => {
    const empty = objectiveScene({ fluence: [], apertures: [] }, view);
    assert.ok(empty.items.every((item) => item.kind !== 'path' || item.data?.['part'] !== 'objective'));
    for (const item of empty.items) if (item.kind === 'text') assert.ok(Number.isFinite(item.y));
  });
});
