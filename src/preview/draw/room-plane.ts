import type { Vec3 } from '../../patient/grid.ts';
import type { LoadedModel } from '../loaded.ts';
import { planes, toMm, type Frame } from './plane.ts';
import type { Point, Raster } from './scene.ts';
import { reslice } from './reslice.ts';
import { bodyOf, contentBounds, sliceRaster, type SliceView } from './slice-scene.ts';

/** A slice as it stands in the room: pixels, and the corners that they are spanned between. */
export interface RoomPlane {
  /** Top left, top right, bottom right, bottom left of the raster, mm. */
  readonly cornersMm: readonly [Vec3, Vec3, Vec3, Vec3];
  readonly raster: Raster;
}

/** Pixels along the longer side. */
const longestPx = 320;

/** The axial slice at a place, with what is laid over it; the air around the body is left out. */
export function roomPlane(
  loaded: LoadedModel,
  view: Pick<SliceView, 'window' | 'overlay' | 'compared' | 'levelsPercent' | 'crosshairMm' | 'measure'>,
): RoomPlane {
  const { min, max } = contentBounds(loaded);
  const [width, height] = [max[0] - min[0], max[1] - min[1]];
  const mmPerPx = Math.max(width, height) / longestPx;
  const frame: Frame = {
    plane: 'axial',
    positionMm: view.crosshairMm[planes.axial.normal],
    centreMm: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2],
    mmPerPx,
    widthPx: Math.max(1, Math.round(width / mmPerPx)),
    heightPx: Math.max(1, Math.round(height / mmPerPx)),
  };
  const { widthPx: w, heightPx: h } = frame;
  const slice = { ...view, plane: 'axial', widthPx: w, heightPx: h, size: 'small', showCrosshair: false } as const;
  const raster = sliceRaster(loaded, slice, frame, 1);
  const body = bodyOf(loaded);
  const depth = body && reslice(body.grid, body.values, frame, raster.width, raster.height);
  depth?.forEach((mm, pixel) => {
    if (!(mm <= 0)) raster.data[4 * pixel + 3] = 0;
  });
  const corner = (...at: Point): Vec3 => toMm(frame, at);
  return { cornersMm: [corner(0, 0), corner(w, 0), corner(w, h), corner(0, h)], raster };
}

/** The letters of the patient's sides in the middles of the plane's edges. */
export function planeLetters({ cornersMm }: RoomPlane): { readonly letter: string; readonly atMm: Vec3 }[] {
  const { top, right, bottom, left } = planes.axial.letters;
  return [top, right, bottom, left].map((letter, n) => {
    const [a, b] = [cornersMm[n], cornersMm[(n + 1) % 4]];
    return { letter, atMm: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2] };
  });
}
