import { sourceOfRow } from '../evidence/base.ts';
import { flags, ntcpText } from '../evidence/row-text.ts';
import { doiLink } from '../evidence/sources.ts';
import type { Inspection } from '../language/analyse.ts';
import type { Goal } from '../language/generated/ast.ts';
import { rangeOf } from '../language/source.ts';
import { doseResponsePlot } from './dose-response-plot.ts';

/** The published model that an NTCP of a goal is computed by, with its curve. Markdown; nothing where the goal is on another metric or could not be read. */
export function describeComplication(node: Goal, { plan, evidence }: Inspection): string | undefined {
  const at = rangeOf(node);
  const goal = plan?.goals.find(({ at: own }) => own.file === at.file && own.start.line === at.start.line);
  if (goal?.metric.kind !== 'ntcp') return undefined;
  const { row: id } = goal.metric;
  const { base } = evidence();
  const row = base.ntcp.find((candidate) => candidate.id === id);
  if (!row) return undefined;
  const source = sourceOfRow(base, row);
  const svg = Buffer.from(doseResponsePlot([{ row, name: source?.title ?? row.source }])).toString('base64');
  const lines = [
    `**${row.endpoint.replace(/</g, '\\<')}** by \`${row.id}\``,
    ntcpText(row),
    row.fractionation.text,
    row.alphaBeta.kind === 'assumed' && `alpha/beta assumed: ${row.alphaBeta.reason}`,
    row.population,
    [`confidence ${row.confidence}`, ...flags(row, source)].join(', '),
    row.contested && `Contested: ${row.contested}`,
    source && `Source: ${source.citation}${doiLink(source)}`,
  ];
  return `${lines.filter(Boolean).join('  \n')}\n\nThe whole organ at a uniform dose:\n\n![dose response](data:image/svg+xml;base64,${svg})`;
}
