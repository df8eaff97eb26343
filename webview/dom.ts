/** Small helpers to build elements; the page's policy allows no markup with styles or scripts in it, and none is needed. */

export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

export function svgElement(tag: string, attributes: Readonly<Record<string, string>> = {}): SVGElement {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('xml:')) made.setAttributeNS('http://www.w3.org/XML/1998/namespace', name, value);
    else made.setAttribute(name, value);
  }
  return made;
}

const iconPaths = {
  check: 'M2.5 8.5 6 12l7.5-8',
  cross: 'M3.5 3.5l9 9m0-9l-9 9',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9',
  chart: 'M2.5 2.5v11h11M5 5.5c3 0 3 5.5 8 6',
  edit: 'M3 13l.7-2.9L11 2.8l2.2 2.2-7.3 7.3zM9.7 4.1l2.2 2.2',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.5v.8',
  maximise: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
  rerun: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
} as const;

export type IconName = keyof typeof iconPaths;

/** An icon drawn in the text's colour; `label` where it carries meaning of its own. */
export function icon(name: IconName, label?: string): SVGElement {
  const made = svgElement('svg', {
    viewBox: '0 0 16 16',
    class: `icon icon-${name}`,
    ...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' }),
  });
  made.append(
    svgElement('path', {
      d: iconPaths[name],
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': '1.3',
      'stroke-linejoin': 'round',
      'stroke-linecap': 'round',
    }),
  );
  return made;
}

export function setText(node: Element, words: string): void {
  if (node.textContent !== words) node.textContent = words;
}
