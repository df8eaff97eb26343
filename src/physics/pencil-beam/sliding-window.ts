import type { Delivery } from '../../plan/delivery.ts';
import type { Aperture, BeamSetup, WeightedAperture } from '../beam-setup-types.ts';
import { deliveredPositions } from '../delivery.ts';
import { machineAperture } from '../delivery-limits.ts';
import { closedPair } from '../leaves.ts';
import type { Leaves, Machine } from '../machine.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';
import { type LeafTrajectories, leafTrajectories, type WindowLimits } from './leaf-trajectories.ts';

type MachineWithLeaves = Machine & { leaves: Leaves };

/** A beam whose leaves move while it gives so many MU over the course. */
export interface SlidingWindow {
  readonly mu: number;
  readonly delivery: Delivery;
  /** As the dose is computed of it. */
  readonly apertures: readonly WeightedAperture[];
}

/** What a window is planned for. */
export interface WindowBeam {
  readonly machine: MachineWithLeaves;
  readonly setup: Pick<BeamSetup, 'gantryDeg' | 'couchDeg' | 'collimatorDeg' | 'isocentreMm'>;
  readonly jaws: Aperture['jaws'];
  readonly grid: BixelGrid;
}

/** Leaves are planned for a little less than their speed, and the machine may lower the dose rate: the plan's normalisation may still take some of the MU. A choice. */
const shareOfSpeed = 0.95;
/** How far behind an x jaw a closed pair stands: out of the light between its rounded ends. */
const behindJawMm = 2;

/**
 * The leaf trajectories of a fluence map (MU over the course) as control points: at every bend of a trajectory where these are few enough, else at even steps of the MU. The field reaches beyond
 * rounded leaf ends, so the leaves stand nearer by that. Nothing to give is no window.
 */
export function slidingWindow(
  beam: WindowBeam,
  fluence: Float64Array,
  plan: { readonly fractions: number; readonly mostControlPoints: number },
): SlidingWindow | undefined {
  const window = leafTrajectories(beam.grid, fluence, windowLimits(beam, plan.fractions));
  if (!(window.totalMu > 0) || fluence.every((mu) => mu <= 0)) return undefined;
  const delivery = deliveryOf(beam, window, plan.mostControlPoints);
  const [{ apertures }] = deliveredPositions(delivery);
  return {
    mu: window.totalMu,
    delivery,
    apertures: apertures.map(({ share, ...ends }) => ({ share, aperture: machineAperture(ends, beam.jaws) })),
  };
}

/** Why the machine gives no window over this field, in words; undefined where it does. */
export function windowFault({ machine, jaws, grid }: Omit<WindowBeam, 'setup'>): string | undefined {
  const { name, leaves, limits } = machine;
  const missing = [
    ...(leaves.maxSpeedMmPerS ? [] : ['how fast its leaves move ("leaves.maxSpeedMmPerS")']),
    ...(limits?.muPerMinute ? [] : ['its dose rate ("limits.muPerMinute")']),
  ];
  if (missing.length > 0) return `the data of ${name} do not say ${missing.join(' and ')}`;
  const beyondMm = behindMm(machine);
  const [fromMm, toMm] = [jaws.x1Mm - beyondMm, jaws.x2Mm + beyondMm];
  const cm = (mm: number): string => `${Number((mm / 10).toFixed(1))} cm`;
  const reach = Math.min(leaves.limitMm.value, leaves.overMm.value);
  const farthest = Math.max(-fromMm, toMm) + apartMm(leaves);
  if (farthest > reach)
    return `both leaves of a pair would have to reach ${cm(farthest)} from the axis, and those of ${name} can to ${cm(reach)} only`;
  const span = toMm - fromMm + apartMm(leaves);
  if (leaves.maxSpanMm && span > leaves.maxSpanMm.value)
    return `leaves of one bank would stand ${cm(span)} apart over the ${columnsOf(grid)} columns of the field, and those of ${name} reach ${cm(leaves.maxSpanMm.value)}`;
  return undefined;
}

function windowLimits({ machine, grid, jaws }: Omit<WindowBeam, 'setup'>, fractions: number): WindowLimits {
  const { leaves, limits } = machine;
  if (!leaves.maxSpeedMmPerS || !limits?.muPerMinute) throw new Error(`${machine.name} gives no sliding window`);
  const columnMm = grid.columnEdgesMm[1] - grid.columnEdgesMm[0];
  const perSecond = limits.muPerMinute.value / 60;
  const mmPerMu = (shareOfSpeed * leaves.maxSpeedMmPerS.value) / perSecond;
  const [first, last] = [grid.columnEdgesMm[0], grid.columnEdgesMm[columnsOf(grid)]];
  const edge = Math.max(first - jaws.x1Mm, jaws.x2Mm - last);
  return {
    muPerColumn: (fractions * columnMm) / mmPerMu,
    beyond: (edge + behindMm(machine)) / columnMm,
    leastGap: (leaves.minGapMm.value + 2 * leaves.endOffsetMm.value) / columnMm,
    ...(leaves.interdigitates.value ? {} : { leastOverlap: (2 * leaves.endOffsetMm.value) / columnMm }),
  };
}

function behindMm({ jaws }: Machine): number {
  return jaws.x ? behindJawMm : 0;
}

/** Between the field edges of a closed pair. */
function apartMm({ minGapMm, endOffsetMm }: Leaves): number {
  return minGapMm.value + 2 * endOffsetMm.value;
}

function deliveryOf(beam: WindowBeam, window: LeafTrajectories, mostControlPoints: number): Delivery {
  const { machine, setup, jaws } = beam;
  const { gantryDeg, couchDeg, collimatorDeg, isocentreMm } = setup;
  const standing = { gantrySense: 'NONE', couchSense: 'NONE', collimatorSense: 'NONE' } as const;
  return {
    leafBoundariesMm: [...machine.leaves.boundariesMm.value],
    controlPoints: stopsOf(window, mostControlPoints).map((mu) => ({
      givenShare: mu / window.totalMu,
      gantryDeg,
      couchDeg,
      collimatorDeg,
      ...standing,
      isocentreMm: [...isocentreMm],
      ...(machine.jaws.x ? { xJawsMm: [jaws.x1Mm, jaws.x2Mm] as [number, number] } : {}),
      ...(machine.jaws.y ? { yJawsMm: [jaws.y1Mm, jaws.y2Mm] as [number, number] } : {}),
      leaves: leavesAt(beam, window, mu),
    })),
  };
}

function stopsOf({ bends, totalMu }: LeafTrajectories, most: number): number[] {
  if (bends.length <= most) return [...bends];
  return Array.from({ length: most }, (_, k) => totalMu * (k / (most - 1)));
}

/** Leaf ends when so many MU are given. Pairs beyond the rows stay closed; where leaves may not pass each other they follow the nearest row. */
function leavesAt(
  { machine, grid, jaws }: WindowBeam,
  window: LeafTrajectories,
  mu: number,
): { leftMm: number[]; rightMm: number[] } {
  const { boundariesMm, endOffsetMm, minGapMm, interdigitates } = machine.leaves;
  const [firstEdge, secondEdge] = grid.columnEdgesMm;
  const mmAt = (column: number): number => Math.round(1e3 * (firstEdge + column * (secondEdge - firstEdge))) / 1e3;
  const { left, right } = window.endsAt(mu);
  const closed = closedPair(machine, jaws);
  const pairs = Array.from({ length: boundariesMm.value.length - 1 }, (_, pair) => {
    const row = pair - grid.pairs[0];
    const nearest = Math.min(grid.pairs.length - 1, Math.max(0, row));
    const leftMm = mmAt(left[nearest]) + endOffsetMm.value;
    const nearestMm = leftMm + minGapMm.value;
    if (row === nearest) return { leftMm, rightMm: Math.max(nearestMm, mmAt(right[nearest]) - endOffsetMm.value) };
    return interdigitates.value ? closed : { leftMm, rightMm: nearestMm };
  });
  return { leftMm: pairs.map(({ leftMm }) => leftMm), rightMm: pairs.map(({ rightMm }) => rightMm) };
}
