import { openAreaMm2 } from '../aperture.ts';
import type { Aperture } from '../beam-setup-types.ts';
import type { Leaves, Machine } from '../machine.ts';
import type { BixelGrid } from './bixels.ts';
import { leafAperture, type LeafEnds } from './leaf-aperture.ts';

type MachineWithLeaves = Machine & { leaves: Leaves };

/** An opening before its leaves are set. */
interface Opening {
  readonly machine: MachineWithLeaves;
  readonly grid: BixelGrid;
  readonly ends: LeafEnds;
}

/** Where the data of the machine say nothing, a segment that would give less in a fraction is not worth its time. A choice. */
const leastMuPerFraction = 1;
/** The plan's normalisation may still take some of the MU. A choice. */
const spareMu = 1.05;
/** Leaves are set to tenths of a millimetre and close gaps of a millimetre: so much more is aimed at. */
const aimedShare = 1.1;

/** The least that a segment is planned to give in a fraction, MU. */
export function leastSegmentMu({ limits }: Machine): number {
  return spareMu * (limits?.segmentMu?.value ?? leastMuPerFraction);
}

/** Whether the machine's data allow a segment, with its MU in a fraction and its leaves as they are set. */
export function isAllowed({
  jaws,
  machine,
  grid,
  ends,
  mu,
}: Opening & { readonly jaws: Aperture['jaws']; readonly mu: number }): boolean {
  if (mu < leastSegmentMu(machine)) return false;
  const leastCm2 = machine.limits?.segmentCm2?.value ?? 0;
  return leastCm2 === 0 || openAreaMm2(leafAperture(grid, ends, jaws, machine), machine) >= 100 * leastCm2;
}

/**
 * By how much an opening is smaller than a segment may be, as the square of the share that is missing, and its derivatives by each leaf end in columns, which are added to `out`. What leaves open is
 * measured between their ends, within which the field reaches. Rows that are closed stay closed.
 */
export function areaShortfall(
  { machine, grid, ends: { left, right } }: Opening,
  weight: number,
  out: { readonly left: Float64Array; readonly right: Float64Array },
): number {
  const leastMm2 = 100 * (machine.limits?.segmentCm2?.value ?? 0);
  if (leastMm2 === 0) return 0;
  const columnMm = grid.columnEdgesMm[1] - grid.columnEdgesMm[0];
  const hiddenMm = 2 * machine.leaves.endOffsetMm.value;
  const gapMm = (row: number): number => (right[row] - left[row]) * columnMm - hiddenMm;
  const heightMm = (row: number): number => grid.rowEdgesMm[row + 1] - grid.rowEdgesMm[row];
  let areaMm2 = 0;
  for (let row = 0; row < left.length; row++) areaMm2 += Math.max(0, gapMm(row)) * heightMm(row);
  const missing = aimedShare - areaMm2 / leastMm2;
  if (missing <= 0) return 0;
  for (let row = 0; row < left.length; row++) {
    if (gapMm(row) <= 0) continue;
    const slope = (2 * weight * missing * columnMm * heightMm(row)) / leastMm2;
    out.left[row] += slope;
    out.right[row] -= slope;
  }
  return weight * missing * missing;
}
