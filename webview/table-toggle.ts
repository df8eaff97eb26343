import { element, icon } from './dom.ts';

/** The button that shows a view as a table and back; `what` as in "Show the histogram as a table". */
export function tableToggle(
  what: string,
  { picture, table }: { readonly picture: HTMLElement; readonly table: HTMLElement },
  changed: () => void,
): HTMLElement {
  const toggle = element('button', { class: 'plain', type: 'button' });
  const name = () => {
    const isTable = !table.hidden;
    const words = `Show ${what} as a ${isTable ? 'picture' : 'table'}`;
    toggle.setAttribute('aria-label', words);
    toggle.title = words;
    toggle.replaceChildren(icon(isTable ? 'chart' : 'table'));
  };
  toggle.addEventListener('click', () => {
    table.hidden = !table.hidden;
    picture.hidden = !table.hidden;
    name();
    changed();
  });
  name();
  return toggle;
}
