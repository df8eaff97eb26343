import type { Tissue as PlanTissue } from '../plan/plan.ts';
import { baseUnit, type Kind, kindInWords } from '../units/units.ts';
import { quantityInWords } from '../units/quantity.ts';
import type { PublishedTissue } from '../evidence/tissues.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, listed, report, resolveReference } from './context.ts';
import { evaluate } from './expressions.ts';
import type { Reference, RegionPart, TissueBlockPart, Tissue, TissuePart, TissueProperty } from './generated/ast.ts';
import { checkedValue, valueOf } from './quantities.ts';
import { oxygenOf } from './region-biology.ts';
import { type Declaration, planName } from './scope.ts';
import { isBroken, rangeOf } from './source.ts';
import type { BlockName } from './vocabulary.ts';

type Parameters = PlanTissue['parameters'];

const kinds: Readonly<Record<string, Kind>> = {
  alpha: 'perDose',
  beta: 'perDoseSquared',
  'alpha/beta': 'dose',
  clonogens: 'perVolume',
  'repopulation.start': 'time',
  'repopulation.doubling': 'time',
  'repopulation.rate': 'doseRate',
  'repair.halftime': 'time',
};

/** Held in the unit that published rows have, where it is not the base unit of its kind. */
const unitOf: Readonly<Record<string, { readonly unit: string; readonly perBase: number }>> = {
  'repair.halftime': { unit: 'h', perBase: 24 },
};

/** How far alpha/beta may lie from the quotient of alpha and beta before the three are called contradictory. */
const consistency = 0.02;

/** Effective parameters of a declared or published tissue, own over inherited. */
export function resolveTissue(
  context: Context,
  declaration: Declaration,
  seen: readonly Tissue[] = [],
): PlanTissue | undefined {
  if (declaration.published) return publishedAsPlan(inPlaceOf(context, declaration.published));
  const node = declaration.node as Tissue;
  let base: PlanTissue | undefined;
  if (node.base) {
    const target = resolveReference(context, node.base, ['tissue']);
    if (target?.node && [...seen, node].includes(target.node as Tissue)) {
      return report(
        context,
        'RT1004',
        rangeOf(node.base),
        `${node.name} extends itself${seen.length > 0 ? ` by way of ${seen.map((t) => t.name).join(', ')}` : ''}. One of them has to stand on its own.`,
      );
    }
    base = target && resolveTissue(context, target, [...seen, node]);
    if (target?.published) reportDisputed(context, node.base, target.published);
    if (!base) return undefined;
  }
  const own = tissueParameters(context, node.properties, 'tissue');
  if (base) checkMixed(context, node, base, own);
  const source = base?.source;
  return {
    name: node.name,
    ...(node.base && base ? { extends: base.name } : {}),
    parameters: withOwn(base?.parameters, own),
    ...(base?.oxygen ? { oxygen: base.oxygen } : {}),
    ...(base?.reoxygenationHalfLifeDays === undefined
      ? {}
      : { reoxygenationHalfLifeDays: base.reoxygenationHalfLifeDays }),
    ...oxygenOf(context, node.properties),
    ...(source ? { source } : {}),
    at: headRange(node),
  };
}

/**
 * What a tissue writes over what it inherits. Inherited is not what its own parameters say in another way: a rate of repopulation takes the place of a doubling time, beta that of
 * alpha/beta, and the other way round. Else what is written would be ignored.
 */
export function withOwn(inherited: Parameters | undefined, own: Parameters): Parameters {
  const parameters: Parameters = { ...inherited };
  if (own['repopulation.rate']) delete parameters['repopulation.doubling'];
  if (own['repopulation.doubling']) delete parameters['repopulation.rate'];
  if (own['alpha/beta']) delete parameters.beta;
  // Beta says something beside alpha alone.
  if (own.beta && (own.alpha ?? parameters.alpha)) delete parameters['alpha/beta'];
  return { ...parameters, ...own };
}

/** The parameters written in a block of a tissue or of a region. */
export function tissueParameters(
  context: Context,
  parts: readonly (TissuePart | RegionPart)[],
  block: BlockName,
): Parameters {
  const parameters: Parameters = {};
  const named = (part: { $type: string; name?: string; word?: string }): string | undefined =>
    part.$type === 'TissueProperty' ? part.name : part.$type === 'TissueBlock' ? part.word : undefined;
  checkRepeated(context, parts, named);
  for (const part of parts) {
    if (part.$type === 'TissueBlock') {
      checkRepeated<TissueBlockPart>(context, part.properties, named);
      for (const inner of part.properties) {
        if (inner.$type === 'TissueProperty') addParameter(context, inner, `${part.word}.${inner.name}`, parameters);
        else reportUnreadable(context, inner, part.word);
      }
    } else if (part.$type === 'TissueProperty') addParameter(context, part, part.name, parameters);
    else if (part.$type === 'Later' || part.$type === 'Unknown') reportUnreadable(context, part, block);
  }
  checkAlphaBeta(context, parts, parameters);
  checkRepopulation(context, parts, parameters);
  return parameters;
}

/** Whether a block of a region writes biology of its own. */
export function hasBiology(parts: readonly RegionPart[]): boolean {
  return parts.some((part) => part.$type === 'TissueProperty' || part.$type === 'TissueBlock');
}

function addParameter(context: Context, node: TissueProperty, name: string, parameters: Parameters): void {
  const kind = kinds[name];
  if (kind === undefined || isBroken(node)) return;
  const value = valueOf(context, node.value, {
    what: name.replace('.', ' '),
    kind,
    positive: name !== 'repopulation.start',
    min: 0,
  });
  const varies = spread(context, node, 'varies', kind, value);
  const uncertain = spread(context, node, 'uncertain', kind, value);
  if (value === undefined) return;
  const { unit, perBase } = unitOf[name] ?? { unit: baseUnit(kind), perBase: 1 };
  parameters[name] = {
    value: value * perBase,
    unit,
    ...(varies === undefined ? {} : { varies: varies * perBase }),
    ...(uncertain === undefined ? {} : { uncertain: uncertain * perBase }),
  };
}

/** `varies 0.06 /Gy`, or as a percentage of the value. */
function spread(
  context: Context,
  node: TissueProperty,
  property: 'varies' | 'uncertain',
  kind: Kind,
  of: number | undefined,
): number | undefined {
  const expression = node[property];
  const value = evaluate(context, expression);
  if (!expression || !value) return undefined;
  if (value.sort === 'quantity' && value.quantity.kind === 'percent' && of !== undefined)
    return (of * value.quantity.value) / 100;
  return checkedValue(context, expression, value, { what: `"${property}" of ${node.name}`, kind, min: 0 });
}

function checkAlphaBeta(context: Context, parts: readonly { $type: string }[], parameters: Parameters): void {
  const [alpha, beta, ratio] = [parameters.alpha, parameters.beta, parameters['alpha/beta']];
  if (!alpha || !beta || !ratio || Math.abs(alpha.value / beta.value - ratio.value) <= consistency * ratio.value)
    return;
  const node = parts.find(
    (part): part is TissueProperty => part.$type === 'TissueProperty' && (part as TissueProperty).name === 'alpha/beta',
  );
  if (!node) return;
  const implied = quantityInWords({ value: alpha.value / beta.value, kind: 'dose' });
  report(
    context,
    'RT5010',
    rangeOf(node, 'value'),
    `alpha/beta is written as ${ratio.value} Gy, but alpha and beta give ${implied}. Leave one of the three out (alpha/beta is ${kindInWords('dose')}).`,
  );
}

/** A doubling time and a rate say one thing: beside the doubling time the rate would not be heard. */
function checkRepopulation(
  context: Context,
  parts: readonly (TissuePart | RegionPart)[],
  parameters: Parameters,
): void {
  const [doubling, rate] = [parameters['repopulation.doubling'], parameters['repopulation.rate']];
  if (!doubling || !rate) return;
  delete parameters['repopulation.rate'];
  const written = parts.flatMap((part) => (part.$type === 'TissueBlock' ? part.properties : []));
  const place = written.find((part) => part.$type === 'TissueProperty' && part.name === 'rate');
  if (!place) return;
  report(
    context,
    'RT5010',
    rangeOf(place),
    `doubling and rate both say how fast the tumour grows. The doubling time, ${doubling.value} d, is taken, and the rate is not. Leave one of the two out.`,
  );
}

/** Fitted together, alpha and alpha/beta belong together: one of one's own beside one of a publication is no row of anybody's. */
function checkMixed(context: Context, node: Tissue, base: PlanTissue, own: Parameters): void {
  const written = ['alpha', 'beta', 'alpha/beta'].filter(
    (name) => own[name] && own[name].value !== base.parameters[name]?.value,
  );
  const kept = withOwn(base.parameters, own);
  const inherited = ['alpha', 'beta', 'alpha/beta'].filter((name) => kept[name] && !own[name]);
  if (!base.source || written.length === 0 || inherited.length === 0) return;
  const place = node.properties.find((part) => part.$type === 'TissueProperty' && part.name === written[0]);
  if (!place) return;
  const keptInWords = inherited.map((name) => `${name} = ${base.parameters[name].value} ${base.parameters[name].unit}`);
  report(
    context,
    'RT5304',
    rangeOf(place),
    `${written[0]} is this plan's, and ${listed(keptInWords, 'and')} ${keptInWords.length > 1 ? 'are' : 'is'} of ${base.name} (${base.source}), where they were fitted together. Take both from one source.`,
  );
}

/** A published tissue that is contested, or that a later row replaces, where a plan refers to it. */
export function reportDisputed(context: Context, reference: Reference, row: PublishedTissue): void {
  const { name, contested, supersededBy } = row;
  if (contested) report(context, 'RT5006', rangeOf(reference), `std.${name} is contested. ${contested}`);
  else if (supersededBy)
    report(
      context,
      'RT5006',
      rangeOf(reference),
      `std.${name} is superseded by std.${supersededBy.row}: ${supersededBy.reason}.`,
      {
        fixes: [
          {
            title: `Write std.${supersededBy.row}`,
            edits: [{ range: rangeOf(reference), newText: `std.${supersededBy.row}` }],
          },
        ],
      },
    );
}

/** The user's row that takes the place of a published one, under its name; most have none. */
function inPlaceOf(context: Context, row: PublishedTissue): PublishedTissue {
  const own = context.evidence().files.flatMap(({ tissues }) => tissues);
  const override = own.find(({ overrides }) => overrides === row.name);
  return override
    ? { ...override, name: row.name, citation: `${override.citation} (overrides std.${row.name}: ${row.citation})` }
    : row;
}

function publishedAsPlan(row: PublishedTissue): PlanTissue {
  const parameters: Parameters = {};
  for (const [name, { value, unit, varies, interval95 }] of Object.entries(row.parameters))
    parameters[name] = {
      value,
      unit,
      ...(varies === undefined ? {} : { varies }),
      ...(interval95 ? { interval95 } : {}),
    };
  const nowhere = { line: 0, character: 0 };
  return {
    name: `std.${row.name}`,
    parameters,
    source: row.citation,
    at: { file: 'std:tissues', start: nowhere, end: nowhere },
  };
}

/** The Plan's name of the tissue that a region says it is made of; the tissue itself goes into `used`. */
export function useTissue(
  context: Context,
  declaration: Declaration,
  used: Map<string, PlanTissue>,
): string | undefined {
  const name = planName(declaration);
  if (!used.has(name)) {
    const tissue = resolveTissue(context, declaration);
    if (!tissue) return undefined;
    if (tissue.extends) useInherited(context, declaration, used);
    used.set(name, { ...tissue, name });
  }
  return name;
}

function useInherited(context: Context, declaration: Declaration, used: Map<string, PlanTissue>): void {
  const base = (declaration.node as Tissue).base;
  const target = base && resolveReference(context, base, ['tissue']);
  if (target) useTissue(context, target, used);
}
