import type { EvidenceBase } from './base.ts';
import type { Constraint } from './constraints.ts';
import type { Finding } from './finding.ts';
import { lintOrder } from './lint-order.ts';
import { parseMetric, unitsOf } from './metric.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';
import { parameterInterval, uncertainParameters } from './ntcp-uncertainty.ts';
import { organNamed } from './organs.ts';
import { type PublishedParameter, type PublishedTissue, tissueUnits } from './tissues.ts';

/** Doses per fraction, Gy, that a tolerance dose in "about 2 Gy per fraction" may refer to. */
const aboutTwoGy = [1.6, 2.2] as const;
/** Above this, Gy, no limit of external beams or brachytherapy lies. */
const impossibleLimitGy = 150;

/** Everything that is wrong with rows, or that a reader ought to know of them. Rows without faults give no error. */
export function lintEvidence(evidence: EvidenceBase): Finding[] {
  const keys = new Set(evidence.sources.map(({ key }) => key));
  const rowIds = new Set([
    ...evidence.constraints.map(({ id }) => id),
    ...evidence.ntcp.map(({ id }) => id),
    ...evidence.tissues.map(({ name }) => name),
    ...[...evidence.overridden.values()].map(({ row }) => ('id' in row ? row.id : row.name)),
  ]);
  return [
    ...duplicates(evidence),
    ...evidence.constraints.flatMap((row) => lintConstraint(row, keys, rowIds)),
    ...evidence.ntcp.flatMap((row) => lintNtcp(row, keys)),
    ...evidence.tissues.flatMap((row) => lintTissue(row)),
    ...lintOrder(evidence.constraints),
    ...evidence.sources
      .filter(({ doiCheck }) => doiCheck === 'recalled')
      .map(({ key, doi }) => note(`source ${key}`, 'doi', `${doi} is from memory, not compared with the publication`)),
    ...[...evidence.constraints, ...evidence.ntcp, ...evidence.tissues].flatMap((row) => lintProvenance(row, rowIds)),
  ];
}

function duplicates({ constraints, ntcp, tissues, sources }: EvidenceBase): Finding[] {
  const seen = new Set<string>();
  const found: Finding[] = [];
  const ids = [
    ...constraints.map(({ id }) => id),
    ...ntcp.map(({ id }) => id),
    ...tissues.map(({ name }) => `std.${name}`),
    ...sources.map(({ key }) => `source ${key}`),
  ];
  for (const id of ids) {
    if (seen.has(id)) found.push(fault(id, 'id', 'is the id of another row too; ids are unique'));
    seen.add(id);
  }
  return found;
}

function lintConstraint(row: Constraint, keys: ReadonlySet<string>, rowIds: ReadonlySet<string>): Finding[] {
  const found: Finding[] = [];
  if (!keys.has(row.source)) found.push(fault(row.id, 'source', `"${row.source}" is no source`));
  if ((row.metric === undefined) === (row.otherMetric === undefined))
    found.push(fault(row.id, 'metric', 'has to be there, or otherMetric for what is no dose–volume metric; not both'));
  const metrics = [row.metric, row.metricTo].filter((text) => text !== undefined);
  for (const text of metrics) {
    const metric = parseMetric(text);
    if (!metric)
      found.push(
        fault(
          row.id,
          'metric',
          `"${text}" is no metric: D0.03cc, D95%, V20Gy, CV12Gy, mean, max, min, gEUD(a: 8) or NTCP`,
        ),
      );
    else if (!unitsOf(metric).units.includes(row.unit))
      found.push(fault(row.id, 'unit', `${row.unit} does not fit ${text}, which is a ${unitsOf(metric).words}`));
  }
  if (row.limit < 0 || (row.unit === 'Gy' && row.limit > impossibleLimitGy) || (row.unit === '%' && row.limit > 100))
    found.push(fault(row.id, 'limit', `${row.limit} ${row.unit} cannot be`));
  if (row.course.kind === 'fractions' && !row.course.fractions)
    found.push(fault(row.id, 'course', 'is by fractions, and says no number of them'));
  if (row.course.kind === 'conventional' && !row.course.dosePerFractionGy)
    found.push(fault(row.id, 'course', 'is conventional, and gives no dose per fraction'));
  if (row.course.dosePerFractionGy && row.course.dosePerFractionGy[0] <= 0)
    found.push(
      fault(row.id, 'course', `is of ${row.course.dosePerFractionGy[0]} Gy per fraction, and has to be above 0`),
    );
  if (row.course.kind === 'any' && row.reference.kind === 'physical' && row.metric !== 'NTCP')
    found.push(
      fault(row.id, 'course', 'is any, and the limit is a physical dose: such a limit holds for one course only'),
    );
  if (row.overrides !== undefined && !rowIds.has(row.overrides))
    found.push(fault(row.id, 'overrides', `"${row.overrides}" is no row of the evidence base`));
  for (const organ of row.organs)
    if (!organNamed(organ))
      found.push({
        severity: 'warning',
        row: row.id,
        field: 'organs',
        message: `"${organ}" is no organ of the list (TG-263 base names); goals find the row by that very name only`,
      });
  return found;
}

function lintNtcp(row: NtcpParameters, keys: ReadonlySet<string>): Finding[] {
  const found: Finding[] = [];
  if (!keys.has(row.source)) found.push(fault(row.id, 'source', `"${row.source}" is no source`));
  const others = Object.entries(row.parameterSources ?? {}).filter(([, source]) => source !== row.source);
  for (const [parameter, source] of others)
    found.push(
      fault(
        row.id,
        `parameters.${parameter}`,
        `is of "${source}", the row of "${row.source}": parameters of one fit travel together`,
      ),
    );
  found.push(...lintUncertainty(row));
  const [from, to] = row.fractionation.dosePerFractionGy;
  if (from <= 0)
    return [...found, fault(row.id, 'fractionation', `is of ${from} Gy per fraction, and has to be above 0`)];
  if (row.doseForm === 'EQD2' && (from < aboutTwoGy[0] || to > aboutTwoGy[1]))
    found.push(
      fault(
        row.id,
        'doseForm',
        `is EQD2, but the tolerance dose refers to ${from} Gy per fraction: it is a physical dose at that fractionation`,
      ),
    );
  return found;
}

/** Intervals are of the row's own fit, and about its values. */
function lintUncertainty(row: NtcpParameters): Finding[] {
  if (!row.uncertainty) return [];
  const found: Finding[] = [];
  const { source } = row.uncertainty;
  if (source !== row.source)
    found.push(
      fault(row.id, 'uncertainty.source', `is "${source}", the row of "${row.source}": an interval goes with its fit`),
    );
  const values: Readonly<Record<string, number>> = row.parameters;
  for (const parameter of uncertainParameters(row)) {
    const field = `uncertainty.parameters.${parameter}`;
    const value = values[parameter];
    const [low, high] = parameterInterval(row, parameter)!;
    if (value === undefined) found.push(fault(row.id, field, 'is no parameter of the row'));
    else if (!(low < value && value < high))
      found.push(fault(row.id, field, `is ${low} to ${high}, and the value, ${value}, does not lie within`));
    else if (value > 0 && low <= 0)
      found.push(fault(row.id, field, `reaches ${low}: the study does not fix a parameter that has to be above 0`));
  }
  return found;
}

/** Two parameters and two publications: which number is whose cannot be told, and one fit it is not. */
function lintTissue(row: PublishedTissue): Finding[] {
  const publications = row.citation.replace(/compiled in.*$/s, '').match(/\b(19|20)\d\d\b/g) ?? [];
  const found: Finding[] = [];
  if (Object.keys(row.parameters).length > 1 && publications.length > 1)
    found.push(
      fault(
        row.name,
        'citation',
        `names ${publications.length} publications for ${Object.keys(row.parameters).length} parameters: one row, one source`,
      ),
    );
  if (Object.keys(row.parameters).length === 0) found.push(fault(row.name, 'parameters', 'are none'));
  if (row.parameters['repopulation.doubling'] && row.parameters['repopulation.rate'])
    found.push(
      fault(
        row.name,
        'parameters.repopulation.rate',
        'stands beside a doubling time, which says the same: leave one out',
      ),
    );
  for (const [name, parameter] of Object.entries(row.parameters))
    found.push(...lintParameter(name, parameter).map((message) => fault(row.name, `parameters.${name}`, message)));
  const interval = row.parameters['alpha/beta']?.interval95;
  if (interval && interval[0] !== null && interval[0] <= 0)
    found.push({
      severity: 'information',
      row: row.name,
      field: 'alpha/beta',
      message: `the 95 % interval, ${interval[0]} to ${interval[1]} Gy, reaches zero or below: the study does not fix it`,
    });
  return found;
}

/** Rows go into plans as they are: what the text could not say of a tissue, a row cannot either. */
function lintParameter(name: string, { value, unit, varies, interval95 }: PublishedParameter): string[] {
  const expected = Object.hasOwn(tissueUnits, name) ? tissueUnits[name] : undefined;
  if (expected === undefined) return [`is no parameter of a tissue: ${Object.keys(tissueUnits).join(', ')}`];
  const found: string[] = [];
  if (unit !== expected) found.push(`is in ${unit}, and has to be in ${expected}`);
  if (!(value > 0 || (value === 0 && name === 'repopulation.start'))) found.push(`is ${value}, and has to be above 0`);
  if (varies !== undefined && !(varies >= 0))
    found.push(`varies by ${varies}, and a standard deviation is not below 0`);
  const [low, high] = interval95 ?? [null, null];
  if ((low !== null && low > value) || (high !== null && high < value))
    found.push(`is ${value}, outside its own 95 % interval, ${low ?? '…'} to ${high ?? '…'}`);
  return found;
}

function lintProvenance(row: Constraint | NtcpParameters | PublishedTissue, rowIds: ReadonlySet<string>): Finding[] {
  const name = 'id' in row ? row.id : row.name;
  const found: Finding[] = [];
  if (row.supersededBy && !rowIds.has(row.supersededBy.row))
    found.push(fault(name, 'supersededBy', `"${row.supersededBy.row}" is no row`));
  if (row.supersededBy)
    found.push(note(name, 'supersededBy', `superseded by ${row.supersededBy.row}: ${row.supersededBy.reason}`));
  if (row.contested) found.push(note(name, 'contested', row.contested));
  if (row.confidence === 'low') found.push(note(name, 'confidence', 'low confidence'));
  if (row.check === 'recalled') found.push(note(name, 'check', 'not compared with the cited source again'));
  return found;
}

function fault(row: string, field: string, message: string): Finding {
  return { severity: 'error', row, field, message };
}

function note(row: string, field: string, message: string): Finding {
  return { severity: 'information', row, field, message };
}
