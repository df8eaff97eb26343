import kernel10MV from '../../src/physics/data/kernel-10mv.json' with { type: 'json' };
import kernel15MV from '../../src/physics/data/kernel-15mv.json' with { type: 'json' };
import kernel6MV from '../../src/physics/data/kernel-6mv.json' with { type: 'json' };
import { atMost } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Section } from './page.ts';
import type { Curve, Figure } from './plot.ts';

const kernels = [
  { name: '6 MV', kernel: kernel6MV },
  { name: '10 MV', kernel: kernel10MV },
  { name: '15 MV', kernel: kernel15MV },
];

/** How far the exponentials are from the Monte Carlo kernels that they were fitted to, as `tools/fit-kernels.ts` wrote it. */
export function kernelFitFindings(): Finding[] {
  const finding = (name: string, quantity: string, share: number): Finding => ({
    topic: 'Kernel fit',
    case: name,
    quantity,
    reference: 'kernels',
    required: atMost(100 * share, 0.3, '% of its energy'),
    aim: atMost(100 * share, 0.2, '% of its energy'),
  });
  return kernels.flatMap(({ name, kernel: { residuals } }) => [
    finding(name, 'primary, energy within r, r.m.s. over r', residuals.primaryRms),
    finding(name, 'scatter, energy within r, r.m.s. over r', residuals.scatterRms),
  ]);
}

export function kernelFitSection(): Section {
  const figure = (
    title: string,
    component: 'primary' | 'scatter',
    range: { leastPerSr: number; cm2PerG: number; percent: number },
  ): Figure => {
    const by = (values: (kernel: typeof kernel6MV) => readonly number[]): Curve[] =>
      kernels.map(({ name, kernel }, colour) => ({
        mark: 'line',
        colour,
        label: name,
        points: values(kernel).map((value, ring): [number, number] => [(ring + 0.5) * kernel.thetaStepDeg, value]),
      }));
    const axis = { xLabel: 'angle to the photon / degrees', x: [0, 180] } as const;
    return {
      title,
      plots: [
        {
          ...axis,
          yScale: 'log',
          yLabel: 'share of the component’s energy per steradian',
          y: [range.leastPerSr, 10],
          curves: by((kernel) => kernel[component].energyPerSr),
        },
        {
          ...axis,
          yLabel: 'coefficient of the exponential / cm²/g',
          y: [0, range.cm2PerG],
          curves: by((kernel) => kernel[component].attenuationCm2PerG),
        },
        {
          ...axis,
          yLabel: 'r.m.s. residual of the ring, % of the component’s energy',
          y: [0, range.percent],
          curves: by((kernel) => kernel.residuals.byRing[component].map((share) => 100 * share)),
        },
      ],
    };
  };
  return {
    title: 'Kernel fit',
    text: 'The engine’s kernel: in every ring of 3.75° one exponential of the radiological distance for the first interaction’s electrons and one for all that scattered photons do. The residual is the error of the energy within a radius r, up to 30 cm.',
    legend: kernels.map(({ name }) => name),
    layout: 'rows',
    figures: [
      figure('Primary: the first interaction’s electrons', 'primary', { leastPerSr: 4e-4, cm2PerG: 6, percent: 0.16 }),
      figure('Scatter: all later photons', 'scatter', { leastPerSr: 0.01, cm2PerG: 0.03, percent: 0.08 }),
    ],
  };
}
