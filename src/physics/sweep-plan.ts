import { coneBlock } from './kernels/blocks.ts';
import { tableRows } from './cones.ts';
import { coneGroupCount, conesTogether, sweepLayout } from './dose-places.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { Cone, ConeRing } from './cones.ts';

/** Cones that are swept together: along one axis, one way. Plain data; it crosses threads. */
export interface Sweep {
  readonly axis: 0 | 1 | 2;
  readonly forward: boolean;
  readonly cones: readonly SweptCone[];
}

export interface SweptCone {
  /** Place of the cone's header. */
  readonly header: number;
  /** By how many voxels the ideal line moves from plane to plane. */
  readonly rowShift: number;
  readonly acrossShift: number;
}

/**
 * Orders the cones into groups, each a list of sweeps, and writes what the kernels have to know of them at `place`. Neighbours in a group share
 * their axis where they can; the grouping depends on cones and grid only.
 */
export function planSweeps(grid: Grid, cones: readonly Cone[], memory: ArrayBufferLike, place: number): Sweep[][] {
  const f32 = new Float32Array(memory);
  const u32 = new Uint32Array(memory);
  const tables = new Map<ConeRing, number>();
  const tablesFrom = place + cones.length * coneBlock.bytes;
  const tableOf = (ring: ConeRing): number => {
    const known = tables.get(ring);
    if (known !== undefined) return known;
    const table = tablesFrom + tables.size * tableRows * 8;
    f32.set(ring.energy, table / 4);
    tables.set(ring, table);
    return table;
  };
  const ways = cones.map((cone, index) => ({ cone, index, ...wayOf(cone.direction, grid) }));
  ways.sort((a, b) => b.axis - a.axis || Number(b.forward) - Number(a.forward) || a.index - b.index);

  const perGroup = Math.ceil(ways.length / coneGroupCount);
  return Array.from({ length: coneGroupCount }, (_, group) => {
    const sweeps: { axis: 0 | 1 | 2; forward: boolean; cones: SweptCone[] }[] = [];
    for (const { cone, index, axis, forward } of ways.slice(group * perGroup, (group + 1) * perGroup)) {
      const header = place + index * coneBlock.bytes;
      const swept = writeCone(f32, header, cone, grid, axis);
      u32[header / 4 + coneBlock.table] = tableOf(cone.ring);
      const last = sweeps.at(-1);
      if (last?.axis === axis && last.forward === forward && last.cones.length < conesTogether) last.cones.push(swept);
      else sweeps.push({ axis, forward, cones: [swept] });
    }
    return sweeps;
  });
}

/** The axis along which a line passes most voxels, so that it moves sideways by one voxel at most from plane to plane. */
function wayOf(direction: Vec3, grid: Grid): { axis: 0 | 1 | 2; forward: boolean } {
  const [x, y, z] = direction.map((u, axis) => Math.abs(u) / grid.spacingMm[axis]);
  // Mirror images differ in their last bits: what is equal but for them goes the same way.
  const atLeast = (a: number, b: number): boolean => a >= b * (1 - 1e-9);
  const axis = atLeast(z, x) && atLeast(z, y) ? 2 : atLeast(y, x) ? 1 : 0;
  return { axis, forward: direction[axis] > 0 };
}

function writeCone(f32: Float32Array, header: number, cone: Cone, grid: Grid, axis: 0 | 1 | 2): SweptCone {
  const { order } = sweepLayout(grid, axis);
  const [u0, u1, u2] = order.map((a) => cone.direction[a]);
  const [s0, s1, s2] = order.map((a) => grid.spacingMm[a]);
  const pathCm = s2 / Math.abs(u2) / 10;
  const { primaryCm2PerG, scatterCm2PerG, rowsPerCosine, cosineFrom } = cone.ring;
  const word = header / 4;
  f32[word + coneBlock.primaryPath] = primaryCm2PerG * pathCm;
  f32[word + coneBlock.scatterPath] = scatterCm2PerG * pathCm;
  f32.set([u0, u1, u2], word + coneBlock.direction);
  f32[word + coneBlock.rowsPerCosine] = rowsPerCosine;
  f32[word + coneBlock.firstRow] = 0.5 - cosineFrom * rowsPerCosine;
  f32[word + coneBlock.lastRow] = cone.ring.energy.length / 2 - 1;
  return { header, rowShift: (u0 / Math.abs(u2)) * (s2 / s0), acrossShift: (u1 / Math.abs(u2)) * (s2 / s1) };
}
