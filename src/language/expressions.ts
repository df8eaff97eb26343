import type { RegionExpression } from '../plan/plan.ts';
import { kindInWords, refusedUnit } from '../units/units.ts';
import { add, divide, multiply, numberInWords, quantity, quantityInWords } from '../units/quantity.ts';
import { called } from './calls.ts';
import { type Context, insertAfter, replace, report, resolveName, rangeWithin } from './context.ts';
import type {
  Arithmetic,
  Expression,
  Let,
  Quantity as QuantityNode,
  Reference,
  SetOperation,
  Threshold,
  Within,
} from './generated/ast.ts';
import { mixedKinds, valueOf } from './quantities.ts';
import { rangeOf, sourceOf, spanOf } from './source.ts';
import { structureExpression } from './structures.ts';
import { planningImageOf, thresholdValue } from './thresholds.ts';
import { type MarginMm, scaledMargin, uniformMargin, type Value, valueInWords } from './values.ts';

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
      const value = letValue(context, target);
      if (value !== 'pending') return value;
      return report(context, 'RT1004', rangeOf(node), `The value of ${target.name} leads back to ${target.name}.`);
    }
    default:
      return undefined;
  }
}

/** The value of a definition, worked out when first asked for; `pending` while that is under way. */
export function letValue(context: Context, node: Let): Value | 'pending' | undefined {
  const { lets } = context;
  if (!lets.has(node)) {
    lets.set(node, 'pending');
    lets.set(node, evaluate(context, node.value));
  }
  return lets.get(node);
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
  if (!result) return mixedKinds(context, node.right, node.operator, a, b);
  if (!Number.isFinite(result.value))
    return report(context, 'RT2008', rangeOf(node), 'This division by zero has no value.');
  return { sort: 'quantity', quantity: result };
}

function grown(context: Context, node: Arithmetic, of: RegionExpression, right: Value): Value | undefined {
  const sign = node.operator === '+' || node.operator === 'expand' ? 1 : -1;
  let marginMm: MarginMm;
  if (right.sort === 'margins') marginMm = scaledMargin(right.marginMm, sign);
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

function meaningless(context: Context, node: Arithmetic, left: Value, right: Value): undefined {
  return report(
    context,
    'RT2009',
    rangeOf(node),
    `"${node.operator}" between ${valueInWords(left)} and ${valueInWords(right)} has no meaning. A region takes a length ("GTV + 5 mm") or another region ("GTV or Nodes").`,
  );
}
