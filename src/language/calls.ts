import { linearMarginMm, marginRecipes } from '../evidence/margin-recipes.ts';
import type { Quantity } from '../units/quantity.ts';
import { type Context, listed, report } from './context.ts';
import { evaluate } from './expressions.ts';
import type { Argument, Call } from './generated/ast.ts';
import { mixedKinds, valueOf } from './quantities.ts';
import { rangeOf } from './source.ts';
import { type MarginMm, sides, uniformMargin, type Value, valueInWords } from './values.ts';

const functions = ['vanHerk', 'margin', 'min', 'max'] as const;

/** The value of a call, or `undefined` where a diagnostic has said why it has none. */
export function called(context: Context, node: Call): Value | undefined {
  switch (node.function) {
    case 'vanHerk': {
      const systematic = namedLength(context, node, 'systematic');
      const random = namedLength(context, node, 'random');
      checkArguments(context, node, ['systematic', 'random'], ['systematic', 'random']);
      if (systematic === undefined || random === undefined) return undefined;
      return {
        sort: 'quantity',
        quantity: {
          kind: 'length',
          value: Number(
            linearMarginMm(marginRecipes.vanHerk, { systematicMm: systematic, randomMm: random }).toPrecision(12),
          ),
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
      return mixedKinds(context, node.arguments[i].value, which, best, value.quantity);
    if (!best || (which === 'min' ? value.quantity.value < best.value : value.quantity.value > best.value))
      best = value.quantity;
  }
  return best && { sort: 'quantity', quantity: best };
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
