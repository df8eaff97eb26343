import { geometryBlock as at } from './blocks.ts';
import { mediumAt, viewsOf, type MemoryViews } from './views.ts';

/**
 * Water-equivalent depths, g/cm², on a fan of rays from the source, into floats at `fan`: rays in rows across the beam, planes along the axis.
 * At each plane stands what the ray has passed, one sample of the nearest voxel for each step between planes. It is for where little fluence goes,
 * behind the collimators, and for previews: against the exact trace it is half a millimetre off in water, and up to centimetres at the edges of lung.
 * The twin of `wasm/fan.ts`, operation by operation.
 */
export function traceFan(
  memory: ArrayBufferLike,
  geometry: number,
  density: number,
  material: number,
  fan: number,
  fromRow: number,
  toRow: number,
): void {
  const views = viewsOf(memory);
  const { f32, f64, i32 } = views;
  const { medium, sourceMm } = mediumAt(views, geometry, density, material);
  const [nx, ny, nz] = medium.grid.size;
  const [originX, originY, originZ] = medium.grid.originMm.map((origin, axis) => origin - sourceMm[axis]);
  const [spacingX, spacingY, spacingZ] = medium.grid.spacingMm;
  const g = geometry / 8;
  const w = geometry / 4;
  const rays = i32[w + at.fanNx];
  const planes = i32[w + at.fanPlanes];
  const planeSize = rays * i32[w + at.fanNy];
  const sad = f64[g + at.sadMm];
  const step = f64[g + at.fanStepMm];
  const firstAxial = f64[g + at.fanFirstAxialMm];
  const axialStep = f64[g + at.fanAxialStepMm];
  for (let v = fromRow; v < toRow; v++) {
    const y = f64[g + at.fanFirstYMm] + v * step;
    for (let u = 0; u < rays; u++) {
      const x = f64[g + at.fanFirstXMm] + u * step;
      // The ray's way from source to isocentre plane, per mm along the axis.
      const dx = (x * f64[g + at.axisX] + y * f64[g + at.axisY]) / sad - f64[g + at.axisZ];
      const dy = (x * f64[g + at.axisX + 1] + y * f64[g + at.axisY + 1]) / sad - f64[g + at.axisZ + 1];
      const dz = (x * f64[g + at.axisX + 2] + y * f64[g + at.axisY + 2]) / sad - f64[g + at.axisZ + 2];
      const cm = (axialStep * Math.sqrt(dx * dx + dy * dy + dz * dz)) / 10;
      let place = fan / 4 + u + rays * v;
      let sum = 0;
      for (let plane = 0; plane < planes; plane++) {
        f32[place] = sum;
        place += planeSize;
        const axial = firstAxial + (plane + 0.5) * axialStep;
        const i = Math.floor((axial * dx - originX) / spacingX + 0.5);
        const j = Math.floor((axial * dy - originY) / spacingY + 0.5);
        const k = Math.floor((axial * dz - originZ) / spacingZ + 0.5);
        if (i < 0 || i >= nx || j < 0 || j >= ny || k < 0 || k >= nz) continue;
        const row = j + ny * k;
        const ratio = f64[g + at.waterRatio + medium.material[i + nx * row]];
        sum += medium.densityGPerCm3[i + medium.rowStride * row] * ratio * cm;
      }
    }
  }
}

/** The fan's depth at points `x, y, z` seen from the source, trilinear between rays and planes. */
export function fanDepths(
  { f32, f64, i32 }: MemoryViews,
  geometry: number,
  fan: number,
): (x: number, y: number, z: number, axial: number) => number {
  const g = geometry / 8;
  const w = geometry / 4;
  const rays = i32[w + at.fanNx];
  const rows = i32[w + at.fanNy];
  const [lastX, lastY, lastPlane] = [rays, rows, i32[w + at.fanPlanes]].map((count) => count - 1 - 1e-9);
  const perMm = 1 / f64[g + at.fanStepMm];
  const firstX = f64[g + at.fanFirstXMm] * perMm;
  const firstY = f64[g + at.fanFirstYMm] * perMm;
  const firstAxial = f64[g + at.fanFirstAxialMm];
  const perAxialMm = 1 / f64[g + at.fanAxialStepMm];
  const sad = f64[g + at.sadMm];
  const along = (axis: number, x: number, y: number, z: number) =>
    x * f64[g + axis] + y * f64[g + axis + 1] + z * f64[g + axis + 2];
  return (x, y, z, axial) => {
    const scale = sad / axial;
    const fu = within(along(at.axisX, x, y, z) * scale * perMm - firstX, lastX);
    const fv = within(along(at.axisY, x, y, z) * scale * perMm - firstY, lastY);
    const fn = within((axial - firstAxial) * perAxialMm, lastPlane);
    const [u, v, n] = [fu, fv, fn].map(Math.trunc);
    const [du, dv, dn] = [fu - u, fv - v, fn - n];
    const bilinear = (place: number): number => {
      const a = f32[place] * (1 - du) + f32[place + 1] * du;
      const b = f32[place + rays] * (1 - du) + f32[place + rays + 1] * du;
      return a * (1 - dv) + b * dv;
    };
    const place = fan / 4 + u + rays * (v + rows * n);
    return bilinear(place) * (1 - dn) + bilinear(place + rays * rows) * dn;
  };
}

/** Keeps a fractional index between the first node and, just, the last. */
function within(index: number, last: number): number {
  return Math.min(Math.max(index, 0), last);
}
