import { publishedTissues } from '../evidence/tissues.ts';
import type { PlanRegion, Tissue as PlanTissue } from '../plan/plan.ts';
import { tissueOfRegion } from '../plan/tissue-of-region.ts';
import { type Context, listed, report } from './context.ts';
import type { Metric } from './generated/ast.ts';
import { rangeOf } from './source.ts';

export interface ResolvedRegions {
  readonly regions: readonly PlanRegion[];
  readonly tissues: ReadonlyMap<string, PlanTissue>;
}

/** Whether a region has the biology that a control probability needs; else a diagnostic says what is missing. */
export function checkTumourBiology(context: Context, node: Metric, name: string, plan: ResolvedRegions): boolean {
  const region = plan.regions.find((one) => one.name === name);
  // A region that could not be read has its own diagnostic.
  if (!region) return false;
  const range = rangeOf(node);
  const tissue = tissueOfRegion({ regions: plan.regions, tissues: [...plan.tissues.values()] }, region);
  if (!tissue) {
    report(
      context,
      'RT2104',
      range,
      `A TCP needs the biology of ${name}: alpha, alpha/beta and clonogens. Say what it is made of ("target ${name} = … of TISSUE"), with a tissue of your own or a published one: ${examples('alpha')}.`,
    );
    return false;
  }
  const { parameters } = tissue;
  const missing: string[] = [];
  if (!parameters.alpha) missing.push('alpha');
  if (!parameters['alpha/beta'] && !(parameters.alpha && parameters.beta)) missing.push('alpha/beta');
  if (!parameters.clonogens && !clonogensOf(region, plan)) missing.push('clonogens');
  if (missing.length > 0) {
    const where = missing.map((word) => `${word} is in ${examples(word)}`);
    report(
      context,
      'RT2104',
      range,
      `A TCP needs alpha, alpha/beta and clonogens, and ${tissue.name} has no ${listed(missing)}. Write ${missing.length > 1 ? 'them' : 'it'} in its block, or extend a published tissue that has ${missing.length > 1 ? 'them' : 'it'}: ${where.join('; ')}.`,
    );
    return false;
  }
  checkSpread(context, node, tissue);
  return true;
}

function checkSpread(context: Context, node: Metric, { name, parameters }: PlanTissue): void {
  if (Object.values(parameters).some(({ varies }) => varies !== undefined && varies > 0)) return;
  const spread = publishedTissues.find(({ parameters: { alpha } }) => alpha?.varies !== undefined);
  const example = spread && `${spread.parameters.alpha.varies} ${spread.parameters.alpha.unit} in std.${spread.name}`;
  report(
    context,
    'RT5302',
    rangeOf(node),
    `${name} says nothing of how patients differ, so this TCP is that of one average patient, and too steep for a population. Write "varies" after alpha${example ? ` (${example})` : ''}.`,
  );
}

function clonogensOf(region: PlanRegion, plan: ResolvedRegions): boolean {
  if (region.biology?.clonogensPerCc) return true;
  const parent = plan.regions.find(({ name }) => name === region.parent);
  return parent !== undefined && clonogensOf(parent, plan);
}

/** Published tumours with a parameter, a few of them. */
function examples(parameter: string): string {
  const rows = publishedTissues.filter(
    ({ kind, parameters, contested, supersededBy }) =>
      kind === 'tumour' && parameters[parameter] && !contested && !supersededBy,
  );
  const complete = rows.filter(({ parameters }) => parameters.alpha);
  return listed([...new Set([...complete, ...rows])].slice(0, 4).map(({ name }) => `std.${name}`));
}
