/** Exact path to the source; `trace-twin.ts` does the same, operation by operation, and says how. */
import * as at from './geometry';

export function traceToSource(
  geometry: usize,
  density: usize,
  material: usize,
  px: f64,
  py: f64,
  pz: f64,
  thickness: usize,
): void {
  memory.fill(thickness, 0, at.MATERIALS << 3);
  const nx = load<i32>(geometry, at.NX);
  const ny = load<i32>(geometry, at.NY);
  const nz = load<i32>(geometry, at.NZ);
  const stride = load<i32>(geometry, at.STRIDE);
  const spx = load<f64>(geometry, at.SPACING);
  const spy = load<f64>(geometry, at.SPACING + 8);
  const spz = load<f64>(geometry, at.SPACING + 16);
  const dx = load<f64>(geometry, at.SOURCE) - px;
  const dy = load<f64>(geometry, at.SOURCE + 8) - py;
  const dz = load<f64>(geometry, at.SOURCE + 16) - pz;
  const cm = Math.sqrt(dx * dx + dy * dy + dz * dz) / 10;
  const startX = (px - load<f64>(geometry, at.ORIGIN)) / spx + 0.5;
  const startY = (py - load<f64>(geometry, at.ORIGIN + 8)) / spy + 0.5;
  const startZ = (pz - load<f64>(geometry, at.ORIGIN + 16)) / spz + 0.5;
  const stepX = dx / spx;
  const stepY = dy / spy;
  const stepZ = dz / spz;

  // The point lies inside the grid: t runs from it, 0, to where the line leaves the grid or to the source, 1.
  let leave: f64 = 1;
  leave = Math.min(leave, leaving(startX, stepX, <f64>nx));
  leave = Math.min(leave, leaving(startY, stepY, <f64>ny));
  leave = Math.min(leave, leaving(startZ, stepZ, <f64>nz));

  let i = cellAt(startX, stepX, nx);
  let j = cellAt(startY, stepY, ny);
  let k = cellAt(startZ, stepZ, nz);
  const di = stepX > 0 ? 1 : stepX < 0 ? -1 : 0;
  const dj = stepY > 0 ? 1 : stepY < 0 ? -1 : 0;
  const dk = stepZ > 0 ? 1 : stepZ < 0 ? -1 : 0;
  const deltaX = di === 0 ? Infinity : 1 / Math.abs(stepX);
  const deltaY = dj === 0 ? Infinity : 1 / Math.abs(stepY);
  const deltaZ = dk === 0 ? Infinity : 1 / Math.abs(stepZ);
  let nextX = di === 0 ? Infinity : (<f64>(i + (di > 0 ? 1 : 0)) - startX) / stepX;
  let nextY = dj === 0 ? Infinity : (<f64>(j + (dj > 0 ? 1 : 0)) - startY) / stepY;
  let nextZ = dk === 0 ? Infinity : (<f64>(k + (dk > 0 ? 1 : 0)) - startZ) / stepZ;
  let voxel = i + nx * (j + ny * k);
  let padded = i + stride * (j + ny * k);

  let t: f64 = 0;
  let current = load<u8>(material + <usize>voxel);
  let sum: f64 = 0;
  for (;;) {
    let end: f64;
    let inside: bool;
    let voxelStep: i32;
    let paddedStep: i32;
    if (nextX <= nextY && nextX <= nextZ) {
      end = nextX;
      nextX += deltaX;
      i += di;
      inside = <u32>i < <u32>nx;
      voxelStep = di;
      paddedStep = di;
    } else if (nextY <= nextZ) {
      end = nextY;
      nextY += deltaY;
      j += dj;
      inside = <u32>j < <u32>ny;
      voxelStep = dj * nx;
      paddedStep = dj * stride;
    } else {
      end = nextZ;
      nextZ += deltaZ;
      k += dk;
      inside = <u32>k < <u32>nz;
      voxelStep = dk * nx * ny;
      paddedStep = dk * stride * ny;
    }
    const last = !inside || end >= leave;
    if (end > leave) end = leave;
    if (end > t) {
      const own = load<u8>(material + <usize>voxel);
      if (own !== current) {
        const place = thickness + (<usize>current << 3);
        store<f64>(place, load<f64>(place) + sum);
        sum = 0;
        current = own;
      }
      sum += <f64>load<f32>(density + (<usize>padded << 2)) * (end - t) * cm;
      t = end;
    }
    if (last) break;
    voxel += voxelStep;
    padded += paddedStep;
  }
  const place = thickness + (<usize>current << 3);
  store<f64>(place, load<f64>(place) + sum);
}

// @ts-ignore: decorator of AssemblyScript
@inline
function leaving(start: f64, step: f64, size: f64): f64 {
  if (step === 0) return Infinity;
  return Math.max(-start / step, (size - start) / step);
}

// @ts-ignore: decorator of AssemblyScript
@inline
function cellAt(position: f64, step: f64, size: i32): i32 {
  const nearest = Math.floor(position + 0.5);
  const onFace = Math.abs(position - nearest) < 1e-9;
  const cell = onFace ? (step < 0 ? nearest - 1 : nearest) : Math.floor(position);
  return <i32>Math.min(Math.max(cell, 0), <f64>(size - 1));
}
