/** Depths on a fan of rays; `fan-twin.ts` does the same, operation by operation, and says what for. */
import * as at from './geometry';

export function traceFan(geometry: usize, density: usize, material: usize, fan: usize, fromRow: i32, toRow: i32): void {
  const nx = load<i32>(geometry, at.NX);
  const ny = load<i32>(geometry, at.NY);
  const nz = load<i32>(geometry, at.NZ);
  const stride = load<i32>(geometry, at.STRIDE);
  const rays = load<i32>(geometry, at.FAN_NX);
  const planes = load<i32>(geometry, at.FAN_PLANES);
  const sad = load<f64>(geometry, at.SAD);
  const step = load<f64>(geometry, at.FAN_STEP);
  const firstAxial = load<f64>(geometry, at.FAN_FIRST_AXIAL);
  const axialStep = load<f64>(geometry, at.FAN_AXIAL_STEP);
  const planeSize = <usize>(rays * load<i32>(geometry, at.FAN_NY)) << 2;
  const originX = load<f64>(geometry, at.ORIGIN) - load<f64>(geometry, at.SOURCE);
  const originY = load<f64>(geometry, at.ORIGIN + 8) - load<f64>(geometry, at.SOURCE + 8);
  const originZ = load<f64>(geometry, at.ORIGIN + 16) - load<f64>(geometry, at.SOURCE + 16);
  for (let v = fromRow; v < toRow; v++) {
    const y = load<f64>(geometry, at.FAN_FIRST_Y) + <f64>v * step;
    for (let u = 0; u < rays; u++) {
      const x = load<f64>(geometry, at.FAN_FIRST_X) + <f64>u * step;
      // The ray's step from source to isocentre plane, per mm along the axis.
      const dx = (x * load<f64>(geometry, at.AXIS_X) + y * load<f64>(geometry, at.AXIS_Y)) / sad - load<f64>(geometry, at.AXIS_Z);
      const dy = (x * load<f64>(geometry, at.AXIS_X + 8) + y * load<f64>(geometry, at.AXIS_Y + 8)) / sad - load<f64>(geometry, at.AXIS_Z + 8);
      const dz = (x * load<f64>(geometry, at.AXIS_X + 16) + y * load<f64>(geometry, at.AXIS_Y + 16)) / sad - load<f64>(geometry, at.AXIS_Z + 16);
      const cm = (axialStep * Math.sqrt(dx * dx + dy * dy + dz * dz)) / 10;
      let place = fan + (<usize>(u + rays * v) << 2);
      let sum: f64 = 0;
      for (let plane = 0; plane < planes; plane++) {
        store<f32>(place, <f32>sum);
        place += planeSize;
        const axial = firstAxial + (<f64>plane + 0.5) * axialStep;
        const i = <i32>Math.floor((axial * dx - originX) / load<f64>(geometry, at.SPACING) + 0.5);
        const j = <i32>Math.floor((axial * dy - originY) / load<f64>(geometry, at.SPACING + 8) + 0.5);
        const k = <i32>Math.floor((axial * dz - originZ) / load<f64>(geometry, at.SPACING + 16) + 0.5);
        if (<u32>i >= <u32>nx || <u32>j >= <u32>ny || <u32>k >= <u32>nz) continue;
        const row = j + ny * k;
        const ratio = load<f64>(geometry + (<usize>load<u8>(material + <usize>(i + nx * row)) << 3), at.WATER_RATIO);
        sum += <f64>load<f32>(density + (<usize>(i + stride * row) << 2)) * ratio * cm;
      }
    }
  }
}

/** Trilinear between rays and planes, at fractional indices of a ray, a row of rays and a plane. `row` and `plane` are their sizes in bytes. */
// @ts-ignore: decorator of AssemblyScript
@inline
export function fanDepth(fan: usize, row: usize, plane: usize, fu: f64, fv: f64, fn: f64): f64 {
  const u = <i32>fu;
  const v = <i32>fv;
  const n = <i32>fn;
  const place = fan + (<usize>u << 2) + row * <usize>v + plane * <usize>n;
  const dn = fn - <f64>n;
  const near = bilinear(place, row, fu - <f64>u, fv - <f64>v);
  const far = bilinear(place + plane, row, fu - <f64>u, fv - <f64>v);
  return near * (1 - dn) + far * dn;
}

// @ts-ignore: decorator of AssemblyScript
@inline
function bilinear(place: usize, row: usize, du: f64, dv: f64): f64 {
  const a = <f64>load<f32>(place) * (1 - du) + <f64>load<f32>(place, 4) * du;
  const b = <f64>load<f32>(place + row) * (1 - du) + <f64>load<f32>(place + row, 4) * du;
  return a * (1 - dv) + b * dv;
}

/** Keeps a fractional index between the first node and, just, the last. */
// @ts-ignore: decorator of AssemblyScript
@inline
export function within(index: f64, last: f64): f64 {
  return Math.min(Math.max(index, 0), last);
}
