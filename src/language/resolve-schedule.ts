import type { Weekday } from '../plan/calendar.ts';
import { metricInWords } from '../plan/in-words.ts';
import type { Phase as PlanPhase, Prescription as PlanPrescription, Schedule as PlanSchedule } from '../plan/plan.ts';
import { winsOver } from '../plan/precedence.ts';
import { coursePrecedence, coursePrescriptions, totalFractions } from '../plan/schedule.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { numberInWords } from '../units/quantity.ts';
import { checkRepeated } from './blocks.ts';
import { type Context, headRange, report } from './context.ts';
import type { Phase, Schedule } from './generated/ast.ts';
import { sameMetric } from './metrics.ts';
import { isotoxicIsSound } from './isotoxic.ts';
import { readGradients } from './resolve-gradients.ts';
import { calendar, readDays, readPhases } from './resolve-phases.ts';
import { askForNormalise, readPrescriptions, type ReadPrescriptions, wholeNumber } from './resolve-prescriptions.ts';
import { isBroken, mayLackParts, rangeOf } from './source.ts';

const defaultPerWeek = 5;

/** What one text says of the schedule; what it leaves out another may say. */
export interface ReadSchedule extends ReadPrescriptions {
  readonly fractions?: number;
  readonly perWeek?: number;
  /** In the order in which they are given; none where the text has none, and then what stands above is all there is. With phases that is the course's: sums of doses and fractions. */
  readonly phases: readonly PlanPhase[];
  readonly start?: Weekday;
  readonly missedDays?: readonly number[];
  readonly gradients?: PlanSchedule['gradients'];
  readonly maximise?: PlanSchedule['maximise'];
}

/**
 * The schedule, of what the plan writes and, for the rest, of what the protocol that it follows says. Where all beams come from files it is
 * normalised to nothing unless the text says so: their monitor units are given.
 */
export function resolveSchedule(
  context: Context,
  node: Schedule | undefined,
  {
    beamsAreProvided,
    own,
    inherited,
    at,
  }: {
    beamsAreProvided: boolean;
    own: ReadSchedule | undefined;
    inherited: ReadSchedule | undefined;
    at: SourceRange;
  },
): PlanSchedule | undefined {
  const place = node ? headRange(node) : at;
  const perWeek = own?.perWeek ?? inherited?.perWeek ?? defaultPerWeek;
  const maximise = own?.maximise ? { maximise: own.maximise } : {};
  const written = own && own.phases.length > 0 ? own : own === undefined ? inherited : undefined;
  if (written && written.phases.length > 0) {
    if (!written.complete) return undefined;
    for (const phase of written.phases) checkNormalise(context, phase.normalise, phase.prescriptions);
    if (!isotoxicIsSound(context, written.phases)) return undefined;
    return calendar(
      context,
      node,
      { perWeek, phases: [...written.phases], gradients: [...(written.gradients ?? [])], ...maximise, at: place },
      written,
    );
  }
  const ownRegions = new Set(own?.prescriptions.map(({ region }) => region));
  const prescriptions = withDosesOfReferences([
    ...(own?.prescriptions ?? []),
    ...(inherited?.prescriptions ?? []).filter(({ region }) => !ownRegions.has(region)),
  ]);
  const precedence = [...(own?.precedence ?? [])];
  for (const pair of inherited?.precedence ?? [])
    if (pair.inner !== pair.outer && !winsOver(precedence, pair.outer, pair.inner)) precedence.push(pair);
  const given: PlanPhase['normalise'] | undefined = beamsAreProvided ? { kind: 'none' } : undefined;
  const normalise = own?.saysNormalise ? own.normalise : (inherited?.normalise ?? given);
  const saysNormalise = own?.saysNormalise === true || inherited?.normalise !== undefined;
  const fractions = own?.fractions ?? inherited?.fractions;
  const mayLack = node !== undefined && mayLackParts(node);
  if (fractions === undefined && node?.fractions === undefined && !mayLack)
    report(
      context,
      'RT0014',
      node ? headRange(node) : at,
      'Say the number of fractions: "schedule 35 fractions, 5 per week".',
    );
  if (!saysNormalise && !beamsAreProvided && !mayLack) askForNormalise(context, node, prescriptions, at);
  checkNormalise(context, normalise, prescriptions);
  if (fractions === undefined || !normalise || own?.complete === false || inherited?.complete === false)
    return undefined;
  const phase: PlanPhase = { fractions, prescriptions, precedence, normalise, at: place };
  if (!isotoxicIsSound(context, [phase])) return undefined;
  return calendar(
    context,
    node,
    { perWeek, phases: [phase], gradients: [...(own?.gradients ?? [])], ...maximise, at: place },
    own ?? inherited,
  );
}

/** Reads one schedule block. Doses per fraction are of its own fractions, or of those that it inherits; references of isoeffective doses likewise. */
export function readSchedule(
  context: Context,
  node: Schedule,
  {
    inherited,
    beamsAreProvided = false,
  }: { inherited?: Pick<ReadSchedule, 'fractions' | 'prescriptions'>; beamsAreProvided?: boolean },
): ReadSchedule {
  const fractions = wholeNumber(context, node, 'fractions', 'The number of fractions');
  const perWeek = wholeNumber(context, node, 'perWeek', 'The number of fractions per week');
  checkRepeated(
    context,
    node.parts,
    (part) =>
      ({ Normalise: 'normalise', StartDay: 'start', MissedDays: 'missed', Maximise: 'maximise' })[part.$type as string],
  );
  const days = readDays(context, node);
  const maximise = node.parts.find((part) => part.$type === 'Maximise' && !isBroken(part));
  const course = {
    ...(perWeek === undefined ? {} : { perWeek }),
    ...days,
    gradients: readGradients(context, node),
    ...(maximise ? { maximise: { metric: 'pPlus', at: rangeOf(maximise) } as const } : {}),
  };
  const headIsRead =
    (node.fractions === undefined || fractions !== undefined) && (node.perWeek === undefined || perWeek !== undefined);
  const read = readPrescriptions(context, node.parts, 'schedule', {
    fractions: fractions ?? inherited?.fractions,
    ...(inherited ? { inherited: inherited.prescriptions } : {}),
  });
  const blocks = node.parts.filter((part): part is Phase => part.$type === 'Phase');
  if (blocks.length === 0)
    return {
      ...(fractions === undefined ? {} : { fractions }),
      ...course,
      ...read,
      complete: read.complete && headIsRead,
      phases: [],
    };
  const { phases, complete } = readPhases(context, node, blocks, read, beamsAreProvided);
  const [first, ...others] = phases;
  return {
    fractions: totalFractions({ phases }),
    ...course,
    prescriptions: first ? coursePrescriptions({ phases }) : [],
    precedence: coursePrecedence({ phases }),
    ...(first && others.length === 0 ? { normalise: first.normalise } : {}),
    complete: complete && headIsRead && read.complete,
    saysNormalise: true,
    phases,
  };
}

/** An inherited isoeffective dose is to the dose that this plan gives its reference, not to the protocol's. */
function withDosesOfReferences(prescriptions: readonly PlanPrescription[]): PlanPrescription[] {
  return prescriptions.map((prescription) => {
    const { rule } = prescription;
    const reference =
      rule?.kind === 'isoeffective' ? prescriptions.find(({ region }) => region === rule.to) : undefined;
    return reference && !reference.rule ? { ...prescription, doseGy: reference.doseGy } : prescription;
  });
}

function checkNormalise(
  context: Context,
  normalise: PlanPhase['normalise'] | undefined,
  prescriptions: readonly PlanPrescription[],
): void {
  if (normalise?.kind !== 'metric') return;
  const prescribed = prescriptions.find((p) => p.region === normalise.region);
  if (!prescribed || !sameMetric(prescribed.metric, normalise.metric) || prescribed.doseGy === normalise.doseGy) return;
  report(
    context,
    'RT5005',
    normalise.at,
    `${normalise.region} is prescribed ${numberInWords(prescribed.doseGy)} Gy and normalised to ${numberInWords(normalise.doseGy)} Gy, for the same metric (${metricInWords(normalise.metric)}).`,
    {
      related: [{ message: 'the prescription', range: prescribed.at }],
    },
  );
}
