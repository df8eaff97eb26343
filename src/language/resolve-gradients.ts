import type { Schedule as PlanSchedule } from '../plan/plan.ts';
import { type Context, report, resolveName } from './context.ts';
import type { Gradient, Schedule } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

/** The ceilings of a schedule on how steeply dose may fall from one region to another. */
export function readGradients(context: Context, node: Schedule): PlanSchedule['gradients'] {
  return node.parts
    .filter((part): part is Gradient => part.$type === 'Gradient' && !isBroken(part))
    .flatMap((part) => {
      const inner = resolveName(context, part, 'inner', part.inner, ['region']);
      const outer = resolveName(context, part, 'outer', part.outer, ['region']);
      const maxGyPerMm = valueOf(context, part.limit, { what: 'a gradient', kind: 'doseGradient', positive: true });
      if (!inner || !outer || maxGyPerMm === undefined) return [];
      if (inner.name === outer.name)
        return (
          report(
            context,
            'RT1027',
            rangeOf(part),
            `A gradient runs from one region to another, and both are ${inner.name}. Name the region around it.`,
          ) ?? []
        );
      return { inner: inner.name, outer: outer.name, maxGyPerMm, at: rangeOf(part) };
    });
}
