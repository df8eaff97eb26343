import { createHash } from 'node:crypto';
import type { Dvh } from '../evaluate/types.ts';
import { sameLattice } from '../patient/grid.ts';
import { resampleTrilinear } from '../patient/resample.ts';
import type { PlanRegion, RegionExpression } from '../plan/plan.ts';
import { lastCommit } from '../preview/comparison.ts';
import { notDosimetricReason } from '../preview/format.ts';
import type { LoadedPlan } from '../preview/loaded.ts';
import type { PlanModel, PreviewGoal, PreviewModel, VolumeKey } from '../preview/model.ts';
import { goalRow } from './goal-row.ts';
import { droppedGoals, ladderRows } from './ladder/ladder-rows.ts';
import type { ComputedRung, TestResult } from './ladder/run-ladder.ts';
import { outcomeRows } from './outcome/rows.ts';
import { previewBeams } from './preview-beams.ts';
import type { RunResult } from './results.ts';

/** A result as the preview shows it, and the arrays it refers to by content. */
export function previewModel(result: RunResult): LoadedPlan {
  const volumes = new Map<VolumeKey, Float32Array>();
  const keep = (values: Float32Array): VolumeKey => {
    const key = contentKey(values);
    volumes.set(key, values);
    return key;
  };
  const planned = new Map(result.plan.regions.map((region) => [region.name, region]));
  const model: PlanModel = {
    title: result.plan.title,
    patientId: result.plan.patient.id,
    images: result.images.map(({ name, volume }) => ({
      name,
      quantity: volume.quantity,
      grid: volume.grid,
      values: keep(volume.values),
    })),
    dose: {
      grid: result.doseGrid,
      values: keep(result.doseGy),
      maxGy: result.hotSpot.doseGy,
      hundredPercentGy: result.hundredPercent.doseGy,
      hundredPercentText: result.hundredPercent.text,
    },
    maps: result.maps.map(({ name, model: by, grid, values }) => ({ name, model: by, grid, values: keep(values) })),
    regions: [
      {
        name: 'Body',
        role: 'body',
        derived: false,
        grid: result.body.grid,
        signedDistance: keep(result.body.signedDistanceMm),
        range: result.plan.patient.body.at,
      },
      ...result.regions.map((region) => {
        const written = planned.get(region.name);
        return {
          name: region.name,
          role: written?.role ?? 'organ',
          derived: written !== undefined && isDerived(written),
          grid: region.grid,
          signedDistance: keep(region.signedDistanceMm),
          range: written?.at,
        };
      }),
    ],
    dvhs: result.dvhs.map((d) => ({ ...d, doseGy: [...d.doseGy], volumePercent: [...d.volumePercent] })),
    goals: byLevel(result).map((g) => ({ ...goalRow(g, result.quality), marker: marker(g, result.dvhs) })),
    outcome: outcomeRows(result),
    beams: previewBeams(result),
    baselines: result.plan.baselines.map(({ name }) => name),
    quality: result.quality,
    notDosimetric: result.notDosimetric ? notDosimetricReason : undefined,
  };
  return { model, volumes };
}

/** What is shown of a result, beside the plan as it was committed last. */
export function withLastCommit(shown: LoadedPlan, result: RunResult, committed: RunResult): LoadedPlan {
  const { doseGrid: grid, doseGy: values } = committed;
  const doseGy = sameLattice(grid, result.doseGrid)
    ? values
    : resampleTrilinear({ grid, values, quantity: 'Gy' }, result.doseGrid, NaN).values;
  const { model, volumes } = withLadder(shown, result, {
    rungs: [{ baseline: lastCommit, result: { ...committed, doseGy } }, { result }],
    tests: [],
  });
  return { model: { ...model, ladder: { ...model.ladder!, dropped: droppedGoals(committed, result) } }, volumes };
}

/** What is shown of a result, with the rungs below it: its own arrays are not hashed again. */
export function withLadder(
  shown: LoadedPlan,
  result: RunResult,
  {
    rungs,
    tests,
  }: {
    readonly rungs: readonly Pick<ComputedRung, 'baseline' | 'result'>[];
    readonly tests: readonly TestResult[];
  },
): LoadedPlan {
  const volumes = new Map(shown.volumes);
  const places = new Map(result.plan.baselines.map(({ name, at }) => [name, at]));
  const below = rungs.flatMap(({ baseline, result: of }) => (baseline === undefined ? [] : [{ name: baseline, of }]));
  const ladder: PreviewModel['ladder'] = {
    rungs: below.map(({ name, of }) => {
      const dose = contentKey(of.doseGy);
      volumes.set(dose, of.doseGy);
      return {
        name,
        range: places.get(name),
        dose,
        dvhs: of.dvhs.map(({ region, doseGy, volumePercent }) => ({
          region,
          doseGy: [...doseGy],
          volumePercent: [...volumePercent],
        })),
      };
    }),
    rows: ladderRows([...below.map(({ of }) => of), result]),
    tests: tests.map(({ test, holds, assertions }) => ({
      name: test.name,
      holds,
      assertions: assertions.map(({ assertion: { text, at: range }, holds: does, words }) => ({
        text,
        holds: does,
        words,
        range,
      })),
    })),
  };
  return { model: { ...shown.model, ladder }, volumes };
}

/** Hash of an array's bytes: the same array is sent to a view once. */
export function contentKey(values: Float32Array): VolumeKey {
  return createHash('sha1')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

/** `must` first, then by order of preference, then as written. */
function byLevel(result: RunResult): RunResult['goals'] {
  const rank = (level: RunResult['goals'][number]['goal']['level']): number =>
    level.kind === 'must' ? 0 : level.order;
  return [...result.goals].sort((a, b) => rank(a.goal.level) - rank(b.goal.level));
}

function isDerived(region: PlanRegion): boolean {
  const derived: ReadonlySet<RegionExpression['kind']> = new Set([
    'region',
    'union',
    'intersection',
    'difference',
    'margin',
    'within',
  ]);
  return derived.has(region.expression.kind);
}

/** Where a goal stands in the DVH chart: its limit as a point (or a vertical line, for a mean), and what was achieved. */
function marker(result: RunResult['goals'][number], dvhs: readonly Dvh[]): PreviewGoal['marker'] {
  const { goal, achieved } = result;
  const allowed = goal.comparison.startsWith('<') ? 'below' : 'above';
  const { metric } = goal;
  const volumeCc = dvhs.find((d) => d.region === goal.region)?.volumeCc;
  const percent = (value: number, unit: 'percent' | 'cc'): number | undefined =>
    unit === 'percent' ? value : volumeCc ? (100 * value) / volumeCc : undefined;
  switch (metric.kind) {
    case 'doseAtVolume': {
      const volumePercent = percent(metric.value, metric.unit);
      return {
        doseGy: goal.limit,
        volumePercent,
        allowed,
        achievedDoseGy: achieved,
        achievedVolumePercent: volumePercent,
      };
    }
    case 'volumeAtDose':
      return {
        doseGy: metric.doseGy,
        volumePercent: percent(goal.limit, metric.unit),
        allowed,
        achievedDoseGy: metric.doseGy,
        achievedVolumePercent: achieved === undefined ? undefined : percent(achieved, metric.unit),
      };
    case 'mean':
    case 'max':
    case 'min':
    case 'geud':
      return { doseGy: goal.limit, allowed, achievedDoseGy: achieved };
    default:
      // Not on the axes of a chart of physical dose and volume.
      return undefined;
  }
}
