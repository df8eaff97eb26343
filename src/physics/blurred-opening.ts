import { withSameJaws } from './aperture-groups.ts';
import { openEnds } from './leaf-fluence.ts';
import { cumulativeNormal } from './normal.ts';
import type { WeightedAperture } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * How the opening is seen from a point: an edge at e (isocentre plane) cuts a Gaussian of the given width at `own·x + edge·e`, where x is the
 * point's position, projected to the isocentre plane likewise.
 */
export interface View {
  readonly sigmaMm: number;
  readonly jawX: { own: number; edge: number };
  readonly jawY: { own: number; edge: number };
  readonly leaf: { own: number; edge: number };
}

/** Positions in rows and columns, mm at the isocentre plane. */
export interface Lattice {
  readonly xMm: readonly number[];
  readonly yMm: readonly number[];
}

/**
 * The share of a wide Gaussian that is seen through the opening, 0 to 1, from every point of a lattice, x running fastest; several apertures sum
 * by their shares. Jaws and leaves cut the same source: what counts is what all of them leave. Transmission is left out: of a wide source, whose
 * weight is a few per cent, it would be less than a thousandth.
 */
export function blurredOpening(
  apertures: readonly WeightedAperture[],
  machine: Machine,
  view: View,
  { xMm, yMm }: Lattice,
): Float64Array {
  const out = new Float64Array(xMm.length * yMm.length);
  for (const { jaws, segments } of withSameJaws(apertures)) {
    const strips = new Map<number, { alongX: Float64Array; alongY: Float64Array }>();
    const jawsX: Cut = machine.jaws.x ? { ...view.jawX, from: jaws.x1Mm, to: jaws.x2Mm } : unlimited;
    const jawsY: Cut = machine.jaws.y ? { ...view.jawY, from: jaws.y1Mm, to: jaws.y2Mm } : unlimited;
    const add = (strip: number, share: number, acrossX: Cut, acrossY: Cut): void => {
      let sums = strips.get(strip);
      if (!sums) {
        sums = { alongX: new Float64Array(xMm.length), alongY: new Float64Array(yMm.length) };
        addSeen(sums.alongY, 1, yMm, jawsY, acrossY, view.sigmaMm);
        strips.set(strip, sums);
      }
      addSeen(sums.alongX, share, xMm, jawsX, acrossX, view.sigmaMm);
    };
    // Pairs stand at the same ends in many segments, closed ones in nearly all.
    const opened = new Map<number, Map<string, { readonly from: number; readonly to: number; share: number }>>();
    for (const { share, aperture } of segments) {
      if (!aperture.leaves || !machine.leaves) {
        add(-1, share, unlimited, unlimited);
        continue;
      }
      const { left, right } = openEnds(aperture.leaves, machine.leaves);
      for (let pair = 0; pair < left.length; pair++) {
        if (right[pair] <= left[pair]) continue;
        const [from, to] = [left[pair], right[pair]];
        const ofPair = opened.get(pair) ?? new Map<string, { from: number; to: number; share: number }>();
        opened.set(pair, ofPair);
        const key = `${from} ${to}`;
        const known = ofPair.get(key);
        if (known) known.share += share;
        else ofPair.set(key, { from, to, share });
      }
    }
    const boundaries = machine.leaves?.boundariesMm.value ?? [];
    for (const [pair, ends] of opened)
      for (const { from, to, share } of ends.values())
        add(
          pair,
          share,
          { ...view.leaf, from, to },
          { ...view.leaf, from: boundaries[pair], to: boundaries[pair + 1] },
        );
    for (const { alongX, alongY } of strips.values()) addProduct(out, alongX, alongY);
  }
  return out;
}

/** One collimator's opening, and how it is seen. */
interface Cut {
  readonly own: number;
  readonly edge: number;
  readonly from: number;
  readonly to: number;
}

const unlimited: Cut = { own: 0, edge: 1, from: -Infinity, to: Infinity };

/** Adds the share of the source that is seen from each position through both cuts, times `share`. */
function addSeen(
  out: Float64Array,
  share: number,
  positionsMm: readonly number[],
  a: Cut,
  b: Cut,
  sigmaMm: number,
): void {
  const [ownA, fromA, toA] = [a.own, a.edge * a.from, a.edge * a.to];
  const [ownB, fromB, toB] = [b.own, b.edge * b.from, b.edge * b.to];
  for (let n = 0; n < out.length; n++) {
    const position = positionsMm[n];
    const from = Math.max(ownA * position + fromA, ownB * position + fromB);
    const to = Math.min(ownA * position + toA, ownB * position + toB);
    if (to > from) out[n] += share * (cumulativeNormal(to / sigmaMm) - cumulativeNormal(from / sigmaMm));
  }
}

/** Adds the matrix of two rows of factors. */
function addProduct(out: Float64Array, alongX: Float64Array, alongY: Float64Array): void {
  const columns = alongX.length;
  for (let j = 0; j < alongY.length; j++) {
    const share = alongY[j];
    const row = j * columns;
    if (share !== 0) for (let i = 0; i < columns; i++) out[row + i] += alongX[i] * share;
  }
}
