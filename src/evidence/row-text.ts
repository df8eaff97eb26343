import { numberInWords, roundedInWords } from '../units/quantity.ts';
import type { Constraint, Course } from './constraints.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';
import { parameterInterval } from './ntcp-uncertainty.ts';
import type { EvidenceSource } from './sources.ts';
import type { PublishedTissue } from './tissues.ts';

/** `D0.03cc <= 54 Gy EQD2[2]`. */
export function limitText(row: Constraint): string {
  return `${metricText(row)} ${row.operator} ${limitValueText(row)}`;
}

export function metricText({ metric, metricTo, otherMetric }: Constraint): string {
  return metricTo === undefined ? (metric ?? otherMetric ?? '') : `${metric} to ${metricTo}`;
}

/** `54 Gy EQD2[2]`, `20 %`. */
export function limitValueText({ limit, unit, reference }: Constraint): string {
  const kind =
    reference.kind === 'physical' || unit !== 'Gy' ? '' : ` ${reference.kind}[${numberInWords(reference.alphaBetaGy)}]`;
  return `${numberInWords(limit)} ${unit === 'ratio' ? '' : unit}${kind}`.trim();
}

/** `5 fractions (SBRT)`, `1.8 to 2 Gy/fraction`. */
export function courseText(course: Course): string {
  const extra = [
    course.technique,
    course.chemotherapy === undefined ? undefined : course.chemotherapy ? 'with chemotherapy' : 'without chemotherapy',
    course.reirradiation ? 're-irradiation' : undefined,
  ].filter((word) => word !== undefined);
  return `${courseBase(course)}${extra.length > 0 ? ` (${extra.join(', ')})` : ''}`;
}

function courseBase({ kind, fractions, totalDoseGy, dosePerFractionGy }: Course): string {
  if (kind === 'any') return 'any course, as EQD2';
  if (kind === 'conventional' && dosePerFractionGy) return `${rangeText(dosePerFractionGy)} Gy/fraction`;
  if (!fractions) return '';
  const count = `${rangeText(fractions)} ${fractions[1] === 1 ? 'fraction' : 'fractions'}`;
  return totalDoseGy ? `${rangeText(totalDoseGy)} Gy in ${count}` : count;
}

export function rangeText([from, to]: readonly [number, number]): string {
  return from === to ? numberInWords(from) : `${numberInWords(from)} to ${numberInWords(to)}`;
}

/** `LKB: n 0.09 (0.04 to 0.14), m 0.13, TD50 76.9 Gy; at 2 Gy/fraction`, with 95 % intervals where there are any. */
export function ntcpText(row: NtcpParameters): string {
  const values = Object.entries(row.parameters)
    .map(
      ([name, value]) =>
        `${parameterName(name)} ${numberInWords(value)}${/[^r]Gy$/.test(name) ? ' Gy' : name.endsWith('PerGy') ? ' /Gy' : ''}${intervalText(row, name)}`,
    )
    .join(', ');
  const reference = `${rangeText(row.fractionation.dosePerFractionGy)} Gy/fraction${row.fractionation.kind === 'assumed' ? ' (assumed)' : ''}`;
  return `${modelNames[row.model]}: ${values}; at ${reference}, alpha/beta ${numberInWords(row.alphaBeta.valueGy)} Gy${row.alphaBeta.kind === 'assumed' ? ' (assumed)' : ''}`;
}

/** `TD50` of `TD50Gy`. */
export function parameterName(parameter: string): string {
  return parameter.replace(/(Per)?Gy$/, '');
}

function intervalText(row: NtcpParameters, parameter: string): string {
  const interval = parameterInterval(row, parameter);
  return interval ? ` (${interval.map((end) => roundedInWords(end, 3)).join(' to ')})` : '';
}

export const modelNames = {
  lkb: 'LKB',
  niemierko: 'logistic in gEUD',
  relativeSeriality: 'relative seriality',
  logistic: 'logistic in mean dose',
} as const;

/** `alpha/beta 10 Gy, alpha 0.35 /Gy`. */
export function tissueText({ parameters }: PublishedTissue): string {
  return Object.entries(parameters)
    .map(([name, { value, unit, interval95 }]) => {
      const interval = interval95
        ? ` (${interval95.map((end) => (end === null ? '…' : numberInWords(end))).join(' to ')})`
        : '';
      return `${name} ${numberInWords(value)} ${unit}${interval}`;
    })
    .join(', ');
}

interface Flagged {
  readonly confidence: string;
  readonly check: string;
  readonly contested?: string;
  readonly supersededBy?: { readonly row: string; readonly reason: string };
}

/** What a reader has to know before taking a row: contested, superseded, low, not compared. Short words. */
export function flags(row: Flagged, source?: EvidenceSource): string[] {
  return [
    row.contested === undefined ? undefined : 'contested',
    row.supersededBy ? `superseded by ${row.supersededBy.row}` : undefined,
    row.confidence === 'low' ? 'low confidence' : undefined,
    row.check === 'recalled' ? 'unchecked' : row.check === 'local' ? 'local' : undefined,
    source?.unchecked ? 'erratum unread' : undefined,
  ].filter((flag) => flag !== undefined);
}
