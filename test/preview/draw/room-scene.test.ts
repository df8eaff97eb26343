import assert from 'node:assert/strict';
import type { PatientPosition } from '../../../src/physics/coordinates.ts';
import { lightLook } from '../../../src/preview/draw/chart-look.ts';
import { hullOf } from '../../../src/preview/draw/hull.ts';
import { roomViews, seenAt, type RoomCamera, type RoomView } from '../../../src/preview/draw/room-camera.ts';
import {
  roomBeams,
  roomBounds,
  roomSurfaces,
  shownLevels,
  type RoomSurface,
} from '../../../src/preview/draw/room-parts.ts';
import { roomPick } from '../../../src/preview/draw/room-pick.ts';
import { roomPicture } from '../../../src/preview/draw/room-picture.ts';
import { roomScene } from '../../../src/preview/draw/room-scene.ts';
import type { SceneItem, TextItem } from '../../../src/preview/draw/scene.ts';
import { surfaceOf, type Surface } from '../../../src/preview/draw/surface-nets.ts';
import { createSurfaceStore } from '../../../src/preview/draw/surface-store.ts';
import type { LoadedModel } from '../../../src/preview/loaded.ts';
import { isodoseColour, regionColours } from '../../../src/preview/palette.ts';
import { viewStateSchema } from '../../../src/preview/protocol.ts';
import { beamOf, rectangle, standing } from './phantom-beams.ts';
import { radialModel } from './phantoms.ts';

const frame = { widthPx: 500, heightPx: 400 };
const camera: RoomCamera = { azimuthDeg: 0, elevationDeg: 0, targetMm: [0, 0, 0], heightMm: 250 };
const looking = (name: RoomView['name']): RoomCamera => ({ ...camera, ...roomViews.find((v) => v.name === name)! });
const measure = (words: string, size: number) => words.length * size * 0.5;
const box = rectangle(10, -15, 15, -15, 15);

function lying(patientPosition: PatientPosition, angles: readonly number[] = [0, 90]): LoadedModel {
  return radialModel({
    beams: angles.map((gantryDeg) => beamOf(`G${gantryDeg}`, [standing({ gantryDeg, patientPosition }, [box])])),
  });
}

function pictureOf(loaded: LoadedModel, levels: readonly number[] = [60], selectedRegion?: string) {
  const made = roomSurfaces(loaded, levels).map((part) => ({ part, surface: surfaceOf(part.wanted)! }));
  const beams = roomBeams(loaded.model, roomBounds(loaded), { beam: 0 });
  return { beams, picture: roomPicture(made, beams, { beam: 0, selectedRegion }, lightLook) };
}

function wordsOf(loaded: LoadedModel, view: RoomCamera, isMoving = false) {
  const { beams, picture } = pictureOf(loaded);
  const words = { camera: view, look: lightLook, measure, isMoving, beam: 0 };
  return roomScene(loaded.model, picture.meshes, beams, words, frame);
}

const textsOf = (items: readonly SceneItem[], part: string): TextItem[] =>
  items.filter((item): item is TextItem => item.kind === 'text' && item.data?.['part'] === part);

/** Mean distance of a surface's vertices from the origin, mm, and how far the furthest is off it. */
function radiusOf({ positions }: Surface): { mean: number; off: number } {
  const radii = Array.from({ length: positions.length / 3 }, (_, n) =>
    Math.hypot(positions[3 * n], positions[3 * n + 1], positions[3 * n + 2]),
  );
  const mean = radii.reduce((sum, r) => sum + r, 0) / radii.length;
  return { mean, off: Math.max(...radii.map((r) => Math.abs(r - mean))) };
}

describe('the parts of the 3D view', () => {
  it('are a surface for each region and each isodose level, of the size that region and dose have', () => {
    const parts = roomSurfaces(radialModel(), [100, 60]);
    const sizes = parts.map(({ id, wanted }) => [id, radiusOf(surfaceOf(wanted)!)] as const);
    // 50 Gy is 100 %, and the dose falls from 60 Gy by 1 Gy a millimetre.
    const expected = { 'region Body': 45, 'region Ball': 20, 'region Shell': 26, 'isodose 100': 10, 'isodose 60': 30 };
    assert.deepEqual(
      sizes.map(([id]) => id),
      Object.keys(expected),
    );
    for (const [id, { mean, off }] of sizes) {
      assert.ok(Math.abs(mean - expected[id as keyof typeof expected]) < 0.3, `${id}: ${mean} mm`);
      assert.ok(off < 0.8, `${id}: ${off} mm out of round`);
    }
  });

  it('have the colours of the slices', () => {
    const loaded = radialModel();
    const colours = regionColours(loaded.model.regions);
    for (const part of roomSurfaces(loaded, [95, 42]))
      assert.deepEqual(
        part.colour,
        part.region ? colours.get(part.region.name) : isodoseColour(Number(part.id.split(' ')[1])),
      );
  });

  it('let what lies within be seen: body as glass, margins and isodoses as veils, and a target with a sub-target', () => {
    const substances = (loaded: LoadedModel) => roomSurfaces(loaded, [95]).map(({ substance }) => substance);
    const loaded = radialModel();
    assert.deepEqual(substances(loaded), ['glass', 'solid', 'veil', 'veil']);
    const core = { ...loaded.model.regions[1], name: 'Core', role: 'subtarget' as const };
    const withCore = { ...loaded, model: { ...loaded.model, regions: [...loaded.model.regions, core] } };
    assert.deepEqual(substances(withCore), ['glass', 'veil', 'veil', 'solid', 'veil']);
  });

  it('show the levels about the prescription and half of it, until others are chosen among those of the slices', () => {
    assert.deepEqual(shownLevels([107, 95, 80, 50], undefined), [95, 50]);
    assert.deepEqual(shownLevels([107, 60], undefined), [107]);
    assert.deepEqual(shownLevels([107, 95, 80, 50], [80, 20]), [80]);
    assert.deepEqual(shownLevels([107, 95, 80, 50], []), [], 'none is a choice');
    assert.deepEqual(shownLevels([70, 95], [80]), [95], 'what was chosen is gone');
  });

  it('lie in the box of the body, not of its grid', () => {
    const { min, max } = roomBounds(radialModel());
    for (const mm of [...min.map((v) => -v), ...max]) assert.ok(mm >= 44 && mm <= 50, `${mm} mm`);
    assert.ok(max[0] < 48);
  });

  it('have every beam begin outside the body', () => {
    for (const { axisMm } of pictureOf(lying('HFS', [0, 45, 90, 200])).beams) {
      const begins = Math.hypot(...axisMm[0]);
      assert.ok(begins > 45 + 20 && begins < 120, `${begins} mm`);
    }
  });
});

describe('surfaces that are made a little at a time', () => {
  const parts = roomSurfaces(radialModel(), [60]);
  const always = () => true;

  it('are the ones that are made at once, each made once', () => {
    const store = createSurfaceStore();
    store.want(parts, parts);
    let pauses = 0;
    while (store.work(always).left > 0) pauses += 1;
    assert.ok(pauses > 40, 'one pause for each layer');
    for (const part of parts) assert.deepEqual(store.get(part), surfaceOf(part.wanted));
    const first = store.get(parts[0]);
    store.want(roomSurfaces(radialModel(), [60]), parts);
    assert.equal(store.left(), 0, 'the same content is not made again for another model');
    assert.equal(store.get(parts[0]), first);
  });

  it('are left out while hidden, and forgotten with what they were made of', () => {
    const store = createSurfaceStore();
    store.want(parts, parts.slice(0, 1));
    while (store.work(always).left > 0);
    assert.equal(store.get(parts[1]), undefined);
    store.want(parts.slice(1), []);
    assert.equal(store.get(parts[0]), undefined);
  });

  it('know a level that is nowhere', () => {
    const store = createSurfaceStore();
    const nowhere = roomSurfaces(radialModel(), [500]).slice(-1);
    store.want(nowhere, nowhere);
    while (store.work(always).left > 0);
    assert.equal(store.get(nowhere[0]), null);
  });

  it('differ by content, level and grid', () => {
    const [a, b] = [radialModel(), radialModel()];
    const other: LoadedModel = {
      model: { ...b.model, dose: { ...b.model.dose, values: 'other' } },
      volumes: new Map([...b.volumes, ['other', b.volumes.get('dose')!]]),
    };
    const keys = (loaded: LoadedModel, levels: number[]) => roomSurfaces(loaded, levels).map((p: RoomSurface) => p.key);
    assert.deepEqual(keys(a, [60]), keys(b, [60]));
    assert.notEqual(keys(a, [60])[3], keys(other, [60])[3]);
    assert.notEqual(keys(a, [60])[3], keys(a, [61])[3]);
  });
});

describe('what is under the pointer in the 3D view', () => {
  const loaded = lying('HFS', [0, 90]);
  const { picture } = pictureOf(loaded);
  const at = (view: RoomCamera, point: readonly [number, number, number]) =>
    roomPick(picture, view, frame, seenAt(view, frame, point)!);

  it('is what is solid before what is around it, then the veil, then a beam, and the body last', () => {
    assert.deepEqual(at(camera, [0, 0, 0]), { region: 'Ball' });
    assert.deepEqual(at(camera, [0, 0, 23]), { region: 'Shell' });
    assert.deepEqual(at(camera, [60, 0, 5]), { beam: 1 }, 'outside the body, where gantry 90° comes from');
    assert.deepEqual(at(camera, [0, 0, 40]), { region: 'Body' });
    assert.equal(at(camera, [0, 0, 60]), undefined);
  });

  it('is the same thing from every side', () => {
    for (const { name } of roomViews) assert.deepEqual(at(looking(name), [0, 0, 0]), { region: 'Ball' }, name);
    assert.deepEqual(at(looking('left'), [0, -60, 5]), { beam: 0 });
  });
});

describe('the words over the 3D view', () => {
  it('name the sides of the patient, one way however the patient lies', () => {
    for (const position of ['HFS', 'HFP', 'FFS', 'FFP'] as const) {
      const letters = textsOf(wordsOf(lying(position), camera).items, 'orientation');
      const sides = Object.fromEntries(letters.map(({ data, spans }) => [data!['edge'], spans[0].text]));
      assert.deepEqual(sides, { left: 'R', right: 'L', top: 'H', bottom: 'F' });
    }
  });

  it('name a beam on the side that it comes from', () => {
    const side = (position: PatientPosition): string => {
      const names = textsOf(wordsOf(lying(position), camera).items, 'beam-name');
      const lateral = names.find(({ data }) => data!['beam'] === '1')!;
      assert.equal(lateral.spans[0].text, 'G90 90°');
      return lateral.x > 250 + 40 ? 'L' : lateral.x < 250 - 40 ? 'R' : '?';
    };
    assert.deepEqual(
      ['HFS', 'HFP', 'FFS', 'FFP'].map((p) => side(p as PatientPosition)),
      ['L', 'R', 'R', 'L'],
    );
  });

  it('name regions at rest, and not while the view turns', () => {
    const names = (isMoving: boolean) =>
      textsOf(wordsOf(lying('HFS'), camera, isMoving).items, 'region-name').map(({ spans }) => spans[0].text);
    assert.deepEqual(names(false).sort(), ['Ball', 'Shell']);
    assert.deepEqual(names(true), []);
  });

  it('say it all to a screen reader, and that a result is not dosimetric', () => {
    const loaded = lying('HFS');
    const { title } = wordsOf(loaded, camera);
    assert.equal(
      title,
      'The patient in space, seen from the front; right is L, up is H; shown: Body, Ball, Shell, isodose 60 %; beams G0, G90',
    );
    const marked = { ...loaded, model: { ...loaded.model, notDosimetric: 'NOT DOSIMETRIC: cut' } };
    const scene = wordsOf(marked, { ...camera, azimuthDeg: 45 });
    assert.match(scene.title, /^NOT DOSIMETRIC: .* seen from (LA|AL)/);
    assert.ok(scene.items.some((item) => item.data?.['part'] === 'not-dosimetric'));
  });

  it('keep to the hull of what is seen', () => {
    const { points } = hullOf([
      [0, 0],
      [4, 0],
      [2, 1],
      [4, 4],
      [0, 4],
      [2, 2],
    ]);
    assert.deepEqual([...points].sort(), [[0, 0], [0, 4], [4, 0], [4, 4]]); // prettier-ignore
  });
});

describe('what stands out in the 3D view', () => {
  it('is the chosen region, seen through what is not chosen, and the chosen beam', () => {
    const opacity = (selected?: string) =>
      Object.fromEntries(
        pictureOf(lying('HFS'), [60], selected).picture.meshes.map(({ part, opacity: o }) => [part.words, o]),
      );
    const [usual, shell] = [opacity(), opacity('Shell')];
    assert.equal(usual['Ball'], 1);
    assert.ok(shell['Shell'] > usual['Shell'] && shell['Ball'] < usual['Ball'] && shell['60 %'] < usual['60 %']);
    const { faces } = pictureOf(lying('HFS')).picture;
    assert.ok(faces[0].opacity > faces[1].opacity);
  });

  it('is drawn from the outermost to the innermost and back', () => {
    const { meshes } = pictureOf(lying('HFS')).picture;
    const order = [...meshes].sort((a, b) => a.nesting - b.nesting).map(({ part }) => part.words);
    assert.deepEqual(order, ['Ball', 'Shell', '60 %', 'Body']);
  });
});

describe('what is kept of the 3D view', () => {
  it('is read back, and a state of before there was one still is', () => {
    const room = { camera: { ...camera, targetMm: [1, 2, 3] as const }, levelsPercent: [95], hidden: ['Cord'] };
    assert.deepEqual(viewStateSchema.parse(JSON.parse(JSON.stringify({ side: 'room', room }))), { side: 'room', room });
    assert.deepEqual(viewStateSchema.parse({ plane: 'coronal' }), { plane: 'coronal' });
    assert.ok(!viewStateSchema.safeParse({ room: { camera: { azimuthDeg: 0 } } }).success);
  });
});
