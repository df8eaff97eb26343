import { coneBlock, geometryBlock, nodesBytes, paddedLength, spectrumBytes } from './kernels/blocks.ts';
import { tableRows } from './cones.ts';
import { voxelCount } from '../patient/grid.ts';
import { materials } from '../patient/medium.ts';
import type { Grid } from '../patient/grid.ts';
import type { Arena } from './arena.ts';

/**
 * Where the arrays of a dose calculation lie in the kernels' memory, as byte offsets. Arrays "along y" are turned copies in which y runs fastest,
 * then x, then z, for sweeps along x; rows of the others lie along x. Rows are padded but for `material`, `fluence` and `depth`.
 */
export interface MediumPlaces {
  readonly grid: Grid;
  readonly density: number;
  readonly densityAlongY: number;
  readonly material: number;
}

/** One beam in work. */
export interface BeamPlaces {
  readonly geometry: number;
  readonly spectrum: number;
  readonly fan: number;
  readonly fluence: number;
  readonly depth: number;
  readonly primary: number;
  readonly scatter: number;
  readonly primaryAlongY: number;
  readonly scatterAlongY: number;
  /** Headers of the cones, and their rings' tables behind them. */
  readonly cones: number;
  /** Partial doses of the groups of cones, MeV/g. */
  readonly parts: readonly number[];
  readonly partsAlongY: readonly number[];
}

/** What one thread writes on. */
export interface ThreadPlaces {
  readonly nodes: number;
  readonly flight: number;
  readonly thickness: number;
}

/** The groups of cones that are transported and summed by themselves: a fixed number, whatever the threads. */
export const coneGroupCount = 4;

/** Cones that go through a plane of voxels together, so that its arrays stay in the cache. */
export const conesTogether = 8;

export function allocateMedium(arena: Arena, grid: Grid): MediumPlaces {
  return {
    grid,
    density: arena.allocate(alongXBytes(grid)),
    densityAlongY: arena.allocate(alongYBytes(grid)),
    material: arena.allocate(voxelCount(grid)),
  };
}

/** Room for any beam with at most so many cones, bins of its spectrum and bytes of its fan. */
export function allocateBeam(
  arena: Arena,
  grid: Grid,
  most: { cones: number; bins: number; fanBytes: number },
): BeamPlaces {
  const groups = Array.from({ length: coneGroupCount });
  return {
    geometry: arena.allocate(geometryBlock.bytes),
    spectrum: arena.allocate(spectrumBytes(most.bins)),
    fan: arena.allocate(most.fanBytes),
    fluence: arena.allocate(4 * voxelCount(grid)),
    depth: arena.allocate(4 * voxelCount(grid)),
    primary: arena.allocate(alongXBytes(grid)),
    scatter: arena.allocate(alongXBytes(grid)),
    primaryAlongY: arena.allocate(alongYBytes(grid)),
    scatterAlongY: arena.allocate(alongYBytes(grid)),
    // Every ring has four cones at least.
    cones: arena.allocate(most.cones * coneBlock.bytes + (most.cones / 4) * tableRows * 8),
    parts: groups.map(() => arena.allocate(alongXBytes(grid))),
    partsAlongY: groups.map(() => arena.allocate(alongYBytes(grid))),
  };
}

export function allocateThread(arena: Arena, grid: Grid): ThreadPlaces {
  const layouts = ([0, 1, 2] as const).map((axis) => sweepLayout(grid, axis));
  const largest = (of: (layout: SweepLayout) => number) => Math.max(...layouts.map(of));
  return {
    nodes: arena.allocate(largest(({ blocks, rowCount }) => nodesBytes(blocks, rowCount))),
    flight: arena.allocate(conesTogether * 4 * largest(({ flightPlaneBytes }) => flightPlaneBytes)),
    thickness: arena.allocate(8 * materials.length),
  };
}

/** How the arrays are seen by a sweep along an axis. */
export interface SweepLayout {
  /** Patient axes in the order along a row, across rows, across planes. */
  readonly order: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];
  readonly blocks: number;
  readonly rowCount: number;
  readonly planeCount: number;
  readonly rowStrideBytes: number;
  readonly planeStrideBytes: number;
  readonly flightStrideBytes: number;
  readonly flightPlaneBytes: number;
}

export function sweepLayout(grid: Grid, axis: 0 | 1 | 2): SweepLayout {
  const [nx, ny, nz] = grid.size;
  const order = ([[1, 2, 0], [0, 2, 1], [0, 1, 2]] as const)[axis]; // prettier-ignore
  const [length, rowCount, planeCount] = order.map((a) => grid.size[a]);
  const padded = paddedLength(length);
  const rowBytes = 4 * padded;
  const flightStrideBytes = 4 * (padded + 2 * rim);
  return {
    order,
    blocks: padded / 8,
    rowCount,
    planeCount,
    rowStrideBytes: axis === 2 ? rowBytes : rowBytes * (axis === 1 ? ny : nx),
    planeStrideBytes: axis === 2 ? rowBytes * ny : rowBytes,
    flightStrideBytes,
    flightPlaneBytes: flightStrideBytes * ((axis === 2 ? ny : nz) + 2),
  };
}

/** Zeros before and behind each row of energy in flight, and a row of them before and behind the plane. */
export const rim = 4;

function alongXBytes({ size: [nx, ny, nz] }: Grid): number {
  return 4 * paddedLength(nx) * ny * nz;
}

function alongYBytes({ size: [nx, ny, nz] }: Grid): number {
  return 4 * paddedLength(ny) * nx * nz;
}
