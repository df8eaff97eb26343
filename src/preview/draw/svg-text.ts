import { encode } from 'fast-png';
import { escaped } from './escaped.ts';
import type { Raster, Scene } from './scene.ts';
import { svgNodes, type SvgNode } from './svg-nodes.ts';

/** The family that pictures name first: the font that is drawn with where there is no page. */
export const pictureFont = 'DejaVu Sans';

/** A scene at its place in a larger one, cut off at its own edges. */
export interface Inset {
  readonly x: number;
  readonly y: number;
  readonly scene: Scene;
}

/** A complete SVG document: title, raster as an embedded PNG, and the scene, over insets where there are some. */
export function svgText(scene: Scene, insets: readonly Inset[] = []): string {
  const parts: SvgNode[] = insets.map(({ x, y, scene: inner }) => frameNode(inner, { x: String(x), y: String(y) }));
  const outer = { xmlns: 'http://www.w3.org/2000/svg', 'font-family': `${pictureFont}, sans-serif` };
  return `${write(frameNode(scene, outer, parts))}\n`;
}

function frameNode(scene: Scene, more: Readonly<Record<string, string>>, insets: readonly SvgNode[] = []): SvgNode {
  const { widthPx: w, heightPx: h } = scene;
  const parts: SvgNode[] = [{ tag: 'title', attributes: {}, text: scene.title }];
  if (scene.background)
    parts.push({ tag: 'rect', attributes: { width: String(w), height: String(h), fill: scene.background } });
  if (scene.raster) parts.push(imageNode(scene.raster));
  const size = { width: String(w), height: String(h), viewBox: `0 0 ${w} ${h}` };
  return {
    tag: 'svg',
    attributes: { ...more, ...size, role: 'img' },
    children: [...parts, ...insets, ...svgNodes(scene)],
  };
}

function imageNode(raster: Raster): SvgNode {
  const attributes: Record<string, string> = {
    width: String(raster.width),
    height: String(raster.height),
    href: pngDataUrl(raster),
  };
  if (raster.pixelRatio !== 1) attributes.transform = `scale(${1 / raster.pixelRatio})`;
  return { tag: 'image', attributes };
}

function write(node: SvgNode): string {
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const content = node.text === undefined ? (node.children ?? []).map(write).join('') : escaped(node.text);
  return content
    ? `<${node.tag}${attributes.join('')}>${content}</${node.tag}>`
    : `<${node.tag}${attributes.join('')}/>`;
}

function pngDataUrl(raster: Raster): string {
  const bytes = encode({ width: raster.width, height: raster.height, data: raster.data, channels: 4, depth: 8 });
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return `data:image/png;base64,${btoa(binary)}`;
}
