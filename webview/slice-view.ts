import { planes, type Frame, type PlaneName } from '../src/preview/draw/plane.ts';
import type { MeasureText } from '../src/preview/draw/scene.ts';
import {
  sliceFrame,
  sliceLines,
  sliceRaster,
  sliceScene,
  type SliceLines,
  type SliceView,
} from '../src/preview/draw/slice-scene.ts';
import type { LoadedModel } from '../src/preview/loaded.ts';
import type { AppState, Store } from './app-state.ts';
import { stepped } from '../src/preview/crosshair.ts';
import { element, svgElement } from './dom.ts';
import { showRaster, showScene } from './scene-view.ts';
import { bindPointer } from './slice-pointer.ts';

export interface SlicePane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/** One slice: pixels on a canvas, lines and words in SVG over it. */
export function createSlicePane(
  plane: PlaneName,
  store: Store,
  measure: MeasureText,
  revealRegion: (name: string) => void,
): SlicePane {
  const canvas = element('canvas', { 'aria-hidden': 'true' }) as HTMLCanvasElement;
  const svg = svgElement('svg', { role: 'img', class: 'overlay' });
  const node = element('div', {
    class: `slice slice-${plane}`,
    tabindex: '0',
    role: 'group',
    'data-plane': plane,
    'aria-label': `${plane} slice; arrows move the crosshair, Page Up and Page Down change the slice`,
  });
  node.append(canvas, svg);
  const lines = linesCache();
  let frame: Frame | undefined;
  let drawnRaster = '';
  let drawnModel: LoadedModel | undefined;

  function draw(state: AppState) {
    const { loaded, window } = state;
    const { clientWidth: widthPx, clientHeight: heightPx } = node;
    if (!loaded || !window || widthPx < 20 || heightPx < 20) return;
    const view = viewOf(state, plane, widthPx, heightPx, measure);
    frame = sliceFrame(loaded, view);
    const ratio = globalThis.devicePixelRatio || 1;
    // The pixels only change with the plane's own position, not with the crosshair's way within it.
    const rasterKey = JSON.stringify([frame, window, state.overlay, state.compared, ratio]);
    if (rasterKey !== drawnRaster || loaded !== drawnModel) {
      showRaster(canvas, sliceRaster(loaded, view, frame, ratio));
      drawnRaster = rasterKey;
      drawnModel = loaded;
    }
    showScene(svg, sliceScene(loaded, view, frame, lines(loaded, view, frame)));
  }

  new ResizeObserver(() => draw(store.get())).observe(node);
  bindPointer(node, plane, store, () => frame);
  svg.addEventListener('click', (event) => {
    const name = (event.target as Element).getAttribute('data-region');
    if (name) revealRegion(name);
  });
  node.addEventListener('keydown', (event) => {
    const move = keyMove(event.key, plane);
    const { loaded, crosshairMm } = store.get();
    if (!move || !loaded || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    store.set({ crosshairMm: stepped(loaded.model, crosshairMm, move.axis, move.voxels * (event.shiftKey ? 5 : 1)) });
  });
  return { node, draw };
}

function viewOf(state: AppState, plane: PlaneName, widthPx: number, heightPx: number, measure: MeasureText): SliceView {
  const { factor, panMm } = state.zoom[plane];
  return {
    plane,
    crosshairMm: state.crosshairMm,
    widthPx,
    heightPx,
    size: isLarge(state, plane, widthPx, heightPx) ? 'large' : 'small',
    window: state.window!,
    levelsPercent: state.levelsPercent,
    overlay: state.overlay,
    compared: state.compared,
    zoom: factor,
    panMm,
    selectedRegion: state.selectedRegion,
    showCrosshair: true,
    measure,
  };
}

/** The axial view is the large one, and whichever stands alone. */
function isLarge(state: AppState, plane: PlaneName, widthPx: number, heightPx: number): boolean {
  const alone = state.maximised === plane || (document.body.dataset.layout === 'narrow' && state.plane === plane);
  return heightPx >= 180 && widthPx >= 240 && (plane === 'axial' || alone);
}

/** Lines are kept for the plane they were made for: moving the crosshair within it, zooming and windowing make none. */
function linesCache(): (loaded: LoadedModel, view: SliceView, frame: Frame) => SliceLines {
  let key = '';
  let model: LoadedModel | undefined;
  let kept: SliceLines | undefined;
  return (loaded, view, frame) => {
    const wanted = `${frame.positionMm} ${view.levelsPercent.join(' ')}`;
    if (!kept || loaded !== model || wanted !== key) {
      kept = sliceLines(loaded, view.plane, frame.positionMm, view.levelsPercent);
      key = wanted;
      model = loaded;
    }
    return kept;
  };
}

/** Arrows move within the plane as the screen shows it; the page keys go through the slices. */
function keyMove(key: string, plane: PlaneName): { axis: 0 | 1 | 2; voxels: number } | undefined {
  const { right, vertical, down, normal } = planes[plane];
  switch (key) {
    case 'ArrowRight':
      return { axis: right, voxels: 1 };
    case 'ArrowLeft':
      return { axis: right, voxels: -1 };
    case 'ArrowDown':
      return { axis: vertical, voxels: down };
    case 'ArrowUp':
      return { axis: vertical, voxels: -down };
    case 'PageUp':
      return { axis: normal, voxels: 1 };
    case 'PageDown':
      return { axis: normal, voxels: -1 };
    default:
      return undefined;
  }
}
