import { roomViews, type RoomCamera, type RoomFrame, type RoomView } from '../src/preview/draw/room-camera.ts';
import {
  roomBeams,
  roomBounds,
  roomSurfaces,
  shownLevels,
  startingCameraOf,
  type RoomSurface,
} from '../src/preview/draw/room-parts.ts';
import { roomPick, type RoomPick } from '../src/preview/draw/room-pick.ts';
import { roomPicture, type RoomPicture } from '../src/preview/draw/room-picture.ts';
import { roomPlane, type RoomPlane } from '../src/preview/draw/room-plane.ts';
import { roomScene, viewWords } from '../src/preview/draw/room-scene.ts';
import type { BeamShape } from '../src/preview/draw/beam-shape.ts';
import type { BoundsMm } from '../src/preview/draw/plane.ts';
import type { MeasureText } from '../src/preview/draw/scene.ts';
import { surfaceExtentMm, type Surface } from '../src/preview/draw/surface-nets.ts';
import { createSurfaceStore } from '../src/preview/draw/surface-store.ts';
import { trimmed } from '../src/preview/format.ts';
import type { LoadedModel } from '../src/preview/loaded.ts';
import { isodoseColour } from '../src/preview/palette.ts';
import type { AppState, Store } from './app-state.ts';
import { element, icon, setText, svgElement } from './dom.ts';
import { shownChoice } from './eye-choice.ts';
import { createRoomScreen } from './room-screen.ts';
import { bindRoomHand } from './room-pointer.ts';
import { roomTable } from './room-table.ts';
import { showScene } from './scene-view.ts';
import type { SideTab } from './side-view.ts';
import { tableToggle } from './table-toggle.ts';
import { chartLook } from './theme.ts';
import { send } from './vscode-api.ts';

/** Milliseconds of work on surfaces between two frames: slices go on scrolling while they are made. */
const sliceMs = 7;
/** A picture with one surface more is worth the time that it takes only so often. */
const betweenPicturesMs = 150;

/** Patient, isodoses and beams in space, and the same in words. */
export function createRoomPane(store: Store, measure: MeasureText, revealRegion: (name: string) => void): SideTab {
  const svg = svgElement('svg', { role: 'img', class: 'overlay' });
  const picture = element('div', {
    class: 'room-picture',
    tabindex: '0',
    role: 'group',
    'aria-label':
      '3D view; arrows turn it, with Shift they move it, plus and minus zoom, 1 to 6 look from the front, left, head, back, right and feet, R resets, Enter goes to the line of what is chosen',
  });
  const screen = createRoomScreen(() => redraw());
  picture.append(screen.node, svg);
  const table = element('div', { class: 'room-table', hidden: '' });
  const levels = element('div', { class: 'room-levels', role: 'group', 'aria-label': 'Isodose surfaces' });
  const busy = element('span', { class: 'room-busy quiet', role: 'status' });
  const slice = element(
    'button',
    { class: 'plain chip', type: 'button', 'aria-label': 'Axial slice in the 3D view', 'aria-pressed': 'false' },
    'Slice',
  );
  slice.addEventListener('click', () => {
    const { room } = store.get();
    store.set({ room: { ...room, slice: room.slice !== true } });
  });
  const foot = element('div', { class: 'room-foot' }, levels, slice, element('span', { class: 'spring' }), busy);
  const node = element('div', { class: 'room' }, picture, table, foot);
  const toggle = tableToggle('the 3D view', { picture, table }, () => redraw());
  const views = roomViews.slice(0, 3).map((view) => {
    const words = `Look ${viewWords[view.name]} (${view.key})`;
    const made = element(
      'button',
      { class: 'plain room-look', type: 'button', title: words, 'aria-label': words },
      lettersOf[view.name],
    );
    made.addEventListener('click', () => lookFrom(view));
    return made;
  });
  const reset = element(
    'button',
    { class: 'plain', type: 'button', title: 'Reset the 3D view (R)', 'aria-label': 'Reset the 3D view' },
    icon('rerun'),
  );
  reset.addEventListener('click', () => setCamera(undefined));
  const controls = [...views, reset, element('span', { class: 'spring' })];

  const surfaces = createSurfaceStore();
  const parts = partsCache();
  const planeOf = planeCache(measure);
  let isShown = false;
  let isMoving = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasMore = false;
  let shownAt = 0;
  let drawn: { key: string; of: LoadedModel; picture: RoomPicture; beams: readonly BeamShape[] } | undefined;
  let chips = '';

  const redraw = () => draw(store.get());
  const frame = (): RoomFrame => ({ widthPx: picture.clientWidth, heightPx: picture.clientHeight });
  const cameraNow = (): RoomCamera | undefined => {
    const { loaded, room } = store.get();
    return (
      loaded &&
      (room.camera ?? startingCameraOf(loaded.model, parts(loaded, store.get().levelsPercent).bounds, frame()))
    );
  };
  const setCamera = (camera: RoomCamera | undefined) => store.set({ room: { ...store.get().room, camera } });

  function draw(state: AppState) {
    const { loaded } = state;
    if (!loaded || !isShown) return;
    const { all, bounds } = parts(loaded, state.levelsPercent);
    const shown = shownOf(all, state);
    surfaces.want(all, shown);
    drawLevels(state);
    slice.setAttribute('aria-pressed', String(state.room.slice === true));
    schedule();
    if (!table.hidden) {
      drawTable(loaded, all, shown);
      return;
    }
    const { widthPx, heightPx } = frame();
    if (widthPx < 40 || heightPx < 40) return;
    const camera = state.room.camera ?? startingCameraOf(loaded.model, bounds, frame());
    const look = chartLook();
    const choice = shownChoice(loaded.model, state.eye);
    const made = shown.flatMap((part) => {
      const surface = surfaces.get(part);
      return surface ? [{ part, surface }] : [];
    });
    const emphasis = { selectedRegion: state.selectedRegion, beam: choice.beam };
    const plane = state.room.slice ? planeOf(loaded, state) : undefined;
    const key = JSON.stringify([made.map(({ part }) => [part.id, part.key]), emphasis, choice.segment, look]);
    if (drawn?.key !== key || drawn.of !== loaded || drawn.picture.plane !== plane) {
      const beams = roomBeams(loaded.model, bounds, choice);
      drawn = { key, of: loaded, beams, picture: roomPicture(made, beams, emphasis, look, plane) };
    }
    screen.draw(drawn.picture, camera, { widthPx, heightPx });
    svg.toggleAttribute('hidden', !screen.isAlive());
    const words = { ...emphasis, camera, look, measure, isMoving, plane };
    showScene(svg, roomScene(loaded.model, drawn.picture.meshes, drawn.beams, words, { widthPx, heightPx }));
  }

  /** Makes surfaces a little at a time, and shows each when it is there. */
  function schedule() {
    const left = surfaces.left();
    const words = left === 0 ? '' : left === 1 ? 'one surface to make' : `${left} surfaces to make`;
    setText(busy, words);
    node.setAttribute('aria-busy', String(left > 0));
    if (left === 0 || timer !== undefined || !isShown) return;
    timer = setTimeout(() => {
      timer = undefined;
      const until = performance.now() + sliceMs;
      const { isMore, left } = surfaces.work(() => performance.now() >= until);
      hasMore ||= isMore;
      const now = performance.now();
      if (!hasMore || (left > 0 && now - shownAt < betweenPicturesMs)) return schedule();
      [hasMore, shownAt] = [false, now];
      redraw();
    });
  }

  function drawLevels({ levelsPercent, room }: AppState) {
    const { ground } = chartLook();
    const shown = shownLevels(levelsPercent, room.levelsPercent);
    const wanted = JSON.stringify([levelsPercent, shown, ground]);
    if (wanted === chips) return;
    chips = wanted;
    const focused = levels.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-level')
      : undefined;
    levels.replaceChildren(
      ...levelsPercent.map((percent) => {
        const isOn = shown.includes(percent);
        const swatch = element('i', { class: 'swatch' });
        swatch.style.background = isodoseColour(percent)[ground];
        const chip = element(
          'button',
          {
            class: 'plain chip',
            type: 'button',
            'aria-label': `Surface of ${trimmed(percent, 1)} %`,
            'aria-pressed': String(isOn),
            'data-level': String(percent),
            title: `${isOn ? 'Hide' : 'Show'} the surface of ${trimmed(percent, 1)} %`,
          },
          swatch,
          `${trimmed(percent, 1)} %`,
        );
        chip.addEventListener('click', () => setLevel(percent, !isOn));
        return chip;
      }),
    );
    if (focused) levels.querySelector<HTMLElement>(`[data-level="${focused}"]`)?.focus();
  }

  function setLevel(percent: number, isOn: boolean) {
    const { room, levelsPercent } = store.get();
    const shown = shownLevels(levelsPercent, room.levelsPercent);
    const chosen = isOn ? [...shown, percent] : shown.filter((other) => other !== percent);
    store.set({ room: { ...room, levelsPercent: chosen } });
  }

  function drawTable(loaded: LoadedModel, all: readonly RoomSurface[], shown: readonly RoomSurface[]) {
    const focused = table.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-part')
      : undefined;
    const rows = all.map((surface) => {
      const isOn = shown.includes(surface);
      return { surface, isShown: isOn, extent: isOn ? extentText(surfaces.get(surface)) : 'hidden' };
    });
    const actions = {
      show: (surface: RoomSurface, isOn: boolean) => {
        if (surface.percent !== undefined) setLevel(surface.percent, isOn);
        else setHidden(surface.words, !isOn);
      },
      region: revealRegion,
      beam: (beam: number) => reveal({ beam }),
    };
    table.replaceChildren(...roomTable(loaded.model, rows, chartLook().ground, actions));
    if (focused) table.querySelector<HTMLElement>(`[data-part="${CSS.escape(focused)}"]`)?.focus();
  }

  function setHidden(name: string, isHidden: boolean) {
    const { room } = store.get();
    const others = (room.hidden ?? []).filter((other) => other !== name);
    store.set({ room: { ...room, hidden: isHidden ? [...others, name] : others } });
  }

  function reveal(found: RoomPick) {
    const { loaded, eye } = store.get();
    if ('region' in found) return revealRegion(found.region);
    const beam = loaded?.model.beams[found.beam];
    if (!beam) return;
    if (shownChoice(loaded.model, eye).beam !== found.beam) store.set({ eye: { beam: found.beam } });
    send({ type: 'reveal', range: beam.range });
  }

  function lookFrom(view: RoomView) {
    const from = cameraNow();
    if (!from) return;
    const { azimuthDeg, elevationDeg } = view;
    const to = { ...from, azimuthDeg, elevationDeg };
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) setCamera(to);
    else turn(from, to, performance.now());
  }

  /** The short way round, in a fifth of a second. */
  function turn(from: RoomCamera, to: RoomCamera, began: number) {
    const share = Math.min((performance.now() - began) / 200, 1);
    const round = ((to.azimuthDeg - from.azimuthDeg + 540) % 360) - 180;
    const eased = share * share * (3 - 2 * share);
    isMoving = share < 1;
    setCamera(
      share === 1
        ? to
        : {
            ...from,
            azimuthDeg: (from.azimuthDeg + round * eased + 360) % 360,
            elevationDeg: from.elevationDeg + (to.elevationDeg - from.elevationDeg) * eased,
          },
    );
    if (isMoving) requestAnimationFrame(() => turn(from, to, began));
  }

  bindRoomHand(picture, {
    camera: cameraNow,
    frame,
    move(camera, moving) {
      isMoving = moving;
      picture.classList.toggle('is-moving', moving);
      setCamera(camera);
    },
    rest() {
      isMoving = false;
      picture.classList.remove('is-moving');
      redraw();
    },
    view: lookFrom,
    reset: () => setCamera(undefined),
    pick(x, y, target) {
      const [region, beam] = [target.getAttribute('data-region'), target.getAttribute('data-beam')];
      if (region) return reveal({ region });
      if (beam) return reveal({ beam: Number(beam) });
      const camera = cameraNow();
      const found = camera && drawn && roomPick(drawn.picture, camera, frame(), [x, y]);
      if (found) reveal(found);
    },
    reveal() {
      const { loaded, selectedRegion, eye } = store.get();
      if (selectedRegion !== undefined) reveal({ region: selectedRegion });
      else if (loaded) reveal({ beam: shownChoice(loaded.model, eye).beam });
    },
  });
  new ResizeObserver(redraw).observe(picture);

  return {
    name: 'room',
    words: '3D',
    node,
    controls: [...controls, toggle],
    isOffered: () => true,
    draw(state, isTab) {
      isShown = isTab;
      draw(state);
    },
  };
}

const lettersOf: Readonly<Record<RoomView['name'], string>> = {
  front: 'A',
  left: 'L',
  above: 'H',
  back: 'P',
  right: 'R',
  below: 'F',
};

function shownOf(all: readonly RoomSurface[], { room, levelsPercent }: AppState): RoomSurface[] {
  const levels = shownLevels(levelsPercent, room.levelsPercent);
  return all.filter(({ percent, words }) =>
    percent !== undefined ? levels.includes(percent) : !(room.hidden ?? []).includes(words),
  );
}

function extentText(surface: Surface | null | undefined): string {
  if (surface === undefined) return 'not made yet';
  if (surface === null) return 'nowhere';
  return `${surfaceExtentMm(surface).map(Math.round).join(' × ')} mm`;
}

interface RoomParts {
  readonly all: readonly RoomSurface[];
  readonly bounds: BoundsMm;
}

/** Parts stay the same objects while the model and the levels do. */
function partsCache() {
  let of: LoadedModel | undefined;
  let levels: readonly number[] | undefined;
  let parts: RoomParts | undefined;
  return (loaded: LoadedModel, levelsPercent: readonly number[]): RoomParts => {
    if (!parts || loaded !== of || levelsPercent !== levels)
      parts = {
        all: roomSurfaces(loaded, levelsPercent),
        bounds: loaded === of && parts ? parts.bounds : roomBounds(loaded),
      };
    [of, levels] = [loaded, levelsPercent];
    return parts;
  };
}

/** The plane stays the same object until the slice moves or looks different. */
function planeCache(measure: MeasureText) {
  let of: LoadedModel | undefined;
  let key = '';
  let plane: RoomPlane | undefined;
  return (loaded: LoadedModel, state: AppState): RoomPlane | undefined => {
    const { window, overlay, compared, levelsPercent, crosshairMm } = state;
    if (!window) return undefined;
    const wanted = JSON.stringify([window, overlay, compared, crosshairMm[2]]);
    if (loaded !== of || wanted !== key)
      plane = roomPlane(loaded, { window, overlay, compared, levelsPercent, crosshairMm, measure });
    [of, key] = [loaded, wanted];
    return plane;
  };
}
