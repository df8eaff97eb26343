/** Energy released voxel by voxel; `terma-twin.ts` does the same, operation by operation, and says what the numbers mean. */
import { fanDepth, within } from './fan';
import * as at from './geometry';
import { traceToSource } from './trace';
import { add, expNegative, mul } from './vector';

export function terma(
  geometry: usize,
  spectrum: usize,
  fluence: usize,
  density: usize,
  material: usize,
  primary: usize,
  scatter: usize,
  local: usize,
  depth: usize,
  fan: usize,
  exactAbove: f64,
  localBelow: f64,
  thickness: usize,
  fromSlice: i32,
  toSlice: i32,
): void {
  const nx = load<i32>(geometry, at.NX);
  const ny = load<i32>(geometry, at.NY);
  const stride = load<i32>(geometry, at.STRIDE);
  const tables = spectrum + 16 + <usize>(load<i32>(spectrum) * 3 * at.MATERIALS << 2);
  const sx = load<f64>(geometry, at.SOURCE);
  const sy = load<f64>(geometry, at.SOURCE + 8);
  const sz = load<f64>(geometry, at.SOURCE + 16);
  const zx = load<f64>(geometry, at.AXIS_Z);
  const zy = load<f64>(geometry, at.AXIS_Z + 8);
  const zz = load<f64>(geometry, at.AXIS_Z + 16);
  const xx = load<f64>(geometry, at.AXIS_X);
  const xy = load<f64>(geometry, at.AXIS_X + 8);
  const xz = load<f64>(geometry, at.AXIS_X + 16);
  const yx = load<f64>(geometry, at.AXIS_Y);
  const yy = load<f64>(geometry, at.AXIS_Y + 8);
  const yz = load<f64>(geometry, at.AXIS_Y + 16);
  const sad = load<f64>(geometry, at.SAD);
  const perStrength = 1 / (exactAbove - localBelow);
  const fanPerMm = 1 / load<f64>(geometry, at.FAN_STEP);
  const fanFirstX = load<f64>(geometry, at.FAN_FIRST_X) * fanPerMm;
  const fanFirstY = load<f64>(geometry, at.FAN_FIRST_Y) * fanPerMm;
  const fanFirstAxial = load<f64>(geometry, at.FAN_FIRST_AXIAL);
  const fanPerAxialMm = 1 / load<f64>(geometry, at.FAN_AXIAL_STEP);
  const fanRow = <usize>load<i32>(geometry, at.FAN_NX) << 2;
  const fanPlane = fanRow * <usize>load<i32>(geometry, at.FAN_NY);
  const fanLastX = <f64>(load<i32>(geometry, at.FAN_NX) - 1) - 1e-9;
  const fanLastY = <f64>(load<i32>(geometry, at.FAN_NY) - 1) - 1e-9;
  const fanLastPlane = <f64>(load<i32>(geometry, at.FAN_PLANES) - 1) - 1e-9;
  const originX = load<f64>(geometry, at.ORIGIN);
  const spacingX = load<f64>(geometry, at.SPACING);

  for (let k = fromSlice; k < toSlice; k++) {
    const z = load<f64>(geometry, at.ORIGIN + 16) + <f64>k * load<f64>(geometry, at.SPACING + 16) - sz;
    for (let j = 0; j < ny; j++) {
      const y = load<f64>(geometry, at.ORIGIN + 8) + <f64>j * load<f64>(geometry, at.SPACING + 8) - sy;
      const row = j + ny * k;
      for (let i = 0; i < nx; i++) {
        const voxel = <usize>(i + nx * row);
        const padded = <usize>(i + stride * row) << 2;
        const x = originX + <f64>i * spacingX - sx;
        const axial = -(x * zx + y * zy + z * zz);
        const photons = <f64>load<f32>(fluence + (voxel << 2));
        if (!(axial > 0) || photons === 0) {
          store<f32>(primary + padded, 0);
          store<f32>(scatter + padded, 0);
          store<f32>(local + padded, 0);
          if (depth) store<f32>(depth + (voxel << 2), 0);
          continue;
        }
        const own = <i32>load<u8>(material + voxel);
        const strength = photons * axial * axial;
        if (!(strength > exactAbove) || (own === at.AIR && exactAbove > 0)) {
          const scale = sad / axial;
          const fu = within((x * xx + y * xy + z * xz) * scale * fanPerMm - fanFirstX, fanLastX);
          const fv = within((x * yx + y * yy + z * yz) * scale * fanPerMm - fanFirstY, fanLastY);
          const fn = within((axial - fanFirstAxial) * fanPerAxialMm, fanLastPlane);
          const water = fanDepth(fan, fanRow, fanPlane, fu, fv, fn);
          const steps = Math.min(water * at.STEPS_PER_G, <f64>at.LAST_STEP);
          const step = <i32>steps;
          const place = tables + (<usize>(step + (at.LAST_STEP + 2) * own) << 3);
          const beyond = steps - <f64>step;
          const electrons = photons * between(place, beyond);
          const stays = within((exactAbove - strength) * perStrength, 1);
          store<f32>(primary + padded, <f32>(electrons * (1 - stays)));
          store<f32>(local + padded, <f32>(electrons * stays));
          store<f32>(scatter + padded, <f32>(photons * between(place + 4, beyond)));
          if (depth) store<f32>(depth + (voxel << 2), <f32>water);
          continue;
        }
        traceToSource(geometry, density, material, x + sx, y + sy, z + sz, thickness);
        store<f32>(local + padded, 0);
        release(spectrum, thickness, own, photons, primary + padded, scatter + padded);
        if (depth) {
          let sum: f64 = 0;
          for (let m: usize = 0; m < <usize>at.MATERIALS; m++)
            sum += load<f64>(thickness + (m << 3)) * load<f64>(geometry + (m << 3), at.WATER_RATIO);
          store<f32>(depth + (voxel << 2), <f32>sum);
        }
      }
    }
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function between(place: usize, beyond: f64): f64 {
  return <f64>load<f32>(place) * (1 - beyond) + <f64>load<f32>(place, 8) * beyond;
}

/** Attenuates the spectrum's bins, four at a time, and sums what the voxel's own material takes of each. */
// @ts-ignore: decorator of AssemblyScript
@inline
function release(spectrum: usize, thickness: usize, own: i32, photons: f64, primary: usize, scatter: usize): void {
  const bins = load<i32>(spectrum);
  const table = spectrum + 16;
  const perMaterial = <usize>bins << 2;
  const ownPrimary = table + perMaterial * <usize>(at.MATERIALS + own);
  const ownScatter = table + perMaterial * <usize>(2 * at.MATERIALS + own);
  let sumP = f32x4.splat(0);
  let sumS = f32x4.splat(0);
  for (let bin: usize = 0; bin < perMaterial; bin += 16) {
    let opticalDepth = f32x4.splat(0);
    for (let m = 0; m < at.MATERIALS; m++) {
      const gPerCm2 = <f32>load<f64>(thickness + (<usize>m << 3));
      if (gPerCm2 === 0) continue;
      opticalDepth = add(opticalDepth, mul(v128.load(table + perMaterial * <usize>m + bin), f32x4.splat(gPerCm2)));
    }
    const left = expNegative(opticalDepth);
    sumP = add(sumP, mul(left, v128.load(ownPrimary + bin)));
    sumS = add(sumS, mul(left, v128.load(ownScatter + bin)));
  }
  store<f32>(primary, <f32>(photons * <f64>sumOf(sumP)));
  store<f32>(scatter, <f32>(photons * <f64>sumOf(sumS)));
}

// @ts-ignore: decorator of AssemblyScript
@inline
function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
