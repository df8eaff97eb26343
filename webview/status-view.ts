import { qualityInSentences, qualityName, qualityRemarks } from '../src/preview/quality.ts';
import { notDosimetricMark, researchNotice, secondsLeft } from '../src/preview/format.ts';
import type { AppState } from './app-state.ts';
import { element, icon, setText } from './dom.ts';
import { isOfFile } from './subject.ts';
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
      const how = model?.quality;
      quality.className = `quality ${state.stale ? 'stale' : (how?.kind ?? 'none')}`;
      const isGood = how?.kind !== 'preview' && !state.stale;
      const name = how ? qualityName(how) : 'Dose file';
      const words = model ? `${state.stale ? 'Out of date · ' : ''}${name}` : '';
      if (quality.textContent !== words)
        quality.replaceChildren(...(words ? [icon(isGood ? 'check' : 'warning'), words] : []));
      const marks = model?.notDosimetric ? [notDosimetricMark] : [];
      const remarks = [...marks, ...(how ? [qualityRemarks(how)] : []), ...(model?.file ? [model.file.words] : [])];
      setText(detail, remarks.join(' · '));
      node.title = [...(how ? [qualityInSentences(how)] : []), ...(model?.file ? [model.file.words] : [])].join(' ');
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
        state.loaded?.model.file?.remarks,
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
      for (const remark of state.loaded?.model.file?.remarks ?? [])
        items.push(element('span', { class: 'stale-reason' }, icon('warning'), element('span', {}, remark)));
      // Of a file that cannot be shown the page itself says why.
      if (state.loaded || !isOfFile()) for (const failure of state.failures) items.push(failureItem(failure));
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

/** In the middle of the page while there is nothing to show yet, or why a file cannot be shown. */
export function createEmptyPage(): { node: HTMLElement; draw(state: AppState): void } {
  const words = element('p');
  const reasons = element('div', { class: 'unreadable', hidden: '' });
  const node = element('div', { class: 'empty', role: 'status' }, words, reasons);
  return {
    node,
    draw(state) {
      node.hidden = Boolean(state.loaded);
      if (state.loaded) return;
      const isUnreadable = isOfFile() && state.failures.length > 0 && !state.progress;
      words.hidden = isUnreadable;
      reasons.hidden = !isUnreadable;
      if (isUnreadable) reasons.replaceChildren(...unreadable(state.failures));
      else setText(words, emptyWords(state));
    },
  };
}

function emptyWords(state: AppState): string {
  if (state.progress) return progressText(state.progress);
  if (state.failures.length > 0) return 'No picture yet. Mend what is named above and the preview follows.';
  if (state.cancelled)
    return isOfFile()
      ? 'Reading was cancelled. Read again to see the dose.'
      : 'The computation was cancelled. Recompute to see the dose.';
  if (state.stale) return 'No picture yet.';
  return isOfFile() ? 'Reading the dose …' : 'Reading the plan …';
}

function unreadable(failures: AppState['failures']): HTMLElement[] {
  const again = element('button', { type: 'button', class: 'plain again' }, icon('rerun'), 'Read again');
  again.addEventListener('click', () => send({ type: 'compute' }));
  return [
    element('h2', {}, icon('cross'), 'This file cannot be shown as a dose'),
    ...failures.map(({ text }) => element('p', {}, text)),
    element('p', { class: 'quiet' }, 'The file was only read; nothing in it was changed.'),
    again,
  ];
}
