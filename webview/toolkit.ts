/** The controls of the page. The only file that names their library, so that another can take its place. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element, icon, type IconName } from './dom.ts';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}

export function button(words: string, sign: IconName, onClick: () => void): HTMLElement {
  const mark = icon(sign);
  mark.setAttribute('slot', 'start');
  // Not a span: the control makes spans the size of an icon.
  const made = element(
    'vscode-button',
    { appearance: 'secondary', 'aria-label': words, title: words },
    mark,
    element('div', { class: 'words' }, words),
  );
  made.addEventListener('click', onClick);
  return made;
}

export interface Choice {
  readonly value: string;
  readonly words: string;
}

export interface Dropdown {
  readonly node: HTMLElement;
  setChoices(choices: readonly Choice[], chosen: string): void;
}

export function dropdown(label: string, onChoose: (value: string) => void): Dropdown {
  const node = element('vscode-dropdown', { 'aria-label': label }) as HTMLElement & { value: string };
  let shown = '';
  node.addEventListener('change', () => onChoose(node.value));
  return {
    node,
    setChoices(choices, chosen) {
      const wanted = JSON.stringify([choices, chosen]);
      if (wanted === shown) return;
      shown = wanted;
      node.replaceChildren(
        ...choices.map(({ value, words }) =>
          element('vscode-option', { value, ...(value === chosen ? { selected: '' } : {}) }, words),
        ),
      );
      // The control reads its options after they are attached.
      queueMicrotask(() => {
        node.value = chosen;
      });
    },
  };
}

export interface Slider {
  readonly node: HTMLElement;
  /** From 0 to `most`; `words` is what the place means. */
  set(state: { readonly most: number; readonly value: number; readonly words: string }): void;
}

/** The library has none: the page's own, in the theme's colours. */
export function slider(label: string, onMove: (value: number) => void): Slider {
  const node = element('input', { type: 'range', min: '0', step: '1', 'aria-label': label }) as HTMLInputElement;
  node.addEventListener('input', () => onMove(Number(node.value)));
  return {
    node,
    set({ most, value, words }) {
      node.max = String(most);
      node.value = String(value);
      node.setAttribute('aria-valuetext', words);
    },
  };
}

export interface TextField {
  readonly node: HTMLElement;
  value: string;
}

export function textField(label: string): TextField {
  const node = element('vscode-text-field', { 'aria-label': label }) as HTMLElement & { value: string };
  return {
    node,
    get value() {
      return node.value;
    },
    set value(text: string) {
      node.value = text;
    },
  };
}
