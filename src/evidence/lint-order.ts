import type { Constraint } from './constraints.ts';
import type { Finding } from './finding.ts';
import { parseMetric, type RowMetric } from './metric.ts';

/**
 * Limits that stand in no plausible order: a looser limit for a rarer complication, a higher dose allowed to a larger volume, a larger volume
 * allowed at a higher dose. Rows are compared within one source, organ, endpoint, course and population.
 */
export function lintOrder(rows: readonly Constraint[]): Finding[] {
  return [...grouped(rows).values()].flatMap((group) =>
    group.flatMap((a, i) => group.slice(i + 1).flatMap((b) => disorder(a, b) ?? [])),
  );
}

function grouped(rows: readonly Constraint[]): Map<string, Constraint[]> {
  const groups = new Map<string, Constraint[]>();
  for (const row of rows) {
    if (row.metric === undefined || row.metricTo !== undefined || !row.operator.startsWith('<')) continue;
    const { source, organs, structure, part, endpoint, population, scope, strength, unit, course, reference, note } =
      row;
    const key = JSON.stringify([
      source,
      organs,
      structure,
      part,
      endpoint,
      population,
      scope,
      strength,
      unit,
      course,
      reference,
      note,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function disorder(a: Constraint, b: Constraint): Finding | undefined {
  if (a.metric === b.metric) {
    const [rateA, rateB] = [a.rate?.percent, b.rate?.percent];
    if (!rateA || !rateB || rateA[1] === rateB[1]) return undefined;
    const [rarer, commoner] = rateA[1] < rateB[1] ? [a, b] : [b, a];
    return rarer.limit > commoner.limit
      ? fault(
          rarer,
          `allows ${rarer.limit} ${rarer.unit} at a rate of ${rarer.rate!.text}, more than ${commoner.id} at ${commoner.rate!.text}`,
        )
      : undefined;
  }
  if (a.rate?.text !== b.rate?.text) return undefined;
  const order = strictness(parseMetric(a.metric!), parseMetric(b.metric!));
  if (order === undefined) return undefined;
  const [smaller, larger] = order < 0 ? [a, b] : [b, a];
  return smaller.limit < larger.limit
    ? fault(
        larger,
        `${larger.metric} ${larger.operator} ${larger.limit} ${larger.unit} is looser than ${smaller.id}, though it asks for less`,
      )
    : undefined;
}

/** Below 0 where `a` measures the smaller volume, or the lower dose: its limit has to be the larger one. */
function strictness(a: RowMetric | undefined, b: RowMetric | undefined): number | undefined {
  if (a?.kind === 'doseAtVolume' && b?.kind === 'doseAtVolume' && a.unit === b.unit) return a.value - b.value;
  if (a?.kind === 'volumeAtDose' && b?.kind === 'volumeAtDose') return a.doseGy - b.doseGy;
  return undefined;
}

function fault(row: Constraint, message: string): Finding {
  return { severity: 'error', row: row.id, field: 'limit', message };
}
