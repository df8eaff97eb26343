import marginRecipes from '../evidence/margin-recipes.json' with { type: 'json' };
import type { RegionExpression } from '../plan/plan.ts';
import { doseKinds, kindInWords, refusedUnit } from '../units/units.ts';
import { add, divide, multiply, numberInWords, quantity, type Quantity, quantityInWords } from '../units/quantity.ts';
import { type Context, insertAfter, listed, replace, report, resolveName, rangeWithin } from './context.ts';
import type {
  Argument,
  Arithmetic,
  Call,
  Expression,
  Quantity as QuantityNode,
  Reference,
  SetOperation,
  Threshold,
  Within,
} from './generated/ast.ts';
import { conversion, valueOf } from './quantities.ts';
import { rangeOf, sourceOf, spanOf } from './source.ts';
import { structureExpression } from './structures.ts';
import { planningImageOf, thresholdValue } from './thresholds.ts';
import { type MarginMm, uniformMargin, type Value, valueInWords } from './values.ts';

/** What an expression means, or `undefined` where a diagnostic has said why it means nothing. */
export function evaluate(context: Context, node: Expression | undefined): Value | undefined {
  switch (node?.$type) {
    case undefined:
      return undefined;
    case 'Parenthesis':
      return evaluate(context, node.inner);
    case 'Quantity':
      return quantityValue(context, node);
    case 'Negation':
      return negated(context, node.operand);
    case 'Structure': {
      const expression = structureExpression(context, node, 'name', node.name);
      return expression && { sort: 'region', expression };
    }
    case 'Reference':
      return referenced(context, node);
    case 'Call':
      return called(context, node);
    case 'Arithmetic':
      return arithmetic(context, node);
    case 'Within':
      return within(context, node);
    case 'Threshold':
      return thresholded(context, node);
    case 'SetOperation':
      return setOperation(context, node);
  }
}

/** The region that an expression gives; else a diagnostic. */
export function regionOf(context: Context, node: Expression | undefined): RegionExpression | undefined {
  const value = evaluate(context, node);
  if (value === undefined || node === undefined || value.sort === 'region')
    return value?.sort === 'region' ? value.expression : undefined;
  if (value.sort === 'image') {
    return report(
      context,
      'RT1003',
      rangeOf(node),
      `${value.image.name} is an image; a region is needed here. A threshold makes a region of an image: "${value.image.name} >= …".`,
    );
  }
  return report(context, 'RT2009', rangeOf(node), `A region is needed here, and this is ${valueInWords(value)}.`);
}

function quantityValue(context: Context, node: QuantityNode): Value | undefined {
  if (typeof node.value !== 'number') return undefined;
  const read = quantity(node.value, node.unit);
  if (!read)
    return report(context, 'RT2001', rangeOf(node, 'unit'), `"${node.unit}" is not a unit of the plan language.`);
  if (node.unit === refusedUnit) {
    const inGy = numberInWords(read.value);
    const range = rangeWithin(node, spanOf(node, 'value').start, spanOf(node, 'unit').end);
    report(context, 'RT2005', range, `Doses are in Gy: ${numberInWords(node.value)} cGy is ${inGy} Gy.`, {
      fixes: [replace(`Write ${inGy} Gy`, range, `${inGy} Gy`)],
    });
  }
  if (node.prescription || node.share) {
    if (read.kind !== 'percent')
      return report(
        context,
        'RT2003',
        rangeOf(node, 'value'),
        `A share is a percentage, and ${quantityInWords(read)} is ${kindInWords(read.kind)}.`,
        { fixes: read.kind === 'number' ? [insertAfter('Write %', rangeOf(node, 'value'), ' %')] : [] },
      );
    if (node.prescription) return { sort: 'prescriptionShare', percent: read.value };
    const region = node.region ? regionOf(context, node.region) : undefined;
    if (node.region && !region) return undefined;
    return { sort: 'share', percent: read.value, of: node.share!, ...(region ? { region } : {}) };
  }
  return { sort: 'quantity', quantity: read };
}

function negated(context: Context, operand: Expression): Value | undefined {
  const value = evaluate(context, operand);
  if (!value) return undefined;
  if (value.sort === 'quantity')
    return { sort: 'quantity', quantity: { ...value.quantity, value: -value.quantity.value } };
  return report(context, 'RT2009', rangeOf(operand), `"-" needs a quantity, and this is ${valueInWords(value)}.`);
}

function referenced(context: Context, node: Reference): Value | undefined {
  if (node.member !== undefined)
    return report(context, 'RT1003', rangeOf(node), `${node.name}.${node.member} is not a quantity or a region.`);
  const declaration = resolveName(context, node, 'name', node.name, ['region', 'image', 'let']);
  const target = declaration?.node;
  switch (target?.$type) {
    case 'Organ':
    case 'Target':
    case 'Subtarget':
      return { sort: 'region', expression: { kind: 'region', name: target.name, at: rangeOf(node) } };
    case 'Image':
      return { sort: 'image', image: target };
    case 'Let': {
      if (context.lets.get(target) === 'pending')
        return report(context, 'RT1004', rangeOf(node), `The value of ${target.name} leads back to ${target.name}.`);
      if (!context.lets.has(target)) {
        context.lets.set(target, 'pending');
        const value = evaluate(context, target.value);
        context.lets.set(target, value);
      }
      return context.lets.get(target) as Value | undefined;
    }
    default:
      return undefined;
  }
}

const functions = ['vanHerk', 'margin', 'min', 'max'] as const;

function called(context: Context, node: Call): Value | undefined {
  switch (node.function) {
    case 'vanHerk': {
      const systematic = namedLength(context, node, 'systematic');
      const random = namedLength(context, node, 'random');
      checkArguments(context, node, ['systematic', 'random'], ['systematic', 'random']);
      if (systematic === undefined || random === undefined) return undefined;
      const recipe = marginRecipes.vanHerk;
      return {
        sort: 'quantity',
        quantity: {
          kind: 'length',
          value: Number((recipe.systematic * systematic + recipe.random * random).toPrecision(12)),
        },
      };
    }
    case 'margin':
      return margins(context, node);
    case 'min':
    case 'max':
      return extreme(context, node, node.function);
    case 'eqd2':
    case 'bed':
      return report(
        context,
        'RT1010',
        rangeOf(node, 'function'),
        `"${node.function}(…)" is not available in this version: doses are compared as physical dose in Gy.`,
      );
    default:
      return report(
        context,
        'RT1010',
        rangeOf(node, 'function'),
        `"${node.function}" is not a function. There are ${listed(functions, 'and')}.`,
      );
  }
}

const sides = ['left', 'right', 'anterior', 'posterior', 'superior', 'inferior'] as const;

/** `margin(5 mm, superior: 8 mm)`: one length for all sides that are not named. */
function margins(context: Context, node: Call): Value | undefined {
  const unnamed = node.arguments.filter((argument) => !argument.name);
  const named = new Set(node.arguments.map((argument) => argument.name));
  checkArguments(context, node, sides, unnamed.length > 0 ? [] : sides);
  if (unnamed.length > 1)
    report(
      context,
      'RT2014',
      rangeOf(unnamed[1]),
      `Only one length of a margin goes without a side; name the others: ${sides.join(', ')}.`,
    );
  if (unnamed.length === 0 && sides.some((side) => !named.has(side))) return undefined;
  const rest = unnamed.length > 0 ? valueOf(context, unnamed[0].value, { what: 'the margin', kind: 'length' }) : 0;
  if (rest === undefined) return undefined;
  const marginMm: MarginMm = uniformMargin(rest);
  for (const side of sides) {
    if (!named.has(side)) continue;
    const value = namedLength(context, node, side);
    if (value === undefined) return undefined;
    marginMm[side] = value;
  }
  return { sort: 'margins', marginMm };
}

function namedLength(context: Context, node: Call, name: string): number | undefined {
  const argument = node.arguments.find((candidate) => candidate.name === name);
  return valueOf(context, argument?.value, { what: `"${name}"`, kind: 'length' });
}

export function checkArguments(
  context: Context,
  node: { readonly arguments: readonly Argument[] } & Parameters<typeof rangeOf>[0],
  known: readonly string[],
  needed: readonly string[],
): void {
  const seen = new Set<string>();
  for (const argument of node.arguments) {
    if (argument.name === undefined) continue;
    if (!known.includes(argument.name))
      report(
        context,
        'RT2014',
        rangeOf(argument, 'name'),
        `There is no argument "${argument.name}". There are ${listed(known, 'and')}.`,
      );
    if (seen.has(argument.name))
      report(context, 'RT0012', rangeOf(argument, 'name'), `"${argument.name}" is given twice.`);
    seen.add(argument.name);
  }
  const missing = needed.filter((name) => !seen.has(name));
  if (missing.length > 0)
    report(
      context,
      'RT2014',
      rangeOf(node),
      `${listed(missing, 'and')} ${missing.length > 1 ? 'are' : 'is'} missing here.`,
    );
}

function extreme(context: Context, node: Call, which: 'min' | 'max'): Value | undefined {
  const values = node.arguments.map((argument) => evaluate(context, argument.value));
  let best: Quantity | undefined;
  for (const [i, value] of values.entries()) {
    if (!value) return undefined;
    if (value.sort !== 'quantity')
      return report(
        context,
        'RT2009',
        rangeOf(node.arguments[i]),
        `"${which}" compares quantities, and this is ${valueInWords(value)}.`,
      );
    if (best && (best.kind !== value.quantity.kind || best.alphaBetaGy !== value.quantity.alphaBetaGy))
      return mixed(context, node.arguments[i].value, which, best, value.quantity);
    if (!best || (which === 'min' ? value.quantity.value < best.value : value.quantity.value > best.value))
      best = value.quantity;
  }
  return best && { sort: 'quantity', quantity: best };
}

function arithmetic(context: Context, node: Arithmetic): Value | undefined {
  const left = evaluate(context, node.left);
  const right = evaluate(context, node.right);
  if (!left || !right) return undefined;
  if (left.sort === 'region' || left.sort === 'image') {
    if (node.operator === '*' || node.operator === '/') return meaningless(context, node, left, right);
    if (left.sort === 'image')
      return report(
        context,
        'RT1003',
        rangeOf(node.left),
        `${left.image.name} is an image; margins are put around regions.`,
      );
    return grown(context, node, left.expression, right);
  }
  if (node.operator === 'expand' || node.operator === 'shrink' || left.sort !== 'quantity' || right.sort !== 'quantity')
    return meaningless(context, node, left, right);
  const [a, b] = [left.quantity, right.quantity];
  const result =
    node.operator === '*'
      ? multiply(a, b)
      : node.operator === '/'
        ? divide(a, b)
        : add(a, b, node.operator === '+' ? 1 : -1);
  if (!result) return mixed(context, node.right, node.operator, a, b);
  if (!Number.isFinite(result.value))
    return report(context, 'RT2008', rangeOf(node), 'This division by zero has no value.');
  return { sort: 'quantity', quantity: result };
}

function grown(context: Context, node: Arithmetic, of: RegionExpression, right: Value): Value | undefined {
  const sign = node.operator === '+' || node.operator === 'expand' ? 1 : -1;
  let marginMm: MarginMm;
  if (right.sort === 'margins') marginMm = scaled(right.marginMm, sign);
  else if (right.sort === 'region') {
    const word = sign > 0 ? 'or' : 'minus';
    const { start, end } = spanOf(node, 'operator');
    const range = rangeWithin(node, start, end);
    return report(
      context,
      'RT2009',
      rangeOf(node),
      `"${node.operator}" puts a margin around a region, and this is a region on both sides. For the set of both write "${word}".`,
      { fixes: [replace(`Write "${word}"`, range, word)] },
    );
  } else {
    const length =
      right.sort === 'quantity' && right.quantity.kind !== 'length' && right.quantity.kind !== 'number'
        ? undefined
        : valueOf(context, node.right, { what: 'the margin', kind: 'length' });
    if (right.sort === 'quantity' && right.quantity.kind !== 'length' && right.quantity.kind !== 'number')
      return meaningless(context, node, { sort: 'region', expression: of }, right);
    if (length === undefined) return undefined;
    marginMm = uniformMargin(sign * length);
  }
  const largest = Math.max(...Object.values(marginMm).map(Math.abs));
  if (largest > largestUsualMarginMm)
    report(context, 'RT5009', rangeOf(node.right), `The margin is ${numberInWords(largest)} mm. Is the unit right?`);
  return { sort: 'region', expression: { kind: 'margin', of, marginMm, at: rangeOf(node) } };
}

const largestUsualMarginMm = 30;

function scaled(margin: MarginMm, sign: number): MarginMm {
  const result = { ...margin };
  for (const side of sides) result[side] = margin[side] === 0 ? 0 : sign * margin[side];
  return result;
}

function within(context: Context, node: Within): Value | undefined {
  const of = regionOf(context, node.region);
  const distanceMm = valueOf(context, node.distance, { what: 'the distance', kind: 'length', min: 0 });
  const from = regionOf(context, node.centre);
  if (!of || !from || distanceMm === undefined) return undefined;
  return { sort: 'region', expression: { kind: 'within', of, from, distanceMm, at: rangeOf(node) } };
}

function thresholded(context: Context, node: Threshold): Value | undefined {
  const left = evaluate(context, node.left);
  if (!left) return undefined;
  if (left.sort !== 'image')
    return report(
      context,
      'RT2009',
      rangeOf(node),
      `A threshold compares an image with a value, and ${valueInWords(left)} stands on its left. Write the image first: "fdg >= 4 SUV".`,
    );
  const right = evaluate(context, node.right);
  if (!right) return undefined;
  const expression = thresholdValue(context, node, left.image, right, planningImageOf(left.image));
  return expression && { sort: 'region', expression };
}

const setKinds = { and: 'intersection', or: 'union', minus: 'difference' } as const;

function setOperation(context: Context, node: SetOperation): Value | undefined {
  if (node.left.$type === 'SetOperation' && node.left.operator !== node.operator) {
    const range = rangeOf(node);
    const span = spanOf(node.left);
    const left = sourceOf(node).text.slice(span.start, span.end);
    const fix = {
      title: `Write (${left.length > 40 ? '…' : left}) ${node.operator} …`,
      edits: [
        { range: { ...rangeOf(node.left), end: rangeOf(node.left).start }, newText: '(' },
        { range: { ...rangeOf(node.left), start: rangeOf(node.left).end }, newText: ')' },
      ],
    };
    report(
      context,
      'RT0011',
      range,
      `"${node.left.operator}" and "${node.operator}" stand side by side: say by parentheses which one comes first.`,
      { fixes: [fix] },
    );
  }
  const left = regionOf(context, node.left);
  const right = regionOf(context, node.right);
  if (!left || !right) return undefined;
  const kind = setKinds[node.operator];
  const of = left.kind === kind && node.left.$type === 'SetOperation' ? [...left.of, right] : [left, right];
  return { sort: 'region', expression: { kind, of, at: rangeOf(node) } };
}

function mixed(context: Context, node: Expression, operator: string, a: Quantity, b: Quantity): undefined {
  const doses = doseKinds.includes(a.kind) && doseKinds.includes(b.kind);
  const message = `"${operator}" between ${valueInWords({ sort: 'quantity', quantity: a })} and ${valueInWords({ sort: 'quantity', quantity: b })} has no meaning.`;
  if (doses) return report(context, 'RT2004', rangeOf(node), `${message} ${conversion(b.kind === 'dose' ? a : b)}`);
  return report(context, 'RT2003', rangeOf(node), `${message} Both sides have to be of one kind.`);
}

function meaningless(context: Context, node: Arithmetic, left: Value, right: Value): undefined {
  return report(
    context,
    'RT2009',
    rangeOf(node),
    `"${node.operator}" between ${valueInWords(left)} and ${valueInWords(right)} has no meaning. A region takes a length ("GTV + 5 mm") or another region ("GTV or Nodes").`,
  );
}
