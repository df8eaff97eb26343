import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { distFolder } from '../../src/engine/dist-folder.ts';
import { beamDose } from '../../src/physics/beam-dose.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { beamAxes } from '../../src/physics/coordinates.ts';
import { growTo, kernelMemory, typescriptKernels, wasmKernels } from '../../src/physics/kernels/dose-kernels.ts';
import { machines } from '../../src/physics/machine.ts';
import { materials } from '../../src/patient/medium.ts';
import { makeMedium } from './media.ts';
import { buildBundles } from '../support/bundles.ts';
import { builtKernels } from '../support/built-kernels.ts';
import { seededRandom } from '../support/random.ts';
import type { DoseKernels } from '../../src/physics/kernels/dose-kernels.ts';
import type { BeamSetup } from '../../src/physics/beam-setup.ts';

describe('the WebAssembly kernels', function () {
  this.timeout(120_000);
  let simd: DoseKernels;
  before(() => {
    buildBundles('dose-worker.cjs');
    simd = builtKernels();
  });

  it('give the bits of their TypeScript twins, from any side, in any mixture of materials and in a body in air, for open and leaking collimators', () => {
    const angle = fc.integer({ min: 0, max: 359 });
    fc.assert(
      fc.property(
        angle,
        angle,
        fc.integer({ min: 1, max: 1000 }),
        fc.boolean(),
        fc.boolean(),
        (gantryDeg, couchDeg, seed, leaks, uniform) => {
          const machine = machines.get(leaks ? 'std.linac6MV' : 'std.point6MV')!;
          const medium = uniform ? bodyInAir(seed) : patchwork(seed);
          const setup = fromSide(gantryDeg, couchDeg);
          const compiled = beamDose(medium, setup, machine, { cones: 20, kernels: simd });
          const twin = beamDose(medium, setup, machine, { cones: 20 });
          assert.ok(compiled.some((value) => value > 0));
          assert.equal(hashOf(compiled), hashOf(twin));
        },
      ),
      { seed: 5, numRuns: 16 },
    );
  });

  it('meet the exponential and its mean over a path to 5 in 100,000, and neither gain nor lose energy, from air to metal', () => {
    // One voxel, one cone: what stays of energy that comes in, for attenuation · density · path from air to gold.
    for (const kernels of [typescriptKernels(kernelMemory()), simd]) {
      growTo(kernels.memory, 65536 * 2);
      const f32 = new Float32Array(kernels.memory.buffer);
      const place = {
        cone: 1024,
        table: 2048,
        nodes: 3072,
        p: 4096,
        s: 4352,
        rho: 4608,
        dose: 4864,
        before: 8192,
        after: 16384,
      };
      f32.fill(0, 0, 8192);
      f32.set([1, 1, 0, 0, 1, 0, 0, 0], place.cone / 4);
      new Uint32Array(kernels.memory.buffer)[place.cone / 4 + 8] = place.table;
      const xs = [1e-4, 0.01, 0.1, 0.5, 1, 2, 4, 10];
      f32.set(xs, place.rho / 4);
      f32.fill(1, place.before / 4, place.before / 4 + 8);
      f32.fill(1, place.before / 4 + 64, place.before / 4 + 72);
      kernels.sweepPlane(
        place.cone,
        place.nodes,
        place.p,
        place.s,
        place.rho,
        place.dose,
        32,
        1,
        1,
        place.before,
        place.after,
        64,
        256,
        1e-30,
        1e-30,
      );
      xs.forEach((x, i) => {
        const left = f32[place.after / 4 + i];
        assert.ok(Math.abs(left - Math.exp(-x)) < 5e-5, `${kernels.build} e^-${x}: ${left}`);
        const absorbed = f32[place.dose / 4 + i] * x;
        const scatterLeft = f32[place.after / 4 + 64 + i];
        assert.ok(Math.abs(left + scatterLeft + absorbed - 2) < 1e-5, `${kernels.build} ${x}`);
        assert.ok(left >= 0 && scatterLeft >= 0 && scatterLeft <= 1);
      });
    }
  });

  it('are built byte for byte the same each time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dose-kernels-'));
    try {
      execFileSync(process.execPath, ['tools/compile-kernels.mjs', folder]);
      for (const name of ['dose-kernels.wasm', 'dose-kernels-relaxed.wasm'])
        assert.ok(readFileSync(join(folder, name)).equals(readFileSync(join(distFolder(), name))), name);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are refused where the module is another', () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    assert.throws(() => wasmKernels(empty, 'simd128', kernelMemory()), /does not export sweepPlane/);
  });
});

/** Every material at its usual densities, voxel by voxel, in no order. */
function patchwork(seed: number) {
  const random = seededRandom(seed);
  const densities = { air: 0.0012, lung: 0.26, adipose: 0.95, water: 1, muscle: 1.05, bone: 1.85 };
  return makeMedium({
    size: [19, 14, 11],
    spacingMm: [6, 7, 8],
    fill: () => {
      const material = materials[Math.floor(random() * materials.length)];
      return { density: densities[material] * (0.8 + 0.4 * random()), material };
    },
  });
}

/** Regions of one density each, several blocks of voxels long. */
function bodyInAir(seed: number) {
  const random = seededRandom(seed);
  const lungGPerCm3 = 0.2 + 0.2 * random();
  return makeMedium({
    size: [43, 35, 12],
    spacingMm: [3, 4, 9],
    fill: ([x, y]) => {
      if ((x / 50) ** 2 + (y / 55) ** 2 > 1) return { density: 0.0012, material: 'air' };
      return Math.abs(x) < 20 ? { density: lungGPerCm3, material: 'lung' } : { density: 1, material: 'water' };
    },
  });
}

function fromSide(gantryDeg: number, couchDeg: number): BeamSetup {
  const axes = beamAxes({ gantryDeg, couchDeg, collimatorDeg: 12 }, 'HFS');
  const field = squareField(machines.get('std.point6MV')!, { fieldMm: 50, ssdMm: 1000 });
  const sourceMm = [axes.z[0] * 1000, axes.z[1] * 1000, axes.z[2] * 1000] as const;
  return { ...field, gantryDeg, couchDeg, collimatorDeg: 12, axes, sourceMm, isocentreMm: [0, 0, 0] };
}

function hashOf(values: Float32Array): string {
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}
