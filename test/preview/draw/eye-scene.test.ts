import assert from 'node:assert/strict';
import { darkLook } from '../../../src/preview/draw/chart-look.ts';
import { eyeFrame, eyeToPx } from '../../../src/preview/draw/eye-frame.ts';
import { eyeOutlines, eyePosition, eyeRaster, eyeScene, type EyeView } from '../../../src/preview/draw/eye-scene.ts';
import { fluenceMap, muAt } from '../../../src/preview/draw/fluence-map.ts';
import type { PathItem, Point, Scene, TextItem } from '../../../src/preview/draw/scene.ts';
import { measureDejaVu } from '../../../src/preview/draw/text-width.ts';
import type { PreviewBeam } from '../../../src/preview/beam.ts';
import { beamOf, leafBoundariesMm, rectangle, roundOpening, standing, type Standing } from './phantom-beams.ts';
import { radialModel } from './phantoms.ts';

const sizePx = [520, 400] as const;

function seen(beam: PreviewBeam, view: Partial<EyeView> = {}, [widthPx, heightPx]: readonly [number, number] = sizePx) {
  const loaded = radialModel({ beams: [beam] });
  const whole: EyeView = { beam: 0, size: 'large', look: darkLook, measure: measureDejaVu, ...view };
  const frame = eyeFrame(loaded.model, { widthPx, heightPx });
  const position = eyePosition(beam, whole.segment);
  const map = fluenceMap(beam);
  const outlines = position ? eyeOutlines(loaded, position, frame) : [];
  const scene = eyeScene(loaded, whole, frame, { map, outlines });
  const raster = eyeRaster(loaded.model, whole, frame, { map, pixelRatio: 1 });
  /** Place of the isocentre plane, gantry axes, mm, from a place on the screen. */
  const toMm = ([x, y]: Point): Point => [(x - widthPx / 2) * frame.mmPerPx, (heightPx / 2 - y) * frame.mmPerPx];
  return { scene, raster, frame, toMm, map };
}

const pathsOf = ({ items }: Scene, part: string): PathItem[] =>
  items.filter((item): item is PathItem => item.kind === 'path' && item.data?.part === part);
const wordsOf = ({ items }: Scene, part: string): string[] =>
  items
    .filter((item): item is TextItem => item.kind === 'text' && item.data?.part === part)
    .map(({ spans }) => spans.map(({ text }) => text).join(''));
const lettersOf = (scene: Scene): Record<string, string> =>
  Object.fromEntries(
    scene.items.flatMap((item) =>
      item.kind === 'text' && item.data?.part === 'orientation' ? [[item.data.edge, item.spans[0].text]] : [],
    ),
  );
const near = (actual: number, expected: number, within: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= within, `${what} ${actual}, expected ${expected} ± ${within}`);

const square = rectangle(100, -50, 50, -50, 50);
const still = (segments = [square], at: Standing = {}) => beamOf('A', [standing(at, segments)]);

describe('the beam’s-eye view', () => {
  it('shows the edges of a 10 cm field at 50 mm, as a line, by the jaws and in the wash', () => {
    const { scene, raster, toMm, frame } = seen(still(), { segment: 0 });
    for (const part of ['opening', 'jaw-opening']) {
      const corners = pathsOf(scene, part)[0].lines[0].points.map(toMm);
      assert.equal(corners.length, 4);
      for (const [x, y] of corners) {
        near(Math.abs(x), 50, 1e-6, part);
        near(Math.abs(y), 50, 1e-6, part);
      }
    }
    const alphaAt = (x: number, y: number) => {
      const [px, py] = eyeToPx(frame, [x, y]).map(Math.round);
      return raster.data[4 * (py * raster.width + px) + 3];
    };
    for (const [x, y] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      assert.equal(alphaAt(49 * x, 49 * y), 255);
      assert.equal(alphaAt(51 * x, 51 * y), 0);
    }
  });

  it('names the axes of the beam-limiting device and counts millimetres on them', () => {
    const { scene, toMm } = seen(still());
    assert.deepEqual(wordsOf(scene, 'axis-name').sort(), ['x, mm', 'y, mm']);
    const value = scene.items.find(
      (item): item is TextItem => item.kind === 'text' && item.data?.axis === 'x' && item.data.mm === '-40',
    )!;
    near(toMm([value.x, value.y])[0], -40, 1e-6);
    assert.equal(value.spans[0].text, '−40');
  });

  it('draws a sphere about the isocentre with the radius that its tangent rays have there', () => {
    const { scene, toMm } = seen(still());
    for (const [name, radius] of [
      ['Ball', 20],
      ['Shell', 26],
    ] as const) {
      const tangent = radius / Math.sqrt(1 - (radius / 1000) ** 2);
      const [line] = pathsOf(scene, 'region').find(({ data }) => data!.region === name)!.lines;
      for (const point of line.points) near(Math.hypot(...toMm(point)), tangent, 0.4, name);
    }
  });

  it('magnifies what lies nearer to the source', () => {
    // The sphere lies 45 mm before an isocentre that stands deeper, so by 1000/955.
    const { scene, toMm } = seen(still([square], { isocentreMm: [0, 45, 0] }));
    const [line] = pathsOf(scene, 'region').find(({ data }) => data!.region === 'Ball')!.lines;
    const radii = line.points.map((point) => Math.hypot(...toMm(point)));
    near(radii.reduce((sum, r) => sum + r, 0) / radii.length, (20 * 1000) / 955, 0.15);
  });

  it('turns leaves, jaws and axes with the collimator, anticlockwise as the source sees it, and never the anatomy', () => {
    const opening = [rectangle(1, 20, 60, -10, 10)];
    const [plain, turned] = [0, 30].map((collimatorDeg) => seen(still(opening, { collimatorDeg }), { segment: 0 }));
    const middle = ({ scene, toMm }: ReturnType<typeof seen>): Point => {
      const corners = pathsOf(scene, 'opening')[0].lines[0].points.map(toMm);
      return [0, 1].map((axis) => corners.reduce((sum, p) => sum + p[axis], 0) / 4) as unknown as Point;
    };
    const [x, y] = middle(turned);
    near(middle(plain)[0], 40, 1e-6);
    near(x, 40 * Math.cos(Math.PI / 6), 1e-6);
    near(y, 40 * Math.sin(Math.PI / 6), 1e-6);
    const tip = pathsOf(turned.scene, 'axis')[0].lines[0].points.map(turned.toMm)[1];
    near(Math.atan2(tip[1], tip[0]), Math.PI / 6, 1e-9);
    assert.deepEqual(lettersOf(turned.scene), lettersOf(plain.scene));
    const ball = (view: ReturnType<typeof seen>) =>
      pathsOf(view.scene, 'region')
        .find(({ data }) => data!.region === 'Ball')!
        .lines[0].points.map(view.toMm);
    for (const point of ball(turned)) near(Math.hypot(...point), 20, 0.4);
  });

  it('shows every leaf up to its end', () => {
    const round = roundOpening(5, [10, 0], 30);
    const { scene, toMm } = seen(still([round]), { segment: 0 });
    const [left, right] = pathsOf(scene, 'leaves');
    /** The pair that a leaf belongs to: those that lie outside the frame are not drawn. */
    const pairOf = (points: readonly Point[]): number => {
      const middle = points.reduce((sum, p) => sum + toMm(p)[1], 0) / points.length;
      return leafBoundariesMm.findIndex((y, pair) => y <= middle && middle < leafBoundariesMm[pair + 1]);
    };
    assert.ok(left.lines.length >= 12 && right.lines.length === left.lines.length);
    for (const { points } of left.lines)
      near(Math.max(...points.map((p) => toMm(p)[0])), round.leaves!.leftMm[pairOf(points)], 1e-6);
    for (const { points } of right.lines)
      near(Math.min(...points.map((p) => toMm(p)[0])), round.leaves!.rightMm[pairOf(points)], 1e-6);
  });

  it('sums segments weighted with their monitor units', () => {
    const beam = still([rectangle(10, -30, 10, -20, 20), rectangle(4, -10, 30.25, -20, 20)]);
    const { map, scene } = seen(beam);
    near(muAt(map, -20, 0), 10, 1e-5);
    near(muAt(map, 0, 0), 14, 1e-5);
    near(muAt(map, 20, 0), 4, 1e-5);
    assert.equal(muAt(map, 40, 0), 0);
    // Half of the last cell is open.
    near(muAt(map, 30.25, 0), 2, 1e-5);
    const total = map.mu.reduce((sum, mu) => sum + mu, 0) * map.cellMm ** 2;
    near(total, 10 * 40 * 40 + 4 * 40.25 * 40, 0.5);
    assert.deepEqual(wordsOf(scene, 'header').slice(0, 3), ['A', 'all 2 segments', '14.0 MU']);
    assert.ok(wordsOf(scene, 'fluence-value').length >= 3);
    assert.equal(pathsOf(scene, 'leaves').length + pathsOf(scene, 'jaw').length, 0);
  });

  for (const [patientPosition, gantryDeg, couchDeg, expected] of [
    ['HFS', 0, 0, { left: 'R', right: 'L', top: 'H', bottom: 'F' }],
    ['HFS', 90, 0, { left: 'A', right: 'P', top: 'H', bottom: 'F' }],
    ['HFS', 180, 0, { left: 'L', right: 'R', top: 'H', bottom: 'F' }],
    ['HFS', 270, 0, { left: 'P', right: 'A', top: 'H', bottom: 'F' }],
    ['HFS', 40, 0, { left: 'RA', right: 'LP', top: 'H', bottom: 'F' }],
    ['HFP', 0, 0, { left: 'L', right: 'R', top: 'H', bottom: 'F' }],
    ['HFP', 90, 0, { left: 'P', right: 'A', top: 'H', bottom: 'F' }],
    ['FFS', 0, 0, { left: 'L', right: 'R', top: 'F', bottom: 'H' }],
    ['FFS', 90, 0, { left: 'A', right: 'P', top: 'F', bottom: 'H' }],
    ['FFP', 0, 0, { left: 'R', right: 'L', top: 'F', bottom: 'H' }],
    ['FFP', 90, 0, { left: 'P', right: 'A', top: 'F', bottom: 'H' }],
    // The couch turns anticlockwise as the source sees it from above: the head goes to the screen's left.
    ['HFS', 0, 90, { left: 'H', right: 'F', top: 'L', bottom: 'R' }],
  ] as const) {
    it(`has its letters right: ${patientPosition}, gantry ${gantryDeg}°, couch ${couchDeg}°`, () => {
      const { scene } = seen(still([square], { patientPosition, gantryDeg, couchDeg }));
      assert.deepEqual(lettersOf(scene), expected);
    });
  }

  it('says beam, segment, angles, opening and sides to a screen reader', () => {
    const { scene } = seen(still([square, square], { gantryDeg: 90, collimatorDeg: 5 }), { segment: 1 });
    assert.equal(
      scene.title,
      'Beam A seen from the source; gantry 90°, couch 0°, collimator 5°; segment 2 of 2, 100.0 MU a fraction; open x −50.0 to 50.0 mm, y −50.0 to 50.0 mm at the isocentre; in the patient right is P, up is H',
    );
  });

  it('keeps the upper letter clear of the header in a narrow pane', () => {
    const arc = beamOf('Arc', [0, 30, 60].map((gantryDeg) => standing({ gantryDeg }, [square]))); // prettier-ignore
    for (const size of [230, 300, 420]) {
      const { items } = seen(arc, { size: 'small' }, [size, 230]).scene;
      const texts = items.flatMap((item) => (item.kind === 'text' ? [item] : []));
      const letter = texts.find(({ data }) => data?.edge === 'top')!;
      const headEnd = texts
        .filter(({ data }) => data?.part === 'header')
        .map(({ x, spans }) => x + measureDejaVu(spans[0].text, 12, 400));
      assert.ok(letter.x - 9 >= Math.max(...headEnd), `${size} px wide`);
    }
  });

  it('shows a turning beam from each control point with the anatomy as seen there, and its sum without', () => {
    const arc = beamOf('Arc', [0, 30, 60].map((gantryDeg) => standing({ gantryDeg }, [square]))); // prettier-ignore
    const sum = seen(arc);
    assert.equal(pathsOf(sum.scene, 'region').length, 0);
    assert.deepEqual(lettersOf(sum.scene), { top: 'H', bottom: 'F' });
    assert.ok(wordsOf(sum.scene, 'header').includes('all 3 control points'));
    const second = seen(arc, { segment: 1 });
    assert.equal(lettersOf(second.scene).right, 'LP');
    assert.ok(wordsOf(second.scene, 'header').includes('control point 2 of 3'));
    assert.ok(pathsOf(second.scene, 'region').length > 0);
  });
});
