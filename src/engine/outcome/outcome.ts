import { sampledDose } from '../../evaluate/samples.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { DomainError } from '../../units/domain-error.ts';
import { breath } from '../breath.ts';
import { stepKey } from '../graph/graph.ts';
import type { PhaseOfDose, PlanDose } from '../plan-dose.ts';
import { complicationOf, evidenceOf, rowsOf } from './complications.ts';
import { type Control, type DrawnComplications, pPlusOf } from './p-plus.ts';
import { eqd2Summary, type SampledRegion } from './target-indices.ts';
import { alphaBetaOfTissue } from './tumour-biology.ts';
import { oxygenImages, type SampledScene, tumourClasses } from './tumour-classes.ts';
import { coarseTumour, controlOf, type CourseTime, courseTime, type Tumour, tumourOf } from './tumour-control.ts';
import type { ModelledProbability, Outcome, RegionOutcome } from './types.ts';
import {
  asWritten,
  intervalOf,
  isUncertain,
  parameterDraws,
  sampling,
  tornado,
  unfixedInWords,
} from './uncertainty.ts';

/** What a run has of its outcome: the outcome, and why a region has no TCP or complication. */
export interface OutcomeOfRun {
  readonly outcome: Outcome;
  readonly failures: readonly OutcomeFailure[];
  /** What of a region lies outside of a model's domain, though its value stands. */
  readonly cautions: readonly { readonly region: string; readonly why: string }[];
}

export interface OutcomeFailure {
  readonly region: string;
  readonly of: 'tcp' | 'ntcp' | 'eqd2' | 'pPlus';
  /** Evidence row, of a complication. */
  readonly row?: string;
  readonly why: string;
  /** The model was asked for a value outside of its domain: something in the plan is amiss. Else something is merely not given. */
  readonly outOfDomain: boolean;
}

export interface OutcomeOptions extends SampledScene {
  /** Heard between samples. */
  readonly signal: AbortSignal;
  /** Values alone where false: drawing parameters takes nearly all the time. */
  readonly withIntervals?: boolean;
}

/**
 * TCP, NTCP and P+ of a plan's dose, with intervals from what is uncertain. Kept in the graph under the dose, the samples, tissues and regions. `plan` has no places: a
 * moved line costs nothing.
 */
export async function outcomeOf(plan: Plan, dose: PlanDose, options: OutcomeOptions): Promise<OutcomeOfRun> {
  const { samples, graph, scene } = options;
  const regions = plan.regions.filter(({ name }) => scene.regions.has(name));
  const key = stepKey(
    'outcome',
    dose.hash,
    regions.map((region) => [
      samples.hash(region.name),
      region,
      region.biology?.oxygen && scene.hashes.image(region.biology.oxygen.image),
    ]),
    plan.tissues,
    oxygenImages(plan, scene),
    plan.schedule,
    plan.evidence,
    plan.goals.flatMap(({ metric, region }) => (metric.kind === 'ntcp' ? [[region, metric.row]] : [])),
    options.withIntervals === false ? 'values alone' : sampling,
  );
  return graph.slowStep(key, () => computed(plan, regions, dose, options));
}

/** A region with its dose at its samples; nothing where it has none. */
export function sampledRegion(
  name: string,
  { doseGy, phases }: Pick<PlanDose, 'doseGy' | 'phases'>,
  { samples }: SampledScene,
): SampledRegion | undefined {
  const sampled = samples.of(name);
  if (!sampled || sampled.weight.length === 0) return undefined;
  const total = sampledDose(sampled, doseGy);
  const ofPhase = (phase: PhaseOfDose) => (phases.length === 1 ? total : sampledDose(sampled, phase.doseGy));
  return {
    samples: sampled,
    doseGy: total,
    phases: phases.map((phase) => ({ fractions: phase.fractions, doseGy: ofPhase(phase) })),
  };
}

async function computed(
  plan: Plan,
  regions: readonly PlanRegion[],
  dose: PlanDose,
  options: OutcomeOptions,
): Promise<OutcomeOfRun> {
  const course = courseTime(plan.schedule);
  const evidence = evidenceOf(plan);
  const failures: OutcomeFailure[] = [];
  const fail = (region: string, of: OutcomeFailure['of'], why: string, row?: string) =>
    failures.push({ region, of, why, row, outOfDomain: false });
  const attempt = <T>(region: string, of: OutcomeFailure['of'], make: () => T, row?: string): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      failures.push({ region, of, why: error.message, row, outOfDomain: true });
      return undefined;
    }
  };

  const tumours: { region: PlanRegion; tumour: Tumour }[] = [];
  const found = new Map<string, Omit<RegionOutcome, 'region' | 'tcp'>>();
  const drawn: DrawnComplications = new Map();
  for (const region of regions) {
    const { name, role } = region;
    await breath(options.signal);
    const sampled = sampledRegion(name, dose, options);
    if (!sampled) {
      fail(name, role === 'organ' ? 'ntcp' : 'tcp', `${name} has no dose`);
      continue;
    }
    if (role !== 'organ') {
      const classes = tumourClasses(plan, region, options);
      if (typeof classes === 'string') fail(name, 'tcp', classes);
      else {
        const tumour = attempt(name, 'tcp', () => tumourOf(classes, sampled, course));
        if (tumour) tumours.push({ region, tumour });
      }
    }
    const alphaBetaGy = alphaBetaOfTissue(plan, region);
    found.set(name, {
      ntcps: rowsOf(plan, region, evidence).flatMap((row) => {
        const of = attempt(name, 'ntcp', () => complicationOf(row, sampled, evidence), row.id);
        if (of) drawn.set(of.complication, of.values);
        return of?.complication ?? [];
      }),
      eqd2: alphaBetaGy === undefined ? undefined : attempt(name, 'eqd2', () => eqd2Summary(sampled, alphaBetaGy)),
    });
  }
  const controls = await sampledControls(tumours, course, options, attempt);
  const outcomes = regions.flatMap(({ name }): RegionOutcome[] => {
    const of = found.get(name);
    const tcp = controls.get(name)?.tcp;
    return of && (tcp || of.ntcps.length > 0 || of.eqd2) ? [{ region: name, tcp, ...of }] : [];
  });
  const pPlus = pPlusOf(plan, outcomes, { controls, drawn }, options);
  if (typeof pPlus === 'string') fail('', 'pPlus', pPlus);
  return {
    outcome: { regions: outcomes, ...(typeof pPlus === 'string' ? {} : { pPlus }), sampling },
    failures,
    cautions: tumours.flatMap(({ region, tumour }) => tumour.cautions.map((why) => ({ region: region.name, why }))),
  };
}

/** Every tumour as written and with the same draws of parameters, so that what they share varies in all at once. */
async function sampledControls(
  tumours: readonly { region: PlanRegion; tumour: Tumour }[],
  course: CourseTime,
  { signal, withIntervals = true }: OutcomeOptions,
  attempt: <T>(region: string, of: OutcomeFailure['of'], make: () => T) => T | undefined,
): Promise<Map<string, Control>> {
  const parameters = new Map(tumours.flatMap(({ tumour }) => tumour.parameters.map((p) => [p.name, p])));
  const draws = withIntervals ? parameterDraws([...parameters.values()]) : [];
  const controls = new Map<string, Control>();
  for (const { region, tumour } of tumours) {
    const value = attempt(region.name, 'tcp', () => controlOf(tumour, course, asWritten));
    if (value === undefined) continue;
    const coarse = coarseTumour(tumour);
    const values: number[] = [];
    for (const [n, draw] of (tumour.parameters.some(isUncertain) ? draws : []).entries()) {
      values.push(controlOf(coarse, course, draw, 64));
      if (n % 25 === 24) await breath(signal);
    }
    const tcp: ModelledProbability = {
      value,
      model: tumour.models.join(', '),
      source: tumour.sources.join('; '),
      interval: intervalOf(values),
      tornado: withIntervals ? tornado(tumour.parameters, (read) => controlOf(coarse, course, read, 64)) : [],
      notes: [...tumour.cautions, ...tumour.notes, ...tumour.parameters.flatMap((p) => unfixedInWords(p) ?? [])],
    };
    controls.set(region.name, { tcp, values });
  }
  return controls;
}
