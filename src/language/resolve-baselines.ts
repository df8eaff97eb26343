import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Baseline as PlanBaseline } from '../plan/plan.ts';
import { sameRange } from '../plan/source-range.ts';
import { checkRepeated } from './blocks.ts';
import { type Context, headRange, report, resolveName } from './context.ts';
import type { Baseline, BaselinePart } from './generated/ast.ts';
import { isWhole, type PlanInputs, resolveWanted, wantedParts, type WantedNodes } from './resolve-wanted.ts';
import { isBroken, rangeOf } from './source.ts';

/** The plan itself, as what a baseline starts from. */
const thisPlan = 'this';

/** The variants of the plan; one that a diagnostic is about is left out. */
export function resolveBaselines(
  context: Context,
  nodes: readonly Baseline[],
  plan: WantedNodes,
  inputs: PlanInputs,
): PlanBaseline[] {
  return nodes.flatMap((node) => {
    if (!node.name || isBroken(node)) return [];
    checkRepeated(context, node.parts, ({ $type }) => single[$type]);
    const wanted = nodesOf(context, node, plan, []);
    return (wanted && resolveBaseline(context, node, wanted, inputs)) ?? [];
  });
}

/** The plan's statements with those that the baselines on the way put in their place. */
function nodesOf(
  context: Context,
  node: Baseline,
  plan: WantedNodes,
  way: readonly Baseline[],
): WantedNodes | undefined {
  if (way.includes(node)) {
    const names = [...way.slice(way.indexOf(node)), node].map(({ name }) => name);
    return report(
      context,
      'RT1004',
      rangeOf(way[0], 'base'),
      `The baseline leads back to itself: ${names.join(' from ')}. One of them has to start from "this", the plan.`,
    );
  }
  const base = node.base === thisPlan ? plan : baseOf(context, node, plan, [...way, node]);
  if (!base) return undefined;
  const own = <Type extends BaselinePart['$type']>(type: Type) =>
    node.parts.filter((part): part is Extract<BaselinePart, { $type: Type }> => part.$type === type);
  const beams = own('Beams');
  const optimise = own('Optimise').at(0);
  if (optimise && node.removed.length > 0)
    return report(
      context,
      'RT1034',
      headRange(optimise),
      `${node.name} is both "with optimise" and "without optimise". Take one of them out.`,
    );
  const kept = node.removed.length > 0 ? undefined : base.optimise;
  return {
    schedule: own('Schedule').at(0) ?? base.schedule,
    goals: base.goals,
    beams: beams.length > 0 ? beams : base.beams,
    optimise: optimise ?? kept,
  };
}

function baseOf(
  context: Context,
  node: Baseline,
  plan: WantedNodes,
  way: readonly Baseline[],
): WantedNodes | undefined {
  const declaration = resolveName(context, node, 'base', node.base, ['baseline']);
  const base = declaration?.node;
  return base?.$type === 'Baseline' ? nodesOf(context, base, plan, way) : undefined;
}

/** Of groups of beams there may be several. */
const single: Readonly<Partial<Record<BaselinePart['$type'], string>>> = { Schedule: 'schedule', Optimise: 'optimise' };

/**
 * What its statements mean together. What is wrong in the baseline's own is said there; what is wrong elsewhere, because the plan's other statements
 * do not go with them, is said at the baseline. A goal that takes a share of a prescription that the baseline lacks has no meaning in it.
 */
function resolveBaseline(
  context: Context,
  node: Baseline,
  nodes: WantedNodes,
  inputs: PlanInputs,
): PlanBaseline | undefined {
  const own: Context = { ...context, diagnostics: [], notComputed: [] };
  const wanted = resolveWanted(own, nodes, inputs);
  const range = rangeOf(node);
  for (const found of own.diagnostics) {
    if (isOnProtocol(found)) continue;
    if (isWithin(found.range, range)) context.diagnostics.push(found);
    else if (found.severity === 'error' && found.code !== 'RT1014' && !isKnown(context, found))
      report(
        context,
        'RT1034',
        headRange(node),
        `In ${node.name} the plan's other statements do not hold: ${found.message}`,
        {
          related: [{ message: 'what does not go with this baseline', range: found.range }],
        },
      );
  }
  const kept = { ...wanted, goals: wanted.goals.filter((goal) => goal !== undefined) };
  if (!isWhole(kept)) return undefined;
  return { name: node.name, ...wantedParts(kept), at: headRange(node) };
}

/** How a plan stands to the protocol that it follows is said of the plan: a baseline is there to differ. */
function isOnProtocol({ code }: Diagnostic): boolean {
  return code.startsWith('RT52');
}

function isWithin(inner: Diagnostic['range'], outer: Diagnostic['range']): boolean {
  const after = (a: Diagnostic['range']['start'], b: Diagnostic['range']['start']): boolean =>
    a.line > b.line || (a.line === b.line && a.character >= b.character);
  return inner.file === outer.file && after(inner.start, outer.start) && after(outer.end, inner.end);
}

function isKnown({ diagnostics }: Context, { code, range }: Diagnostic): boolean {
  return diagnostics.some((known) => known.code === code && sameRange(known.range, range));
}
