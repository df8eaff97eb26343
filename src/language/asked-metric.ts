import type { Goal as PlanGoal } from '../plan/plan.ts';
import type { CitedGoal } from './check-citation.ts';
import type { Context } from './context.ts';
import type { Goal } from './generated/ast.ts';
import { type LimitedMetric, metricName } from './goal-limits.ts';
import { textOf } from './source.ts';

/** What of a goal is compared with rows; nothing of metrics that no row can have, or whose model is not known. */
export function askedOf(
  context: Context,
  node: Goal,
  written: LimitedMetric,
  metric: PlanGoal['metric'] | undefined,
): Pick<CitedGoal, 'metric' | 'eqd2AlphaBetaGy' | 'endpoints' | 'model'> | undefined {
  switch (written.kind) {
    case 'tcp':
    case 'pPlus':
    case 'qualityFactor':
    case 'conformity':
    case 'homogeneity':
      return undefined;
    case 'eqd2':
      return { metric: textOf(node.metric!.arguments[0]), eqd2AlphaBetaGy: written.alphaBetaGy };
    case 'ntcp': {
      const row = metric?.kind === 'ntcp' && context.evidence().base.ntcp.find(({ id }) => id === metric.row);
      return row ? { metric: 'NTCP', endpoints: [written.endpoint, row.endpoint], model: row } : undefined;
    }
    default:
      return { metric: metricName(node) };
  }
}
