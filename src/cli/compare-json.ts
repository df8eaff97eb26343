import * as z from 'zod';
import type { DoseComparison } from '../evaluate/compare-doses.ts';
import { computeDvh } from '../evaluate/dvh.ts';
import { type GammaCriteria, gammaCap, type GammaResult, stepsPerDistance } from '../evaluate/gamma.ts';
import { metricValue } from '../evaluate/metric.ts';
import type { LoadedDose } from '../patient/files/dose-outcome.ts';
import type { Region } from '../patient/grid.ts';
import type { DoseMetric } from '../plan/plan.ts';
import { researchNotice } from '../preview/format.ts';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const atPlace = z.strictObject({ gy: z.number(), positionMm: vec3 });
const count = z.number().int();

const dose = z.strictObject({
  path: z.string().describe('as given'),
  origin: z.string(),
  grid: z.strictObject({ size: vec3, originMm: vec3, spacingMm: vec3 }),
  maximum: atPlace,
});

const gamma = z.strictObject({
  dosePercent: z.number(),
  distanceMm: z.number(),
  local: z
    .boolean()
    .describe('the dose criterion is a share of the reference dose at the voxel, not of normalisationGy'),
  thresholdPercent: z.number().describe('of normalisationGy; voxels of the reference below it are not judged'),
  normalisationGy: z.number(),
  judged: count,
  passed: count.describe('gamma at most 1'),
  passPercent: z.number().nullable(),
  mean: z.number().nullable(),
  worst: z.strictObject({ gamma: z.number().describe(`held at ${gammaCap}`), positionMm: vec3 }).nullable(),
  outside: count.describe('voxels from the threshold on where the evaluated distribution has no dose: not judged'),
});

const regionValues = z.strictObject({
  d98Gy: z.number().nullable(),
  d50Gy: z.number().nullable(),
  d2Gy: z.number().nullable(),
  meanGy: z.number().nullable(),
  maxGy: z.number().nullable(),
  note: z.string().nullable(),
});

/** What `dosewright compare --json` prints. Doses in Gy, lengths in mm, the patient's LPS frame; differences are evaluated minus reference. */
export const compareSchema = z
  .strictObject({
    schema: z.literal('dosewright-compare/1'),
    notice: z.literal(researchNotice),
    reference: dose,
    evaluated: dose,
    voxels: z.strictObject({
      compared: count.describe('of the reference, where both have a dose'),
      referenceOutside: count.describe('of the reference, outside the evaluated grid'),
      evaluatedOutside: count.describe('of the evaluated, outside the reference grid'),
    }),
    difference: z
      .strictObject({
        thresholdPercent: z.number(),
        normalisationGy: z.number(),
        voxels: count,
        meanGy: z.number(),
        rmsGy: z.number(),
        greatest: atPlace,
        least: atPlace,
      })
      .nullable(),
    gammaSearch: z.strictObject({ cap: z.number(), stepsPerDistance: z.number() }),
    gamma: z.array(gamma),
    regions: z.array(
      z.strictObject({ name: z.string(), volumeCc: z.number(), reference: regionValues, evaluated: regionValues }),
    ),
    diagnostics: z.array(z.strictObject({ code: z.string(), severity: z.string(), message: z.string() })),
  })
  .meta({ title: 'Dosewright comparison of doses', description: researchNotice });

export type CompareJson = z.infer<typeof compareSchema>;

export interface ComparedDose {
  readonly path: string;
  readonly dose: LoadedDose;
}

export function compareJson(found: {
  readonly reference: ComparedDose;
  readonly evaluated: ComparedDose;
  readonly comparison: DoseComparison;
  readonly thresholdPercent: number;
  readonly normalisationGy: number;
  readonly gammas: readonly { readonly criteria: GammaCriteria; readonly result: GammaResult }[];
  readonly regions: readonly Region[];
  readonly diagnostics: CompareJson['diagnostics'];
}): CompareJson {
  const { reference, evaluated, comparison } = found;
  const { difference } = comparison;
  return {
    schema: 'dosewright-compare/1',
    notice: researchNotice,
    reference: doseJson(reference, comparison.referenceMaximum),
    evaluated: doseJson(evaluated, comparison.evaluatedMaximum),
    voxels: {
      compared: comparison.compared,
      referenceOutside: comparison.referenceOutside,
      evaluatedOutside: comparison.evaluatedOutside,
    },
    difference: difference
      ? {
          thresholdPercent: found.thresholdPercent,
          normalisationGy: found.normalisationGy,
          voxels: difference.voxels,
          meanGy: difference.meanGy,
          rmsGy: difference.rmsGy,
          greatest: placeJson(difference.greatest),
          least: placeJson(difference.least),
        }
      : null,
    gammaSearch: { cap: gammaCap, stepsPerDistance },
    gamma: found.gammas.map(({ criteria, result }) => ({
      dosePercent: criteria.dosePercent,
      distanceMm: criteria.distanceMm,
      local: criteria.local,
      thresholdPercent: criteria.thresholdPercent,
      normalisationGy: result.normalisationGy,
      judged: result.judged,
      passed: result.passed,
      passPercent: result.passPercent ?? null,
      mean: result.judged > 0 ? result.mean : null,
      worst: result.worst ? { gamma: result.worst.gamma, positionMm: [...result.worst.positionMm] } : null,
      outside: result.outside,
    })),
    regions: found.regions.map((region) => {
      const [a, b] = [reference, evaluated].map(({ dose: { volume } }) =>
        computeDvh(region, volume.grid, volume.values),
      );
      return { name: region.name, volumeCc: a.volumeCc, reference: valuesOf(a), evaluated: valuesOf(b) };
    }),
    diagnostics: found.diagnostics,
  };
}

function doseJson({ path, dose: { origin, volume } }: ComparedDose, maximum: DoseComparison['referenceMaximum']) {
  const { size, originMm, spacingMm } = volume.grid;
  return {
    path,
    origin,
    grid: {
      size: [...size] as [number, number, number],
      originMm: [...originMm] as [number, number, number],
      spacingMm: [...spacingMm] as [number, number, number],
    },
    maximum: placeJson(maximum),
  };
}

function placeJson({ gy, positionMm }: DoseComparison['referenceMaximum']): z.infer<typeof atPlace> {
  return { gy, positionMm: [...positionMm] };
}

function valuesOf(dvh: ReturnType<typeof computeDvh>): z.infer<typeof regionValues> {
  const doseAt = (value: number): DoseMetric => ({ kind: 'doseAtVolume', value, unit: 'percent' });
  const value = (metric: DoseMetric): number | null => metricValue(dvh, metric).value ?? null;
  return {
    d98Gy: value(doseAt(98)),
    d50Gy: value(doseAt(50)),
    d2Gy: value(doseAt(2)),
    meanGy: value({ kind: 'mean' }),
    maxGy: value({ kind: 'max' }),
    note: metricValue(dvh, { kind: 'mean' }).note ?? null,
  };
}
