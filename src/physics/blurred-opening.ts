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
    const add = (strip: number, share: number, cutsX: Cut[], cutsY: Cut[]): void => {
      let sums = strips.get(strip);
      if (!sums) {
        const alongY = Float64Array.from(yMm, (y) => seen(y, cutsY, view.sigmaMm));
        strips.set(strip, (sums = { alongX: new Float64Array(xMm.length), alongY }));
      }
      for (let i = 0; i < xMm.length; i++) sums.alongX[i] += share * seen(xMm[i], cutsX, view.sigmaMm);
    };
    for (const { share, aperture } of segments) {
      if (!aperture.leaves || !machine.leaves) {
        add(-1, share, [jawsX], [jawsY]);
        continue;
      }
      const boundaries = machine.leaves.boundariesMm.value;
      const { left, right } = openEnds(aperture.leaves, machine.leaves);
      for (let pair = 0; pair < left.length; pair++) {
        if (right[pair] <= left[pair]) continue;
        const across: Cut = { ...view.leaf, from: boundaries[pair], to: boundaries[pair + 1] };
        add(pair, share, [jawsX, { ...view.leaf, from: left[pair], to: right[pair] }], [jawsY, across]);
      }
    }
    for (const { alongX, alongY } of strips.values()) {
      for (let j = 0; j < alongY.length; j++) {
        if (alongY[j] === 0) continue;
        for (let i = 0; i < alongX.length; i++) out[i + j * alongX.length] += alongX[i] * alongY[j];
      }
    }
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

function seen(position: number, cuts: readonly Cut[], sigmaMm: number): number {
  let from = -Infinity;
  let to = Infinity;
  for (const cut of cuts) {
    from = Math.max(from, cut.own * position + cut.edge * cut.from);
    to = Math.min(to, cut.own * position + cut.edge * cut.to);
  }
  return to > from ? cumulativeNormal(to / sigmaMm) - cumulativeNormal(from / sigmaMm) : 0;
}
