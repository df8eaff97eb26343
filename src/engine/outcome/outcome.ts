import { overallDays } from '../../biology/overall-time.ts';
import { uncomplicatedControl } from '../../biology/uncomplicated-control.ts';
import { sampledDose } from '../../evaluate/samples.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { totalFractions } from '../../plan/schedule.ts';
import { DomainError } from '../../units/domain-error.ts';
import { stepKey } from '../graph/graph.ts';
import { overlapVoxels } from '../overlap.ts';
import type { PhaseOfDose, PlanDose } from '../plan-dose.ts';
import { complicationOf, rowsOf } from './complications.ts';
import { eqd2Summary, type SampledRegion } from './target-indices.ts';
import { alphaBetaOfTissue } from './tumour-biology.ts';
import { type SampledScene, tumourClasses } from './tumour-classes.ts';
import { coarseTumour, controlOf, type CourseTime, type Tumour, tumourOf } from './tumour-control.ts';
import type { Complication, ModelledProbability, Outcome, RegionOutcome } from './types.ts';
import { asWritten, intervalOf, parameterDraws, sampling, tornado } from './uncertainty.ts';

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
    plan.schedule,
    plan.goals.flatMap(({ metric, region }) => (metric.kind === 'ntcp' ? [[region, metric.row]] : [])),
    sampling,
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
  const fractions = totalFractions(plan.schedule);
  const course = { fractions, overallDays: overallDays(fractions, plan.schedule) };
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
  for (const region of regions) {
    const { name, role } = region;
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
      ntcps: rowsOf(plan, region).flatMap(({ row }) => {
        const complication = attempt(name, 'ntcp', () => complicationOf(row, sampled), row.id);
        return complication ?? [];
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
  const pPlus = pPlusOf(plan, outcomes, controls, options);
  if (typeof pPlus === 'string') fail('', 'pPlus', pPlus);
  return {
    outcome: { regions: outcomes, ...(typeof pPlus === 'string' ? {} : { pPlus }), sampling },
    failures,
    cautions: tumours.flatMap(({ region, tumour }) => tumour.cautions.map((why) => ({ region: region.name, why }))),
  };
}

interface Control {
  readonly tcp: ModelledProbability;
  /** With sampled parameters; empty where none is uncertain. */
  readonly values: readonly number[];
}

/** Every tumour as written and with the same draws of parameters, so that what they share varies in all at once. */
async function sampledControls(
  tumours: readonly { region: PlanRegion; tumour: Tumour }[],
  course: CourseTime,
  { signal }: OutcomeOptions,
  attempt: <T>(region: string, of: OutcomeFailure['of'], make: () => T) => T | undefined,
): Promise<Map<string, Control>> {
  const parameters = new Map(tumours.flatMap(({ tumour }) => tumour.parameters.map((p) => [p.name, p])));
  const draws = parameterDraws([...parameters.values()]);
  const controls = new Map<string, Control>();
  for (const { region, tumour } of tumours) {
    const value = attempt(region.name, 'tcp', () => controlOf(tumour, course, asWritten));
    if (value === undefined) continue;
    const coarse = coarseTumour(tumour);
    const isUncertain = tumour.parameters.some(({ quantity }) => (quantity.uncertain ?? 0) > 0);
    const values: number[] = [];
    for (const [n, draw] of (isUncertain ? draws : []).entries()) {
      values.push(controlOf(coarse, course, draw, 64));
      if (n % 25 === 24) await breath(signal);
    }
    const tcp: ModelledProbability = {
      value,
      model: tumour.models.join(', '),
      source: tumour.sources.join('; '),
      interval: intervalOf(values),
      tornado: tornado(tumour.parameters, (read) => controlOf(coarse, course, read, 64)),
      notes: [...tumour.cautions, ...tumour.notes],
    };
    controls.set(region.name, { tcp, values });
  }
  return controls;
}

/** Control of all outermost targets without any of the complications, each taken as independent of the others; words where it cannot be said. */
function pPlusOf(
  plan: Plan,
  outcomes: readonly RegionOutcome[],
  controls: ReadonlyMap<string, Control>,
  { scene }: OutcomeOptions,
): ModelledProbability | string {
  const outermost = plan.regions.filter(({ name, parent }) => parent === undefined && controls.has(name));
  if (outermost.length === 0) return 'no target has a TCP';
  for (const [index, a] of outermost.entries())
    for (const b of outermost.slice(index + 1)) {
      const [inA, inB] = [a, b].map(({ name }) => scene.regions.get(name));
      if (inA && inB && overlapVoxels(inA, inB).both > 0)
        return `${a.name} and ${b.name} overlap and both have clonogens, so that those of the overlap would count twice: make one a sub-target of the other, or leave the tissue of one out`;
    }
  const complications = outcomes.flatMap(({ region, ntcps }) => counted(plan, region, ntcps));
  if (complications.length === 0) return 'no organ has a complication model';
  const ntcps = complications.map(({ value }) => value);
  const controlled = outermost.map(({ name }) => controls.get(name)!);
  const withControl = (tcp: number): number => uncomplicatedControl(tcp, ntcps, 1).pPlus;
  const product = (of: (control: Control) => number): number => controlled.reduce((all, c) => all * of(c), 1);
  const draws = Math.max(...controlled.map(({ values }) => values.length));
  const values = Array.from({ length: draws }, (_, n) => withControl(product((c) => c.values[n] ?? c.tcp.value)));
  return {
    value: withControl(product(({ tcp }) => tcp.value)),
    model: 'P+, all independent (delta 1, UTCP)',
    source: 'Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262',
    interval: intervalOf(values),
    tornado: [],
    notes: [
      `control of ${outermost.map(({ name }) => name).join(', ')} without ${complications.map(({ region, endpoint }) => `${region} ${endpoint}`).join(', ')}`,
      ...(draws > 0 ? ['the interval holds the uncertainty of control alone'] : []),
    ],
  };
}

/** Each complication once: those that goals are on, else the first model of the organ. */
function counted(plan: Plan, region: string, ntcps: readonly Complication[]): (Complication & { region: string })[] {
  const asked = plan.goals.flatMap((goal) =>
    goal.region === region && goal.metric.kind === 'ntcp' ? goal.metric.row : [],
  );
  const chosen = asked.length > 0 ? ntcps.filter(({ row }) => asked.includes(row)) : ntcps.slice(0, 1);
  return chosen.map((complication) => ({ ...complication, region }));
}

/** Lets a waiting cancel be heard. */
async function breath(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
