import { tabulate } from './kernel-table.ts';
import { layerBorders } from './phantom.ts';
import { gaussLegendre, makeDirections } from './superposition.ts';
import { tabulateTerma } from './terma-table.ts';
import type { SlabPhantom } from './phantom.ts';
import type { IdealBeam } from './superposition.ts';

/**
 * Energy that stays in the phantom, Gy cm² · g per photon/cm² on the axis at the surface: what every point of the beam releases, times the share
 * of its kernel inside the phantom. Follows the energy outwards from where it is released, so it does not share its sums with `idealDose`.
 */
export function absorbedEnergy(beam: IdealBeam, phantom: SlabPhantom): number {
  const table = tabulate(beam.kernels);
  const half = beam.fieldCm / 2 / beam.ssdCm;
  const obliqueSecant = Math.hypot(1, half, half);
  const terma = tabulateTerma({ ...beam, phantom, obliqueSecant });
  const borders = layerBorders(phantom);
  const directions = makeDirections(beam.quadrature);
  const { energies } = table;
  const steps = table.stepGPerCm2.length - 1;
  const inside = cumulative(table.primary, table.scatter, table.angles, steps, energies);
  let energy = 0;
  terma.layers.forEach((layer, l) => {
    const { thicknessCm, densityGPerCm3 } = phantom.layers[l];
    const slices = Math.ceil(thicknessCm / 0.5);
    for (let slice = 0; slice < slices; slice++) {
      const z = layer.fromCm + ((slice + 0.5) * thicknessCm) / slices;
      const node = Math.min(layer.nodes - 1, Math.round((z - layer.fromCm) / layer.nodeStepCm));
      const plane = z + beam.ssdCm;
      for (const u of gaussLegendre(3)) {
        for (const v of gaussLegendre(3)) {
          // A quarter of the field stands for all of it.
          const [x, y] = [u, v].map(({ at }) => ((1 + at) / 2) * half * plane);
          const distance = Math.hypot(x, y, plane);
          const secant = distance / plane;
          const tilt = (secant - 1) / (obliqueSecant - 1);
          const massG = densityGPerCm3 * (thicknessCm / slices) * u.weight * v.weight * (half * plane) ** 2;
          const fluence = (beam.ssdCm / distance) ** 2;
          const released = Array.from(
            { length: 2 * energies },
            (_, e) =>
              (1 - tilt) * layer.alongAxis[node * 2 * energies + e] + tilt * layer.oblique[node * 2 * energies + e],
          );
          energy += massG * fluence * staying(x, y, z, [x / distance, y / distance, plane / distance], released);
        }
      }
    }
  });
  return energy;

  function staying(x: number, y: number, z: number, along: readonly number[], released: readonly number[]): number {
    const side = Math.hypot(along[0], along[2]);
    const a = [along[2] / side, 0, -along[0] / side];
    const b = [along[1] * a[2] - along[2] * a[1], along[2] * a[0] - along[0] * a[2], along[0] * a[1] - along[1] * a[0]];
    let sum = 0;
    for (const { cosine, sine, weight, azimuths } of directions) {
      const angle = Math.min(table.angles - 1, Math.floor((Math.acos(cosine) / Math.PI) * table.angles));
      for (const [p, q] of azimuths) {
        const d = [0, 1, 2].map((i) => cosine * along[i] + sine * (p * a[i] + q * b[i]));
        const radiological = wayOut(x, y, z, d);
        const step = stepAt(radiological);
        const from = (angle * (steps + 1) + Math.floor(step)) * 2 * energies;
        const share = step - Math.floor(step);
        const next = from + (Math.floor(step) < steps ? 2 * energies : 0);
        for (let e = 0; e < 2 * energies; e++) {
          sum += weight * released[e] * ((1 - share) * inside[from + e] + share * inside[next + e]);
        }
      }
    }
    return sum;
  }

  function wayOut(x: number, y: number, z: number, d: readonly number[]): number {
    const toSide = (at: number, rate: number) =>
      rate === 0 ? Infinity : (phantom.halfWidthCm - Math.sign(rate) * at) / Math.abs(rate);
    const end = Math.min(
      toSide(x, d[0]),
      toSide(y, d[1]),
      d[2] > 0 ? (borders.at(-1)! - z) / d[2] : d[2] < 0 ? -z / d[2] : Infinity,
    );
    let sum = 0;
    phantom.layers.forEach((layer, l) => {
      const [from, to] = [z, z + d[2] * end].sort((m, n) => m - n);
      const within = Math.min(to, borders[l + 1]) - Math.max(from, borders[l]);
      if (to - from > 1e-9) sum += layer.densityGPerCm3 * end * (Math.max(0, within) / (to - from));
      else if (z >= borders[l] && z < borders[l + 1]) sum += layer.densityGPerCm3 * end;
    });
    return sum;
  }

  /** Fractional index of a radiological distance among the borders of the steps. */
  function stepAt(t: number): number {
    const borders = table.stepGPerCm2;
    let step = 0;
    while (step < steps && borders[step + 1] <= t) step++;
    return step === steps ? steps : step + (t - borders[step]) / (borders[step + 1] - borders[step]);
  }
}

/** Energy per steradian inside each border of the steps, [angle][border][primary energies, scatter energies]. */
function cumulative(primary: Float64Array, scatter: Float64Array, angles: number, steps: number, energies: number) {
  const inside = new Float64Array(angles * (steps + 1) * 2 * energies);
  for (let angle = 0; angle < angles; angle++) {
    for (let step = 0; step < steps; step++) {
      const from = (angle * (steps + 1) + step) * 2 * energies;
      for (let e = 0; e < energies; e++) {
        const at = (angle * steps + step) * energies + e;
        inside[from + 2 * energies + e] = inside[from + e] + primary[at];
        inside[from + 3 * energies + e] = inside[from + energies + e] + scatter[at];
      }
    }
  }
  return inside;
}
