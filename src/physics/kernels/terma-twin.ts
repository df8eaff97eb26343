import { materials } from '../../patient/medium.ts';
import { depthTable, geometryBlock as at } from './blocks.ts';
import { fanDepths } from './fan-twin.ts';
import { traceToSource } from '../ray-trace.ts';
import { mediumAt, viewsOf, type MemoryViews } from './views.ts';
import { power } from '../../units/power.ts';

/**
 * Energy released per mass at the voxel centres to the primary and to the scatter, MeV/g: the fluence there (photons/cm², as if the grid were
 * empty), attenuated bin by bin of the spectrum along the ray from the source. Fluence times the squared axial distance above `exactAbove` is
 * traced exactly, where it is not in air. The rest is scatter of the head and what leaks through the collimators: its depth is looked up in the fan. Below `localBelow` the
 * energy of its electrons is left where it is released, in `local`, since so weak and even a fluence has them in balance; from there to `exactAbove` a
 * falling share of it, so that no step shows. `depth`, where not 0, gets the water-equivalent depth, g/cm². Fills the z slices `fromSlice` up to
 * `toSlice`. `fluence`, `material` and `depth` are arrays over the grid; `density`, `primary` and `scatter` have padded rows; `thickness` is room for
 * one double a material. The twin of `wasm/terma.ts`, operation by operation.
 */
export function terma(
  memory: ArrayBufferLike,
  geometry: number,
  spectrum: number,
  fluence: number,
  density: number,
  material: number,
  primary: number,
  scatter: number,
  local: number,
  depth: number,
  fan: number,
  exactAbove: number,
  localBelow: number,
  thickness: number,
  fromSlice: number,
  toSlice: number,
): void {
  const views = viewsOf(memory);
  const { f32, f64, i32 } = views;
  const { medium, sourceMm } = mediumAt(views, geometry, density, material);
  const [nx, ny] = medium.grid.size;
  const { originMm, spacingMm } = medium.grid;
  const [sx, sy, sz] = sourceMm;
  const g = geometry / 8;
  const ratios = g + at.waterRatio;
  const tables = spectrum / 4 + 4 + 3 * materials.length * i32[spectrum / 4];
  const fanDepth = fanDepths(views, geometry, fan);
  const [zx, zy, zz] = [0, 1, 2].map((axis) => f64[g + at.axisZ + axis]);
  const air = materials.indexOf('air');
  const perStrength = 1 / (exactAbove - localBelow);
  const passed = f64.subarray(thickness / 8, thickness / 8 + materials.length);

  for (let k = fromSlice; k < toSlice; k++) {
    const z = originMm[2] + k * spacingMm[2] - sz;
    for (let j = 0; j < ny; j++) {
      const y = originMm[1] + j * spacingMm[1] - sy;
      const row = j + ny * k;
      for (let i = 0; i < nx; i++) {
        const voxel = i + nx * row;
        const padded = i + medium.rowStride * row;
        const x = originMm[0] + i * spacingMm[0] - sx;
        const axial = -(x * zx + y * zy + z * zz);
        const photons = f32[fluence / 4 + voxel];
        if (!(axial > 0) || photons === 0) {
          f32[primary / 4 + padded] = 0;
          f32[scatter / 4 + padded] = 0;
          f32[local / 4 + padded] = 0;
          if (depth) f32[depth / 4 + voxel] = 0;
          continue;
        }
        const own = medium.material[voxel];
        const strength = photons * axial * axial;
        if (!(strength > exactAbove) || (own === air && exactAbove > 0)) {
          const water = fanDepth(x, y, z, axial);
          const steps = Math.min(water * depthTable.perGPerCm2, depthTable.rows - 2);
          const step = Math.trunc(steps);
          const place = tables + 2 * (step + depthTable.rows * own);
          const beyond = steps - step;
          const between = (first: number): number => f32[first] * (1 - beyond) + f32[first + 2] * beyond;
          const electrons = photons * between(place);
          const stays = Math.min(Math.max((exactAbove - strength) * perStrength, 0), 1);
          f32[primary / 4 + padded] = electrons * (1 - stays);
          f32[local / 4 + padded] = electrons * stays;
          f32[scatter / 4 + padded] = photons * between(place + 1);
          if (depth) f32[depth / 4 + voxel] = water;
          continue;
        }
        traceToSource(medium, [x + sx, y + sy, z + sz], sourceMm, passed);
        f32[local / 4 + padded] = 0;
        const released = release(views, spectrum, passed, own);
        f32[primary / 4 + padded] = photons * released.primary;
        f32[scatter / 4 + padded] = photons * released.scatter;
        if (depth) f32[depth / 4 + voxel] = passed.reduce((sum, gPerCm2, m) => sum + gPerCm2 * f64[ratios + m], 0);
      }
    }
  }
}

/** Attenuates the spectrum's bins and sums what the voxel's own material takes of each, in four sums of every fourth bin. */
function release({ f32, i32 }: MemoryViews, spectrum: number, passed: Float64Array, own: number) {
  const bins = i32[spectrum / 4];
  const table = spectrum / 4 + 4;
  const ownPrimary = table + bins * (materials.length + own);
  const ownScatter = table + bins * (2 * materials.length + own);
  const sumP = [0, 0, 0, 0];
  const sumS = [0, 0, 0, 0];
  for (let bin = 0; bin < bins; bin++) {
    let opticalDepth = 0;
    for (let m = 0; m < materials.length; m++) {
      const gPerCm2 = round(passed[m]);
      if (gPerCm2 === 0) continue;
      opticalDepth = round(opticalDepth + round(f32[table + bins * m + bin] * gPerCm2));
    }
    const left = expNegative(opticalDepth);
    sumP[bin & 3] = round(sumP[bin & 3] + round(left * f32[ownPrimary + bin]));
    sumS[bin & 3] = round(sumS[bin & 3] + round(left * f32[ownScatter + bin]));
  }
  return { primary: ofFour(sumP), scatter: ofFour(sumS) };
}

function ofFour([a, b, c, d]: number[]): number {
  return round(round(a + b) + round(c + d));
}

/** e^−x for x from 0 up, to a few units in the last place of a single; below 2^−120 it stays there. */
function expNegative(x: number): number {
  const exponent = Math.max(round(x * round(-1.4426950408889634)), -120);
  // Adding 1.5 · 2^23 rounds to a whole number.
  const rounded = round(round(exponent + 12582912) - 12582912);
  const f = round(exponent - rounded);
  let p = coefficients[0];
  for (let n = 1; n < coefficients.length; n++) p = round(round(p * f) + coefficients[n]);
  return p * power(2, rounded);
}

const round = Math.fround;

/** ln(2)ⁿ/n! from n = 6 down to 0. */
const coefficients = Float32Array.of(
  1.5403530393381608e-4,
  1.3333558146428443e-3,
  9.618129107628477e-3,
  5.550410866482158e-2,
  0.2402265069591007,
  0.6931471805599453,
  1,
);
