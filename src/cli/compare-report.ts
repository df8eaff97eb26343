import { fixed, researchNotice, signed } from '../preview/format.ts';
import type { CompareJson } from './compare-json.ts';
import { table } from './table.ts';

/** The comparison for the terminal, its conventions stated. */
export function compareReport(json: CompareJson): string {
  // Doses of single beams and fractions are small.
  const more = json.reference.maximum.gy < 5 ? 2 : 0;
  return [
    doses(json, 3 + more),
    differences(json, 3 + more),
    gammas(json),
    regions(json, 2 + more),
    `${researchNotice}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function doses({ reference, evaluated, voxels }: CompareJson, digits: number): string {
  const line = (role: string, d: CompareJson['reference']): string =>
    `${role}  ${d.path}: ${d.origin}, ${d.grid.size.join(' × ')} voxels of ${d.grid.spacingMm.map((mm) => Number(mm.toFixed(3))).join(' × ')} mm, maximum ${fixed(d.maximum.gy, digits)} Gy at ${place(d.maximum.positionMm)}\n`;
  const outside = [
    ...(voxels.referenceOutside > 0
      ? [`${whole(voxels.referenceOutside)} of A lie outside the grid of B and are not compared`]
      : []),
    ...(voxels.evaluatedOutside > 0 ? [`${whole(voxels.evaluatedOutside)} of B lie outside the grid of A`] : []),
  ];
  return (
    line('A, reference:', reference) +
    line('B, evaluated:', evaluated) +
    `Compared at the ${whole(voxels.compared)} voxels of A where both have a dose, B interpolated trilinearly.` +
    `${outside.length > 0 ? ` Voxels without a partner: ${outside.join('; ')}.` : ''}\n`
  );
}

function differences({ difference }: CompareJson, digits: number): string {
  if (!difference) return 'Difference: none of the compared voxels reaches the threshold.\n';
  const { normalisationGy } = difference;
  const gy = (value: number): string => `${signed(value, digits)} Gy (${signed((100 * value) / normalisationGy, 2)} %)`;
  return (
    `Difference B − A at ${whole(difference.voxels)} voxels where A is at least ${difference.thresholdPercent} % of ${fixed(normalisationGy, 3)} Gy; in % of ${fixed(normalisationGy, 3)} Gy:\n` +
    `  mean ${gy(difference.meanGy)}, root mean square ${fixed(difference.rmsGy, digits)} Gy (${fixed((100 * difference.rmsGy) / normalisationGy, 2)} %)\n` +
    `  greatest ${gy(difference.greatest.gy)} at ${place(difference.greatest.positionMm)}, least ${gy(difference.least.gy)} at ${place(difference.least.positionMm)}\n`
  );
}

function gammas({ gamma, gammaSearch }: CompareJson): string {
  const [first] = gamma;
  const of = first.local
    ? 'of the dose of A at the voxel (local)'
    : `of ${fixed(first.normalisationGy, 3)} Gy (global)`;
  const head =
    `Gamma (Low 1998), three-dimensional: A is the reference, B is searched, interpolated, along lines ${gammaSearch.stepsPerDistance} to a distance apart; dose criterion ${of};\n` +
    `voxels of A from ${first.thresholdPercent} % of ${fixed(first.normalisationGy, 3)} Gy on; greater values are held at ${gammaSearch.cap}.\n`;
  const rows = gamma.map((g) => [
    `${g.dosePercent} % / ${g.distanceMm} mm`,
    g.passPercent === null ? '–' : `${fixed(g.passPercent, 2)} %`,
    `${whole(g.passed)} of ${whole(g.judged)}`,
    g.mean === null ? '–' : fixed(g.mean, 3),
    g.worst
      ? `${g.worst.gamma >= gammaSearch.cap ? '≥ ' : ''}${fixed(g.worst.gamma, 2)} at ${place(g.worst.positionMm)}`
      : '–',
  ]);
  const outside =
    first.outside > 0 ? `Not judged, because B has no dose there: ${whole(first.outside)} voxels of A.\n` : '';
  return head + table(['Criterion', 'Passes', 'Voxels', 'Mean', 'Greatest'], rows, new Set([1, 2, 3])) + outside;
}

function regions({ regions: found }: CompareJson, digits: number): string {
  if (found.length === 0) return '';
  const metrics = [
    ['D98%', 'd98Gy'],
    ['D50%', 'd50Gy'],
    ['D2%', 'd2Gy'],
    ['mean', 'meanGy'],
    ['max', 'maxGy'],
  ] as const;
  const gy = (value: number | null): string => (value === null ? '–' : fixed(value, digits));
  const rows = found.flatMap(({ name, volumeCc, reference, evaluated }) =>
    metrics.map(([metric, key], n) => {
      const [a, b] = [reference[key], evaluated[key]];
      const notes = [reference.note && `A: ${reference.note}`, evaluated.note && `B: ${evaluated.note}`];
      return [
        n === 0 ? name : '',
        n === 0 ? fixed(volumeCc, 2) : '',
        metric,
        gy(a),
        gy(b),
        a === null || b === null ? '–' : signed(b - a, digits),
        n === 0 ? notes.filter((note) => note !== null).join('; ') : '',
      ];
    }),
  );
  return (
    'Dose–volume histograms, each of the dose on its own grid:\n' +
    table(['Region', 'cc', 'Metric', 'A, Gy', 'B, Gy', 'B − A', ''], rows, new Set([1, 3, 4, 5]))
  );
}

function place(positionMm: readonly number[]): string {
  return `(${positionMm.map((mm) => fixed(mm, 1)).join(', ')}) mm`;
}

function whole(count: number): string {
  return count.toLocaleString('en-GB');
}
