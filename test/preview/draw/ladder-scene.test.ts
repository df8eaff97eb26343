import assert from 'node:assert/strict';
import { darkLook } from '../../../src/preview/draw/chart-look.ts';
import { ladderFocus, ladderScene } from '../../../src/preview/draw/ladder-scene.ts';
import type { SceneItem } from '../../../src/preview/draw/scene.ts';
import type { LadderRow, PreviewLadder } from '../../../src/preview/model.ts';

const at = { file: '/p.rtplan', start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };
const row = (kind: LadderRow['kind'], region: string, values: readonly (number | undefined)[]): LadderRow => ({
  kind,
  region,
  what: kind === 'control' ? 'TCP' : kind,
  cells: values.map((value) =>
    value === undefined
      ? { words: '–' }
      : { words: String(value), value, interval: { from: value - 10, to: value + 5 } },
  ),
});
const ladder: PreviewLadder = {
  rungs: [
    { name: 'Uniform', range: at, dose: 'a', dvhs: [] },
    { name: 'Anatomical', range: at, dose: 'b', dvhs: [] },
  ],
  rows: [
    row('control', 'GTV', [40, 50, 70]),
    row('dose', 'GTV', [66, 68, 71]),
    row('complication', 'Cord', [0, 0, 0]),
    row('complication', 'Parotid_L', [20, undefined, 15]),
  ],
  tests: [],
};
const view = { widthPx: 400, heightPx: 180, look: darkLook };
const marks = (items: readonly SceneItem[], part: string) =>
  items.flatMap((item) => (item.kind === 'path' && item.data?.part === part ? [item.lines[0].points] : []));
const middle = (points: readonly (readonly [number, number])[]) =>
  points.reduce((sum, [x]) => sum + x, 0) / points.length;

describe('the chart of a ladder', () => {
  it('shows control, its dose, and the complication that is most likely on the plan', () => {
    const { control, dose, complication } = ladderFocus(ladder);
    assert.deepEqual([control?.region, dose?.region, complication?.region], ['GTV', 'GTV', 'Parotid_L']);
  });

  it('puts every rung in its order, the plan last, with marks and intervals on one scale of per cent', () => {
    const { items } = ladderScene(ladder, view);
    const controls = marks(items, 'ladder-control').map(middle);
    assert.equal(controls.length, 3);
    const perPercent = (controls[1] - controls[0]) / 10;
    assert.ok(perPercent > 0);
    assert.ok(Math.abs(controls[2] - controls[0] - 30 * perPercent) < 1e-9);
    const [interval] = marks(items, 'ladder-control-interval');
    assert.ok(Math.abs(interval[0][0] - (controls[0] - 10 * perPercent)) < 1e-9);
    assert.ok(Math.abs(interval[1][0] - (controls[0] + 5 * perPercent)) < 1e-9);
    const names = items.flatMap((item) =>
      item.kind === 'text' && item.data?.part === 'ladder-rung' ? [item.spans[0].text] : [],
    );
    assert.deepEqual(names, ['Uniform', 'Anatomical', 'this plan']);
  });

  it('draws nothing for what a rung has no value of', () => {
    assert.equal(marks(ladderScene(ladder, view).items, 'ladder-complication').length, 2);
  });

  it('says in words what it shows, for who cannot see it', () => {
    const { title } = ladderScene(ladder, view);
    assert.match(title, /Uniform: GTV TCP 40, GTV dose 66, Parotid_L complication 20/);
    assert.match(title, /this plan: GTV TCP 70/);
  });
});
