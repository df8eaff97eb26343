import './zod-without-eval.ts';
import { volumeOf, type LoadedModel } from '../src/preview/loaded.ts';
import {
  readHostMessage,
  viewStateSchema,
  type HostMessage,
  type ViewMessage,
  type ViewState,
} from '../src/preview/protocol.ts';
import { comparable, differenceOverlay, lastCommit } from '../src/preview/comparison.ts';
import { mapOf } from '../src/preview/map-names.ts';
import { createReceiver } from '../src/preview/receiver.ts';
import { startingWindow } from '../src/preview/window-presets.ts';
import { createStore, startingState, unzoomed, viewStateOf, type AppState } from './app-state.ts';
import { snapped, startingPoint } from '../src/preview/crosshair.ts';
import { createBeamPane } from './beam-view.ts';
import { followCursor } from './cursor.ts';
import { createDvhPane } from './dvh-view.ts';
import { element } from './dom.ts';
import { createGoalsPane } from './goals-view.ts';
import { createLadderPane } from './ladder-view.ts';
import { watchLayout } from './layout.ts';
import { createRoomPane } from './room-view.ts';
import { createSidePane } from './side-view.ts';
import { createSlicePane } from './slice-view.ts';
import { createEmptyPage, createNoticeLine, createStatusLine } from './status-view.ts';
import { onThemeChange, pageMeasure } from './theme.ts';
import { createNumberPane } from './number-view.ts';
import { createObjectiveView } from './objective-view.ts';
import { createToolbar } from './toolbar-view.ts';
import { registerControls } from './toolkit.ts';
import { keepState, keptState, send } from './vscode-api.ts';

const restored = restoredState();
const store = createStore({ ...startingState, ...withoutUndefined(restored) });
const receiver = createReceiver();
start();

function start(): void {
  registerControls();
  const measure = pageMeasure();
  const slices = (['axial', 'coronal', 'sagittal'] as const).map((plane) =>
    createSlicePane(plane, store, measure, revealRegion),
  );
  const dvh = createDvhPane(store, measure, revealRegion);
  const ladder = createLadderPane(store);
  const side = createSidePane(store, [
    createBeamPane(store, measure, revealRegion),
    createRoomPane(store, measure, revealRegion),
  ]);
  const goals = createGoalsPane(store);
  const toolbar = createToolbar(store);
  const notice = createNoticeLine();
  const status = createStatusLine();
  const empty = createEmptyPage();
  const objective = createObjectiveView();
  const number = createNumberPane();
  const slicesNode = element('section', { class: 'slices', 'aria-label': 'Slices' }, ...slices.map((s) => s.node));
  const lower = element('div', { class: 'lower' }, dvh.node, side.node, ladder.node);
  const content = element('main', { class: 'content' }, slicesNode, lower, goals.node);
  const root = document.getElementById('preview') ?? document.body.appendChild(element('div', { id: 'preview' }));
  const bar = element('div', { class: 'progress-bar', 'aria-hidden': 'true' });
  root.replaceChildren(notice.node, toolbar.node, bar, content, empty.node, objective.node, number.node, status.node);

  const drawAll = (state: AppState, before: AppState) => {
    root.classList.toggle('is-stale', Boolean(state.stale) && Boolean(state.loaded));
    root.classList.toggle('is-empty', !state.loaded);
    root.dataset.plane = state.plane;
    root.dataset.maximised = state.maximised ?? '';
    bar.style.transform = `scaleX(${state.progress?.fraction ?? 0})`;
    for (const pane of [notice, toolbar, empty, objective, number, status, goals]) pane.draw(state, before);
    if (state.overlay !== before.overlay) wantMaps(state.overlay);
    if (kindCompared(state.compared) !== kindCompared(before.compared)) wantCompared(state.compared);
    if (drawnFrom(state, before)) for (const pane of [...slices, dvh, side, ladder]) pane.draw(state);
    else if (state.room !== before.room || state.side !== before.side) side.draw(state);
    lower.classList.toggle('is-comparing', state.compared !== undefined);
    keep(state);
  };
  store.onChange(drawAll);
  drawAll(store.get(), store.get());
  const redraw = () => {
    for (const pane of [toolbar, objective]) pane.draw(store.get(), store.get());
    for (const pane of [...slices, dvh, side, ladder]) pane.draw(store.get());
  };
  onThemeChange(redraw);
  watchLayout(redraw);
  bindKeys();
  globalThis.addEventListener('message', (event: MessageEvent) => {
    const read = readHostMessage(event.data);
    if ('refused' in read) store.set({ refused: read.refused });
    else receive(read.message);
  });
  send({ type: 'ready', have: receiver.have() });
  if (mapOf(restored.overlay)) wantMaps(restored.overlay);
  if (restored.compared !== undefined) wantCompared(restored.compared);
}

/** The host makes a map when it is first looked at. */
function wantMaps(overlay: string | undefined): void {
  const name = mapOf(overlay);
  send({ type: 'wantMaps', names: name ? [name] : [] });
}

/** The host computes the plan's baselines, or the last commit, when that is first compared with. */
function wantCompared(compared: string | undefined): void {
  send({ type: 'wantCompared', with: kindCompared(compared) });
}

function kindCompared(compared: string | undefined): Extract<ViewMessage, { type: 'wantCompared' }>['with'] {
  return compared === undefined ? 'nothing' : compared === lastCommit ? 'lastCommit' : 'baselines';
}

function receive(message: HostMessage): void {
  switch (message.type) {
    case 'model':
    case 'chunk': {
      const { replies, show: complete, refused } = receiver.receive(message);
      if (refused) store.set({ refused });
      if (complete) show(complete);
      for (const reply of replies) {
        // Said once it is true: the store draws in the same frame, before this.
        if (reply.type === 'shown') requestAnimationFrame(() => send(reply));
        else send(reply);
      }
      return;
    }
    case 'progress':
      return store.set({ progress: message, failures: [], cancelled: false, previewOnly: undefined });
    case 'stale':
      return store.set({ stale: message.reason, failures: [], previewOnly: undefined });
    case 'previewOnly':
      return store.set({ previewOnly: message.reason, progress: undefined });
    case 'fresh':
      return store.set({ stale: undefined, failures: [], refused: undefined });
    case 'failure':
      return store.set({ failures: message.messages, progress: undefined, cancelled: false });
    case 'number':
      return store.set({ number: message.number });
    case 'compareWith':
      return store.set({ compared: message.name, overlay: differenceOverlay });
    case 'cursor':
      return followCursor(store, message);
    case 'cancelled':
      return store.set({ cancelled: true, progress: undefined });
  }
}

/** Puts a complete model on the page; the reader's place in it is kept where it still exists. */
function show(loaded: LoadedModel): void {
  const state = store.get();
  const { model } = loaded;
  const planning = model.images[0];
  const compared = comparable(model).find((name) => name === state.compared);
  const isKept = state.loaded !== undefined || restored.crosshairMm !== undefined;
  store.set({
    loaded,
    crosshairMm: isKept ? snapped(model, state.crosshairMm) : startingPoint(model),
    window: state.window ?? startingWindow(planning.quantity, volumeOf(loaded, planning.values)),
    compared,
    overlay:
      mapOf(state.overlay) ||
      (state.overlay === differenceOverlay && compared !== undefined) ||
      model.images.some((image) => image.name === state.overlay)
        ? state.overlay
        : undefined,
    selectedRegion: model.regions.some((region) => region.name === state.selectedRegion)
      ? state.selectedRegion
      : undefined,
    selectedGoal:
      state.selectedGoal !== undefined && state.selectedGoal < model.goals.length ? state.selectedGoal : undefined,
    // What was said of a newer text stays until the host calls the view fresh. A preview is on the way to the final dose, which may end before it.
    ...(model.quality?.kind !== 'preview' ? { progress: undefined, previewOnly: undefined } : {}),
    refused: undefined,
    cancelled: false,
  });
}

function revealRegion(name: string): void {
  const region = store.get().loaded?.model.regions.find((r) => r.name === name);
  store.set({ selectedRegion: name, selectedGoal: undefined });
  if (region?.range) send({ type: 'reveal', range: region.range });
}

/** Whether anything that slices and curves are drawn from has changed. */
function drawnFrom(state: AppState, before: AppState): boolean {
  const keys = [
    'loaded',
    'crosshairMm',
    'window',
    'levelsPercent',
    'overlay',
    'compared',
    'plane',
    'maximised',
    'zoom',
    'selectedRegion',
    'eye',
  ] as const;
  // Panes that wait for results say whether any are on the way.
  const isOtherwiseBusy = (state.progress === undefined) !== (before.progress === undefined);
  return isOtherwiseBusy || keys.some((key) => state[key] !== before[key]);
}

function bindKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') store.set({ maximised: undefined });
    if (event.key === 'r' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      store.set({ zoom: { axial: unzoomed, coronal: unzoomed, sagittal: unzoomed } });
    }
  });
}

let kept = '';

/** VS Code restores the view with this: the plan it belongs to, and where the reader was. */
function keep(state: AppState): void {
  const view = viewStateOf(state);
  const words = JSON.stringify(view);
  if (words === kept) return;
  kept = words;
  keepState({ document: document.body.dataset.document, view: state.loaded ? view : restored });
  if (state.loaded) send({ type: 'state', state: view });
}

function restoredState(): ViewState {
  const held = keptState() as { view?: unknown } | undefined;
  const parsed = viewStateSchema.safeParse(held?.view ?? {});
  return parsed.success ? parsed.data : {};
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}
