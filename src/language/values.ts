import type { RegionExpression } from '../plan/plan.ts';
import { kindInWords, type Kind } from '../units/units.ts';
import { type Quantity, quantityInWords } from '../units/quantity.ts';
import type { Image } from './generated/ast.ts';

export type MarginMm = Extract<RegionExpression, { kind: 'margin' }>['marginMm'];

/** What an expression means. */
export type Value =
  | { readonly sort: 'quantity'; readonly quantity: Quantity }
  | { readonly sort: 'region'; readonly expression: RegionExpression }
  | { readonly sort: 'image'; readonly image: Image }
  | {
      readonly sort: 'share';
      readonly percent: number;
      readonly of: 'max' | 'mean' | 'min' | 'median';
      readonly region?: RegionExpression;
    }
  | { readonly sort: 'prescriptionShare'; readonly percent: number }
  | { readonly sort: 'margins'; readonly marginMm: MarginMm };

/** "45 Gy (a physical dose)", "a region", … */
export function valueInWords(value: Value): string {
  switch (value.sort) {
    case 'quantity':
      return value.quantity.kind === 'number'
        ? `the plain number ${quantityInWords(value.quantity)}`
        : `${quantityInWords(value.quantity)} (${kindInWords(value.quantity.kind)})`;
    case 'region':
      return 'a region';
    case 'image':
      return `the image ${value.image.name}`;
    case 'share':
      return `${value.percent} % of the ${value.of} of an image`;
    case 'prescriptionShare':
      return `${value.percent} % of a prescription`;
    case 'margins':
      return 'a set of margins';
  }
}

export const sides = ['left', 'right', 'anterior', 'posterior', 'superior', 'inferior'] as const;

export function uniformMargin(mm: number): MarginMm {
  return { left: mm, right: mm, anterior: mm, posterior: mm, superior: mm, inferior: mm };
}

export function scaledMargin(margin: MarginMm, sign: number): MarginMm {
  const result = { ...margin };
  for (const side of sides) result[side] = margin[side] === 0 ? 0 : sign * margin[side];
  return result;
}

/** What a value of an image is written in, by its quantity. */
export const imageUnits = { HU: 'HU', SUVbw: 'SUV', ratio: 'a plain number', raw: 'a plain number' } as const;

/** The quantity that an image holds once it is converted, and the kind of number it is compared with. */
export function imageQuantity(
  image: Image,
  isPlanningImage: boolean,
): { quantity: 'HU' | 'SUVbw' | 'ratio' | 'raw'; kind: Kind } {
  switch (image.conversion?.quantity) {
    case 'SUVbw':
      return { quantity: 'SUVbw', kind: 'uptake' };
    case 'ratio':
      return { quantity: 'ratio', kind: 'number' };
    case 'raw':
      return { quantity: 'raw', kind: 'number' };
    case 'HU':
      return { quantity: 'HU', kind: 'hounsfield' };
    default:
      return isPlanningImage ? { quantity: 'HU', kind: 'hounsfield' } : { quantity: 'raw', kind: 'number' };
  }
}
