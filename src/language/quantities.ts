import type { AstNode } from 'langium';
import { baseUnit, doseKinds, type Kind, kindInWords } from '../units/units.ts';
import { numberInWords, type Quantity, quantityInWords } from '../units/quantity.ts';
import { type Context, insertAfter, report } from './context.ts';
import { evaluate } from './expressions.ts';
import type { Expression } from './generated/ast.ts';
import { rangeOf } from './source.ts';
import { type Value, valueInWords } from './values.ts';

export interface Expectation {
  /** What is due, for the message: "the grid spacing". */
  readonly what: string;
  readonly kind: Kind;
  readonly min?: number;
  readonly max?: number;
  /** Zero and below are no values for this. */
  readonly positive?: boolean;
}

/** The value of an expression in the base unit of the kind that is due; else a diagnostic and `undefined`. */
export function valueOf(context: Context, node: Expression | undefined, expected: Expectation): number | undefined {
  const value = evaluate(context, node);
  if (value === undefined || node === undefined) return undefined;
  return checkedValue(context, node, value, expected);
}

export function checkedValue(
  context: Context,
  node: AstNode,
  value: Value,
  { what, kind, min, max, positive }: Expectation,
): number | undefined {
  const range = rangeOf(node);
  if (value.sort !== 'quantity') {
    return report(
      context,
      'RT2003',
      range,
      `${capital(what)} is ${kindInWords(kind)}, and this is ${valueInWords(value)}.`,
    );
  }
  const { quantity } = value;
  if (quantity.kind !== kind) return wrongKind(context, node, quantity, what, kind);
  const unit = baseUnit(kind);
  const low = min ?? (positive ? 0 : undefined);
  if (
    (positive && quantity.value <= 0) ||
    (low !== undefined && quantity.value < low) ||
    (max !== undefined && quantity.value > max)
  ) {
    const bounds =
      max === undefined
        ? `has to be ${positive ? 'above' : 'at least'} ${numberInWords(low ?? 0)}`
        : `has to lie ${positive ? 'above' : 'from'} ${numberInWords(low ?? 0)} ${positive ? 'and up to' : 'to'} ${numberInWords(max)}`;
    return report(
      context,
      'RT2008',
      range,
      `${capital(what)} is ${quantityInWords(quantity)}; it ${bounds}${unit ? ` ${unit}` : ''}.`,
    );
  }
  return quantity.value;
}

function wrongKind(context: Context, node: AstNode, quantity: Quantity, what: string, kind: Kind): undefined {
  const range = rangeOf(node);
  if (quantity.kind === 'number') {
    const unit = baseUnit(kind);
    return report(
      context,
      'RT2002',
      range,
      `${capital(what)} needs a unit: ${numberInWords(quantity.value)} is a plain number, and ${kindInWords(kind)} is due.`,
      {
        fixes: unit ? [insertAfter(`Write ${numberInWords(quantity.value)} ${unit}`, range, ` ${unit}`)] : [],
      },
    );
  }
  if (kind === 'dose' && quantity.kind === 'dosePerFraction') {
    return report(
      context,
      'RT2006',
      range,
      `${capital(what)} is a total dose of the course, and ${quantityInWords(quantity)} is a dose per fraction. Write the total.`,
    );
  }
  if (doseKinds.includes(kind) && doseKinds.includes(quantity.kind)) {
    return report(
      context,
      'RT2004',
      range,
      `${capital(what)} is ${kindInWords(kind)}, and ${quantityInWords(quantity)} is ${kindInWords(quantity.kind)}. ${conversion(quantity)}`,
    );
  }
  return report(
    context,
    'RT2003',
    range,
    `${capital(what)} is ${kindInWords(kind)}, and ${quantityInWords(quantity)} is ${kindInWords(quantity.kind)}.`,
  );
}

/** An operation on two kinds that it does not join. */
export function mixedKinds(context: Context, node: Expression, operator: string, a: Quantity, b: Quantity): undefined {
  const doses = doseKinds.includes(a.kind) && doseKinds.includes(b.kind);
  const message = `"${operator}" between ${valueInWords({ sort: 'quantity', quantity: a })} and ${valueInWords({ sort: 'quantity', quantity: b })} has no meaning.`;
  if (doses) return report(context, 'RT2004', rangeOf(node), `${message} ${conversion(b.kind === 'dose' ? a : b)}`);
  return report(context, 'RT2003', rangeOf(node), `${message} Both sides have to be of one kind.`);
}

/** How to get from one kind of dose to a comparable one, without giving a number that would depend on fractions nobody wrote. */
function conversion(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'eqd2':
      return `Compare it with eqd2(…) of the region at the same alpha/beta of ${quantity.alphaBetaGy} Gy, or write the physical dose.`;
    case 'bed':
      return `Compare it with bed(…) of the region at the same alpha/beta of ${quantity.alphaBetaGy} Gy, or write the physical dose.`;
    case 'rbeDose':
      return 'Photon beams have a physical dose: write Gy.';
    default:
      return 'Write both as the same kind of dose.';
  }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
