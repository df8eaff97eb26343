import { jawsAround } from './aperture.ts';
import { apertureFluence, penumbraReachMm } from './aperture-fluence.ts';
import { dot, subtract } from './coordinates.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * Photon fluence per MU at the voxel centres as if the grid were empty, photons/cm²: machine output, inverse square, collimators; averaged over
 * the voxel's width. Attenuation is the TERMA's. Fills z slices `fromSlice` up to `toSlice` of `out`, an array over the whole grid; slices do
 * not depend on one another. 0 behind the source and, where collimators let nothing through, outside the openings and their penumbra.
 */
export function fillFluence(
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  range: { fromSlice: number; toSlice: number; cancelled?: () => boolean },
  out: Float32Array,
): void {
  const { size, originMm, spacingMm } = grid;
  const { axes, sourceMm } = setup;
  const fluenceAt = apertureFluence(setup.apertures, machine);
  const sad = machine.sadMm;
  const isotropic = machine.profile === 'isotropic';
  const widthX = projectedWidth(axes.x, spacingMm);
  const widthY = projectedWidth(axes.y, spacingMm);
  const litPart = leaks(machine) ? wholeRow : openPart(grid, setup, machine, { widthX, widthY });
  // Along a row every coordinate of the beam changes by the same step.
  const [stepX, stepY, stepZ] = [axes.x, axes.y, axes.z].map((axis) => axis[0] * spacingMm[0]);

  for (let k = range.fromSlice; k < range.toSlice; k++) {
    if (range.cancelled?.()) return;
    for (let j = 0; j < size[1]; j++) {
      const row = size[0] * (j + size[1] * k);
      const first: Vec3 = [originMm[0], originMm[1] + j * spacingMm[1], originMm[2] + k * spacingMm[2]];
      const fromSource = subtract(first, sourceMm);
      const x0 = dot(fromSource, axes.x);
      const y0 = dot(fromSource, axes.y);
      const axial0 = -dot(fromSource, axes.z);
      const { from, to } = litPart({ x: x0, y: y0, axial: axial0 }, { x: stepX, y: stepY, axial: -stepZ }, size[0]);
      out.fill(0, row, row + from);
      out.fill(0, row + to, row + size[0]);
      for (let i = from; i < to; i++) {
        const axial = axial0 - i * stepZ;
        if (axial <= 0) {
          out[row + i] = 0;
          continue;
        }
        const x = x0 + i * stepX;
        const y = y0 + i * stepY;
        const scale = sad / axial;
        const relative = fluenceAt(x * scale, y * scale, axial, widthX * scale, widthY * scale);
        const spread = isotropic ? (sad * sad) / (x * x + y * y + axial * axial) : scale * scale;
        out[row + i] = relative * machine.fluencePerMu * spread;
      }
    }
  }
}

interface BeamPoint {
  readonly x: number;
  readonly y: number;
  readonly axial: number;
}

type RowPart = (first: BeamPoint, step: BeamPoint, count: number) => { from: number; to: number };

const wholeRow: RowPart = (_first, _step, count) => ({ from: 0, to: count });

/**
 * The part of a row of voxels that can lie in the openings or their penumbra. Each side of the opening is a plane through (nearly) the source, so
 * that along a row being inside it is a linear inequality.
 */
function openPart(grid: Grid, setup: BeamSetup, machine: Machine, width: { widthX: number; widthY: number }): RowPart {
  const sad = machine.sadMm;
  const jaws = jawsAround(setup.apertures);
  const reach = Math.max(...farthestAxialMm(grid, setup).map((axialMm) => penumbraReachMm(machine, axialMm)));
  const side = (edgeMm: number, sign: 1 | -1, of: 'x' | 'y', widthMm: number) => ({ edge: (sign * edgeMm + reach) / sad, sign, of, widthMm }); // prettier-ignore
  const sides = [
    side(jaws.x1Mm, -1, 'x', width.widthX),
    side(jaws.x2Mm, 1, 'x', width.widthX),
    side(jaws.y1Mm, -1, 'y', width.widthY),
    side(jaws.y2Mm, 1, 'y', width.widthY),
  ] as const;
  return (first, step, count) => {
    let from = 0;
    let to = count;
    for (const { edge, sign, of, widthMm } of sides) {
      // Outside where beyond > 0.
      const beyond = sign * first[of] - edge * first.axial - widthMm / 2;
      const change = sign * step[of] - edge * step.axial;
      if (change === 0) {
        if (beyond > 0) return { from: 0, to: 0 };
      } else if (change > 0) to = Math.min(to, Math.floor(-beyond / change) + 2);
      else from = Math.max(from, Math.ceil(-beyond / change) - 1);
    }
    return from < to ? { from, to } : { from: 0, to: 0 };
  };
}

/** The nearest and the farthest axial distance from the source to a corner of the grid, as far as they lie before the source. */
function farthestAxialMm({ size, originMm, spacingMm }: Grid, { axes, sourceMm }: BeamSetup): [number, number] {
  let near = Infinity;
  let far = 1;
  for (const corner of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const point = originMm.map((origin, axis) => origin + ((corner >> axis) & 1) * (size[axis] - 1) * spacingMm[axis]);
    const axial = -dot(subtract(point as [number, number, number], sourceMm), axes.z);
    near = Math.min(near, axial);
    far = Math.max(far, axial);
  }
  return [Math.max(near, 1), far];
}

function leaks(machine: Machine): boolean {
  return machine.jaws.transmission.value > 0;
}

/** Width of the box with the same variance as a voxel seen along an axis. */
function projectedWidth(axis: Vec3, spacingMm: Vec3): number {
  return Math.hypot(axis[0] * spacingMm[0], axis[1] * spacingMm[1], axis[2] * spacingMm[2]);
}
