import type { Phantom, PhantomSolid } from '../plan/plan.ts';
import { type Grid, type Region, type Volume, voxelCount } from './grid.ts';
import {
  type Box,
  cropped,
  distanceBandMm,
  intersectBoxes,
  offsetIn,
  padVoxels,
  subGrid,
  wholeBox,
} from './level-set.ts';
import { redistance } from './redistance.ts';
import { emptyRegion, regionOf } from './region.ts';
import { isExactDistance, shapeDistance, shapeExtent } from './shape-distance.ts';
import type { StructureSet } from './structure-set.ts';

/** HU shown for a solid given by its material alone: typical values, for the picture only. Dose uses the material itself. */
const displayHu: Readonly<Record<string, number>> = {
  air: -1000,
  lung: -750,
  adipose: -100,
  water: 0,
  muscle: 50,
  bone: 800,
};

/** The grid of a phantom's images: voxel centres lie symmetric about its centre. */
export function phantomGrid({ sizeMm, voxelMm, centreMm }: Phantom): Grid {
  // Half a thousandth of a voxel of slack, so that 300 mm in voxels of 0.1 mm does not lose one to rounding.
  const voxels = (a: 0 | 1 | 2) => Math.max(1, Math.floor(sizeMm[a] / voxelMm[a] + 0.5e-3));
  const size: [number, number, number] = [voxels(0), voxels(1), voxels(2)];
  const origin = (a: 0 | 1 | 2) => centreMm[a] - ((size[a] - 1) / 2) * voxelMm[a];
  return { size, originMm: [origin(0), origin(1), origin(2)], spacingMm: voxelMm };
}

/**
 * The phantom's CT, HU: air, with the solids painted in the order written. A voxel takes a solid's value where its centre lies in the solid: mixed
 * values at surfaces would be a tissue of their own to the density curve, and solids whose faces lie on voxel faces come out exact.
 *
 * A solid given by material or density is painted with a nominal HU for the picture; its density goes by `phantomOverrides`, as no HU
 * stands for it exactly.
 */
export function phantomImage(phantom: Phantom): Volume {
  const grid = phantomGrid(phantom);
  const values = new Float32Array(voxelCount(grid)).fill(-1000);
  for (const solid of phantom.solids) {
    const hu = shownHu(solid);
    if (hu === undefined) continue;
    forEachNear(solid, grid, 0, touching, (o, distance) => {
      if (distance <= touching) values[o] = hu;
    });
  }
  return { grid, values, quantity: 'HU' };
}

/**
 * A synthetic uptake image of the phantom, 0 where nothing is painted. A solid with `edgeMm` blends in by a linear ramp of that full width, centred
 * on its surface.
 */
export function phantomUptake(phantom: Phantom, image: string, quantity: Volume['quantity']): Volume {
  const grid = phantomGrid(phantom);
  const values = new Float32Array(voxelCount(grid));
  for (const solid of phantom.solids) {
    for (const { value, edgeMm } of solid.uptake.filter((uptake) => uptake.image === image)) {
      forEachNear(solid, grid, edgeMm / 2, edgeMm / 2 + touching, (o, distance) => {
        const share = edgeMm > 0 ? Math.min(1, Math.max(0, 0.5 - distance / edgeMm)) : distance <= touching ? 1 : 0;
        values[o] += share * (value - values[o]);
      });
    }
  }
  return { grid, values, quantity };
}

/** A part of the phantom whose medium is written in the plan, not read from HU. */
export interface PhantomOverride {
  /** Which voxels it has is all that counts of it: its values are no distances. */
  readonly region: Region;
  readonly densityGPerCm3?: number;
  readonly material?: string;
  readonly at: PhantomSolid['at'];
}

/** The solids given by density or material, each without what later solids paint over it. They do not overlap. */
export function phantomOverrides(phantom: Phantom): PhantomOverride[] {
  const { solids } = phantom;
  const grid = phantomGrid(phantom);
  const painter = new Int32Array(voxelCount(grid)).fill(-1);
  solids.forEach((solid, n) => {
    if (shownHu(solid) === undefined) return;
    forEachNear(solid, grid, 0, touching, (o, distance) => {
      if (distance <= touching) painter[o] = n;
    });
  });
  return solids.flatMap((solid, n) => {
    const { material, densityGPerCm3, at } = solid;
    if (material === undefined && densityGPerCm3 === undefined) return [];
    return { region: voxelsWhere(painter, n, solid, grid), densityGPerCm3, material, at };
  });
}

/** The voxels that hold `n`, all of which lie near the solid. */
function voxelsWhere(painter: Int32Array, n: number, solid: PhantomSolid, grid: Grid): Region {
  const near = gridNear(solid, grid, 0);
  if (!near) return emptyRegion(solid.name, grid);
  const values = new Float32Array(voxelCount(near));
  const [ox, oy, oz] = offsetIn(grid, near);
  const [nx, ny, nz] = near.size;
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = ox + grid.size[0] * (oy + j + grid.size[1] * (oz + k));
      for (let i = 0; i < nx; i++, o++) values[o] = painter[row + i] === n ? -1 : 1;
    }
  }
  return regionOf(solid.name, { grid: near, values });
}

/** The phantom's solids as structures on the planning image's lattice. */
export function phantomStructures(phantom: Phantom, planning: Grid): StructureSet {
  const solids = new Map(phantom.solids.map((solid) => [solid.name, solid]));
  return {
    names: [...solids.keys()],
    region(name) {
      const solid = solids.get(name);
      return solid && solidRegion(solid, planning);
    },
  };
}

/** A centre this close to a surface, mm, is on it: rounding must not decide. */
const touching = 1e-9;

function shownHu(solid: PhantomSolid): number | undefined {
  if (solid.hu !== undefined) return solid.hu;
  if (solid.densityGPerCm3 !== undefined) return Math.max(-1000, 1000 * (solid.densityGPerCm3 - 1));
  return solid.material === undefined ? undefined : (displayHu[solid.material] ?? 0);
}

function solidRegion(solid: PhantomSolid, planning: Grid): Region {
  const bandMm = distanceBandMm(planning);
  const grid = gridNear(solid, planning, padVoxels * Math.max(...planning.spacingMm));
  if (!grid) return emptyRegion(solid.name, planning);
  const values = new Float32Array(voxelCount(grid)).fill(bandMm);
  forEachNear(solid, grid, Infinity, bandMm, (o, distance) => {
    values[o] = distance > touching ? Math.min(distance, bandMm) : Math.max(Math.min(distance, 0), -bandMm);
  });
  const field = cropped({ grid, values }, planning);
  return regionOf(solid.name, isExactDistance(solid.shape) ? field : redistance(field));
}

/** The voxels within `reachMm` of a solid's extent; undefined where the solid does not meet the grid. */
function gridNear(solid: PhantomSolid, grid: Grid, reachMm: number): Grid | undefined {
  const { fromMm, toMm } = shapeExtent(solid.shape);
  const from = (a: 0 | 1 | 2) => Math.floor((fromMm[a] - reachMm - grid.originMm[a]) / grid.spacingMm[a]);
  const to = (a: 0 | 1 | 2) => Math.ceil((toMm[a] + reachMm - grid.originMm[a]) / grid.spacingMm[a]) + 1;
  const reach: Box = { from: [from(0), from(1), from(2)], to: [to(0), to(1), to(2)] };
  const box = intersectBoxes(reach, wholeBox(grid));
  return box.from.every((first, axis) => first < box.to[axis]) ? subGrid(grid, box) : undefined;
}

/**
 * Visits the voxels within `reachMm` of the solid's extent with their distance to its surface, mm, true up to `exactMm` from it. Further away the
 * value has the right sign and no less than that size: it stands for as many voxels of the row as cannot be nearer.
 */
function forEachNear(
  solid: PhantomSolid,
  grid: Grid,
  reachMm: number,
  exactMm: number,
  visit: (o: number, distanceMm: number) => void,
): void {
  const near = reachMm === Infinity ? grid : gridNear(solid, grid, reachMm);
  if (!near) return;
  const distance = shapeDistance(solid.shape, exactMm);
  const [nx, ny] = grid.size;
  const [sx, sy, sz] = grid.spacingMm;
  const start = near.originMm.map((mm, axis) => Math.round((mm - grid.originMm[axis]) / grid.spacingMm[axis]));
  for (let k = start[2]; k < start[2] + near.size[2]; k++) {
    const z = grid.originMm[2] + k * sz;
    for (let j = start[1]; j < start[1] + near.size[1]; j++) {
      const y = grid.originMm[1] + j * sy;
      const end = start[0] + near.size[0];
      for (let i = start[0]; i < end;) {
        const here = distance(grid.originMm[0] + i * sx, y, z);
        const alike = Math.max(0, Math.floor((Math.abs(here) - exactMm) / sx - 1e-6));
        for (const last = Math.min(i + alike + 1, end); i < last; i++) visit(i + nx * (j + ny * k), here);
      }
    }
  }
}
