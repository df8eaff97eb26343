import type { Raster, Scene } from '../src/preview/draw/scene.ts';
import { svgNodes, type SvgNode } from '../src/preview/draw/svg-nodes.ts';
import { svgElement } from './dom.ts';

/** Shows a scene as the children of an `svg` element. */
export function showScene(svg: SVGElement, scene: Scene): void {
  svg.setAttribute('viewBox', `0 0 ${scene.widthPx} ${scene.heightPx}`);
  svg.setAttribute('aria-label', scene.title);
  svg.replaceChildren(...svgNodes(scene).map(toElement));
}

function toElement(node: SvgNode): SVGElement {
  const made = svgElement(node.tag, node.attributes);
  if (node.text !== undefined) made.textContent = node.text;
  for (const child of node.children ?? []) made.append(toElement(child));
  return made;
}

export function showRaster(canvas: HTMLCanvasElement, raster: Raster): void {
  if (canvas.width !== raster.width || canvas.height !== raster.height) {
    canvas.width = raster.width;
    canvas.height = raster.height;
  }
  canvas.getContext('2d')!.putImageData(new ImageData(raster.data, raster.width, raster.height), 0, 0);
}
