import { tabulate } from './kernel-table.ts';
import { layerBorders } from './phantom.ts';
import { tabulateTerma } from './terma-table.ts';
import type { KernelTable } from './kernel-table.ts';
import type { SlabPhantom } from './phantom.ts';
import type { Coefficients, MonoKernels, SpectrumBin } from './read-tables.ts';
import type { ComponentWeights, TermaTable } from './terma-table.ts';

/** Directions of the quadrature around a dose point: bands of the polar angle, Gauss points in each, and azimuths in a full turn. */
export interface Quadrature {
  readonly bandsDeg: readonly number[];
  readonly pointsPerBand: number;
  readonly azimuths: number;
}

/** Fine forward, where the electrons come from. */
export const fineQuadrature: Quadrature = {
  bandsDeg: [0, 5, 10, 15, 20, 25, 30, 36, 42, 48, 54, 60, 67, 74, 81, 88, 96, 105, 115, 130, 150, 180],
  pointsPerBand: 2,
  azimuths: 40,
};

export interface IdealBeam {
  readonly kernels: MonoKernels;
  readonly spectrum: readonly SpectrumBin[];
  readonly water: Coefficients;
  readonly weights: ComponentWeights;
  readonly ssdCm: number;
  /** Of the sharp square field, at the surface. */
  readonly fieldCm: number;
  readonly quadrature: Quadrature;
}

/**
 * Ideal superposition of energy-deposition kernels for an isotropic point source in vacuum with a sharp square field at the surface:
 * absorbed dose to medium, Gy per photon/cm² on the axis at the surface, at (x, y, depth) in cm. Integrates over directions and distance
 * around the dose point; kernels by energy, tilted along the ray from the source, distances scaled by mass density between the two points:
 *
 *     D(p) = ∫ dΩ ∫ dt Σ_E T_E(p − rΩ) k_E(t, angle of Ω to the photon at p − rΩ),   t = ∫ ρ dr
 *
 * with k the energy per steradian and radiological distance (Ahnesjö & Aspradakis, Phys Med Biol 44 (1999) R99, section 6).
 */
export function idealDose(
  beam: IdealBeam,
  phantom: SlabPhantom,
): (xCm: number, yCm: number, depthCm: number) => number {
  const table = tabulate(beam.kernels);
  const half = beam.fieldCm / 2 / beam.ssdCm;
  const terma = tabulateTerma({ ...beam, phantom, obliqueSecant: Math.hypot(1, half, half) });
  const borders = layerBorders(phantom);
  const directions = makeDirections(beam.quadrature);
  const along = makeRaySum(beam, phantom, table, terma);
  return (x, y, z) => {
    const sourceDistance = z + beam.ssdCm;
    const axis = unit(x, y, sourceDistance);
    // Two directions across the ray to the point, the first in the plane of x.
    const across = unit(axis[2], 0, -axis[0]);
    const other = [
      axis[1] * across[2] - axis[2] * across[1],
      axis[2] * across[0] - axis[0] * across[2],
      axis[0] * across[1] - axis[1] * across[0],
    ];
    const layer = Math.min(phantom.layers.length - 1, Math.max(0, borders.findIndex((border) => border > z) - 1));
    let dose = 0;
    for (const { cosine, sine, weight, azimuths } of directions) {
      for (const [u, v] of azimuths) {
        const back = [0, 1, 2].map((i) => -(cosine * axis[i] + sine * (u * across[i] + v * other[i])));
        dose += weight * along(x, y, z, back[0], back[1], back[2], layer);
      }
    }
    return dose;
  };
}

/** The sum along one ray that leaves a dose point backwards, towards where the energy comes from. */
function makeRaySum(beam: IdealBeam, phantom: SlabPhantom, table: KernelTable, terma: TermaTable) {
  const { ssdCm } = beam;
  const half = beam.fieldCm / 2 / ssdCm;
  const borders = layerBorders(phantom);
  const bottom = borders.at(-1)!;
  const { energies, stepGPerCm2 } = table;
  const steps = stepGPerCm2.length - 1;
  const degreesToAngle = table.angles / Math.PI;

  return (x: number, y: number, z: number, dx: number, dy: number, dz: number, startLayer: number): number => {
    // The part of the ray inside both the beam's pyramid and the phantom, which are convex: each half space a·r ≥ b cuts one end.
    let from = 0;
    let to = Infinity;
    const cut = (value: number, rate: number) => {
      if (rate > 0) from = Math.max(from, -value / rate);
      else if (rate < 0) to = Math.min(to, -value / rate);
      else if (value < 0) to = -1;
    };
    const s = z + ssdCm;
    cut(half * s - x, half * dz - dx);
    cut(half * s + x, half * dz + dx);
    cut(half * s - y, half * dz - dy);
    cut(half * s + y, half * dz + dy);
    cut(phantom.halfWidthCm - x, -dx);
    cut(phantom.halfWidthCm + x, dx);
    cut(phantom.halfWidthCm - y, -dy);
    cut(phantom.halfWidthCm + y, dy);
    cut(z, dz);
    cut(bottom - z, -dz);
    if (to <= from) return 0;

    let sum = 0;
    let layer = startLayer;
    let r = 0;
    let t = 0;
    let step = 0;
    while (r < to && layer >= 0 && layer < phantom.layers.length && step < steps) {
      const density = phantom.layers[layer].densityGPerCm3;
      const border = dz < 0 ? borders[layer] : borders[layer + 1];
      const layerEnd = dz === 0 ? Infinity : Math.max(r, (border - z) / dz);
      const stepEnd = r + (stepGPerCm2[step + 1] - t) / density;
      const goal = r < from ? from : to;
      const end = Math.min(layerEnd, stepEnd, goal);
      if (r >= from && end > r) {
        const middle = (r + end) / 2;
        const [px, py, pz] = [x + dx * middle, y + dy * middle, z + dz * middle];
        const depth = pz + ssdCm;
        const distanceSquared = px * px + py * py + depth * depth;
        const distance = Math.sqrt(distanceSquared);
        const cosine = -(px * dx + py * dy + depth * dz) / distance;
        const angle = Math.min(
          table.angles - 1,
          Math.floor(Math.acos(Math.min(1, Math.max(-1, cosine))) * degreesToAngle),
        );
        const share = ((end - r) * density) / (stepGPerCm2[step + 1] - stepGPerCm2[step]);
        const t0 = terma.layers[layer];
        const node = Math.min(t0.nodes - 2, Math.max(0, Math.floor((pz - t0.fromCm) / t0.nodeStepCm)));
        const below = (pz - t0.fromCm) / t0.nodeStepCm - node;
        const tilt = (distance / depth - 1) / (terma.obliqueSecant - 1);
        const w00 = (1 - below) * (1 - tilt);
        const w01 = (1 - below) * tilt;
        const w10 = below * (1 - tilt);
        const w11 = below * tilt;
        const a = node * 2 * energies;
        const b = a + 2 * energies;
        const kernel = (angle * steps + step) * energies;
        let released = 0;
        for (let e = 0; e < energies; e++) {
          const primary =
            w00 * t0.alongAxis[a + e] + w01 * t0.oblique[a + e] + w10 * t0.alongAxis[b + e] + w11 * t0.oblique[b + e];
          const f = a + energies + e;
          const g = b + energies + e;
          const scatter = w00 * t0.alongAxis[f] + w01 * t0.oblique[f] + w10 * t0.alongAxis[g] + w11 * t0.oblique[g];
          released += primary * table.primary[kernel + e] + scatter * table.scatter[kernel + e];
        }
        sum += (released * share * ssdCm * ssdCm) / distanceSquared;
      }
      t += (end - r) * density;
      r = end;
      if (end === stepEnd) {
        step++;
        t = stepGPerCm2[step];
      }
      if (end === layerEnd) layer += dz < 0 ? -1 : 1;
    }
    return sum;
  };
}

export function makeDirections({ bandsDeg, pointsPerBand, azimuths }: Quadrature) {
  const gauss = gaussLegendre(pointsPerBand);
  return bandsDeg.slice(1).flatMap((toDeg, band) => {
    const from = Math.cos((bandsDeg[band] * Math.PI) / 180);
    const to = Math.cos((toDeg * Math.PI) / 180);
    return gauss.map(({ at, weight }, i) => {
      const cosine = (from + to) / 2 + (at * (to - from)) / 2;
      // Every other cone is turned by half a step, so that the cones together see twice as many azimuths.
      const turn = ((band * pointsPerBand + i) % 2) / 2 + 0.25;
      return {
        cosine,
        sine: Math.sqrt(1 - cosine * cosine),
        weight: (weight / 2) * (from - to) * ((2 * Math.PI) / azimuths),
        azimuths: Array.from({ length: azimuths }, (_, k) => {
          const angle = (2 * Math.PI * (k + turn)) / azimuths;
          return [Math.cos(angle), Math.sin(angle)] as const;
        }),
      };
    });
  });
}

/** Points and weights on −1 to 1. */
export function gaussLegendre(count: number): { at: number; weight: number }[] {
  return Array.from({ length: count }, (_, i) => {
    let at = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 20; iteration++) {
      let [before, now] = [1, at];
      for (let k = 2; k <= count; k++) [before, now] = [now, ((2 * k - 1) * at * now - (k - 1) * before) / k];
      slope = (count * (before - at * now)) / (1 - at * at);
      at -= now / slope;
    }
    return { at, weight: 2 / ((1 - at * at) * slope * slope) };
  });
}

function unit(x: number, y: number, z: number): [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
