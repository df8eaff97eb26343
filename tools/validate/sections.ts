import { buildUpEndMm } from './depth-dose.ts';
import type { ComparedCase } from './compare-case.ts';
import type { DepthDose } from './depth-dose.ts';
import type { Section } from './page.ts';
import type { Curve, Figure, Plot } from './plot.ts';
import type { Profile } from './profile.ts';

const depthAxis = { xLabel: 'depth / cm', x: [0, 30] } as const;
const doseAxis = { yLabel: '% of the reference’s maximum', y: [0, 110] } as const;
const strip = { heightPx: 170 };

/** The engine as lines, the reference as dots, and what lies between them. */
export function waterDepthSection(water: readonly ComparedCase[], monteCarlo: DepthDose): Section {
  const ten = water.findIndex((one) => one.fieldCm === 10);
  const all = water.flatMap((one, i) => bothCurves(one.depthDose, i, one.name));
  const buildUp = { ...doseAxis, xLabel: 'depth / cm', x: [0, 3] } as const;
  return {
    title: 'Depth dose in water',
    text: 'On the axis of square fields at SSD 100 cm. Lines: the engine; dots: the ideal superposition of Monte Carlo kernels or, where it says so, Monte Carlo. Scored over the reference’s own voxels and absolute: nothing is scaled to fit. Differences are shown beyond build-up.',
    legend: water.map((one) => one.name),
    layout: 'rows',
    figures: [
      {
        title: 'Against the ideal superposition',
        plots: [
          { ...depthAxis, ...doseAxis, curves: all },
          {
            ...depthAxis,
            yLabel: 'difference, % of the local dose',
            y: [-4, 4],
            limits: [{ value: 2, label: 'required', kind: 'required' }],
            curves: water.map((one, i) => line(i, one.name, beyondBuildUp(one.depthDose, 'local'))),
          },
          {
            ...depthAxis,
            yLabel: 'difference, % of the maximum',
            y: [-2.5, 2.5],
            limits: [{ value: 1, label: 'aimed at', kind: 'aim' }],
            curves: water.map((one, i) => line(i, one.name, beyondBuildUp(one.depthDose, 'maximum'))),
          },
        ],
      },
      {
        title: '10 × 10 cm against Monte Carlo, whose noise is 0.3 to 0.7 % of Dmax',
        plots: [
          { ...depthAxis, ...doseAxis, curves: bothCurves(monteCarlo, ten, 'Monte Carlo') },
          {
            ...depthAxis,
            yLabel: 'difference, % of the local dose',
            y: [-4, 4],
            limits: [{ value: 2, label: 'required, and 2 σ', kind: 'required' }],
            curves: [{ mark: 'dots', colour: ten, points: beyondBuildUp(monteCarlo, 'local') }],
          },
          {
            ...depthAxis,
            yLabel: 'difference, % of the maximum',
            y: [-2.5, 2.5],
            limits: [{ value: 1, label: 'aimed at', kind: 'aim' }],
            curves: [{ mark: 'dots', colour: ten, points: beyondBuildUp(monteCarlo, 'maximum') }],
          },
        ],
      },
      {
        title: 'Build-up',
        plots: [
          { ...buildUp, curves: all },
          { ...buildUp, curves: bothCurves(monteCarlo, ten, 'Monte Carlo') },
          {
            ...buildUp,
            x: [0, buildUpEndMm / 10],
            yLabel: 'difference, % of the local dose',
            y: [-20, 20],
            limits: [{ value: 10, label: 'required, or 2 mm', kind: 'required' }],
            curves: water.map((one, i) =>
              line(i, one.name, differences(one.depthDose, 'local').slice(0, buildUpEndMm / 2.5)),
            ),
          },
        ],
      },
    ],
  };
}

export function profileSection(water: readonly ComparedCase[]): Section {
  const depths = water[0].profiles.map(({ depthMm }) => `${(depthMm / 10).toFixed(1)} cm deep`);
  return {
    title: 'Profiles in water',
    text: 'From the axis outwards, means over 2.5 mm. The field’s border is sharp at the surface; what rounds it is the electrons’ range and the voxels. In the middle the same on a logarithmic scale, for what lies out of the field.',
    legend: depths,
    layout: 'rows',
    figures: water.map((one): Figure => {
      const curves = one.profiles.flatMap((profile, colour): Curve[] => [
        {
          mark: 'dots',
          colour,
          label: `${depths[colour]}, reference`,
          points: profilePoints(profile, profile.reference),
        },
        line(colour, `${depths[colour]}, engine`, profilePoints(profile, profile.engine)),
      ]);
      const axis = { xLabel: 'off the axis / cm', x: [0, one.profiles[0].xMm.at(-1)! / 10] } as const;
      return {
        title: one.name,
        plots: [
          { ...axis, ...doseAxis, curves },
          { ...axis, yScale: 'log', yLabel: '% of the maximum', y: [0.1, 110], curves },
          {
            ...axis,
            yLabel: 'difference, % of the maximum',
            y: [-6, 6],
            limits: [{ value: 1, label: 'required out of the field', kind: 'required' }],
            curves: one.profiles.map((profile, colour) => {
              const difference = profile.engine.map((value, i) => value - profile.reference[i]);
              return line(colour, depths[colour], profilePoints(profile, difference));
            }),
          },
        ],
      };
    }),
  };
}

export function slabSection(slabs: readonly ComparedCase[]): Section {
  return {
    title: 'Slabs of lung and bone',
    text: 'On the axis, through water, the shaded slab, and water again: lung of 0.26 g/cm³ and bone of 1.85 g/cm³. Dose to medium on both sides. Within 1 cm of an interface the superposition itself is 2 to 3 % off Monte Carlo and is not judged, but for what lies right behind a slab in small fields.',
    legend: ['line: engine; dots: ideal superposition', 'difference'],
    layout: 'columns',
    figures: slabs.map(({ name, depthDose, slab }): Figure => {
      const common = {
        ...depthAxis,
        stripes: [{ from: slab!.fromMm / 10, to: slab!.toMm / 10, label: slab!.material }],
      };
      const plots: Plot[] = [
        { ...common, ...doseAxis, curves: bothCurves(depthDose, 0, name) },
        {
          ...common,
          ...strip,
          yLabel: 'difference, % of the local dose',
          y: [-6, 6],
          limits: [{ value: slab!.fieldCm < 5 ? 3 : 2, label: 'required behind', kind: 'required' }],
          curves: [line(1, name, differences(depthDose, 'local'))],
        },
      ];
      return { title: name, plots };
    }),
  };
}

function bothCurves(curve: DepthDose, colour: number, name: string): Curve[] {
  const percent = (values: readonly number[]) =>
    values.map((value, bin): [number, number] => [curve.depthMm[bin] / 10, (100 * value) / curve.maximum]);
  return [
    { mark: 'dots', colour, label: `${name}, reference`, points: percent(curve.reference) },
    line(colour, `${name}, engine`, percent(curve.engine)),
  ];
}

function differences(curve: DepthDose, of: 'local' | 'maximum'): [number, number][] {
  return curve.engine.map((value, bin) => {
    const whole = of === 'local' ? curve.reference[bin] : curve.maximum;
    return [curve.depthMm[bin] / 10, (100 * (value - curve.reference[bin])) / whole];
  });
}

function beyondBuildUp(curve: DepthDose, of: 'local' | 'maximum'): [number, number][] {
  return differences(curve, of).filter(([depthCm]) => 10 * depthCm >= buildUpEndMm);
}

function profilePoints({ xMm, maximum }: Profile, values: readonly number[]): [number, number][] {
  return values.map((value, i) => [xMm[i] / 10, (100 * value) / maximum]);
}

function line(colour: number, label: string, points: [number, number][]): Curve {
  return { mark: 'line', colour, label, points };
}
