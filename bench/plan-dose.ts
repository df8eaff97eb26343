/**
 * The dose of a whole plan: nine fields of 10 × 10 cm on a body of water, lung and bone in 167 × 167 × 107 voxels of 3 mm, 128 cones, with one thread and with
 * two in turn; the same on 2 mm voxels; and the most memory that was held, against what the estimate before a run says.
 *
 *   npm run bench -- plan-dose [rounds]
 */
import { createDosePool, type DosePool } from '../src/engine/dose-pool.ts';
import { defaultCones } from '../src/physics/beam-dose.ts';
import { squareField } from '../src/physics/calibration.ts';
import { beamAxes } from '../src/physics/coordinates.ts';
import { machines } from '../src/physics/machine.ts';
import { estimateMemoryBytes } from '../src/physics/memory.ts';
import { voxelCount } from '../src/patient/grid.ts';
import { type Material, materials, type Medium } from '../src/patient/medium.ts';
import type { PlacedBeam } from '../src/physics/beam-setup-types.ts';
import { least, machineLine, note, processorMs, spread, type Times, wallMs } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 3);
const machine = machines.get('std.linac6MV')!;
const beams = Array.from({ length: 9 }, (_, n) => beamFrom(40 * n));
console.log(machineLine());
// First, so that the most memory held is that of this run.
const fine = bodyOf(2);
const finePool = createDosePool({ threads: 2 });
let wall = 0;
const processor = await processorMs(async () => (wall = await wallMs(() => dose(finePool, fine, defaultCones))));
console.log(
  `voxels of 2 mm (${fine.grid.size.join(' × ')}), two threads: ${wall.toFixed(0)} ms; processors ${processor.toFixed(0)} ms`,
);
const held = process.resourceUsage().maxRSS * 1024;
const estimate = estimateMemoryBytes(fine.grid, beams.length, 2);
console.log(
  `most memory held: ${(held / 1e9).toFixed(2)} GB; estimated for the run: ${(estimate / 1e9).toFixed(2)} GB`,
);
await finePool.dispose();

const body = bodyOf(3);
const times: Times = new Map();

console.log(
  `${machineLine()}; ${beams.length} beams, ${body.grid.size.join(' × ')} voxels of 3 mm, ${defaultCones} cones`,
);
const pools = new Map([1, 2].map((threads) => [threads, createDosePool({ threads })]));
for (const pool of pools.values()) await dose(pool, body, 20);
for (let round = 0; round < rounds; round++) {
  for (const [threads, pool] of pools) {
    for (const cones of [20, defaultCones]) {
      let wall = 0;
      const processor = await processorMs(async () => (wall = await wallMs(() => dose(pool, body, cones))));
      note(times, `${threads} wall ${cones}`, wall);
      note(times, `${threads} processor ${cones}`, processor);
    }
  }
}
for (const threads of pools.keys()) {
  const [wall, processor] = [`${threads} wall ${defaultCones}`, `${threads} processor ${defaultCones}`];
  console.log(`${threads} thread${threads > 1 ? 's' : ''}: ${spread(times.get(wall)!)} ms; processors ${spread(times.get(processor)!)} ms`); // prettier-ignore
}
const perCone = (least(times, `1 processor ${defaultCones}`) - least(times, '1 processor 20')) / (defaultCones - 20);
const whole = least(times, `1 processor ${defaultCones}`);
console.log(
  `of that transport ${((100 * perCone * defaultCones) / whole).toFixed(0)} %, fluence, traces, TERMA and sums ${(100 - (100 * perCone * defaultCones) / whole).toFixed(0)} %`,
);
console.log(
  `two threads are ${(least(times, `1 wall ${defaultCones}`) / least(times, `2 wall ${defaultCones}`)).toFixed(2)} times as fast as one`,
);
for (const pool of pools.values()) await pool.dispose();

async function dose(from: DosePool, medium: Medium, cones: number): Promise<void> {
  const outcome = await from.beamDoses(medium, beams, { cones });
  if (outcome.kind !== 'doses') throw new Error(JSON.stringify(outcome));
}

function beamFrom(gantryDeg: number): PlacedBeam {
  const axes = beamAxes({ gantryDeg, couchDeg: 0, collimatorDeg: 0 }, 'HFS');
  const field = squareField(machine, { fieldMm: 100, ssdMm: 1000 });
  const sourceMm = [1000 * axes.z[0], 1000 * axes.z[1], 1000 * axes.z[2]] as const;
  return { machine, setups: [{ share: 1, setup: { ...field, gantryDeg, axes, sourceMm, isocentreMm: [0, 0, 0] } }] };
}

/** Half a metre of air round an elliptic body with two lungs and a spine. */
function bodyOf(spacingMm: number): Medium {
  const size = [501, 501, 321].map((mm) => Math.round(mm / spacingMm)) as [number, number, number];
  const originMm = size.map((n) => (-(n - 1) * spacingMm) / 2) as [number, number, number];
  const grid = { size, originMm, spacingMm: [spacingMm, spacingMm, spacingMm] } as const;
  const densityGPerCm3 = new Float32Array(voxelCount(grid));
  const material = new Uint8Array(voxelCount(grid));
  for (let voxel = 0; voxel < material.length; voxel++) {
    const x = originMm[0] + (voxel % size[0]) * spacingMm;
    const y = originMm[1] + (Math.floor(voxel / size[0]) % size[1]) * spacingMm;
    const [name, density] = tissueAt(x, y);
    densityGPerCm3[voxel] = density;
    material[voxel] = materials.indexOf(name);
  }
  return { grid, densityGPerCm3, material };
}

function tissueAt(x: number, y: number): [Material, number] {
  if ((x / 200) ** 2 + (y / 130) ** 2 > 1) return ['air', 0.0012];
  if (((Math.abs(x) - 95) / 60) ** 2 + (y / 85) ** 2 < 1) return ['lung', 0.26];
  return Math.hypot(x, y - 85) < 20 ? ['bone', 1.6] : ['water', 1];
}
