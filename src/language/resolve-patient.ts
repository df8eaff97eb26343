import type { Fact as PlanFact, Patient as PlanPatient, PlanImage, RegionExpression } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, listed, oneOf, report, resolveName, resolveReference } from './context.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { regionOf } from './expressions.ts';
import type {
  Bolus,
  Couch,
  Density,
  Fact,
  Image,
  Override,
  Patient,
  PatientPart,
  Phantom,
  Source,
} from './generated/ast.ts';
import { materialNames } from './materials.ts';
import { valueOf } from './quantities.ts';
import { resolvePhantom, uptakeNames } from './resolve-phantom.ts';
import type { Declaration } from './scope.ts';
import { isBroken, mayLackParts, rangeOf, spanOf } from './source.ts';
import { structureExpression } from './structures.ts';
import { planningImageAmong } from './thresholds.ts';

const bodyThresholdHu = -300;
const defaultCurve = 'std.curve_120kV';
const fileFormats = ['dicom', 'nifti', 'nrrd'] as const;
const quantities = ['HU', 'SUVbw', 'ratio', 'raw'] as const;
const laterQuantities = ['ADC', 'pO2', 'SUVlbm', 'SUVbsa'];

/** Words that ask for an identifier of a person; a plan holds a pseudonym. */
const identifiers =
  /^(name|patient_?name|first_?name|last_?name|surname|given_?name|family_?name|birth_?date|birth_?day|date_?of_?birth|born|dob|mrn|patient_?id|hospital_?(id|number)|ssn|nhs(_?number)?|insurance(_?number)?|address|phone|e?mail)$/i;

export function resolvePatient(context: Context, node: Patient): PlanPatient | undefined {
  const singles = ['Images', 'Structures', 'Body', 'Couch', 'Density'];
  checkRepeated(context, node.parts, (part) =>
    singles.includes(part.$type) ? part.$type.toLowerCase() : part.$type === 'Facts' ? part.level : undefined,
  );
  const parts = node.parts.filter(
    (part) => !isIdentifier(context, part) && !reportUnreadable(context, part, 'patient'),
  );
  const phantoms = new Map<string, Declaration>();
  const images = imagesOf(parts);
  const planning = planningImageAmong(images);
  const planImages = images.map((image) =>
    isBroken(image) ? undefined : resolveImage(context, image, image === planning, phantoms),
  );
  const structures = resolveStructures(context, parts, phantoms);
  const body = resolveBody(context, node, parts, planning);
  const couch = first(parts, 'Couch');
  const planCouch = couch && !isBroken(couch) ? support(context, couch, 'the density of the couch') : undefined;
  const bolus = parts
    .filter((part): part is Bolus => part.$type === 'Bolus' && !isBroken(part))
    .map((part) => support(context, part, 'the density of the bolus'));
  const density = resolveDensity(context, first(parts, 'Density'), node);
  const overrides = parts
    .filter((part): part is Override => part.$type === 'Override' && !isBroken(part))
    .map((part) => resolveOverride(context, part));
  const facts = resolveFacts(context, parts);
  const [declaration] = phantoms.values();
  const phantom = declaration ? resolvePhantom(context, declaration.node as Phantom) : undefined;

  if (!mayLackParts(node)) {
    if (images.length === 0)
      report(
        context,
        'RT0014',
        headRange(node),
        `The patient ${node.name} has no images. Add "images { ct = dicom "ct" }" or "images { ct = phantom … }".`,
      );
    else if (!planning)
      report(
        context,
        'RT0014',
        headRange(node),
        `The patient ${node.name} has no CT to plan on: one image without "as", or "as HU".`,
      );
  }
  if (
    !planning ||
    !body ||
    !density ||
    planImages.includes(undefined) ||
    bolus.includes(undefined) ||
    overrides.includes(undefined)
  )
    return undefined;
  if (couch && !planCouch) return undefined;
  if (phantoms.size > 0 && !phantom) return undefined;
  return {
    id: node.name,
    images: planImages as PlanImage[],
    planningImage: planning.name,
    ...(structures ? { structures } : {}),
    ...(phantom ? { phantom } : {}),
    body,
    ...(planCouch ? { couch: planCouch } : {}),
    bolus: bolus as PlanPatient['bolus'],
    density,
    overrides: overrides as PlanPatient['overrides'],
    facts,
    at: headRange(node),
  };
}

function imagesOf(parts: readonly PatientPart[]): Image[] {
  return parts
    .flatMap((part) => (part.$type === 'Images' ? part.images : []))
    .filter((image): image is Image => image.$type === 'Image');
}

function resolveImage(
  context: Context,
  node: Image,
  isPlanning: boolean,
  phantoms: Map<string, Declaration>,
): PlanImage | undefined {
  const source = node.source && resolveSource(context, node.source, phantoms);
  const conversion = node.conversion;
  let quantity: PlanImage['quantity'] | undefined = isPlanning ? 'HU' : 'raw';
  let ratioTo: PlanImage['ratioTo'];
  if (conversion) {
    if (laterQuantities.includes(conversion.quantity))
      return report(
        context,
        'RT1010',
        rangeOf(conversion, 'quantity'),
        `Images as ${conversion.quantity} are not available in this version. Possible: ${quantities.join(', ')}.`,
      );
    quantity = oneOf(context, conversion, 'quantity', conversion.quantity, quantities, 'a quantity of an image');
    if (quantity === 'ratio') {
      if (!conversion.region || !conversion.statistic)
        return report(
          context,
          'RT0014',
          rangeOf(conversion),
          'A ratio needs what it is a ratio to: "as ratio to mean in Muscle".',
        );
      const region = resolveName(context, conversion, 'region', conversion.region, ['region']);
      if (!region) return undefined;
      ratioTo = { statistic: conversion.statistic, region: region.name };
    } else if (quantity && conversion.region) {
      report(
        context,
        'RT0002',
        rangeOf(conversion, 'region'),
        `"to ${conversion.statistic} in ${conversion.region}" belongs to "as ratio" only.`,
      );
    }
  }
  if (!source || !quantity) return undefined;
  return { name: node.name, source, quantity, ...(ratioTo ? { ratioTo } : {}), at: rangeOf(node) };
}

function resolveSource(
  context: Context,
  node: Source,
  phantoms: Map<string, Declaration>,
): PlanImage['source'] | undefined {
  if (node.$type === 'FileSource') {
    const format = oneOf(context, node, 'format', node.format, fileFormats, 'a kind of file');
    return format && { kind: format, path: node.path };
  }
  const declaration = resolveName(context, node, 'phantom', node.phantom, ['phantom']);
  if (!declaration) return undefined;
  if (phantoms.size > 0 && !phantoms.has(declaration.name)) {
    return report(
      context,
      'RT1013',
      rangeOf(node, 'phantom'),
      `The patient already takes parts from the phantom ${[...phantoms.keys()][0]}; ${declaration.name} is another one.`,
    );
  }
  phantoms.set(declaration.name, declaration);
  if (node.uptake === undefined) return { kind: 'phantom' };
  const uptakes = uptakeNames(declaration.node as Phantom);
  if (!uptakes.includes(node.uptake)) {
    const near = didYouMean(node.uptake, uptakes);
    const known = uptakes.length > 0 ? ` It has ${listed(uptakes, 'and')}.` : ' None of its solids has an uptake.';
    return report(
      context,
      'RT1009',
      rangeOf(node, 'uptake'),
      `The phantom ${declaration.name} has no uptake "${node.uptake}"${near ? `: ${near}?` : `.${known}`}`,
    );
  }
  return { kind: 'phantom', image: node.uptake };
}

function resolveStructures(
  context: Context,
  parts: readonly PatientPart[],
  phantoms: Map<string, Declaration>,
): PlanPatient['structures'] {
  const node = first(parts, 'Structures');
  if (!node?.source || isBroken(node)) return undefined;
  const at = rangeOf(node);
  const source = resolveSource(context, node.source, phantoms);
  if (!source) return undefined;
  if (source.kind === 'phantom') {
    if (source.image !== undefined)
      report(
        context,
        'RT0002',
        rangeOf(node.source, 'uptake'),
        'Structures come from the solids of a phantom, not from an uptake.',
      );
    return { kind: 'phantom', at };
  }
  if (source.kind === 'nrrd')
    return report(
      context,
      'RT1010',
      rangeOf(node.source, 'format'),
      'Structures are read from dicom or nifti, or from a phantom.',
    );
  return { kind: source.kind, path: source.path, at };
}

function resolveBody(
  context: Context,
  patient: Patient,
  parts: readonly PatientPart[],
  planning: Image | undefined,
): RegionExpression | undefined {
  const node = first(parts, 'Body');
  if (!node) {
    if (planning?.source?.$type === 'PhantomSource')
      return {
        kind: 'threshold',
        image: planning.name,
        comparison: '>=',
        value: bodyThresholdHu,
        at: headRange(patient),
      };
    if (planning && !mayLackParts(patient))
      report(
        context,
        'RT0014',
        headRange(patient),
        'Say what the body is: "body = structure "External"" or "body = threshold -300 HU". Everything outside it is air.',
      );
    return undefined;
  }
  if (isBroken(node)) return undefined;
  if (!node.threshold) return regionOf(context, node.region);
  const value = valueOf(context, node.level, {
    what: 'the threshold of the body',
    kind: 'hounsfield',
    min: -1000,
    max: 3000,
  });
  return value === undefined || !planning
    ? undefined
    : { kind: 'threshold', image: planning.name, comparison: '>=', value, at: rangeOf(node) };
}

function support(
  context: Context,
  node: Couch | Bolus,
  what: string,
): { region: RegionExpression; densityGPerCm3: number; at: PlanPatient['at'] } | undefined {
  const region = regionOf(context, node.region);
  if (!node.density)
    return report(context, 'RT0014', rangeOf(node), `${node.$type} needs its density: "… density 1.0 g/cc".`);
  const densityGPerCm3 = valueOf(context, node.density, { what, kind: 'density', min: 0, max: 25 });
  return region && densityGPerCm3 !== undefined ? { region, densityGPerCm3, at: rangeOf(node) } : undefined;
}

function resolveDensity(
  context: Context,
  node: Density | undefined,
  patient: Patient,
): PlanPatient['density'] | undefined {
  if (!node) return { curve: defaultCurve, isDefault: true, at: headRange(patient) };
  if (isBroken(node)) return undefined;
  const at = rangeOf(node);
  if (!node.inline) {
    const curve = node.curve && resolveReference(context, node.curve, ['curve']);
    const name = curve && `std.${curve.name.replace(/^std\./, '')}`;
    return name === undefined ? undefined : { curve: name, isDefault: name === defaultCurve, at };
  }
  const points = node.points.map((point) => [
    valueOf(context, point.level, { what: 'a point of the density curve', kind: 'hounsfield', min: -1100, max: 70000 }),
    valueOf(context, point.density, { what: 'a density of the curve', kind: 'density', min: 0, max: 25 }),
  ]);
  if (points.some((point) => point.includes(undefined))) return undefined;
  for (let i = 1; i < points.length; i++) {
    if (points[i][0]! <= points[i - 1][0]!)
      return report(
        context,
        'RT2008',
        rangeOf(node.points[i]),
        `The points of a density curve ascend in HU; ${points[i][0]} HU stands after ${points[i - 1][0]} HU.`,
      );
  }
  if (points.length < 2) return report(context, 'RT2008', at, 'A density curve needs at least two points.');
  return { curve: 'inline', points: points as [number, number][], isDefault: false, at };
}

function resolveOverride(context: Context, node: Override): PlanPatient['overrides'][number] | undefined {
  const region =
    node.structure === undefined
      ? overrideRegion(context, node)
      : structureExpression(context, node, 'structure', node.structure);
  const densityGPerCm3 = valueOf(context, node.density, {
    what: 'the density of the override',
    kind: 'density',
    min: 0,
    max: 25,
  });
  const material = oneOf(context, node, 'material', node.material, materialNames, 'a material');
  if (!region || densityGPerCm3 === undefined || (node.material && !material)) return undefined;
  return { region, densityGPerCm3, ...(material ? { material } : {}), at: rangeOf(node) };
}

function overrideRegion(context: Context, node: Override): RegionExpression | undefined {
  const declaration = resolveName(context, node, 'region', node.region, ['region']);
  return declaration && { kind: 'region', name: declaration.name, at: rangeOf(node, 'region') };
}

function resolveFacts(context: Context, parts: readonly PatientPart[]): PlanFact[] {
  const facts: PlanFact[] = [];
  for (const part of parts) {
    if (part.$type !== 'Facts') continue;
    checkRepeated(context, part.facts, (fact) => (fact.$type === 'Fact' ? fact.name : undefined));
    for (const fact of part.facts) {
      if (
        isIdentifier(context, fact) ||
        reportUnreadable(context, fact, 'facts') ||
        fact.$type !== 'Fact' ||
        isBroken(fact)
      )
        continue;
      facts.push({
        level: part.level,
        name: fact.name,
        value: factValue(fact),
        ...(fact.quantity?.unit ? { unit: fact.quantity.unit } : {}),
        ...(fact.date ? { date: fact.date } : {}),
        ...(fact.source ? { source: fact.source } : {}),
        at: rangeOf(fact),
      });
      checkSensitivityIndex(context, fact);
    }
  }
  return facts;
}

/** The index is about the share of cells that survives 2 Gy: a fraction (Eschrich SA et al. Int J Radiat Oncol Biol Phys 2009;75:489-496). */
function checkSensitivityIndex(context: Context, fact: Fact): void {
  const { name, quantity } = fact;
  if (name !== 'rsi' || !quantity || quantity.unit || (quantity.value > 0 && quantity.value < 1)) return;
  report(
    context,
    'RT2008',
    rangeOf(fact, 'quantity'),
    `rsi is ${quantity.value}; the radiosensitivity index is a share of cells, above 0 and below 1.`,
  );
}

function factValue(fact: Fact): PlanFact['value'] {
  if (fact.quantity) return fact.quantity.value;
  if (fact.text !== undefined) return fact.text;
  const word = fact.words.join(' ');
  return word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : word;
}

/** The message names the word and never the value. */
function isIdentifier(context: Context, node: { $type: string } & Parameters<typeof rangeOf>[0]): boolean {
  const word = 'word' in node ? node.word : 'name' in node && node.$type === 'Fact' ? node.name : undefined;
  if (typeof word !== 'string' || !identifiers.test(word)) return false;
  const { start, end } = spanOf(node);
  report(
    context,
    'RT1011',
    rangeOf(node),
    `"${word}" identifies a person. A plan holds a pseudonym only (the word after "patient"); remove this line.`,
    {
      fixes: end > start ? [{ title: 'Remove it', edits: [{ range: rangeOf(node), newText: '' }] }] : [],
    },
  );
  return true;
}

function first<Type extends PatientPart['$type']>(
  parts: readonly PatientPart[],
  type: Type,
): Extract<PatientPart, { $type: Type }> | undefined {
  return parts.find((part): part is Extract<PatientPart, { $type: Type }> => part.$type === type);
}
