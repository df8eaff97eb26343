import type { PlanRegion, RegionExpression, Tissue as PlanTissue } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, report, resolveName, resolveReference } from './context.ts';
import { regionOf } from './expressions.ts';
import type { Image } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { regionBiology } from './region-biology.ts';
import { hasBiology, reportDisputed, tissueParameters, useTissue, withOwn } from './resolve-tissue.ts';
import type { Declaration, RegionNode } from './scope.ts';
import { isBroken, rangeOf } from './source.ts';

const onceOnly: Readonly<Record<string, string>> = {
  Smooth: 'smooth',
  Drop: 'drop',
  Oxygen: 'oxygen',
  Reoxygenation: 'reoxygenates',
};

const roles = { Organ: 'organ', Target: 'target', Subtarget: 'subtarget' } as const;

/** A region and the biology it is made of. */
export function resolveRegion(
  context: Context,
  node: RegionNode,
  tissues: Map<string, PlanTissue>,
): PlanRegion | undefined {
  const role = roles[node.$type];
  const parent = node.$type === 'Subtarget' ? resolveName(context, node, 'parent', node.parent, ['region']) : undefined;
  context.parent = parent?.name;
  const expression = regionOf(context, node.expression);
  context.parent = undefined;
  let smoothMm: number | undefined = 0;
  let dropBelowCc: number | undefined = 0;
  checkRepeated(context, node.properties, (part) => (part.$type in onceOnly ? onceOnly[part.$type] : undefined));
  for (const part of node.properties) {
    if (isBroken(part)) continue;
    if (part.$type === 'Smooth')
      smoothMm = valueOf(context, part.radius, { what: 'the radius of smoothing', kind: 'length', min: 0, max: 20 });
    if (part.$type === 'Drop')
      dropBelowCc = valueOf(context, part.volume, {
        what: 'the volume below which parts are dropped',
        kind: 'volume',
        min: 0,
      });
  }
  const { tissue, own } = regionTissue(context, node, parent, tissues);
  const biology = regionBiology(context, node, own);
  if (!expression || smoothMm === undefined || dropBelowCc === undefined || (node.$type === 'Subtarget' && !parent))
    return undefined;
  return {
    name: node.name,
    role,
    ...(parent ? { parent: parent.name } : {}),
    ...(tissue ? { tissue } : {}),
    ...(biology ? { biology } : {}),
    expression,
    smoothMm,
    dropBelowCc,
    at: rangeOf(node),
  };
}

/** In order of dependence; a region that leads back to itself is reported and left out. */
export function inOrderOfDependence(
  context: Context,
  regions: ReadonlyMap<string, PlanRegion>,
  imageOf: (name: string) => Image | undefined,
  nodeOf: (name: string) => RegionNode | undefined,
): PlanRegion[] {
  const ordered: PlanRegion[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const name of regions.keys()) visit(name, []);
  return ordered;

  function visit(name: string, path: readonly string[]): void {
    const region = regions.get(name);
    if (!region || state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      const way = [...path.slice(path.indexOf(name)), name];
      const node = nodeOf(name);
      report(
        context,
        'RT1004',
        node ? rangeOf(node, 'name') : region.at,
        `${name} is defined by itself: ${way.join(' → ')}. Define one of them otherwise.`,
      );
      return;
    }
    state.set(name, 'open');
    for (const needed of neededRegions(region, imageOf)) visit(needed, [...path, name]);
    state.set(name, 'done');
    ordered.push(region);
  }
}

function neededRegions(region: PlanRegion, imageOf: (name: string) => Image | undefined): Set<string> {
  const needed = new Set<string>();
  if (region.parent) needed.add(region.parent);
  const walk = (expression: RegionExpression): void => {
    if (expression.kind === 'region') needed.add(expression.name);
    if (expression.kind === 'threshold' || expression.kind === 'relativeThreshold') {
      const reference = imageOf(expression.image)?.conversion?.region;
      if (reference) needed.add(reference);
    }
    for (const part of partsOf(expression)) walk(part);
  };
  walk(region.expression);
  return needed;
}

function partsOf(expression: RegionExpression): readonly RegionExpression[] {
  switch (expression.kind) {
    case 'union':
    case 'intersection':
    case 'difference':
      return expression.of;
    case 'margin':
      return [expression.of];
    case 'within':
      return [expression.of, expression.from];
    case 'relativeThreshold':
      return [expression.in];
    default:
      return [];
  }
}

/** The tissue named after `of`, or for a sub-target its parent's; changed by what the block writes. */
function regionTissue(
  context: Context,
  node: RegionNode,
  parent: Declaration | undefined,
  tissues: Map<string, PlanTissue>,
): { tissue?: string; own: PlanTissue['parameters'] } {
  const declared = node.tissue ? resolveReference(context, node.tissue, ['tissue']) : undefined;
  if (declared?.published) reportDisputed(context, node.tissue!, declared.published);
  const base = declared ? useTissue(context, declared, tissues) : inheritedTissue(context, parent, tissues);
  for (const part of node.properties) if (!hasBiology([part])) reportUnreadable(context, part, 'region');
  if (!hasBiology(node.properties)) return { tissue: base, own: {} };
  const own = tissueParameters(
    context,
    node.properties.filter((part) => hasBiology([part])),
    'region',
  );
  const inherited = base === undefined ? undefined : tissues.get(base);
  const name = `biology of ${node.name}`;
  tissues.set(name, {
    name,
    ...(base ? { extends: base } : {}),
    parameters: withOwn(inherited?.parameters, own),
    ...(inherited?.source ? { source: inherited.source } : {}),
    at: rangeOf(node, 'name'),
  });
  return { tissue: name, own };
}

function inheritedTissue(
  context: Context,
  parent: Declaration | undefined,
  tissues: Map<string, PlanTissue>,
  depth = 0,
): string | undefined {
  const node = parent?.node as RegionNode | undefined;
  if (!node || depth > 20) return undefined;
  if (hasBiology(node.properties)) return `biology of ${node.name}`;
  const declared = node.tissue && resolveReference(context, node.tissue, ['tissue']);
  if (declared) return useTissue(context, declared, tissues);
  if (node.$type !== 'Subtarget') return undefined;
  return inheritedTissue(context, resolveName(context, node, 'parent', node.parent, ['region']), tissues, depth + 1);
}
