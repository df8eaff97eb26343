import { type Complication, complicationOf, complicationRows, wordsFor } from '../evidence/complication-row.ts';
import type { NtcpParameters } from '../evidence/ntcp-parameters.ts';
import { ntcpText } from '../evidence/row-text.ts';
import type { Organ } from '../evidence/organs.ts';
import type { Fix } from '../plan/diagnostic.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { BiologicalMetric } from './biological-metrics.ts';
import { type Context, listed, replace, report, scopeAt } from './context.ts';
import type { Metric } from './generated/ast.ts';
import { organOfRegion } from './organ-of-region.ts';
import type { Declaration, RegionNode } from './scope.ts';
import { rangeOf } from './source.ts';

type Written = Extract<BiologicalMetric, { kind: 'ntcp' }>;

/** The row of the evidence base that an `NTCP(…)` of a region means; `undefined` where a diagnostic says why there is none. */
export function complicationRow(
  context: Context,
  node: Metric,
  region: Declaration,
  written: Written,
): NtcpParameters | undefined {
  const organ = organOfRegion(region.node as RegionNode, (name) => scopeAt(context, node).names.get(name));
  const range = rangeOf(node);
  if (!organ)
    return report(
      context,
      'RT1018',
      range,
      `It cannot be told which organ ${region.name} is, so there is no model of its complications. Name its tissue (of std.parotid), or take a structure by its TG-263 name (Parotid_L).`,
    );
  const { base } = context.evidence();
  const found = complicationOf(organ.name, written, base);
  if (found.kind !== 'found') return reportNone(context, node, { organ, written }, found);
  const { row } = found;
  if (row.supersededBy)
    report(context, 'RT5006', range, `${row.id} is superseded by ${row.supersededBy.row}: ${row.supersededBy.reason}.`);
  else if (row.contested) report(context, 'RT5006', range, `${row.id} is contested. ${row.contested}`);
  return row;
}

function reportNone(
  context: Context,
  node: Metric,
  { organ, written }: { organ: Organ; written: Written },
  found: Exclude<Complication, { kind: 'found' }>,
): undefined {
  const { base } = context.evidence();
  const range = rangeOf(node);
  const first = rangeOf(node.arguments[0]);
  if (found.kind === 'none') {
    const endpoints = [...new Set(complicationRows(organ.name, base).map(({ endpoint }) => endpoint))];
    if (endpoints.length === 0) {
      const organs = [...new Set(base.ntcp.flatMap((row) => row.organs))].sort();
      return report(
        context,
        'RT1018',
        range,
        `The evidence base has no model of complications of ${organ.title}. It has some for ${listed(organs, 'and')}.`,
      );
    }
    const words = endpoints.flatMap((endpoint) => endpoint.match(/\p{L}{4,}/gu) ?? []);
    const near = didYouMean(written.endpoint, words);
    return report(
      context,
      'RT1018',
      first,
      `No model of ${organ.title} has the endpoint "${written.endpoint}"${near ? `: ${near}?` : '.'} There are ${listed(endpoints, 'and')}.`,
      near ? { fixes: [replace(`Write ${near}`, first, near)] } : {},
    );
  }
  const rows = found.rows.map((row) => `${row.id} (${ntcpText(row)})`);
  const told = found.kind === 'noneOf' ? `none of them is "${written.which.join(', ')}"` : 'say which';
  const example = found.rows.flatMap((row) => wordsFor(organ.name, written.endpoint, row, base)?.[0] ?? [])[0];
  return report(
    context,
    'RT1019',
    range,
    `${found.rows.length === 1 ? 'One model' : 'Several models'} of ${organ.title} ${found.rows.length === 1 ? 'has' : 'have'} the endpoint "${written.endpoint}"; ${told}${example ? `, as in NTCP(${written.endpoint}, ${example})` : ''}: ${listed(rows, 'and')}.`,
    { fixes: found.rows.flatMap((row) => fixFor(context, node, { organ, written }, row)) },
  );
}

function fixFor(
  context: Context,
  node: Metric,
  { organ, written }: { organ: Organ; written: Written },
  row: NtcpParameters,
): Fix[] {
  const words = wordsFor(organ.name, written.endpoint, row, context.evidence().base);
  if (!words) return [];
  const quoted = /^[\p{L}_ ]+$/u.test(written.endpoint) ? written.endpoint : `"${written.endpoint}"`;
  const text = `NTCP(${[quoted, ...words].join(', ')})`;
  return [replace(`Write ${text}`, rangeOf(node), text)];
}
