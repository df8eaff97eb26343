import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { distFolder } from '../engine/dist-folder.ts';
import type { Raster } from '../preview/draw/scene.ts';
import type { RoomDrawn } from '../preview/room-render.ts';
import { contentOfPage } from './chromium.ts';

/** The 3D picture as pixels, drawn by the preview's own code in a page of Chromium. Rejects, in words, where that cannot draw it. */
export async function roomRaster(chromium: string, what: RoomDrawn, signal: AbortSignal): Promise<Raster> {
  const content = await contentOfPage(chromium, pageOf(what), signal);
  const [, said] = /<pre id="drawn">([^<]*)<\/pre>/.exec(content) ?? [];
  const [, base64] = /^data:image\/png;base64,(.*)$/.exec(said ?? '') ?? [];
  if (base64 === undefined)
    throw new Error(
      `${chromium} did not draw the 3D view: ${said?.replace(/^failed: /, '') || 'its page stayed empty'}`,
    );
  const { width, height, data, channels } = decode(Buffer.from(base64, 'base64'));
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < channels; channel++) rgba[4 * pixel + channel] = data[channels * pixel + channel];
  return { pixelRatio: what.pixelRatio, width, height, data: rgba };
}

function pageOf(what: RoomDrawn): string {
  const script = readFileSync(path.join(distFolder(), 'room-page.js'), 'utf8');
  // What is drawn is numbers and colours, but for names of regions, which may hold any sign.
  const data = JSON.stringify(withoutParts(what), packed).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html><meta charset="utf-8"><title>3D</title><pre id="drawn"></pre><script type="application/json" id="picture">${data}</script><script>${script.replaceAll('</script', '<\\/script')}</script>`;
}

/** The page needs no model: the parts of meshes lead to all of it. */
function withoutParts({ picture, ...rest }: RoomDrawn): object {
  return { ...rest, picture: { ...picture, meshes: picture.meshes.map(({ part: _, ...mesh }) => mesh) } };
}

function packed(_key: string, value: unknown): unknown {
  if (!(value instanceof Float32Array || value instanceof Uint32Array || value instanceof Uint8ClampedArray))
    return value;
  const { buffer, byteOffset, byteLength } = value;
  return { type: value.constructor.name, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}
