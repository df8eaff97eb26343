import { metricInWords } from '../plan/in-words.ts';
import type { Prescription, RegionExpression } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';

/** "GTV grown by 5 mm", "fdg >= 50 % of the max in GTV". */
export function regionInWords(expression: RegionExpression): string {
  switch (expression.kind) {
    case 'structure':
      return `structure "${expression.name}"`;
    case 'region':
      return expression.name;
    case 'union':
      return expression.of.map(part).join(' or ');
    case 'intersection':
      return expression.of.map(part).join(' and ');
    case 'difference':
      return expression.of.map(part).join(' minus ');
    case 'margin':
      return `${part(expression.of)} ${marginInWords(expression.marginMm)}`;
    case 'within':
      return `${part(expression.of)} within ${numberInWords(expression.distanceMm)} mm of ${part(expression.from)}`;
    case 'threshold':
      return `${expression.image} ${expression.comparison} ${numberInWords(expression.value)}`;
    case 'relativeThreshold':
      return `${expression.image} ${expression.comparison} ${numberInWords(expression.percent)} % of ${expression.of} in ${part(expression.in)}`;
  }
}

export function prescriptionInWords(
  { doseGy, metric, rule, atMostGy, isotoxic }: Prescription,
  fractions: number,
): string {
  const cap = atMostGy === undefined ? '' : `, at most ${numberInWords(atMostGy)} Gy`;
  if (rule?.kind === 'painted') {
    const { image, low, high } = rule;
    const end = ({ doseGy: gy, value }: typeof low): string =>
      `${numberInWords(gy)} Gy (${numberInWords(gy / fractions)} Gy per fraction) at ${numberInWords(value)}`;
    return `painted by ${image}: ${end(low)} and below, ${end(high)} and above, on a line between${cap}; ${fractions} fractions`;
  }
  if (rule)
    return `the dose with the effect of the ${numberInWords(doseGy)} Gy to ${rule.to}${rule.equalControl ? ' on clonogens per volume' : ' on single cells'}${cap}, in ${fractions} fractions; a run works it out`;
  const each = numberInWords(doseGy / fractions);
  return `${numberInWords(doseGy)} Gy (${metricInWords(metric)}) in ${fractions} fractions, ${each} Gy per fraction${isotoxic ? `, or more, until ${isotoxic.text}` : ''}${cap}`;
}

function part(expression: RegionExpression): string {
  const isSimple = expression.kind === 'structure' || expression.kind === 'region';
  return isSimple ? regionInWords(expression) : `(${regionInWords(expression)})`;
}

function marginInWords(marginMm: Extract<RegionExpression, { kind: 'margin' }>['marginMm']): string {
  const sides = Object.entries(marginMm);
  const [[, first]] = sides;
  if (sides.every(([, mm]) => mm === first))
    return `${first < 0 ? 'shrunk' : 'grown'} by ${numberInWords(Math.abs(first))} mm`;
  return `grown by ${sides.map(([side, mm]) => `${side} ${numberInWords(mm)}`).join(', ')} mm`;
}
