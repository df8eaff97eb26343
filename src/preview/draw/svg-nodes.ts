/** A scene as SVG elements, told as plain data: one source for the SVG text of Node and the elements of the page. */
import type { ItemData, Polyline, Scene, SceneItem, TextItem } from './scene.ts';

export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children?: readonly SvgNode[];
  readonly text?: string;
}

/** Every item of a scene in drawing order; the raster and the background are the caller's. */
export function svgNodes(scene: Scene): SvgNode[] {
  return scene.items.flatMap(itemNodes);
}

function itemNodes(item: SceneItem): SvgNode[] {
  switch (item.kind) {
    case 'rect':
      return [
        {
          tag: 'rect',
          attributes: {
            x: number(item.x),
            y: number(item.y),
            width: number(item.width),
            height: number(item.height),
            fill: item.fill,
            ...optional('fill-opacity', item.opacity),
            ...optional('rx', item.radius),
            ...optional('stroke', item.stroke),
            ...dataAttributes(item.data),
          },
        },
      ];
    case 'path': {
      const d = item.lines.map(pathData).join('');
      if (!d) return [];
      const line = { d, fill: item.fill ?? 'none', 'stroke-linejoin': 'round', ...optional('opacity', item.opacity) };
      const casing: SvgNode[] = item.casing
        ? [
            {
              tag: 'path',
              attributes: {
                d,
                fill: 'none',
                stroke: '#000000',
                'stroke-width': number(item.casing.width),
                'stroke-opacity': number(item.casing.opacity),
                'stroke-linejoin': 'round',
              },
            },
          ]
        : [];
      const top: SvgNode = {
        tag: 'path',
        attributes: {
          ...line,
          ...optional('stroke', item.stroke),
          ...optional('stroke-width', item.strokeWidth),
          ...optional('stroke-dasharray', item.dash),
          ...dataAttributes(item.data),
        },
      };
      return [...casing, top];
    }
    case 'text':
      return [textNode(item)];
  }
}

function textNode(item: TextItem): SvgNode {
  const attributes = {
    x: number(item.x),
    y: number(item.y),
    'font-size': number(item.size),
    'font-weight': String(item.weight),
    fill: item.fill,
    ...(item.anchor === 'start' ? {} : { 'text-anchor': item.anchor }),
    ...(item.halo
      ? {
          stroke: item.halo,
          'stroke-width': '2.5',
          'stroke-opacity': '0.8',
          'stroke-linejoin': 'round',
          'paint-order': 'stroke',
        }
      : {}),
    ...(item.rotateDeg ? { transform: `rotate(${number(item.rotateDeg)} ${number(item.x)} ${number(item.y)})` } : {}),
    'xml:space': 'preserve',
    ...dataAttributes(item.data),
  };
  const [only, ...more] = item.spans;
  if (more.length === 0 && !only.fill && !only.weight) return { tag: 'text', attributes, text: only.text };
  const children = item.spans.map((span): SvgNode => ({
    tag: 'tspan',
    attributes: { ...optional('fill', span.fill), ...optional('font-weight', span.weight) },
    text: span.text,
  }));
  return { tag: 'text', attributes, children };
}

export function pathData({ points, closed }: Polyline): string {
  if (points.length < 2) return '';
  let d = `M${number(points[0][0])} ${number(points[0][1])}`;
  for (let i = 1; i < points.length; i++) d += `L${number(points[i][0])} ${number(points[i][1])}`;
  return closed ? `${d}Z` : d;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function optional(name: string, value: string | number | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: typeof value === 'number' ? number(value) : value };
}

function dataAttributes(data: ItemData | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [`data-${name}`, value]));
}
