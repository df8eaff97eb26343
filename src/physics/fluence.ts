import { jawsAround } from './aperture.ts';
import { apertureFluence, penumbraReachMm } from './aperture-fluence.ts';
import { dot, subtract } from './coordinates.ts';
import { headScatterFluence } from './head-scatter.ts';
import { offAxisFactor } from './off-axis.ts';
import { footprintOf } from './plane-map.ts';
import { fillSmooth } from './smooth-row.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Fills z slices `fromSlice` up to `toSlice` of an array over the whole grid; slices do not depend on one another. */
export type FluenceFiller = (
  range: { fromSlice: number; toSlice: number; cancelled?: () => boolean },
  out: Float32Array,
) => void;

/**
 * Photon fluence per MU at the voxel centres as if the grid were empty, photons/cm²: machine output, inverse square, off-axis profile,
 * collimators, head scatter; averaged over the voxel's width. Attenuation is the TERMA's. 0 behind the source and, where collimators let nothing
 * through, outside the openings and their penumbra.
 */
export function fluenceOf(grid: Grid, setup: BeamSetup, machine: Machine): FluenceFiller {
  const { size, originMm, spacingMm } = grid;
  const { axes, sourceMm } = setup;
  const fluenceAt = apertureFluence(setup, machine);
  const scatteredAt = headScatterFluence(grid, setup, machine);
  const direct = 1 - (scatteredAt ? machine.headScatter!.weight.value : 0);
  const profileAt = offAxisFactor(machine);
  const sad = machine.sadMm;
  const isotropic = machine.profile.kind === 'isotropic';
  const widthX = projectedWidth(axes.x, spacingMm);
  const widthY = projectedWidth(axes.y, spacingMm);
  const openPart = openPartOf(grid, setup, machine, { widthX, widthY });
  const leaking = leaks(machine);
  // Along a row every coordinate of the beam changes by the same step.
  const [stepX, stepY, stepZ] = [axes.x, axes.y, axes.z].map((axis) => axis[0] * spacingMm[0]);

  const directAt = (x: number, y: number, axial: number): number => {
    const scale = sad / axial;
    return fluenceAt(x * scale, y * scale, axial, widthX * scale, widthY * scale);
  };
  // What multiplies the share that passes the collimators, photons/cm² per MU: profile and inverse square.
  const openAt = (x: number, y: number, axial: number): number => {
    const beside = x * x + y * y;
    const spread = isotropic ? (sad * sad) / (beside + axial * axial) : (sad / axial) ** 2;
    return machine.fluencePerMu * direct * profileAt((Math.sqrt(beside) * sad) / axial) * spread;
  };
  const passed = new Float64Array(size[0]);
  const open = new Float64Array(size[0]);
  const scatter = scatteredAt && new Float64Array(size[0]);
  return (range, out) => {
    for (let k = range.fromSlice; k < range.toSlice; k++) {
      if (range.cancelled?.()) return;
      for (let j = 0; j < size[1]; j++) {
        const row = size[0] * (j + size[1] * k);
        const first: Vec3 = [originMm[0], originMm[1] + j * spacingMm[1], originMm[2] + k * spacingMm[2]];
        const fromSource = subtract(first, sourceMm);
        const x0 = dot(fromSource, axes.x);
        const y0 = dot(fromSource, axes.y);
        const axial0 = -dot(fromSource, axes.z);
        const { from, to } = openPart({ x: x0, y: y0, axial: axial0 }, { x: stepX, y: stepY, axial: -stepZ }, size[0]);
        const atVoxel = (of: (x: number, y: number, axial: number) => number) => (i: number) => {
          const axial = axial0 - i * stepZ;
          return axial > 0 ? of(x0 + i * stepX, y0 + i * stepY, axial) : 0;
        };
        const passedAt = atVoxel(directAt);
        const openOf = atVoxel(openAt);
        for (let i = from; i < to; i++) {
          passed[i] = passedAt(i);
          open[i] = openOf(i);
        }
        for (const [begin, end] of [
          [0, from],
          [to, size[0]],
        ]) {
          // prettier-ignore
          if (leaking) {
            fillSteps(passed, begin, end, passedAt);
            fillSmooth(open, spacingMm[0], begin, end, openOf);
          } else passed.fill(0, begin, end);
        }
        for (let i = 0; i < size[0]; i++) out[row + i] = passed[i] === 0 ? 0 : passed[i] * open[i];
        if (!scatter) continue;
        fillSmooth(
          scatter,
          spacingMm[0],
          0,
          size[0],
          atVoxel((x, y, axial) => {
            const scale = sad / axial;
            return machine.fluencePerMu * scale * scale * scatteredAt(x * scale, y * scale, axial);
          }),
        );
        for (let i = 0; i < size[0]; i++) out[row + i] += scatter[i];
      }
    }
  };
}

/**
 * Fills part of a row behind closed collimators, where what they let through changes in steps of under a hundredth of the open field only: computed at
 * every eighth voxel, and between two of them where they differ.
 */
function fillSteps(row: Float64Array, begin: number, end: number, valueAt: (i: number) => number): void {
  if (begin >= end) return;
  let left = (row[begin] = valueAt(begin));
  for (let i = begin; i < end - 1; i += 8) {
    const next = Math.min(i + 8, end - 1);
    const right = (row[next] = valueAt(next));
    for (let n = i + 1; n < next; n++) row[n] = left === right ? left : valueAt(n);
    left = right;
  }
}

interface BeamPoint {
  readonly x: number;
  readonly y: number;
  readonly axial: number;
}

type RowPart = (first: BeamPoint, step: BeamPoint, count: number) => { from: number; to: number };

/**
 * The part of a row of voxels that can lie in the openings or their penumbra. Each side of the opening is a plane through (nearly) the source, so
 * that along a row being inside it is a linear inequality.
 */
function openPartOf(
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  width: { widthX: number; widthY: number },
): RowPart {
  const sad = machine.sadMm;
  const jaws = jawsAround(setup.apertures);
  const { nearMm, farMm } = footprintOf(grid, setup, sad);
  const reach = Math.max(penumbraReachMm(machine, nearMm), penumbraReachMm(machine, farMm));
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

/** Whether any fluence goes past closed collimators. */
export function leaks({ jaws, headScatter }: Machine): boolean {
  return headScatter !== undefined || [jaws.x, jaws.y].some((jaw) => !jaw || jaw.transmission.value > 0);
}

/** Width of the box with the same variance as a voxel seen along an axis. */
function projectedWidth(axis: Vec3, spacingMm: Vec3): number {
  return Math.hypot(axis[0] * spacingMm[0], axis[1] * spacingMm[1], axis[2] * spacingMm[2]);
}
