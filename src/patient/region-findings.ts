import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan, PlanRegion } from '../plan/plan.ts';
import { type Grid, type Region, voxelVolumeMm3 } from './grid.ts';
import { insideBox, levelSetOf, offsetIn } from './level-set.ts';
import { insideAt } from './region.ts';

/** Where targets lie: outside the body, or cut by the edge of the planning image. Organs may do both. */
export function placementFindings(
  plan: Plan,
  planning: Grid,
  regions: readonly Region[],
  body: Region | undefined,
): Diagnostic[] {
  return plan.regions.flatMap((planned) => {
    const region = regions.find((candidate) => candidate.name === planned.name);
    if (!region || planned.role === 'organ') return [];
    return [...(body ? bodyFindings(planned, region, body) : []), ...edgeFindings(planned, region, planning)];
  });
}

function bodyFindings(planned: PlanRegion, region: Region, body: Region): Diagnostic[] {
  const shift = offsetIn(body.grid, region.grid);
  const [nx, ny, nz] = region.grid.size;
  let [total, outside] = [0, 0];
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (!(region.signedDistanceMm[o] <= 0)) continue;
        total++;
        if (!insideAt(body, i + shift[0], j + shift[1], k + shift[2])) outside++;
      }
    }
  }
  if (outside === 0) return [];
  if (outside === total) {
    return [
      diagnostic(
        'RT4004',
        planned.at,
        `${planned.name} lies outside the body altogether. Check the body and the structure set: they may belong to different scans.`,
      ),
    ];
  }
  const cc = (outside * voxelVolumeMm3(region.grid)) / 1000;
  const percent = (100 * outside) / total;
  return [
    diagnostic(
      'RT4005',
      planned.at,
      `${cc.toFixed(1)} cc of ${planned.name} (${percent.toFixed(1)} %) lie outside the body, in air, where no dose can be built up. Cut the region to the body ("and" the body's structure), or add bolus.`,
    ),
  ];
}

function edgeFindings(planned: PlanRegion, region: Region, planning: Grid): Diagnostic[] {
  const box = insideBox(levelSetOf(region));
  if (!box) return [];
  const start = offsetIn(planning, region.grid);
  const sides = ['right', 'left', 'anterior', 'posterior', 'inferior', 'superior'].filter((_, side) => {
    const axis = side >> 1;
    return side % 2 === 0 ? start[axis] + box.from[axis] === 0 : start[axis] + box.to[axis] === planning.size[axis];
  });
  if (sides.length === 0) return [];
  return [
    diagnostic(
      'RT4006',
      planned.at,
      `${planned.name} reaches the ${sides.join(', ')} edge of the planning image, so part of it may be missing. Use an image that holds all of the target and its margins.`,
    ),
  ];
}
