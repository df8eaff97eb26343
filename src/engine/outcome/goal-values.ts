import { type MetricResult } from '../../evaluate/metric.ts';
import type { Dvh } from '../../evaluate/types.ts';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { coursePrescriptions } from '../../plan/schedule.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Goal, Plan } from '../../plan/plan.ts';
import { DomainError } from '../../units/domain-error.ts';
import type { PlanDose } from '../plan-dose.ts';
import { shortInterval } from './in-words.ts';
import { type OutcomeFailure, type OutcomeOfRun, sampledRegion } from './outcome.ts';
import { conformityOf, eqd2Of, geudOf, homogeneityOf, qualityFactorOf, type SampledRegion } from './target-indices.ts';
import type { SampledScene } from './tumour-classes.ts';
import type { ModelledProbability } from './types.ts';

/** The values of goals that are on no dose statistic: of models from the outcome, of indices from the dose. What a model refuses is a note, never a number. */
export function modelledGoals(
  plan: Plan,
  { outcome, failures }: OutcomeOfRun,
  dose: PlanDose,
  dvhs: readonly Dvh[],
  sampled: SampledScene,
): (goal: Goal) => MetricResult {
  const why = (of: OutcomeFailure['of'], region: string | undefined, row?: string): MetricResult => ({
    note:
      failures.find(
        (f) => f.of === of && (of === 'pPlus' || f.region === region) && (row === undefined || f.row === row),
      )?.why ?? 'the region has no such model',
  });
  const onDose = (goal: Goal, value: (region: SampledRegion) => MetricResult): MetricResult => {
    const region = sampledRegion(goal.region ?? '', dose, sampled);
    return region ? value(region) : { note: 'the region lies outside the dose grid' };
  };
  const valueOf = (goal: Goal): MetricResult => {
    const { metric, region } = goal;
    const ofRegion = outcome.regions.find((candidate) => candidate.region === region);
    switch (metric.kind) {
      case 'tcp':
        return ofRegion?.tcp ? probability(ofRegion.tcp) : why('tcp', region);
      case 'ntcp': {
        const complication = ofRegion?.ntcps.find(({ row }) => row === metric.row);
        return complication ? probability(complication) : why('ntcp', region, metric.row);
      }
      case 'pPlus':
        return outcome.pPlus ? probability(outcome.pPlus) : why('pPlus', region);
      case 'geud':
        return onDose(goal, (at) => geudOf(at, metric.a));
      case 'eqd2':
        return onDose(goal, (at) => eqd2Of(at, metric.alphaBetaGy, metric.of));
      case 'homogeneity': {
        const dvh = dvhs.find((candidate) => candidate.region === region);
        return dvh && dvh.doseGy.length > 0 ? homogeneityOf(dvh) : { note: 'the region lies outside the dose grid' };
      }
      case 'conformity': {
        const prescribed = coursePrescriptions(plan.schedule).find((p) => p.region === region);
        if (!prescribed) return { note: `no dose is prescribed to ${region}, which conformity is to` };
        return onDose(goal, (at) => conformityOf(at, prescribed.doseGy, { scene: sampled.scene, doseGy: dose.doseGy }));
      }
      case 'qualityFactor':
        return onDose(goal, (at) => qualityFactorOf(at, sampled.scene));
      default:
        return { note: 'the region has no dose–volume histogram' };
    }
  };
  return (goal) => {
    try {
      return valueOf(goal);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { note: error.message };
    }
  };
}

/** Where a model is asked for more than it holds for: at the region's line. A goal without a value for it says so itself, too. */
export function outcomeFindings(plan: Plan, { failures, cautions }: OutcomeOfRun): Diagnostic[] {
  const refused = failures
    .filter(({ outOfDomain }) => outOfDomain)
    .map(({ region, of, why }) => ({ region, why: `there is no ${of.toUpperCase()}: ${why}` }));
  return [...refused, ...cautions].flatMap(({ region, why }) => {
    const at = plan.regions.find(({ name }) => name === region)?.at;
    return at ? [diagnostic('RT6007', at, `The outcome of ${region} lies outside of its model's domain: ${why}.`)] : [];
  });
}

/** With its interval and model; its notes and citations stand in the table of the outcome. */
function probability(found: ModelledProbability): MetricResult {
  return { value: 100 * found.value, note: `${shortInterval(found)}; ${found.model}` };
}
