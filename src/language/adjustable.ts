import type { AstNode } from 'langium';
import { unitNamed, type Kind } from '../units/units.ts';
import type { Baseline, Isotoxic, Prescription, Quantity, Schedule } from './generated/ast.ts';
import { nodeAt, spanOf, spanOfProperty, sourceOf, textOf, type Source, type Span } from './source.ts';

/** A number in the text of which one would like to try other values, and the values that make sense for it. */
export interface Adjustable {
  /** Of the number alone: its unit stays. */
  readonly span: Span;
  /** As written: "50", "2.65". */
  readonly text: string;
  readonly value: number;
  /** What it is: "Dose of PTV". */
  readonly label: string;
  /** "Gy", "% of prescription"; empty for a plain number. */
  readonly unit: string;
  /** In the unit of the text. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/**
 * The number that stands at an offset, where it is one that a plan is steered by: a dose, a limit, an angle, a weight, monitor units, a margin, a threshold, a parameter of tissue, fractions. Not those
 * with an exponent, for which no even step makes sense, nor behind a minus, since the sign is no part of the number.
 */
export function adjustableAt(source: Source, offset: number): Adjustable | undefined {
  const node = nodeAt(source, offset);
  if (!node) return undefined;
  if (node.$type === 'Schedule') return fractionsOf(node as Schedule, offset);
  if (node.$type !== 'Quantity') return undefined;
  const quantity = node as Quantity;
  const span = spanOfProperty(quantity, 'value');
  const label = labelOf(quantity);
  if (!span || offset < span.start || offset >= span.end || label === undefined) return undefined;
  const text = source.text.slice(span.start, span.end);
  const kind = quantity.unit === undefined ? 'number' : unitNamed(quantity.unit)?.kind;
  if (kind === undefined || !/^\d+(\.\d+)?$/.test(text)) return undefined;
  const { value } = quantity;
  const baseline = around(quantity, ['Baseline']) as Baseline | undefined;
  const whose = baseline ? `${label}, ${baseline.name}` : label;
  return {
    span,
    text,
    value,
    label: whose,
    unit: unitWords(quantity, span),
    ...valuesOf(quantity, kind, decimalsOf(text)),
  };
}

function fractionsOf(schedule: Schedule, offset: number): Adjustable | undefined {
  const span = spanOfProperty(schedule, 'fractions');
  const { fractions: value } = schedule;
  if (!span || value === undefined || offset < span.start || offset >= span.end) return undefined;
  const text = sourceOf(schedule).text.slice(span.start, span.end);
  return { span, text, value, label: 'Fractions', unit: '', min: 1, max: Math.max(45, value), step: 1 };
}

/** "Gy", or with what it is a share of. */
function unitWords(quantity: Quantity, { end }: Span): string {
  const written = textOf(quantity);
  const number = sourceOf(quantity).text.slice(spanOf(quantity).start, end);
  return written.slice(number.length).trim();
}

function labelOf(quantity: Quantity): string | undefined {
  const { $container: holder, $containerProperty: property } = quantity;
  switch (holder?.$type) {
    case 'Prescription':
      return `Dose of ${holder.region}`;
    case 'Painting':
      return ['fromDose', 'toDose'].includes(property ?? '')
        ? `${property === 'fromDose' ? 'Dose from which' : 'Dose up to which'} ${regionAround(holder)} is painted`
        : undefined;
    case 'PrescriptionClause':
      return `Most dose of ${regionAround(holder)}`;
    case 'Isotoxic':
      return `Limit of ${(holder as Isotoxic).region} ${textOf((holder as Isotoxic).metric)}`;
    case 'Normalise': {
      const { region, metric } = holder;
      return metric && `${region} ${textOf(metric)} to which the plan is scaled`;
    }
    case 'Gradient':
      return 'Limit of the gradient';
    case 'Goal': {
      const { plan, region, metric } = holder;
      return `Limit of ${plan ? 'P+' : `${region} ${metric ? textOf(metric) : ''}`.trim()}`;
    }
    case 'BeamNumber': {
      const { property: of } = holder;
      return `${beamWords[of] ?? of} of ${beamAround(holder)}`;
    }
    case 'Arrange':
      return property === 'start' ? 'Gantry of the first beam' : `Angle between the ${holder.count} beams`;
    case 'Turn':
      return property === 'step'
        ? `Gantry step of ${beamAround(holder)}`
        : `Gantry of ${beamAround(holder)} at its ${property === 'from' ? 'start' : 'end'}`;
    case 'Conformal':
      return `Margin of the aperture of ${beamAround(holder)}`;
    case 'TissueProperty': {
      const { name } = holder;
      return property === 'value' ? `${name} of ${nameAround(holder)}` : undefined;
    }
    case 'Threshold':
      return isInRegion(holder) ? `Threshold of ${nameAround(holder)}` : undefined;
    case 'Arithmetic': {
      const isMargin = holder.right === quantity && isInRegion(holder) && quantity.unit !== undefined;
      return isMargin ? `Margin of ${nameAround(holder)}` : undefined;
    }
    case 'Let':
      return holder.name;
    default:
      return undefined;
  }
}

const beamWords: Readonly<Record<string, string>> = {
  gantry: 'Gantry',
  couch: 'Couch',
  collimator: 'Collimator',
  weight: 'Weight',
  mu: 'Monitor units',
  ssd: 'SSD',
};

function beamAround(node: AstNode): string {
  const beam = around(node, ['Beam', 'Arc']);
  return beam ? ((beam as { name?: string }).name ?? 'the beam') : 'the beams';
}

function regionAround(node: AstNode): string {
  return (around(node, ['Prescription']) as Prescription | undefined)?.region ?? 'the region';
}

const regions = ['Organ', 'Target', 'Subtarget'];

function isInRegion(node: AstNode): boolean {
  return around(node, regions) !== undefined;
}

/** The name of what is declared around a node, a block within a tissue named before it. */
function nameAround(node: AstNode): string {
  return (around(node, [...regions, 'Tissue']) as { name?: string } | undefined)?.name ?? 'the tissue';
}

function around(node: AstNode, types: readonly string[]): AstNode | undefined {
  for (let at: AstNode | undefined = node; at; at = at.$container) if (types.includes(at.$type)) return at;
  return undefined;
}

function decimalsOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

interface Values {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** What may be tried in place of a number: an interval that holds it, and steps no coarser than the digits that it is written with. */
function valuesOf(quantity: Quantity, kind: Kind, decimals: number): Values {
  const { value, share, prescription, $container: holder } = quantity;
  const coarse = stepOf(kind, quantity);
  const step = decimals > 0 ? Math.min(coarse, Number(`1e-${decimals}`)) : coarse;
  const from = (min: number, max: number): Values => ({ min: Math.min(min, value), max: Math.max(max, value), step });
  switch (kind) {
    case 'angle':
      if (holder.$type === 'Arrange' && quantity.$containerProperty === 'step') return from(1, 180);
      if (holder.$type === 'Turn' && quantity.$containerProperty === 'step') return from(1, 10);
      return from(0, 360);
    case 'percent':
      return from(0, share || prescription ? 120 : 100);
    case 'percentagePoints':
      return from(0, 100);
    case 'length':
      // A margin may go to nothing, a distance from the source may not.
      if (holder.$type !== 'BeamNumber') return from(0, evenly(Math.max(2 * value, 20 * step), step));
      break;
    default:
  }
  if (value === 0) return from(0, evenly(20 * step, step));
  const least = Math.max(evenly(0.5 * value, step), step);
  return from(least, evenly(1.5 * value, step));
}

/** A step that a hand would take. */
function stepOf(kind: Kind, { value, unit }: Quantity): number {
  switch (kind) {
    case 'dose':
    case 'rbeDose':
    case 'eqd2':
    case 'bed':
      return value >= 20 ? 0.5 : 0.1;
    case 'dosePerFraction':
    case 'number':
      return 0.05;
    case 'length':
      return unit === 'cm' ? 0.1 : 1;
    case 'angle':
    case 'percent':
    case 'percentagePoints':
    case 'monitorUnits':
      return 1;
    case 'hounsfield':
      return 10;
    case 'perDose':
      return 0.01;
    case 'perDoseSquared':
      return 0.001;
    default:
      return value >= 20 ? 1 : 0.1;
  }
}

/** The nearest whole number of steps. */
function evenly(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(6));
}
