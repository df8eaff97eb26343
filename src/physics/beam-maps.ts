import type { Grid } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import { contaminationMap } from './contamination.ts';
import { type HeadScatterMaps, headScatterMaps } from './head-scatter.ts';
import type { Machine } from './machine.ts';
import type { PlaneMap } from './plane-map.ts';

/** What is seen of wide sources past a set-up's collimators: slow to make, the same for every slice. Each is absent for a machine without such a source. */
export interface BeamMaps {
  readonly headScatter?: HeadScatterMaps;
  readonly contamination?: PlaneMap;
}

export function beamMaps(grid: Grid, setup: BeamSetup, machine: Machine): BeamMaps {
  return {
    headScatter: headScatterMaps(grid, setup, machine),
    contamination: contaminationMap(grid, setup, machine),
  };
}
