import { blurredOpening } from './blurred-opening.ts';
import { footprintOf, interpolated, latticeOver, planeMap } from './plane-map.ts';
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

/**
 * Fluence of photons scattered in the head, as share of the fluence that the whole open beam has on the axis at the isocentre, times (SAD/axial)²
 * as the beam's own. The scatter comes from a wide Gaussian source of its own distance, seen past the collimators: this is what makes output grow
 * with the field and lights the tails of profiles. Undefined for a machine without. Ahnesjö, Med Phys 21 (1994) 821: the extra-focal source.
 */
export function headScatterFluence(grid: Grid, setup: BeamSetup, machine: Machine): HeadScatterFiller | undefined {
  const { headScatter, sadMm } = machine;
  if (!headScatter || headScatter.weight.value === 0) return undefined;
  const weight = headScatter.weight.value;
  const from = headScatter.distanceMm.value;
  const footprint = footprintOf(grid, setup, sadMm);
  const collimators = [machine.jaws.x, machine.jaws.y, machine.leaves].flatMap((one) =>
    one ? [one.distanceMm.value] : [],
  );
  // Above the collimators there is no patient, and no edge to look past.
  const near = Math.max(footprint.nearMm, Math.max(...collimators) + planeStepMm);
  const planes = Math.max(2, Math.ceil((footprint.farMm - near) / planeStepMm) + 1);
  const maps = Array.from({ length: planes }, (_, n) => {
    const axialMm = near + n * planeStepMm;
    const view = viewFrom(machine, axialMm, from, headScatter.sigmaMm.value);
    const blur = Math.min(...[view.jawX, view.jawY, view.leaf].map(({ own }) => view.sigmaMm / Math.abs(own)));
    const lattice = latticeOver(footprint, blur);
    return planeMap(blurredOpening(setup.apertures, machine, view, lattice), lattice);
  });
  return ({ xMm, yMm, axialMm }, count, out) => {
    for (let point = 0; point < count; point++) {
      const axial = axialMm[point];
      if (!(axial > from)) {
        out[point] = 0;
        continue;
      }
      const position = Math.min(Math.max((axial - near) / planeStepMm, 0), planes - 1 - 1e-9);
      const n = Math.floor(position);
      const share = position - n;
      const x = xMm[point];
      const y = yMm[point];
      const seen = interpolated(maps[n], x, y) * (1 - share) + interpolated(maps[n + 1], x, y) * share;
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
