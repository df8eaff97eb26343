import { trimmed } from '../src/preview/format.ts';
import { comparable, differenceOverlay } from '../src/preview/comparison.ts';
import { mapNames, mapOverlay, mapWords } from '../src/preview/map-names.ts';
import { noImage } from '../src/preview/model.ts';
import { isodoseColour } from '../src/preview/palette.ts';
import { ctPresets } from '../src/preview/window-presets.ts';
import type { AppState, Store } from './app-state.ts';
import { parseLevels } from './levels.ts';
import { element, icon } from './dom.ts';
import { chartLook } from './theme.ts';
import { button, dropdown, textField } from './toolkit.ts';
import { isOfFile } from './subject.ts';
import { send } from './vscode-api.ts';

export interface ToolbarPane {
  readonly node: HTMLElement;
  draw(state: AppState, before: AppState): void;
}

/** Isodose legend and its levels, window presets, overlay, plane of a narrow view, and the computation's own button. */
export function createToolbar(store: Store): ToolbarPane {
  const legend = createLegend(store);
  const presets = dropdown('Window and level', (value) => {
    const preset = ctPresets.find((p) => p.name === value);
    if (preset) store.set({ window: { level: preset.level, width: preset.width } });
  });
  const overlays = dropdown('Overlay', (value) => store.set({ overlay: value || undefined }));
  // The difference is what one compares for; of nothing there is none.
  const compared = dropdown('Compare with', (value) =>
    store.set(
      value
        ? { compared: value, overlay: differenceOverlay }
        : { compared: undefined, ...(store.get().overlay === differenceOverlay ? { overlay: undefined } : {}) },
    ),
  );
  const compare = element(
    'label',
    { class: 'field field-compare', hidden: '' },
    element('span', {}, 'Compare'),
    compared.node,
  );
  const windowing = element('label', { class: 'field field-window' }, element('span', {}, 'W/L'), presets.node);
  const overlaying = element('label', { class: 'field field-overlay' }, element('span', {}, 'Overlay'), overlays.node);
  const planeSwitch = createPlaneSwitch(store);
  const cancel = button('Cancel', 'cross', () => send({ type: 'cancel' }));
  const compute = button(isOfFile() ? 'Read again' : 'Recompute', 'rerun', () => send({ type: 'compute' }));
  const node = element('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Preview' });
  node.append(
    planeSwitch.node,
    legend.node,
    windowing,
    overlaying,
    compare,
    element('span', { class: 'spring' }),
    cancel,
    compute,
  );

  function draw(state: AppState, before: AppState) {
    legend.draw(state);
    planeSwitch.draw(state);
    cancel.hidden = !state.progress;
    compute.hidden = Boolean(state.progress);
    const images = state.loaded?.model.images ?? [];
    // Without an image there is nothing to window, and of a file alone nothing but the dose to lay over it.
    windowing.hidden = images[0]?.quantity === noImage;
    overlaying.hidden = state.loaded?.model.file !== undefined && images.length < 2;
    if (state.window && (state.window !== before.window || state.loaded !== before.loaded)) {
      const { width, level } = state.window;
      const chosen = ctPresets.find((p) => p.width === width && p.level === level)?.name ?? '';
      const isCt = images[0]?.quantity === 'HU';
      const own = chosen ? [] : [{ value: '', words: `Custom ${trimmed(width, 2)}/${trimmed(level, 2)}` }];
      const offered = isCt
        ? ctPresets.map((p) => ({ value: p.name, words: `${p.name} ${p.width}/${trimmed(p.level, 0)}` }))
        : [];
      presets.setChoices([...own, ...offered], chosen);
    }
    const others = state.loaded ? comparable(state.loaded.model) : [];
    compare.hidden = others.length === 0;
    compared.setChoices(
      [{ value: '', words: 'nothing' }, ...others.map((name) => ({ value: name, words: name }))],
      state.compared ?? '',
    );
    overlays.setChoices(
      [
        { value: '', words: 'Dose' },
        ...images.slice(1).map((image) => ({ value: image.name, words: image.name })),
        ...(state.compared === undefined
          ? []
          : [{ value: differenceOverlay, words: `Difference to ${state.compared}` }]),
        ...(state.loaded?.model.file ? [] : mapNames).map((name) => ({
          value: mapOverlay(name),
          words: mapWords[name].title,
        })),
      ],
      state.overlay ?? '',
    );
  }
  return { node, draw };
}

/** The levels with their colours; a click turns them into a field to edit. */
function createLegend(store: Store): { node: HTMLElement; draw(state: AppState): void } {
  const shown = element('span', { class: 'legend-levels' });
  const edit = element(
    'button',
    { class: 'plain', type: 'button', title: 'Edit the isodose levels', 'aria-label': 'Edit the isodose levels' },
    icon('edit'),
  );
  const field = textField('Isodose levels in per cent, separated by spaces');
  field.node.hidden = true;
  const problem = element('span', { class: 'problem', role: 'alert' });
  const node = element('div', { class: 'legend', role: 'group', 'aria-label': 'Isodose levels' });
  node.append(shown, edit, field.node, problem);

  const close = () => {
    field.node.hidden = true;
    shown.hidden = false;
    edit.hidden = false;
    problem.textContent = '';
  };
  const commit = () => {
    if (field.node.hidden) return;
    const parsed = parseLevels(field.value);
    if ('problem' in parsed) {
      problem.textContent = parsed.problem;
      return;
    }
    store.set({ levelsPercent: parsed.levels });
    close();
  };
  edit.addEventListener('click', () => {
    field.value = store
      .get()
      .levelsPercent.map((p) => trimmed(p, 1))
      .join(' ');
    field.node.hidden = false;
    shown.hidden = true;
    edit.hidden = true;
    field.node.focus();
  });
  field.node.addEventListener('keydown', (event) => {
    // The view's own keys, such as reset, must not act while typing.
    event.stopPropagation();
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') close();
  });

  return {
    node,
    draw(state) {
      const { ground } = chartLook();
      const levels = state.levelsPercent.map((level) => {
        const swatch = element('i', { class: 'swatch' });
        swatch.style.background = isodoseColour(level)[ground];
        return element('span', { class: 'level' }, swatch, trimmed(level, 1));
      });
      shown.replaceChildren(...levels, '%');
    },
  };
}

function createPlaneSwitch(store: Store): { node: HTMLElement; draw(state: AppState): void } {
  const planeNames = ['axial', 'coronal', 'sagittal'] as const;
  const buttons = planeNames.map((plane) => {
    const made = element('button', { type: 'button', 'aria-label': plane, title: plane }, plane[0].toUpperCase());
    made.addEventListener('click', () => store.set({ plane }));
    return made;
  });
  const node = element('div', { class: 'plane-switch', role: 'group', 'aria-label': 'Plane' });
  node.append(...buttons);
  return {
    node,
    draw: (state) => buttons.forEach((b, i) => b.setAttribute('aria-pressed', String(planeNames[i] === state.plane))),
  };
}
