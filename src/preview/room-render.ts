/** The 3D view made without a page of its own: the same picture as the preview's, and the words over it. */
import { darkLook, lightLook } from './draw/chart-look.ts';
import type { RoomCamera, RoomFrame } from './draw/room-camera.ts';
import { roomBeams, roomBounds, roomSurfaces, startingCameraOf, startingLevels } from './draw/room-parts.ts';
import { roomPlane, type RoomPlane } from './draw/room-plane.ts';
import { type RoomPicture, roomPicture } from './draw/room-picture.ts';
import { roomScene } from './draw/room-scene.ts';
import type { Raster } from './draw/scene.ts';
import { noticeStrip } from './draw/slice-furniture.ts';
import { defaultLevelsPercent } from './draw/slice-scene.ts';
import { surfaceOf } from './draw/surface-nets.ts';
import { svgText } from './draw/svg-text.ts';
import { measureDejaVu } from './draw/text-width.ts';
import type { Vec3 } from '../patient/grid.ts';
import { volumeOf, type LoadedModel } from './loaded.ts';
import { startingWindow } from './window-presets.ts';
import type { Ground } from './palette.ts';
import { caption, noticePx } from './render.ts';

/** What is handed to whoever has a graphics processor, and back comes its raster. */
export interface RoomDrawn {
  readonly picture: RoomPicture;
  readonly camera: RoomCamera;
  readonly frame: RoomFrame;
  readonly pixelRatio: number;
}

/** Body, targets, organs, the usual isodoses and the beams, from where the view starts: a complete SVG document around the raster that `draw` gives. */
export async function renderRoomSvg(
  loaded: LoadedModel,
  { widthPx = 900, heightPx: wholePx = 700, ground = 'light', pixelRatio = 2, sliceAtMm }: RoomLook,
  draw: (what: RoomDrawn) => Promise<Raster>,
): Promise<string> {
  const look = ground === 'dark' ? darkLook : lightLook;
  const frame = { widthPx, heightPx: wholePx - noticePx };
  const bounds = roomBounds(loaded);
  const levels = startingLevels(defaultLevelsPercent);
  const made = roomSurfaces(loaded, defaultLevelsPercent)
    .filter(({ percent }) => percent === undefined || levels.includes(percent))
    .flatMap((part) => {
      const surface = surfaceOf(part.wanted);
      return surface ? [{ part, surface }] : [];
    });
  const emphasis = { beam: 0 };
  const beams = roomBeams(loaded.model, bounds, emphasis);
  const plane = sliceAtMm && planeAt(loaded, sliceAtMm);
  const picture = roomPicture(made, beams, emphasis, look, plane);
  const camera = startingCameraOf(loaded.model, bounds, frame);
  const raster = await draw({ picture, camera, frame, pixelRatio });
  const words = { ...emphasis, camera, look, measure: measureDejaVu, isMoving: false, plane };
  const scene = roomScene(loaded.model, picture.meshes, beams, words, frame);
  const strip = noticeStrip(widthPx, frame.heightPx, caption(loaded.model), measureDejaVu, {
    ground: look.background,
    text: look.text,
    quiet: look.quiet,
  });
  return svgText({
    ...scene,
    heightPx: wholePx,
    background: look.background,
    raster,
    items: [...scene.items, ...strip],
  });
}

/** As the view draws it before anything is chosen: the planning image with the dose over it. */
function planeAt(loaded: LoadedModel, crosshairMm: Vec3): RoomPlane {
  const planning = loaded.model.images[0];
  const window = startingWindow(planning.quantity, volumeOf(loaded, planning.values));
  const levelsPercent = defaultLevelsPercent;
  return roomPlane(loaded, { window, levelsPercent, crosshairMm, measure: measureDejaVu });
}

export interface RoomLook {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly ground?: Ground;
  /** Pixels of the raster to one of the picture. */
  readonly pixelRatio?: number;
  /** A point of the axial slice that stands among the surfaces; absent: there is none. */
  readonly sliceAtMm?: Vec3;
}
