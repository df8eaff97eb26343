import { jawsAround } from './aperture.ts';
import { apertureFluence, penumbraReachMm } from './aperture-fluence.ts';
import { dot, subtract } from './coordinates.ts';
import { type HeadScatterFiller, headScatterFluence, headScatterMaps } from './head-scatter.ts';
import { offAxisFactor } from './off-axis.ts';
import { footprintOf } from './plane-map.ts';
import { fillBetween, nodeAfter, nodesEvery } from './smooth-row.ts';
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
export function fluenceOf(
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  scattered = headScatterMaps(grid, setup, machine),
): FluenceFiller {
  const { size, originMm, spacingMm } = grid;
  const { axes, sourceMm } = setup;
  const fluenceAt = apertureFluence(setup, machine);
  const fillHeadScatter = scattered && headScatterFluence(scattered, machine);
  const direct = 1 - (fillHeadScatter ? machine.headScatter!.weight.value : 0);
  const profileAt = offAxisFactor(machine);
  const sad = machine.sadMm;
  const isotropic = machine.profile.kind === 'isotropic';
  const widthX = projectedWidth(axes.x, spacingMm);
  const widthY = projectedWidth(axes.y, spacingMm);
  const openPart = openPartOf(grid, setup, machine, { widthX, widthY });
  const leaking = leaks(machine);
  // Along a row every coordinate of the beam changes by the same step.
  const [stepX, stepY, stepZ] = [axes.x, axes.y, axes.z].map((axis) => axis[0] * spacingMm[0]);
  const step: BeamPoint = { x: stepX, y: stepY, axial: -stepZ };

  const passed = new Float64Array(size[0]);
  const open = new Float64Array(size[0]);
  const scatter = new Float64Array(size[0]);
  const every = nodesEvery(spacingMm[0]);
  const nodes = { xMm: new Float64Array(size[0]), yMm: new Float64Array(size[0]), axialMm: new Float64Array(size[0]) };
  const atNodes = new Float64Array(size[0]);
  // x, y and axial distance of the first voxel of the row in work: in an array, where numbers need no objects.
  const start = new Float64Array(3);

  const fillPassed = (i: number): void => {
    const axial = start[2] - i * stepZ;
    const scale = sad / axial;
    const x = (start[0] + i * stepX) * scale;
    const y = (start[1] + i * stepY) * scale;
    passed[i] = axial > 0 ? fluenceAt(x, y, axial, widthX * scale, widthY * scale) : 0;
  };
  // What multiplies the share that passes the collimators, photons/cm² per MU: profile and inverse square.
  const fillOpen = (begin: number, end: number, each: number): void => {
    const last = end - 1;
    const photons = machine.fluencePerMu * direct;
    for (let i = begin; i < end; i = i < last ? nodeAfter(i, each, last) : end) {
      const axial = start[2] - i * stepZ;
      const x = start[0] + i * stepX;
      const y = start[1] + i * stepY;
      const beside = x * x + y * y;
      const scale = sad / axial;
      const spread = isotropic ? (sad * sad) / (beside + axial * axial) : scale * scale;
      open[i] = axial > 0 ? photons * profileAt((Math.sqrt(beside) * sad) / axial) * spread : 0;
    }
    fillBetween(open, each, begin, end);
  };
  // What goes through closed collimators changes in steps of under a hundredth of the open field only: it is the same between two places where it is.
  const fillClosed = (begin: number, end: number): void => {
    if (begin >= end) return;
    const last = end - 1;
    fillPassed(begin);
    for (let i = begin; i < last; i += 8) {
      const next = nodeAfter(i, 8, last);
      fillPassed(next);
      if (passed[i] === passed[next]) for (let n = i + 1; n < next; n++) passed[n] = passed[i];
      else for (let n = i + 1; n < next; n++) fillPassed(n);
    }
    fillOpen(begin, end, every);
  };
  const fillScatter = (fill: HeadScatterFiller): void => {
    const last = size[0] - 1;
    let count = 0;
    for (let i = 0; i <= last; i = i < last ? nodeAfter(i, every, last) : size[0]) {
      const axial = start[2] - i * stepZ;
      const scale = sad / axial;
      nodes.xMm[count] = (start[0] + i * stepX) * scale;
      nodes.yMm[count] = (start[1] + i * stepY) * scale;
      nodes.axialMm[count++] = axial;
    }
    fill(nodes, count, atNodes);
    for (let n = 0; n < count; n++) {
      const axial = nodes.axialMm[n];
      const scale = sad / axial;
      scatter[Math.min(n * every, last)] = axial > 0 ? machine.fluencePerMu * scale * scale * atNodes[n] : 0;
    }
    fillBetween(scatter, every, 0, size[0]);
  };

  return (range, out) => {
    for (let k = range.fromSlice; k < range.toSlice; k++) {
      if (range.cancelled?.()) return;
      for (let j = 0; j < size[1]; j++) {
        const row = size[0] * (j + size[1] * k);
        const first: Vec3 = [originMm[0], originMm[1] + j * spacingMm[1], originMm[2] + k * spacingMm[2]];
        const fromSource = subtract(first, sourceMm);
        const at: BeamPoint = {
          x: dot(fromSource, axes.x),
          y: dot(fromSource, axes.y),
          axial: -dot(fromSource, axes.z),
        };
        start[0] = at.x;
        start[1] = at.y;
        start[2] = at.axial;
        const { from, to } = openPart(at, step, size[0]);
        for (let i = from; i < to; i++) fillPassed(i);
        fillOpen(from, to, 1);
        if (leaking) {
          fillClosed(0, from);
          fillClosed(to, size[0]);
        } else {
          passed.fill(0, 0, from);
          passed.fill(0, to);
        }
        for (let i = 0; i < size[0]; i++) out[row + i] = passed[i] === 0 ? 0 : passed[i] * open[i];
        if (!fillHeadScatter) continue;
        fillScatter(fillHeadScatter);
        for (let i = 0; i < size[0]; i++) out[row + i] += scatter[i];
      }
    }
  };
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
