import { blurredOpening } from './blurred-opening.ts';
import { footprintOf, interpolated, latticeOver, type PlaneMap, planeMap } from './plane-map.ts';
import type { Grid } from '../patient/grid.ts';
import type { View } from './blurred-opening.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Fills the first `count` places of `out` for points by their positions projected to the isocentre plane and their axial distances from the source. */
export type HeadScatterFiller = (
  points: { readonly xMm: Float64Array; readonly yMm: Float64Array; readonly axialMm: Float64Array },
  count: number,
  out: Float64Array,
) => void;

/** The share of the scatter source that is seen past the collimators, on planes across the axis, `planeStepMm` apart from `nearMm` on. */
export interface HeadScatterMaps {
  readonly nearMm: number;
  readonly planes: readonly PlaneMap[];
}

/** Undefined for a machine without head scatter. */
export function headScatterMaps(grid: Grid, setup: BeamSetup, machine: Machine): HeadScatterMaps | undefined {
  const { headScatter, sadMm } = machine;
  if (!headScatter || headScatter.weight.value === 0) return undefined;
  const from = headScatter.distanceMm.value;
  const footprint = footprintOf(grid, setup, sadMm);
  const collimators = [machine.jaws.x, machine.jaws.y, machine.leaves].flatMap((one) =>
    one ? [one.distanceMm.value] : [],
  );
  // Above the collimators there is no patient, and no edge to look past.
  const nearMm = Math.max(footprint.nearMm, Math.max(...collimators) + planeStepMm);
  const count = Math.max(2, Math.ceil((footprint.farMm - nearMm) / planeStepMm) + 1);
  const planes = Array.from({ length: count }, (_, n) => {
    const view = viewFrom(machine, nearMm + n * planeStepMm, from, headScatter.sigmaMm.value);
    const blur = Math.min(...[view.jawX, view.jawY, view.leaf].map(({ own }) => view.sigmaMm / Math.abs(own)));
    const lattice = latticeOver(footprint, blur);
    return planeMap(blurredOpening(setup.apertures, machine, view, lattice), lattice);
  });
  return { nearMm, planes };
}

/**
 * Fluence of photons scattered in the head, as share of the fluence that the whole open beam has on the axis at the isocentre, times (SAD/axial)²
 * as the beam's own. The scatter comes from a wide Gaussian source of its own distance, seen past the collimators: this is what makes output grow
 * with the field and lights the tails of profiles. Ahnesjö, Med Phys 21 (1994) 821: the extra-focal source.
 */
export function headScatterFluence(
  { nearMm, planes }: HeadScatterMaps,
  { sadMm, headScatter }: Machine,
): HeadScatterFiller {
  const weight = headScatter!.weight.value;
  const from = headScatter!.distanceMm.value;
  return ({ xMm, yMm, axialMm }, count, out) => {
    for (let point = 0; point < count; point++) {
      const axial = axialMm[point];
      if (!(axial > from)) {
        out[point] = 0;
        continue;
      }
      const position = Math.min(Math.max((axial - nearMm) / planeStepMm, 0), planes.length - 1 - 1e-9);
      const n = Math.floor(position);
      const share = position - n;
      const x = xMm[point];
      const y = yMm[point];
      const seen = interpolated(planes[n], x, y) * (1 - share) + interpolated(planes[n + 1], x, y) * share;
      // It falls with the square of the distance from its own source.
      const spread = ((sadMm - from) / (axial - from)) * (axial / sadMm);
      out[point] = weight * seen * spread * spread;
    }
  };
}

const planeStepMm = 50;

/** A point's ray past an edge at distance D, followed to the plane of the scatter source. */
function viewFrom(machine: Machine, axialMm: number, sourceDistanceMm: number, sigmaMm: number): View {
  const { sadMm, jaws, leaves } = machine;
  const past = (distanceMm = sadMm / 2) => {
    const stretch = (axialMm - sourceDistanceMm) / (axialMm - distanceMm);
    return { own: (axialMm / sadMm) * (1 - stretch), edge: (distanceMm / sadMm) * stretch };
  };
  return {
    sigmaMm,
    jawX: past(jaws.x?.distanceMm.value),
    jawY: past(jaws.y?.distanceMm.value),
    leaf: past(leaves?.distanceMm.value),
  };
}
