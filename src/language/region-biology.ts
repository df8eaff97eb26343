import { uptakeCalibrations } from '../evidence/uptake-calibrations.ts';
import type { Plan, PlanRegion, RegionBiology, Tissue as PlanTissue } from '../plan/plan.ts';
import { tissueOfRegion } from '../plan/tissue-of-region.ts';
import { type Context, oneOf, report, resolveName } from './context.ts';
import type { Image, Oxygen, RegionPart, TissuePart } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import type { Declaration, RegionNode } from './scope.ts';
import { isBroken, rangeOf } from './source.ts';
import { planningImageOf } from './thresholds.ts';
import { imageQuantity } from './values.ts';

/** What the block of a region says of its own biology besides its tissue's parameters, of which `own` are those that it writes. */
export function regionBiology(
  context: Context,
  node: RegionNode,
  own: PlanTissue['parameters'],
): RegionBiology | undefined {
  const biology = {
    ...(own.clonogens ? { clonogensPerCc: own.clonogens } : {}),
    ...oxygenOf(context, node.properties),
  };
  return Object.keys(biology).length > 0 ? { ...biology, at: rangeOf(node, 'name') } : undefined;
}

/** What a block of a region or of a tissue says of its oxygen. */
export function oxygenOf(
  context: Context,
  parts: readonly (RegionPart | TissuePart)[],
): Pick<RegionBiology, 'oxygen' | 'reoxygenationHalfLifeDays'> {
  let found: Pick<RegionBiology, 'oxygen' | 'reoxygenationHalfLifeDays'> = {};
  for (const part of parts) {
    if (isBroken(part)) continue;
    if (part.$type === 'Oxygen') {
      const oxygen = resolveOxygen(context, part);
      if (oxygen) found = { ...found, oxygen };
    } else if (part.$type === 'Reoxygenation') {
      const reoxygenationHalfLifeDays = valueOf(context, part.halfLife, {
        what: 'the half-life of reoxygenation',
        kind: 'time',
        positive: true,
      });
      if (reoxygenationHalfLifeDays !== undefined) found = { ...found, reoxygenationHalfLifeDays };
    }
  }
  return found;
}

/** Warns of oxygen that stays as the image has it for the whole course. */
export function checkReoxygenation(context: Context, plan: Pick<Plan, 'regions' | 'tissues'>): void {
  const { regions } = plan;
  const parentOf = ({ parent }: PlanRegion): PlanRegion | undefined => regions.find(({ name }) => name === parent);
  const reoxygenates = (region: PlanRegion | undefined): boolean =>
    region !== undefined &&
    (region.biology?.reoxygenationHalfLifeDays !== undefined ||
      tissueOfRegion(plan, region)?.reoxygenationHalfLifeDays !== undefined ||
      reoxygenates(parentOf(region)));
  const said = new Set<PlanTissue>();
  for (const region of regions) {
    const tissue = region.role === 'organ' ? undefined : tissueOfRegion(plan, region);
    const oxygen = region.biology?.oxygen ?? tissue?.oxygen;
    if (!oxygen || reoxygenates(region)) continue;
    if (!region.biology?.oxygen && tissue) {
      if (said.has(tissue)) continue;
      said.add(tissue);
    }
    report(
      context,
      'RT5301',
      oxygen.at,
      `The oxygen of ${region.biology?.oxygen ? region.name : tissue!.name} stays as the image shows it for the whole course: cells that never see oxygen survive any course, and a TCP is next to nothing. Say how fast it comes back: "reoxygenates with halflife … d".`,
    );
  }
}

function resolveOxygen(context: Context, node: Oxygen): RegionBiology['oxygen'] {
  oneOf(context, node, 'quantity', node.quantity, ['pO2'], 'what oxygen is given as');
  const image = resolveName(context, node, 'image', node.image, ['image']);
  const by = oneOf(
    context,
    node,
    'calibration',
    node.calibration,
    uptakeCalibrations.map(({ name }) => name),
    'a calibration of uptake to oxygen pressure',
  );
  const calibration = uptakeCalibrations.find(({ name }) => name === by);
  if (!image || !calibration || node.quantity !== 'pO2') return undefined;
  if (!isRelative(image)) {
    report(
      context,
      'RT2003',
      rangeOf(node, 'image'),
      `${calibration.name} is for the uptake of ${calibration.tracer} relative to ${calibration.reference}, and ${image.name} is none. Read the image "as ratio to mean in" a muscle or blood region.`,
    );
    return undefined;
  }
  return { image: image.name, by: calibration.name, at: rangeOf(node) };
}

/** A ratio; or numbers as a phantom or a map has them, which may be one. */
function isRelative({ node }: Declaration): boolean {
  const image = node as Image;
  const { quantity } = imageQuantity(image, planningImageOf(image) === image);
  const fromScanner = image.source?.$type === 'FileSource' && image.source.format === 'dicom';
  return quantity === 'ratio' || (quantity === 'raw' && !fromScanner);
}
