/**
 * The transport sweep, per voxel and cone: the shipped WebAssembly against two C twins that are compiled here (128-bit vectors, and whatever this
 * processor has), against its own TypeScript twin, and against textbook JavaScript, which follows one line of voxels after the other.
 *
 *   npm run bench -- sweep
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instantiate, loadKernelModules } from '../src/engine/kernel-modules.ts';
import { coneBlock, nodesBytes } from '../src/physics/kernels/blocks.ts';
import { type DoseKernels, growTo, kernelMemory, typescriptKernels } from '../src/physics/kernels/dose-kernels.ts';
import { seededRandom } from '../test/support/random.ts';
import { least, machineLine, note, processorMs, spread, type Times } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 7);
const [nx, ny, nz, cones, together, tableRows] = [168, 167, 107, 32, 8, 1024];
const spacingMm = 3;
const firstMm = [-250, -250, 840];
const floors = [1e-8, 1e-9];
const volume = nx * ny * nz;
const random = seededRandom(3);

/** A lung in water, a field that ends inside, a little that leaks. */
const density = new Float32Array(volume);
const primary = new Float32Array(volume);
const scatter = new Float32Array(volume);
for (let k = 0, voxel = 0; k < nz; k++) {
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++, voxel++) {
      const [x, y] = [(i - nx / 2) / 25, (j - ny / 2) / 30];
      density[voxel] = (x * x + y * y < 1 ? 0.26 : 1) * (0.95 + 0.1 * random());
      const open = Math.abs(i - nx / 2) < 30 && Math.abs(j - ny / 2) < 30;
      primary[voxel] = open ? Math.exp(-0.015 * k) : 0;
      scatter[voxel] = (open ? 0.8 : 0.01) * Math.exp(-0.015 * k);
    }
  }
}
const directions = Array.from({ length: cones }, () => {
  const [u0, u1] = [1.4 * random() - 0.7, 1.4 * random() - 0.7];
  const length = Math.hypot(u0, u1, 1);
  return [u0 / length, u1 / length, 1 / length];
});
const path = (u: readonly number[]) => spacingMm / u[2] / 10;
const table = Float32Array.from({ length: 2 * tableRows }, (_, n) => 0.004 + 1e-6 * (n >> 1) * (n % 2 ? 1 : 2));
const headers = directions.map((u) =>
  Float32Array.of(2.4 * path(u), 0.03 * path(u), u[0], u[1], u[2], (tableRows - 1) / 0.9, 0.5 - (0.1 * (tableRows - 1)) / 0.9, tableRows - 1)); // prettier-ignore

const modules = loadKernelModules();
if (!modules.final.module) throw new Error(`no WebAssembly kernels to measure: ${modules.final.fallback}`);
const compiled = instantiate(modules.final, kernelMemory());
const folder = mkdtempSync(join(tmpdir(), 'dosewright-bench-'));
const times: Times = new Map();
let expected: Float32Array | undefined;
console.log(`${machineLine()}; ${nx} × ${ny} × ${nz} voxels, ${cones} cones`);
try {
  const native = compileNative();
  const ways = new Map<string, () => Promise<number>>([['WebAssembly, simd128', sweepBy(compiled)]]);
  if (modules.preview.build === 'relaxed')
    ways.set('WebAssembly, relaxed', sweepBy(instantiate(modules.preview, kernelMemory())));
  else console.log('relaxed SIMD is not accepted by this Node: previews use the simd128 build');
  for (const [name, run] of native) ways.set(name, () => Promise.resolve(run()));
  for (let round = 0; round < rounds; round++) for (const [name, run] of ways) note(times, name, await run());
  // Much slower: once.
  note(times, 'TypeScript twin', await sweepBy(typescriptKernels(kernelMemory()))());
  note(times, 'textbook JavaScript, one cone × cones', cones * (await processorMs(textbookCone)));

  const own = least(times, 'WebAssembly, simd128');
  for (const [name, ms] of times) {
    const each = (1e6 * Math.min(...ms)) / (volume * cones);
    console.log(
      `${name.padEnd(38)} ${spread(ms)} ms of processor time, ${each.toFixed(2)} ns a voxel and cone; WebAssembly at ${(Math.min(...ms) / own).toFixed(2)} of its speed`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the sweep and checks, the first time, that its dose is the compiled kernels'. */
function sweepBy(kernels: DoseKernels): () => Promise<number> {
  const places = placeArrays(kernels);
  const f32 = (): Float32Array => new Float32Array(kernels.memory.buffer, places.dose, volume);
  let checked = false;
  return async () => {
    f32().fill(0);
    const ms = await processorMs(() => sweep(kernels, places));
    if (!checked) compare(kernels.build, f32());
    checked = true;
    return ms;
  };
}

type Places = ReturnType<typeof placeArrays>;

function placeArrays(kernels: DoseKernels) {
  let top = 4096;
  const allocate = (bytes: number): number => {
    const place = top;
    top += 64 * Math.ceil(bytes / 64);
    return place;
  };
  const flightPlane = 4 * (nx + 8) * (ny + 2);
  const places = {
    headers: allocate(cones * coneBlock.bytes),
    table: allocate(4 * table.length),
    nodes: allocate(nodesBytes(nx / 8, ny)),
    flight: allocate(together * 4 * flightPlane),
    primary: allocate(4 * volume),
    scatter: allocate(4 * volume),
    density: allocate(4 * volume),
    dose: allocate(4 * volume),
    flightPlane,
  };
  growTo(kernels.memory, top);
  const f32 = new Float32Array(kernels.memory.buffer);
  const u32 = new Uint32Array(kernels.memory.buffer);
  for (const [c, header] of headers.entries()) {
    f32.set(header, (places.headers + c * coneBlock.bytes) / 4);
    u32[(places.headers + c * coneBlock.bytes) / 4 + coneBlock.table] = places.table;
  }
  f32.set(table, places.table / 4);
  f32.set(primary, places.primary / 4);
  f32.set(scatter, places.scatter / 4);
  f32.set(density, places.density / 4);
  return places;
}

function sweep(kernels: DoseKernels, places: Places): void {
  const { flightPlane } = places;
  const stride = 4 * (nx + 8);
  for (let first = 0; first < cones; first += together) {
    new Float32Array(kernels.memory.buffer, places.flight, together * flightPlane).fill(0);
    for (let k = 0; k < nz; k++) {
      kernels.planeNodes(places.nodes, ny, nx / 8, firstMm[0], firstMm[1], firstMm[2] + k * spacingMm, 8 * spacingMm, spacingMm); // prettier-ignore
      for (let c = first; c < first + together; c++) {
        const flight = places.flight + (c - first) * 4 * flightPlane;
        const offset = 4 * k * nx * ny;
        kernels.sweepPlane(
          places.headers + c * coneBlock.bytes,
          places.nodes,
          places.primary + offset,
          places.scatter + offset,
          places.density + offset,
          places.dose + offset,
          4 * nx,
          ny,
          nx / 8,
          flight + (k % 2) * 2 * flightPlane + stride + 16 - stepOf(directions[c][1] / directions[c][2], k) * stride - 4 * stepOf(directions[c][0] / directions[c][2], k), // prettier-ignore
          flight + ((k + 1) % 2) * 2 * flightPlane + stride + 16,
          stride,
          flightPlane,
          floors[0],
          floors[1],
        );
      }
    }
  }
}

function stepOf(shift: number, k: number): number {
  return k === 0 ? 0 : Math.floor(k * shift + 0.5) - Math.floor((k - 1) * shift + 0.5);
}

/** All ways have to give the same dose; only relaxed and wide vectors may round otherwise. */
function compare(name: string, dose: Float32Array): void {
  expected ??= dose.slice();
  let worst = 0;
  let max = 0;
  dose.forEach((value, voxel) => {
    worst = Math.max(worst, Math.abs(value - expected![voxel]));
    max = Math.max(max, value);
  });
  if (worst > 1e-5 * max) throw new Error(`the dose of ${name} is off by ${worst / max} of its maximum`);
  console.log(`${name}: ${worst === 0 ? 'the same bits' : `within ${(worst / max).toExponential(0)} of the maximum`}`);
}

/** The C twins, where there is a compiler; each run gives milliseconds. */
function compileNative(): [string, () => number][] {
  const compiler = ['cc', 'gcc', 'clang'].find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (!compiler) {
    console.log('no C compiler here: the native twins are left out');
    return [];
  }
  const input = join(folder, 'arrays');
  const shifts = Float64Array.from(directions.flatMap((u) => [u[0] / u[2], u[1] / u[2]]));
  const parts = [
    Int32Array.of(nx, ny, nz, cones, tableRows),
    Float64Array.of(spacingMm, ...firstMm, ...floors),
    Float32Array.from(headers.flatMap((header) => [...header])),
    shifts,
    table,
    primary,
    scatter,
    density,
  ];
  writeFileSync(input, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
  const source = fileURLToPath(new URL('support/sweep.c', import.meta.url));
  return [
    { name: 'C, 128-bit vectors (-msse4.2 -mno-avx)', flags: ['-msse4.2', '-mno-avx'] },
    { name: 'C, this processor (-march=native)', flags: ['-march=native', '-ffast-math'] },
  ].map(({ name, flags }, n) => {
    const program = join(folder, `sweep-${n}`);
    execFileSync(compiler, ['-O3', ...flags, source, '-o', program, '-lm']);
    let checked = false;
    return [
      name,
      () => {
        const printed = execFileSync(program, ['1', input], { encoding: 'utf8' });
        const bytes = checked ? undefined : readFileSync(`${input}.dose`);
        if (bytes) compare(name, new Float32Array(bytes.buffer, bytes.byteOffset, volume));
        checked = true;
        return Number(printed);
      },
    ];
  });
}

/** The first cone, line by line, each voxel's exponentials computed where they are needed. */
function textbookCone(): Float64Array {
  const dose = new Float64Array(volume);
  const [u0, u1, u2] = directions[0];
  const pathCm = path(directions[0]);
  for (let j0 = -nz; j0 < ny + nz; j0++) {
    for (let i0 = -nz; i0 < nx + nz; i0++) {
      const inFlight = [0, 0];
      for (let k = 0; k < nz; k++) {
        const i = i0 + Math.floor((k * u0) / u2 + 0.5);
        const j = j0 + Math.floor((k * u1) / u2 + 0.5);
        if (i < 0 || i >= nx || j < 0 || j >= ny) continue;
        const voxel = i + nx * (j + ny * k);
        const x = firstMm[0] + i * spacingMm;
        const y = firstMm[1] + j * spacingMm;
        const z = firstMm[2] + k * spacingMm;
        const cosine = (u0 * x + u1 * y + u2 * z) / Math.sqrt(x * x + y * y + z * z);
        const row = Math.max(0, Math.min(tableRows - 1, Math.round(((cosine - 0.1) / 0.9) * (tableRows - 1))));
        for (const component of [0, 1]) {
          const attenuation = (component === 0 ? 2.4 : 0.03) * density[voxel];
          const released = (component === 0 ? primary : scatter)[voxel] * table[2 * row + component];
          const left = Math.exp(-attenuation * pathCm);
          const mean = (1 - left) / (attenuation * pathCm);
          const out = inFlight[component] * left + density[voxel] * released * mean;
          dose[voxel] += released + (inFlight[component] - out) / density[voxel];
          inFlight[component] = out;
        }
      }
    }
  }
  return dose;
}
