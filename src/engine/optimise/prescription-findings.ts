import { roundedInWords } from '../../units/quantity.ts';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import { prescribedRange } from '../../plan/prescribed-range.ts';
import type { DoseMetric, Goal, Plan, Prescription } from '../../plan/plan.ts';
import type { Graph } from '../graph/graph.ts';
import { regionsAtSamples } from '../outcome/sample-places.ts';
import { overlapVoxels } from '../overlap.ts';
import { prescribedAt } from '../prescribed-at.ts';
import type { Scene } from '../prepare.ts';
import { type RegionSampler, regionSampler } from '../region-samples.ts';

/** A dose that so much of a target has to have at least. */
interface Demand {
  readonly target: string;
  readonly doseGy: number;
  /** Share of the target's volume. */
  readonly coverage: number;
  /** As written. */
  readonly text: string;
}

/** The most that a goal lets a region have. */
interface Maximum {
  readonly goal: Goal;
  readonly region: string;
  /** Whether a dose of the course, Gy, is beyond it. */
  readonly isAbove: (doseGy: number) => boolean;
  /** What may be beyond it, cm³ of so many. */
  readonly mayBeAboveCc: (volumeCc: number) => number;
}

/** Volumes are known to about this share of a target. */
const certain = 0.01;
/** Less of an overlap, cm³, is the edge of voxels. */
const leastCc = 0.05;

/**
 * Goals that must hold and that the prescription contradicts in the very region: an error where some target cannot have what is asked of it, (overlap − what the region may have hotter) > (1 − coverage) × volume
 * of the target; a warning where more of the region is prescribed a dose beyond the limit than may have it.
 */
export function prescriptionFindings(plan: Plan, scene: Scene, graph: Graph): Diagnostic[] {
  const [prescriptions] = scene.prescriptions;
  const samples = regionSampler(scene, graph);
  return plan.goals.flatMap((goal) => {
    const maximum = maximumOf(goal, plan);
    const region = maximum && scene.regions.get(maximum.region);
    if (!region) return [];
    const above = prescriptions.filter((prescription) => {
      const target = scene.regions.get(prescription.region);
      return (
        target && maximum.isAbove(prescribedRange(prescription).highestGy) && overlapVoxels(region, target).both > 0
      );
    });
    if (above.length === 0) return [];
    return contradiction(plan, scene, { maximum, above, samples }) ?? [];
  });
}

function contradiction(
  plan: Plan,
  scene: Scene,
  {
    maximum: { goal, region, isAbove, mayBeAboveCc },
    above,
    samples,
  }: { readonly maximum: Maximum; readonly above: readonly Prescription[]; readonly samples: RegionSampler },
): Diagnostic | undefined {
  const own = samples.of(region);
  if (!own || own.weight.length === 0) return undefined;
  const total = own.weight.reduce((sum, one) => sum + one, 0);
  const ccOf = (counts: (sample: number) => boolean): number =>
    (own.weight.reduce((sum, one, s) => (counts(s) ? sum + one : sum), 0) / total) * own.volumeCc;
  const mayCc = mayBeAboveCc(own.volumeCc);
  const inside = regionsAtSamples(
    own,
    above.map((prescription) => scene.regions.get(prescription.region)),
  );
  const related = above.map((prescription) => ({
    message: `what ${prescription.region} is prescribed`,
    range: prescription.at,
  }));
  for (const [n, prescription] of above.entries()) {
    const targetCc = prescription.region === region ? own.volumeCc : samples.of(prescription.region)?.volumeCc;
    if (!targetCc) continue;
    const overlapCc = prescription.region === region ? own.volumeCc : ccOf((s) => ((inside[s] >> n) & 1) === 1);
    for (const { text, doseGy, coverage } of demandsOn(prescription, plan, targetCc)) {
      if (!isAbove(doseGy)) continue;
      const hotterCc = overlapCc - (1 - coverage) * targetCc;
      if (hotterCc - mayCc <= certain * targetCc) continue;
      const where =
        prescription.region === region ? 'there' : `in ${region}, where ${roundedInWords(overlapCc, 2)} cc of it lie`;
      const message = `"${goal.text}" cannot be kept: ${text}, so at least ${roundedInWords(hotterCc, 2)} cc ${where} need ${roundedInWords(doseGy, 4)} Gy${mayCc > 0 ? `; the goal lets ${roundedInWords(mayCc, 2)} cc be hotter` : ''}. Prescribe to ${prescription.region} without ${region}, or less.`;
      return diagnostic('RT4125', goal.at, message, { related: [related[n]] });
    }
  }
  const prescribed = prescribedAt(own, scene);
  const hotCc = ccOf((s) => isAbove(prescribed[s]));
  if (hotCc - mayCc <= leastCc) return undefined;
  const most = prescribed.reduce((most, one) => Math.max(most, one), 0);
  const names = above.map((prescription) => prescription.region).join(', ');
  const message = `"${goal.text}" works against the prescription: ${roundedInWords(hotCc, 2)} cc of ${region} lie in ${names} and are prescribed more than the limit, up to ${roundedInWords(most, 4)} Gy. The optimiser gives way there on both. Take ${region} out of what is prescribed, or prescribe less where it is.`;
  return diagnostic('RT4126', goal.at, message, { related });
}

/** What has to be, by the prescription's own statistic and by goals on its region that must hold. */
function demandsOn(prescription: Prescription, plan: Plan, volumeCc: number): Demand[] {
  const { region, doseGy, metric } = prescription;
  const share = (value: number, unit: 'percent' | 'cc'): number =>
    Math.min(1, unit === 'percent' ? value / 100 : value / volumeCc);
  const coverageOf = (of: DoseMetric | Goal['metric']): number | undefined =>
    of.kind === 'min' ? 1 : of.kind === 'doseAtVolume' ? share(of.value, of.unit) : undefined;
  const own = coverageOf(metric);
  const goals = plan.goals.flatMap((goal): Demand[] => {
    if (goal.region !== region || goal.level.kind !== 'must' || goal.comparison.startsWith('<')) return [];
    const text = `"${goal.text}" must hold`;
    const coverage = coverageOf(goal.metric);
    if (coverage !== undefined) return [{ target: region, doseGy: goal.limit, coverage, text }];
    if (goal.metric.kind !== 'volumeAtDose') return [];
    const { doseGy: level, unit } = goal.metric;
    return [{ target: region, doseGy: level, coverage: share(goal.limit, unit), text }];
  });
  if (own === undefined) return goals;
  return [
    {
      target: region,
      doseGy,
      coverage: own,
      text: `${roundedInWords(100 * own, 3)} % of ${region} are to have ${roundedInWords(doseGy, 4)} Gy`,
    },
    ...goals,
  ];
}

/** A limit on the dose of a volume, from above; nothing for means and models. */
function maximumOf(goal: Goal, plan: Plan): Maximum | undefined {
  const { region, metric, limit, comparison, level } = goal;
  if (region === undefined || level.kind !== 'must' || !comparison.startsWith('<')) return undefined;
  const of = metric.kind === 'eqd2' ? metric.of : metric;
  const valueOf = (doseGy: number): number => {
    if (metric.kind !== 'eqd2') return doseGy;
    const { fractions } = plan.schedule.phases[0];
    return (doseGy * (doseGy / fractions + metric.alphaBetaGy)) / (2 + metric.alphaBetaGy);
  };
  const volume = (value: number, unit: 'percent' | 'cc') => (volumeCc: number) =>
    unit === 'percent' ? (value / 100) * volumeCc : Math.min(value, volumeCc);
  const above = (limitGy: number) => (doseGy: number) => valueOf(doseGy) > limitGy;
  switch (of.kind) {
    case 'max':
      return { goal, region, isAbove: above(limit), mayBeAboveCc: () => 0 };
    case 'doseAtVolume':
      return { goal, region, isAbove: above(limit), mayBeAboveCc: volume(of.value, of.unit) };
    case 'volumeAtDose':
      return { goal, region, isAbove: above(of.doseGy), mayBeAboveCc: volume(limit, of.unit) };
    default:
      return undefined;
  }
}
