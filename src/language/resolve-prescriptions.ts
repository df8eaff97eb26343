import type { AstNode } from 'langium';
import { metricInWords } from '../plan/in-words.ts';
import type { Phase as PlanPhase, Prescription as PlanPrescription } from '../plan/plan.ts';
import { winsOver } from '../plan/precedence.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { numberInWords, quantityInWords } from '../units/quantity.ts';
import { reportUnreadable } from './blocks.ts';
import { type Context, headRange, insertAfter, related, replace, report, resolveName } from './context.ts';
import { evaluate } from './expressions.ts';
import type { Normalise, Phase, PhasePart, Precedence, Prescription, Schedule, SchedulePart } from './generated/ast.ts';
import { doseMetric } from './metrics.ts';
import { readClauses, readRule, withReferences } from './prescription-rule.ts';
import { checkedValue, valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

/** Above this total, Gy, a dose is in the wrong unit. */
const impossibleTotalGy = 250;
/** Below this dose per fraction, Gy, a total is most likely a dose per fraction. */
const improbablePerFractionGy = 0.5;

/** What the statements say that schedule and phase are both made of. */
export interface ReadPrescriptions {
  readonly prescriptions: readonly PlanPrescription[];
  readonly precedence: PlanPhase['precedence'];
  readonly normalise?: PlanPhase['normalise'];
  /** Every prescription could be read. */
  readonly complete: boolean;
  readonly saysNormalise: boolean;
}

export function readPrescriptions(
  context: Context,
  parts: readonly (SchedulePart | PhasePart)[],
  block: 'schedule' | 'phase',
  { fractions, inherited = [] }: { fractions: number | undefined; inherited?: readonly PlanPrescription[] },
): ReadPrescriptions {
  const prescriptions: PlanPrescription[] = [];
  const precedence: PlanPhase['precedence'] = [];
  let normalise: PlanPhase['normalise'] | undefined;
  let complete = true;
  let saysNormalise = false;
  const seen = new Map<string, Prescription>();
  for (const part of parts) {
    if (part.$type === 'Normalise') saysNormalise = true;
    if (reportUnreadable(context, part, block)) continue;
    if (isBroken(part)) continue;
    if (part.$type === 'Prescription') {
      const earlier = seen.get(part.region);
      if (earlier) {
        report(
          context,
          'RT1015',
          rangeOf(part),
          `${part.region} already has a prescription. One voxel has one prescription: keep one of the two.`,
          { related: [{ message: `${part.region} is prescribed here first`, range: rangeOf(earlier) }] },
        );
        continue;
      }
      seen.set(part.region, part);
      const prescription = resolvePrescription(context, part, fractions);
      if (prescription) prescriptions.push(prescription);
      else complete = false;
    } else if (part.$type === 'Precedence') {
      resolvePrecedence(context, part, precedence);
    } else if (part.$type === 'Normalise') normalise = resolveNormalise(context, part);
  }
  const referred = withReferences(context, prescriptions, inherited);
  return {
    prescriptions: referred.prescriptions,
    precedence,
    ...(normalise ? { normalise } : {}),
    complete: complete && referred.complete,
    saysNormalise,
  };
}

/** Adds the pairs of `A over B over C`. A pair that says the opposite of what is written already is an error. */
function resolvePrecedence(context: Context, node: Precedence, precedence: PlanPhase['precedence']): void {
  const known = node.regions.map((name, i) => resolveName(context, node, 'regions', name, ['region'], i) && name);
  for (let i = 1; i < known.length; i++) {
    const [inner, outer] = [known[i - 1], known[i]];
    if (inner === undefined || outer === undefined) continue;
    if (inner === outer || winsOver(precedence, outer, inner)) {
      const contradiction =
        inner === outer ? 'a region cannot win over itself' : `${outer} over ${inner} is written already`;
      report(
        context,
        'RT1016',
        rangeOf(node),
        `"${inner} over ${outer}" makes no order: ${contradiction}. Keep one of them.`,
      );
    } else precedence.push({ inner, outer });
  }
}

function resolvePrescription(
  context: Context,
  node: Prescription,
  fractions: number | undefined,
): PlanPrescription | undefined {
  const region = resolveName(context, node, 'region', node.region, ['region']);
  if (region?.node?.$type === 'Organ') {
    report(
      context,
      'RT5003',
      rangeOf(node, 'region'),
      `${region.name} is declared as an organ, and a dose is prescribed to it. Is it a target?`,
      related(region),
    );
  }
  const metric = node.metric
    ? doseMetric(context, node.metric, 'A prescription')
    : ({ kind: 'doseAtVolume', value: 50, unit: 'percent' } as const);
  const said = node.rule
    ? readRule(context, node, (dose) => prescribedGy(context, dose, fractions))
    : { doseGy: prescribedGy(context, node.dose, fractions) };
  const { readable, ...cap } = readClauses(context, node);
  if (!node.rule && said?.doseGy !== undefined && cap.atMostGy !== undefined && cap.atMostGy < said.doseGy)
    return report(
      context,
      'RT1028',
      rangeOf(node),
      `${node.region} is prescribed ${numberInWords(said.doseGy)} Gy, and at most ${numberInWords(cap.atMostGy)} Gy. Take one of the two out.`,
    );
  if (!region || !metric || said?.doseGy === undefined || !readable) return undefined;
  return {
    region: region.name,
    doseGy: said.doseGy,
    metric,
    ...('rule' in said ? { rule: said.rule } : {}),
    ...cap,
    at: rangeOf(node),
  };
}

/** A total dose, Gy; a dose per fraction is multiplied. */
function prescribedGy(context: Context, node: Prescription['dose'], fractions: number | undefined): number | undefined {
  if (!node) return undefined;
  const value = evaluate(context, node);
  if (!value) return undefined;
  const range = rangeOf(node);
  const perFraction =
    value.sort === 'quantity' && value.quantity.kind === 'dosePerFraction' ? value.quantity.value : undefined;
  const doseGy =
    perFraction === undefined
      ? checkedValue(context, node, value, { what: 'the prescribed dose', kind: 'dose', positive: true })
      : fractions === undefined
        ? undefined
        : Number((perFraction * fractions).toPrecision(12));
  if (doseGy === undefined) return undefined;
  if (perFraction !== undefined && perFraction <= 0)
    return report(context, 'RT2008', range, 'The dose per fraction has to be above 0 Gy.');
  if (doseGy > impossibleTotalGy) {
    const inGy = numberInWords(doseGy / 100);
    const fixes = perFraction === undefined ? [replace(`Write ${inGy} Gy`, range, `${inGy} Gy`)] : [];
    report(
      context,
      'RT5002',
      range,
      `${numberInWords(doseGy)} Gy in all is no dose of external beams. If it is in cGy, it is ${inGy} Gy.`,
      { fixes },
    );
  } else if (
    perFraction === undefined &&
    fractions !== undefined &&
    fractions > 1 &&
    doseGy / fractions < improbablePerFractionGy
  ) {
    report(
      context,
      'RT5001',
      range,
      `${quantityInWords({ value: doseGy, kind: 'dose' })} in ${fractions} fractions is ${numberInWords(doseGy / fractions)} Gy per fraction. If it is the dose of one fraction, write ${numberInWords(doseGy)} Gy/fraction.`,
    );
  }
  return doseGy;
}

function resolveNormalise(context: Context, node: Normalise): PlanPhase['normalise'] | undefined {
  if (node.none) return { kind: 'none', at: rangeOf(node) };
  const region = resolveName(context, node, 'region', node.region, ['region']);
  const metric = node.metric && doseMetric(context, node.metric, 'A normalisation');
  if (region?.node?.$type === 'Organ') {
    report(
      context,
      'RT5003',
      rangeOf(node, 'region'),
      `${region.name} is declared as an organ, and the plan is normalised to its dose. Is it a target?`,
      related(region),
    );
  }
  const doseGy = valueOf(context, node.dose, { what: 'the dose of the normalisation', kind: 'dose', positive: true });
  return region && metric && doseGy !== undefined
    ? { kind: 'metric', region: region.name, metric, doseGy, at: rangeOf(node) }
    : undefined;
}

export function askForNormalise(
  context: Context,
  node: Schedule | Phase | undefined,
  prescriptions: readonly PlanPrescription[],
  at: SourceRange,
): void {
  const highest = [...prescriptions].sort((a, b) => b.doseGy - a.doseGy)[0];
  const suggestion = highest
    ? `normalise ${highest.region} ${metricInWords(highest.metric)} = ${numberInWords(highest.doseGy)} Gy`
    : 'normalise none';
  const anchor = node?.parts[node.parts.length - 1];
  report(
    context,
    'RT0014',
    node ? headRange(node) : at,
    `Say how the plan is normalised: "${suggestion}", or "normalise none" with monitor units. Nothing is rescaled unless the plan says so.`,
    {
      fixes: anchor ? [insertAfter(`Add "${suggestion}"`, rangeOf(anchor), `\n  ${suggestion}`)] : [],
    },
  );
}

export function wholeNumber<Property extends 'fractions' | 'perWeek'>(
  context: Context,
  node: AstNode & Partial<Record<Property, number>>,
  property: Property,
  what: string,
): number | undefined {
  const value = node[property];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value > 0) return value;
  return report(context, 'RT2010', rangeOf(node, property), `${what} is a whole number above zero, not ${value}.`);
}
