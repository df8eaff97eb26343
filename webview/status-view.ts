import { qualityInSentences, qualityName, qualityRemarks } from '../src/preview/quality.ts';
import { notDosimetricMark, researchNotice, secondsLeft } from '../src/preview/format.ts';
import type { AppState } from './app-state.ts';
import { element, icon, setText } from './dom.ts';
import { send } from './vscode-api.ts';

/** The line at the foot: what is shown and how good it is, what is being computed, and the research notice, always. */
export function createStatusLine(): { node: HTMLElement; draw(state: AppState): void } {
  const quality = element('span', { class: 'quality' });
  const detail = element('span', { class: 'quiet detail' });
  const progress = element('span', { class: 'progress-words', role: 'status' });
  const node = element('footer', { class: 'status' });
  node.append(
    quality,
    detail,
    progress,
    element('span', { class: 'spring' }),
    element('span', { class: 'notice' }, researchNotice),
  );

  return {
    node,
    draw(state) {
      const model = state.loaded?.model;
      quality.className = `quality ${state.stale ? 'stale' : (model?.quality.kind ?? 'none')}`;
      const isGood = model?.quality.kind === 'final' && !state.stale;
      const words = model ? `${state.stale ? 'Out of date · ' : ''}${qualityName(model.quality)}` : '';
      if (quality.textContent !== words)
        quality.replaceChildren(...(words ? [icon(isGood ? 'check' : 'warning'), words] : []));
      const marks = model?.notDosimetric ? [notDosimetricMark] : [];
      setText(detail, model ? [...marks, qualityRemarks(model.quality)].join(' · ') : '');
      node.title = model ? qualityInSentences(model.quality) : '';
      setText(progress, state.progress ? progressText(state.progress) : state.cancelled ? 'cancelled' : '');
    },
  };
}

function progressText({ stage, fraction, secondsLeft: left }: NonNullable<AppState['progress']>): string {
  return [stage, `${Math.round(fraction * 100)} %`, ...(left === undefined ? [] : [`${secondsLeft(left)} left`])].join(
    ' · ',
  );
}

/** The line above the toolbar: why what is shown is not the result of the text, or not its final dose. Empty, it takes no room. */
export function createNoticeLine(): { node: HTMLElement; draw(state: AppState): void } {
  const node = element('div', { class: 'notice-line', role: 'alert', hidden: '' });
  let shown = '';
  return {
    node,
    draw(state) {
      const wanted = JSON.stringify([
        state.stale,
        state.previewOnly,
        state.failures,
        state.refused,
        Boolean(state.loaded),
      ]);
      if (wanted === shown) return;
      shown = wanted;
      const items: Node[] = [];
      if (state.stale)
        items.push(
          element(
            'span',
            { class: 'stale-reason' },
            icon('warning'),
            state.loaded ? `Not up to date: ${state.stale}` : state.stale,
          ),
        );
      if (state.previewOnly && !state.stale)
        items.push(element('span', { class: 'stale-reason' }, icon('warning'), `Preview only: ${state.previewOnly}`));
      for (const failure of state.failures) items.push(failureItem(failure));
      if (state.refused) items.push(element('span', { class: 'failure' }, icon('cross'), state.refused));
      node.hidden = items.length === 0;
      node.replaceChildren(...items);
    },
  };
}

function failureItem(failure: AppState['failures'][number]): HTMLElement {
  const { text, range } = failure;
  if (!range) return element('span', { class: 'failure' }, icon('cross'), text);
  const made = element(
    'button',
    { class: 'plain failure', type: 'button', title: 'Go to the line' },
    icon('cross'),
    text,
  );
  made.addEventListener('click', () => send({ type: 'reveal', range }));
  return made;
}

/** In the middle of the page while there is nothing to show yet. */
export function createEmptyPage(): { node: HTMLElement; draw(state: AppState): void } {
  const words = element('p');
  const node = element('div', { class: 'empty', role: 'status' }, words);
  return {
    node,
    draw(state) {
      node.hidden = Boolean(state.loaded);
      if (state.loaded) return;
      if (state.progress) setText(words, progressText(state.progress));
      else if (state.failures.length)
        setText(words, 'No picture yet. Mend what is named above and the preview follows.');
      else if (state.cancelled) setText(words, 'The computation was cancelled. Recompute to see the dose.');
      else if (state.stale) setText(words, 'No picture yet.');
      else setText(words, 'Reading the plan …');
    },
  };
}
