import { fixed } from '../src/preview/format.ts';
import type { NumberInText } from '../src/preview/protocol.ts';
import type { AppState } from './app-state.ts';
import { element, icon, setText } from './dom.ts';
import { slider, textField } from './toolkit.ts';
import { send } from './vscode-api.ts';

export interface NumberPane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/**
 * The number of the text that the cursor was at last, with a slider that edits it. A change waits until the host has told how the text is after the one before, so that each is
 * made on the text as it is; the newest counts.
 */
export function createNumberPane(): NumberPane {
  const label = element('button', {
    type: 'button',
    class: 'plain number-label',
    title: 'Go to the number in the text',
  });
  const bar = slider('Number at the cursor', (steps) => {
    if (shown) change(spelled(ends.min + steps * ends.step, written, ends.step), false);
  });
  const field = textField('Number at the cursor');
  const unit = element('span', { class: 'number-unit' });
  const reason = element('span', { class: 'quiet number-reason', role: 'status' });
  const close = element(
    'button',
    { type: 'button', class: 'plain', 'aria-label': 'Close the slider', title: 'Close the slider' },
    icon('cross'),
  );
  const node = element('div', {
    class: 'text-number',
    role: 'group',
    'aria-label': 'Number at the cursor',
    hidden: '',
  });
  node.append(label, bar.node, field.node, unit, reason, close);

  let shown: NumberInText | undefined;
  let ends: Pick<NumberInText, 'min' | 'max' | 'step'> = { min: 0, max: 1, step: 1 };
  /** As the number was before the page changed it: its decimals are kept. */
  let written = '';
  /** What was closed: it stays so until the cursor is at another number. */
  let closed: string | undefined;
  let sent: string | undefined;
  let wanted: { readonly text: string; readonly gesture: number; readonly isLast: boolean } | undefined;
  let gesture = 0;
  let isKeyHeld = false;

  function draw({ number }: AppState) {
    if (number !== shown) take(number);
    node.hidden = !shown || closed === idOf(shown);
  }

  function take(number: NumberInText | undefined) {
    const isSame = number !== undefined && shown !== undefined && idOf(number) === idOf(shown);
    const isOurs = isSame && number.text === (sent ?? shown?.text);
    // The text is not what was written there: somebody else was at it, and has the word.
    if (!isOurs) wanted = undefined;
    // While the page alone changes a number, the ends of the slider stay: they would run away under the pointer.
    const isWithin = number !== undefined && number.value >= ends.min && number.value <= ends.max;
    if (number && !(isOurs && isWithin)) ends = number;
    if (number && !isOurs) written = number.text;
    if (!isSame && number && closed !== idOf(number)) closed = undefined;
    shown = number;
    sent = undefined;
    if (!number) return;
    setText(label, number.label);
    setText(unit, number.unit);
    setText(reason, number.blocked ?? '');
    reason.title = number.blocked ?? '';
    const name = [number.label, number.unit].filter(Boolean).join(', ');
    for (const node of [bar.node, field.node]) {
      node.setAttribute('aria-label', name);
      node.toggleAttribute('disabled', number.blocked !== undefined);
    }
    if (wanted) return pump();
    show(number.value, number.text);
    if (document.activeElement !== field.node) field.value = number.text;
  }

  function show(value: number, text: string) {
    const { min, max, step } = ends;
    bar.set({
      most: Math.round((max - min) / step),
      value: Math.round((value - min) / step),
      words: [text, shown?.unit].filter(Boolean).join(' '),
    });
  }

  function change(text: string, isLast: boolean) {
    wanted = { text, gesture, isLast };
    if (isLast) gesture++;
    field.value = text;
    show(Number(text), text);
    pump();
  }

  function pump() {
    if (!shown || !wanted || sent !== undefined || shown.blocked !== undefined) return;
    if (!shown.isLive && !wanted.isLast) return;
    const { version, range } = shown;
    send({ type: 'setNumber', version, range, ...wanted });
    sent = wanted.text;
    wanted = undefined;
  }

  /** The gesture is over: what the slider stands at is the last of it. */
  const end = () => {
    if (shown) change(wanted?.text ?? sent ?? shown.text, true);
  };
  bar.node.addEventListener('change', () => {
    // A key that is held down is one gesture, however often it acts.
    if (!isKeyHeld) end();
  });
  bar.node.addEventListener('keydown', ({ key }) => {
    if (/^(Arrow|Page|Home|End)/.test(key)) isKeyHeld = true;
  });
  const release = () => {
    if (isKeyHeld) end();
    isKeyHeld = false;
  };
  bar.node.addEventListener('keyup', release);
  bar.node.addEventListener('blur', release);

  const typed = () => {
    const text = field.value.trim().replace(',', '.');
    const isNumber = /^\d{1,15}(\.\d{1,15})?$/.test(text);
    setText(reason, isNumber ? '' : 'Not changed: a plain number is due, as 50 or 2.65.');
    if (isNumber && shown && text !== shown.text) change(text, true);
  };
  field.node.addEventListener('change', typed);
  field.node.addEventListener('keydown', (event) => {
    // The view's own keys, such as reset, must not act while typing.
    event.stopPropagation();
    if (event.key === 'Enter') typed();
    if (event.key === 'Escape') asItIs();
  });
  const asItIs = () => {
    if (!shown || wanted || sent !== undefined) return;
    field.value = shown.text;
    setText(reason, shown.blocked ?? '');
  };
  field.node.addEventListener('blur', asItIs);
  label.addEventListener('click', () => shown && send({ type: 'reveal', range: shown.range }));
  close.addEventListener('click', () => {
    closed = shown && idOf(shown);
    node.hidden = true;
  });
  return { node, draw };
}

/** The same number stays the same while its value changes. */
function idOf({ label, range: { file, start } }: NumberInText): string {
  return `${label} ${file} ${start.line} ${start.character}`;
}

/** A value with the decimals that the number had in the text, and as many more as a step needs. */
function spelled(value: number, before: string, step: number): string {
  const decimalsOf = (words: string): number => (words.includes('.') ? words.length - words.indexOf('.') - 1 : 0);
  const kept = decimalsOf(before);
  const [whole, decimals = ''] = fixed(value, Math.max(kept, decimalsOf(String(step)))).split('.');
  const needed = decimals.replace(/0+$/, '').padEnd(kept, '0');
  return needed === '' ? whole : `${whole}.${needed}`;
}
