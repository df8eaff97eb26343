import type { AppState, Store } from './app-state.ts';
import { element, icon } from './dom.ts';

export const sideNames = ['beam', 'room'] as const;
export type SideName = (typeof sideNames)[number];

/** One of the views that share the place beside the histogram. */
export interface SideTab {
  readonly name: SideName;
  readonly words: string;
  readonly node: HTMLElement;
  /** For the heading while the tab is the chosen one. */
  readonly controls: readonly HTMLElement[];
  isOffered(state: AppState): boolean;
  /** Also of a tab that is not shown, so that it can rest. */
  draw(state: AppState, isShown: boolean): void;
}

export interface SidePane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/** Tabs for views that look at beam and patient, under one heading. */
export function createSidePane(store: Store, tabs: readonly SideTab[]): SidePane {
  const list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'View of beams' });
  const heading = element('div', { class: 'heading' }, list);
  const choose = (name: SideName) => store.set({ side: name });
  const shown = tabs.map((tab) => {
    const id = `side-${tab.name}`;
    const button = element('button', { role: 'tab', type: 'button', id: `${id}-tab`, 'aria-controls': id }, tab.words);
    button.addEventListener('click', () => choose(tab.name));
    for (const [name, value] of Object.entries({ id, role: 'tabpanel', 'aria-labelledby': `${id}-tab` }))
      tab.node.setAttribute(name, value);
    const controls = element('div', { class: 'side-controls' }, ...tab.controls);
    list.append(button);
    heading.append(controls);
    return { tab, button, controls };
  });
  list.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const offered = shown.filter(({ button }) => !button.hidden);
    const at = offered.findIndex(({ button }) => button === document.activeElement);
    if (step === 0 || at < 0) return;
    event.preventDefault();
    const next = offered[(at + step + offered.length) % offered.length];
    choose(next.tab.name);
    next.button.focus();
  });
  const maximise = element(
    'button',
    { class: 'plain', type: 'button', title: 'Maximise the view', 'aria-label': 'Maximise the view' },
    icon('maximise'),
  );
  const toggleMaximised = () => store.set({ maximised: store.get().maximised === 'side' ? undefined : 'side' });
  maximise.addEventListener('click', toggleMaximised);
  heading.append(maximise);
  const node = element('section', { class: 'side', 'aria-label': 'Beams and patient' }, heading);
  for (const { tab } of shown) {
    node.append(tab.node);
    tab.node.addEventListener('dblclick', (event) => {
      if ((event.target as Element).closest('.eye-picture')) toggleMaximised();
    });
  }

  return {
    node,
    draw(state) {
      const offered = shown.filter(({ tab }) => tab.isOffered(state));
      node.hidden = !state.loaded || offered.length === 0;
      const chosen = offered.find(({ tab }) => tab.name === state.side) ?? offered[0];
      for (const one of shown) {
        const isChosen = one === chosen;
        one.button.hidden = !offered.includes(one);
        one.button.setAttribute('aria-selected', String(isChosen));
        one.button.tabIndex = isChosen ? 0 : -1;
        one.controls.hidden = !isChosen;
        one.tab.node.hidden = !isChosen;
        one.tab.draw(state, isChosen && !node.hidden && state.compared === undefined);
      }
    },
  };
}
