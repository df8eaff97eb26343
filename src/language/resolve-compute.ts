import type { Compute as PlanCompute } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, oneOf, replace, report } from './context.ts';
import type { Compute } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

const defaultGridMm = 2.5;

/** How the dose is computed; what the text leaves out has its default. */
export function resolveCompute(context: Context, node: Compute | undefined): PlanCompute | undefined {
  const result: PlanCompute = {
    gridMm: defaultGridMm,
    algorithm: 'collapsed_cone',
    report: 'dose_to_medium',
    ...(node ? { at: headRange(node) } : {}),
  };
  if (!node) return result;
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'ComputeGrid' ? 'grid' : part.$type === 'ComputeChoice' ? part.property : undefined,
  );
  let complete = true;
  for (const part of node.parts) {
    if (reportUnreadable(context, part, 'compute') || isBroken(part)) continue;
    if (part.$type === 'ComputeGrid') {
      const grid = valueOf(context, part.grid, {
        what: 'the spacing of the dose grid',
        kind: 'length',
        min: 0.5,
        max: 20,
      });
      if (grid === undefined) complete = false;
      else result.gridMm = grid;
    } else if (part.$type === 'ComputeChoice' && part.property === 'report' && part.choice === 'dose_to_water') {
      const range = rangeOf(part, 'choice');
      report(
        context,
        'RT2012',
        range,
        'The engine computes dose to the medium. Dose to water is not computed yet, and a conversion afterwards would differ from it by about a tenth in bone.',
        { fixes: [replace('Write dose_to_medium', range, 'dose_to_medium')] },
      );
      complete = false;
    } else if (part.$type === 'ComputeChoice') {
      const choices = part.property === 'algorithm' ? (['collapsed_cone'] as const) : (['dose_to_medium'] as const);
      if (
        !oneOf(
          context,
          part,
          'choice',
          part.choice,
          choices,
          part.property === 'algorithm' ? 'an algorithm of this version' : 'a dose that is reported',
        )
      )
        complete = false;
    }
  }
  return complete ? result : undefined;
}
