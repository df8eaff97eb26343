import { monotoneCubic } from './monotone-cubic.ts';
import type { MonoKernels } from './read-tables.ts';

/**
 * The kernels finely tabulated: energy per steradian that is absorbed in a step of radiological distance, as a share of what the component
 * carries in all (of the photon's energy, times the component's share), [angle][step][energy].
 */
export interface KernelTable {
  readonly angles: number;
  /** Borders of the steps of radiological distance, g/cm². */
  readonly stepGPerCm2: Float64Array;
  readonly energies: number;
  readonly primary: Float64Array;
  readonly scatter: Float64Array;
  /** Energy share of each kernel's first electrons and of its later photons, by energy; below 1 together, by leakage past 60 cm. */
  readonly primaryShare: readonly number[];
  readonly scatterShare: readonly number[];
}

/** Angles of the table: one for each half degree. */
const angles = 360;

export function tabulate(kernels: MonoKernels): KernelTable {
  const stepGPerCm2 = Float64Array.from(stepBorders());
  const energies = kernels.energiesMeV.length;
  const component = (rings: readonly (readonly (readonly number[])[])[]) => {
    const table = new Float64Array(angles * (stepGPerCm2.length - 1) * energies);
    rings.forEach((ofEnergy, e) => fillEnergy(kernels, ofEnergy, e, stepGPerCm2, table));
    return table;
  };
  const share = (rings: readonly (readonly (readonly number[])[])[]) =>
    rings.map((ofEnergy) => ofEnergy.flat().reduce((sum, value) => sum + value, 0));
  return {
    angles,
    stepGPerCm2,
    energies,
    primary: component(kernels.primary),
    scatter: component(kernels.scatter),
    primaryShare: share(kernels.primary),
    scatterShare: share(kernels.scatter),
  };
}

/** Energy inside (angle, radius) is interpolated first over the cosine, then over the radius, so that the rings' own energies are kept. */
function fillEnergy(
  kernels: MonoKernels,
  rings: readonly (readonly number[])[],
  energy: number,
  steps: Float64Array,
  table: Float64Array,
): void {
  const { thetaDeg, radiusCm } = kernels;
  const energies = kernels.energiesMeV.length;
  const fall = thetaDeg.map((degrees) => 1 - Math.cos((degrees * Math.PI) / 180));
  const perSr = radiusCm.map((_, r) => {
    const inside = [0];
    rings.forEach((shells, ring) => inside.push(inside[ring] + shells.slice(0, r).reduce((a, b) => a + b, 0)));
    const curve = monotoneCubic(fall, inside);
    return Array.from({ length: angles }, (_angle, a) => {
      const middle = ((a + 0.5) * Math.PI) / angles;
      return r === 0 ? 0 : Math.max(curve.slope(1 - Math.cos(middle)), 0) / (2 * Math.PI);
    });
  });
  for (let a = 0; a < angles; a++) {
    const curve = monotoneCubic(
      radiusCm,
      perSr.map((ofRadius) => ofRadius[a]),
    );
    for (let step = 0; step < steps.length - 1; step++) {
      table[(a * (steps.length - 1) + step) * energies + energy] =
        curve.value(steps[step + 1]) - curve.value(steps[step]);
    }
  }
}

function stepBorders(): number[] {
  const borders = [0];
  const until = (end: number, width: number) => {
    const start = borders.at(-1)!;
    const count = Math.round((end - start) / width);
    for (let i = 1; i <= count; i++) borders.push(start + (i / count) * (end - start));
  };
  until(0.1, 0.025);
  until(1, 0.05);
  until(3, 0.125);
  until(6, 0.25);
  until(15, 0.5);
  until(30, 1);
  until(60, 2);
  return borders;
}
