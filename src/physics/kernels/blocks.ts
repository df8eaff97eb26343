import { materials } from '../../patient/medium.ts';

/** Voxels of a row that the sweep takes together: rows of the kernels' arrays are padded to whole blocks. */
export const blockOf = 8;

/** Voxels in a row with its padding. */
export function paddedLength(voxels: number): number {
  return blockOf * Math.ceil(voxels / blockOf);
}

/** Nodes of a row of so many blocks, one more than they, padded to whole vectors of four. */
export function paddedNodes(blocks: number): number {
  return 4 * Math.floor(blocks / 4 + 1);
}

/** Room for a plane's nodes: three components in each row, and, behind all, a row of places in a table of energies. */
export function nodesBytes(blocks: number, rowCount: number): number {
  return 4 * paddedNodes(blocks) * (3 * rowCount + 1);
}

/**
 * A cone's header, in four-byte words: attenuation times path through a voxel, cm³/g, of primary and scatter; the direction in the sweep's order; where
 * a cosine falls in the table of energies (cosine · rowsPerCosine + firstRow, 0 to lastRow); the table's place in bytes, a whole number.
 */
export const coneBlock = {
  primaryPath: 0,
  scatterPath: 1,
  direction: 2,
  rowsPerCosine: 5,
  firstRow: 6,
  lastRow: 7,
  table: 8,
  bytes: 48,
} as const;

/**
 * What the traces know of grid and beam: first doubles, named with their place among them, then whole numbers of four bytes, likewise.
 * Lengths mm, LPS; the fan's are in the isocentre plane but for the axial ones.
 */
export const geometryBlock = {
  originMm: 0,
  spacingMm: 3,
  sourceMm: 6,
  axisX: 9,
  axisY: 12,
  axisZ: 15,
  sadMm: 18,
  fanStepMm: 19,
  fanFirstXMm: 20,
  fanFirstYMm: 21,
  fanFirstAxialMm: 22,
  fanAxialStepMm: 23,
  /** Per material: thickness of water that attenuates like 1 g/cm² of it. */
  waterRatio: 24,
  size: 60,
  stride: 63,
  fanNx: 64,
  fanNy: 65,
  fanPlanes: 66,
  bytes: 272,
} as const;

/**
 * A spectrum: the number of bins, a multiple of four, as a whole number; from byte 16 on, floats by material, then bin: μ/ρ (cm²/g); energy released
 * per photon to the primary (MeV·cm²/g); the same to the scatter. Behind them, by material, pairs of what the whole spectrum releases to both behind
 * so much water: `depthTable.rows` of them, `depthTable.perGPerCm2` to 1 g/cm².
 */
export function spectrumBytes(bins: number): number {
  return 16 + 4 * materials.length * (3 * paddedBins(bins) + 2 * depthTable.rows);
}

export const depthTable = { rows: 1024, perGPerCm2: 10 } as const;

export function paddedBins(bins: number): number {
  return 4 * Math.ceil(bins / 4);
}

/** Words of a layer of the optimiser's pencil beams: counts, then places in bytes. */
export const blurBlock = {
  columns: 0,
  rows: 1,
  /** Nodes along the rows, and across them. */
  along: 2,
  across: 3,
  /** Points that see the layer. */
  members: 4,
  /** Two doubles a node and column: what the node sees of the column, by both Gaussians. */
  blurX: 5,
  /** The same of rows. */
  blurY: 6,
  /** Of each member the first node of its cell (an integer), its place in the cell and its two shares (four floats), and its point (an integer). */
  cells: 7,
  weights: 8,
  points: 9,
  /** Scratch: two doubles a node, and a node along and row. */
  nodes: 10,
  half: 11,
  words: 12,
} as const;
