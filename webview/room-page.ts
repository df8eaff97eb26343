/**
 * Runs in a page of a browser that the command line starts, and in no view: draws the 3D picture that stands in the page as data, and writes it there as a PNG. What goes
 * wrong is written in its place.
 */
import type { RoomDrawn } from '../src/preview/room-render.ts';
import { createRoomDrawing } from './room-three.ts';

const out = document.getElementById('drawn')!;
try {
  out.textContent = drawn();
} catch (error) {
  out.textContent = `failed: ${error instanceof Error ? error.message : String(error)}`;
}

function drawn(): string {
  const { picture, camera, frame, pixelRatio } = JSON.parse(
    document.getElementById('picture')!.textContent,
    revived,
  ) as RoomDrawn;
  const canvas = document.createElement('canvas');
  createRoomDrawing(canvas).draw(picture, camera, frame, pixelRatio);
  // In the same turn as the drawing, before the browser shows the canvas and gives its buffer up.
  return canvas.toDataURL('image/png');
}

/** Arrays travel as the base64 of their bytes, beside the name of their type. */
function revived(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value) || !('type' in value)) return value;
  const bytes = Uint8Array.from(atob(String(value.base64)), (character) => character.charCodeAt(0));
  switch (value.type) {
    case 'Uint32Array':
      return new Uint32Array(bytes.buffer);
    case 'Uint8ClampedArray':
      return new Uint8ClampedArray(bytes.buffer);
    default:
      return new Float32Array(bytes.buffer);
  }
}
