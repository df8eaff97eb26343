import { wordsFor } from '../evidence/complication-row.ts';
import { sameComplication } from '../evidence/endpoint-words.ts';
import type { NtcpParameters } from '../evidence/ntcp-parameters.ts';
import type { CitedGoal } from './check-citation.ts';
import { type Context, listed, report } from './context.ts';
import type { Goal } from './generated/ast.ts';
import { rangeOf } from './source.ts';

/**
 * How the model of a goal on a complication stands to a file of one's own that it cites: a row of the file itself, or another one although the file has
 * some for this complication, which is reported. Nothing where the file has none.
 */
export function checkCitedModel(context: Context, node: Goal, goal: CitedGoal): 'itself' | 'another' | undefined {
  const file = node.local ? context.evidence().files.find(({ name }) => name === node.text) : undefined;
  const { model, organ, endpoints = [] } = goal;
  if (!file || !model) return undefined;
  if (file.ntcp.some(({ id }) => id === model.id)) return 'itself';
  const rows = file.ntcp.filter(
    (row) => row.organs.includes(organ!) && endpoints.some((endpoint) => sameComplication(endpoint, row.endpoint)),
  );
  if (rows.length === 0) return undefined;
  reportOtherModel(context, node, goal, rows);
  return 'another';
}

function reportOtherModel(context: Context, node: Goal, goal: CitedGoal, rows: readonly NtcpParameters[]): undefined {
  const words = wordsFor(goal.organ!, goal.endpoints![0], rows[0], context.evidence().base);
  const how = words ? `: NTCP(${[goal.endpoints![0], ...words].join(', ')})` : '';
  return report(
    context,
    'RT5102',
    rangeOf(node, 'metric'),
    `The goal is judged by ${goal.model!.id}, and ${goal.cited} has ${listed(
      rows.map(({ id }) => id),
      'and',
    )} for this. Take its model${how}, or cite the one that is taken.`,
  );
}
