/** What the 3D view is made of: which surfaces there are, of what each is made, and how beams stand around the patient. */
import type { Grid, Vec3 } from '../../patient/grid.ts';
import { trimmed } from '../format.ts';
import { volumeOf, type LoadedModel } from '../loaded.ts';
import type { PreviewBeam } from '../beam.ts';
import type { PreviewModel, PreviewRegion } from '../model.ts';
import { isodoseColour, regionColours, type TwoTone } from '../palette.ts';
import { beamShape, type BeamShape } from './beam-shape.ts';
import { gridBounds, type BoundsMm } from './plane.ts';
import { startingCamera, type RoomCamera, type RoomFrame } from './room-camera.ts';
import type { SurfaceWanted } from './surface-nets.ts';

/** One surface, whether it is shown and made by now or not. */
export interface RoomSurface {
  /** "region GTV", "isodose 95": the same for the same thing of another model. */
  readonly id: string;
  readonly words: string;
  readonly kind: 'region' | 'isodose';
  readonly region?: PreviewRegion;
  /** Of an isodose. */
  readonly percent?: number;
  /** All that its shape depends on: content hash of the array, its grid, and the level. */
  readonly key: string;
  readonly wanted: SurfaceWanted;
  readonly colour: TwoTone;
  /** Solid hides what lies within; a veil lets it be seen; glass, of the body, shows little more than its rim. */
  readonly substance: 'solid' | 'veil' | 'glass';
}

/** Samples that are looked at, so that a surface has some ten thousand triangles whatever the grid. */
const mostSamples = { body: 400_000, region: 120_000, isodose: 160_000 } as const;

/** Surfaces of all regions and of the dose at each level, per cent, in their order. */
export function roomSurfaces(loaded: LoadedModel, levelsPercent: readonly number[]): RoomSurface[] {
  const { model } = loaded;
  const colours = regionColours(model.regions);
  const { dose } = model;
  const hasSubtargets = model.regions.some(({ role }) => role === 'subtarget');
  return [
    ...model.regions.map((region): RoomSurface => {
      const { name, role, grid, signedDistance } = region;
      return {
        id: `region ${name}`,
        words: name,
        kind: 'region',
        region,
        key: JSON.stringify(['region', role === 'body', signedDistance, grid]),
        wanted: {
          grid,
          values: volumeOf(loaded, signedDistance),
          level: 0,
          inside: 'below',
          border: 'closed',
          mostSamples: role === 'body' ? mostSamples.body : mostSamples.region,
        },
        colour: colours.get(name)!,
        substance: substanceOf(region, hasSubtargets),
      };
    }),
    ...levelsPercent.map((percent): RoomSurface => {
      const level = (percent / 100) * dose.hundredPercentGy;
      return {
        id: `isodose ${percent}`,
        words: `${trimmed(percent, 1)} %`,
        kind: 'isodose',
        percent,
        key: JSON.stringify(['isodose', level, dose.values, dose.grid]),
        wanted: {
          grid: dose.grid,
          values: volumeOf(loaded, dose.values),
          level,
          inside: 'above',
          border: 'open',
          mostSamples: mostSamples.isodose,
        },
        colour: isodoseColour(percent),
        substance: 'veil',
      };
    }),
  ];
}

/** A target is seen through where it has something within. */
function substanceOf({ role, derived }: PreviewRegion, hasSubtargets: boolean): RoomSurface['substance'] {
  if (role === 'body') return 'glass';
  return derived || (role === 'target' && hasSubtargets) ? 'veil' : 'solid';
}

/** The isodoses that are shown until the reader has chosen: about the prescription and half of it, as far as the slices have them. */
export function startingLevels(levelsPercent: readonly number[]): number[] {
  const usual = [95, 50].filter((percent) => levelsPercent.includes(percent));
  return usual.length > 0 ? usual : levelsPercent.slice(0, 1);
}

/** Those of the slices' levels that are shown: what was chosen, as long as any of it is still there. */
export function shownLevels(levelsPercent: readonly number[], chosen: readonly number[] | undefined): number[] {
  if (!chosen) return startingLevels(levelsPercent);
  const left = levelsPercent.filter((percent) => chosen.includes(percent));
  return left.length > 0 || chosen.length === 0 ? left : startingLevels(levelsPercent);
}

/** What the patient takes up: the body, else all regions, else the dose grid. */
export function roomBounds(loaded: LoadedModel): BoundsMm {
  const { regions, dose } = loaded.model;
  const body = regions.filter(({ role }) => role === 'body');
  const found = (body.length > 0 ? body : regions).flatMap(
    (region) => extentOf(region.grid, volumeOf(loaded, region.signedDistance)) ?? [],
  );
  if (found.length === 0) return gridBounds(dose.grid);
  const each = (pick: (bounds: BoundsMm, axis: 0 | 1 | 2) => number, of: (...values: number[]) => number): Vec3 => {
    const along = (axis: 0 | 1 | 2) => of(...found.map((bounds) => pick(bounds, axis)));
    return [along(0), along(1), along(2)];
  };
  return {
    min: each(({ min }, axis) => min[axis], Math.min),
    max: each(({ max }, axis) => max[axis], Math.max),
  };
}

/** The box of what lies inside, to within the samples that are looked at; nothing where nothing does. */
function extentOf(grid: Grid, signedDistanceMm: Float32Array): BoundsMm | undefined {
  const { size, originMm, spacingMm } = grid;
  const [nx, ny, nz] = size;
  const stride = Math.max(1, Math.floor(Math.cbrt((nx * ny * nz) / 200_000)));
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let k = 0; k < nz; k += stride)
    for (let j = 0; j < ny; j += stride)
      for (let i = 0; i < nx; i += stride) {
        if (!(signedDistanceMm[i + nx * (j + ny * k)] <= 0)) continue;
        if (i < low[0]) low[0] = i;
        if (i > high[0]) high[0] = i;
        if (j < low[1]) low[1] = j;
        if (j > high[1]) high[1] = j;
        if (k < low[2]) low[2] = k;
        high[2] = k;
      }
  if (low[0] === Infinity) return undefined;
  const all = gridBounds(grid);
  const at = (axis: 0 | 1 | 2, index: number) => originMm[axis] + index * spacingMm[axis];
  const half = (axis: 0 | 1 | 2) => (stride * spacingMm[axis]) / 2;
  const least = (axis: 0 | 1 | 2) => Math.max(at(axis, low[axis]) - half(axis), all.min[axis]);
  const most = (axis: 0 | 1 | 2) => Math.min(at(axis, high[axis]) + half(axis), all.max[axis]);
  return { min: [least(0), least(1), least(2)], max: [most(0), most(1), most(2)] };
}

/** Every beam from outside the patient to beyond; of the chosen one its chosen segment. */
export function roomBeams(
  { beams }: Pick<PreviewModel, 'beams'>,
  bounds: BoundsMm,
  chosen: { readonly beam: number; readonly segment?: number },
): BeamShape[] {
  return beams.map((beam, place) =>
    beamShape(beam, place, reachOf(beam, bounds), place === chosen.beam ? chosen.segment : undefined),
  );
}

/** All of the patient, and the near ends of all beams. */
export function startingCameraOf(model: Pick<PreviewModel, 'beams'>, bounds: BoundsMm, frame: RoomFrame): RoomCamera {
  const ends = roomBeams(model, bounds, { beam: 0 }).flatMap(({ frame: end, pathMm }) => [...end, ...pathMm]);
  return startingCamera(bounds, frame, ends);
}

const clearMm = 25;

/** How far from the isocentre a beam, wherever it stands, is out of the patient's box, and a little more. */
function reachOf({ positions }: PreviewBeam, { min, max }: BoundsMm): number {
  return (
    clearMm +
    Math.max(
      ...positions.map(({ axes: { z }, isocentreMm }) =>
        Math.abs(
          [0, 1, 2].reduce((sum, axis) => {
            const to = z[axis] > 0 ? max[axis] : min[axis];
            return sum + z[axis] * (to - isocentreMm[axis]);
          }, 0),
        ),
      ),
    )
  );
}
