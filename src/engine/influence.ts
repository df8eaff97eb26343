import { type Grid, positionOf, type Region, type Vec3, voxelCount } from '../patient/grid.ts';
import { isInside } from '../patient/region.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Optimise, Plan } from '../plan/plan.ts';
import { kernelMemory } from '../physics/kernels/dose-kernels.ts';
import { columnsOf } from '../physics/pencil-beam/bixels.ts';
import { blurMemory } from '../physics/pencil-beam/blur-memory.ts';
import {
  type ColumnOfRuns,
  columnRuns,
  type ColumnRuns,
  influenceColumns,
} from '../physics/pencil-beam/column-runs.ts';
import { breath } from './breath.ts';
import type { DosePool } from './dose-pool.ts';
import { createGraph } from './graph/graph.ts';
import { withoutPlaces } from './graph/places.ts';
import { instantiate, loadKernelModules } from './kernel-modules.ts';
import { modulatedBeams } from './optimise/fluence-model.ts';
import { pencilKernel } from './optimise/pencil-kernels.ts';
import { nextStep, preparePlan, shares, type StepOptions } from './prepared-plan.ts';
import { sceneOnGrid } from './scene-on-grid.ts';
import { siftedCheck, siftedRefusal } from './suppressed-findings.ts';

export interface InfluenceOptions extends StepOptions {
  readonly pool: DosePool;
  /** Of the voxels, no finer than the plan's; the plan's where not given. */
  readonly gridMm?: number;
  /** Values of no more than this share of the greatest of their column are left out. */
  readonly leastShare: number;
  /** Takes one beam's matrix after the other, so that no two are held. */
  readonly onBeam: (beam: BeamInfluence) => void;
}

/** What the bixels of a beam give to the voxels, as the optimiser's pencil beams have it. */
export interface BeamInfluence {
  readonly name: string;
  readonly machine: string;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  readonly isocentreMm: Vec3;
  /** Edges x1, x2, y1, y2 of each column's bixel, mm at the isocentre plane, in the axes of the beam-limiting device. */
  readonly bixelsMm: readonly (readonly [number, number, number, number])[];
  /** Gy per MU, a row a voxel of `Influence.voxels`. */
  readonly matrix: ColumnRuns;
}

/** The voxels of a dose-influence matrix. */
export interface Influence {
  readonly kind: 'influence';
  readonly grid: Grid;
  /** In the body, ascending: indices in the grid, x fastest. */
  readonly voxels: Uint32Array;
  /** Rows whose voxel centre lies in each region. */
  readonly regions: readonly { readonly name: string; readonly role: string; readonly rows: Uint32Array }[];
  readonly fractions: number;
  readonly bixelMm: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The dose-influence matrices of a plan's modulated beams, by pencil beams on the voxels of the body. They are what a search begins with: it corrects their dose by the collapsed cone's. Refused with the
 * findings that stand against the plan; throws where it is cancelled.
 */
export async function influenceOfPlan(
  written: Plan & { readonly optimise: Optimise },
  options: InfluenceOptions,
): Promise<Influence | ReturnType<typeof siftedRefusal>> {
  const { pool, signal, leastShare, onProgress } = options;
  const graph = options.graph ?? createGraph();
  const prepared = await preparePlan(withoutPlaces(written), { ...options, graph });
  if (prepared.kind === 'refused') return siftedRefusal(written, prepared);
  const { plan } = prepared;
  const { scene } = sceneOnGrid(plan, prepared.scene, { gridMm: options.gridMm ?? plan.compute.gridMm }, graph);
  const { grid } = scene.medium;
  const { voxels, pointsMm } = voxelsIn(scene.body, grid);
  const regions = plan.regions.flatMap(({ name, role }) => {
    const region = scene.regions.get(name);
    return region ? [{ name, role, rows: rowsIn(region, pointsMm) }] : [];
  });

  const planned = plan.beamGroups.flatMap(({ beams }) => beams);
  const placed = scene.beams.flat().map(({ machine, setups: [{ setup }] }) => ({ machine, setup }));
  const { bixelMm } = written.optimise;
  for (const [b, one] of placed.entries()) {
    const from = shares.dose + ((1 - shares.dose) * b) / placed.length;
    await nextStep(options, 'Computing influence', from);
    const kernels = new Map([[one.machine, await pencilKernel(one.machine, { pool, graph, signal })]]);
    const memory = blurMemory(instantiate(loadKernelModules().final, kernelMemory()));
    const at = { medium: scene.medium, pointsMm, bixelMm };
    const [{ grid: bixels, operator }] = await modulatedBeams([one], kernels, at, { memory, signal });
    const open = Array.from(bixels.isOpen.keys()).filter((bixel) => bixels.isOpen[bixel] === 1);
    const columns: ColumnOfRuns[] = [];
    for (const column of influenceColumns(operator, leastShare, open)) {
      columns.push(column);
      const done = columns.length / open.length;
      onProgress({ stage: 'Computing influence', fraction: from + ((1 - shares.dose) * done) / placed.length });
      await breath(signal);
    }
    const { name, gantryDeg, couchDeg, collimatorDeg } = planned[b];
    const { columnEdgesMm, rowEdgesMm } = bixels;
    const across = columnsOf(bixels);
    options.onBeam({
      name,
      machine: one.machine.name,
      gantryDeg,
      couchDeg,
      collimatorDeg,
      isocentreMm: one.setup.isocentreMm,
      bixelsMm: open.map((bixel) => {
        const [column, row] = [bixel % across, Math.floor(bixel / across)];
        return [columnEdgesMm[column], columnEdgesMm[column + 1], rowEdgesMm[row], rowEdgesMm[row + 1]];
      }),
      matrix: columnRuns(voxels.length, columns),
    });
  }
  const [{ fractions }] = plan.schedule.phases;
  const { diagnostics } = siftedCheck(written, prepared.diagnostics);
  return { kind: 'influence', grid, voxels, regions, fractions, bixelMm, diagnostics };
}

/** Voxels of a grid whose centres lie in a region, and where, LPS, mm. */
function voxelsIn(region: Region, grid: Grid): { voxels: Uint32Array; pointsMm: Float64Array } {
  const [nx, ny] = grid.size;
  const [voxels, positions]: [number[], number[]] = [[], []];
  for (let voxel = 0; voxel < voxelCount(grid); voxel++) {
    const at = positionOf(grid, voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny)));
    if (!isInside(region, at)) continue;
    voxels.push(voxel);
    positions.push(...at);
  }
  return { voxels: Uint32Array.from(voxels), pointsMm: Float64Array.from(positions) };
}

/** Rows of the points that lie in a region. */
function rowsIn(region: Region, pointsMm: Float64Array): Uint32Array {
  return Uint32Array.from({ length: pointsMm.length / 3 }, (_, row) => row).filter((row) =>
    isInside(region, [pointsMm[3 * row], pointsMm[3 * row + 1], pointsMm[3 * row + 2]]),
  );
}
