import { baseUnit, type Kind, unitNamed } from './units.ts';

/** A number with its kind, in the kind's base unit (mm, Gy, d, …). */
export interface Quantity {
  readonly value: number;
  readonly kind: Kind;
  /** The alpha/beta, Gy, of an EQD2 or BED: part of the kind. */
  readonly alphaBetaGy?: number;
}

/** `undefined` where the unit is not in the list. */
export function quantity(value: number, unit: string | undefined): Quantity | undefined {
  if (unit === undefined) return { value, kind: 'number' };
  const known = unitNamed(unit);
  if (!known) return undefined;
  return {
    value: tidy(value * known.toBase),
    kind: known.kind,
    ...(known.alphaBetaGy === undefined ? {} : { alphaBetaGy: known.alphaBetaGy }),
  };
}

export function sameKind(a: Quantity, b: Quantity): boolean {
  return a.kind === b.kind && a.alphaBetaGy === b.alphaBetaGy;
}

export function add(a: Quantity, b: Quantity, sign: 1 | -1): Quantity | undefined {
  if (!sameKind(a, b)) return undefined;
  return { ...a, value: tidy(a.value + sign * b.value) };
}

/** Products and quotients that have a kind in the language; `undefined` for the rest. */
export function multiply(a: Quantity, b: Quantity): Quantity | undefined {
  if (a.kind === 'number') return { ...b, value: tidy(a.value * b.value) };
  if (b.kind === 'number') return { ...a, value: tidy(a.value * b.value) };
  return undefined;
}

export function divide(a: Quantity, b: Quantity): Quantity | undefined {
  if (b.kind === 'number') return { ...a, value: tidy(a.value / b.value) };
  if (sameKind(a, b)) return { value: tidy(a.value / b.value), kind: 'number' };
  return undefined;
}

/** "45 Gy", "5 mm", "60 Gy EQD2[2]": up to six significant digits, a space before the unit. */
export function quantityInWords({ value, kind, alphaBetaGy }: Quantity): string {
  const unit = kind === 'eqd2' ? `Gy EQD2[${alphaBetaGy}]` : kind === 'bed' ? `Gy BED[${alphaBetaGy}]` : baseUnit(kind);
  return `${numberInWords(value)}${unit ? ` ${unit}` : ''}`;
}

/** Up to six significant digits. */
export function numberInWords(value: number): string {
  return roundedInWords(value, 6);
}

/** Up to so many significant digits. */
export function roundedInWords(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** 0.3 cm is 3 mm and not 2.9999999999999996 mm: decimal text means decimal numbers, to fifteen digits. */
function tidy(value: number): number {
  // Whole numbers are decimal as they are; most numbers of a plan are whole.
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value === 0 ? 0 : value;
  return Number(value.toPrecision(15));
}
