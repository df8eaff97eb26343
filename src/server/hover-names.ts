import { standardEvidence } from '../evidence/base.ts';
import { densityCurves } from '../evidence/density-curves.ts';
import { flags, tissueText } from '../evidence/row-text.ts';
import type { PublishedTissue } from '../evidence/tissues.ts';
import type { PlanEvidence } from '../language/context.ts';
import type { Image, Tissue } from '../language/generated/ast.ts';
import { standardDeclaration, type Declaration } from '../language/scope.ts';
import { rangeOf, sourceOf, textOf } from '../language/source.ts';
import type { ImageHeader } from '../patient/files/image-header.ts';
import { machines } from '../physics/machine.ts';
import type { Plan } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { describePart } from './hover-parts.ts';
import { describeGroup, describeProtocol, describeRule } from './hover-protocol.ts';
import { prescriptionInWords, regionInWords } from './in-words.ts';
import type { NameInText } from './names.ts';

export interface NameContext {
  readonly names: ReadonlyMap<string, Declaration>;
  /** Where the text has no errors. */
  readonly plan: Plan | undefined;
  /** With the user's own rows over the base. */
  readonly evidence: () => PlanEvidence;
  /** File of the text in which the name stands. */
  readonly file: string;
  readonly imageHeaders: () => Promise<ReadonlyMap<string, ImageHeader> | undefined>;
}

/** What a name stands for, its effective value, and where that comes from. Markdown. */
export async function describeName(name: NameInText, context: NameContext): Promise<string | undefined> {
  if (name.key.startsWith('std.')) {
    const declaration = standardDeclaration(name.key.slice('std.'.length));
    const own = declaration?.published && overrideOf(declaration.published, context);
    if (own)
      return `${describePublished(name.key, own)}\n\nOverrides ${name.key} of the evidence base: ${tissueText(declaration.published)}`;
    return declaration && describeStandard(declaration);
  }
  if (name.key.includes('/solid ')) return `**${name.name}**: a solid of the phantom ${name.key.split('/')[0]}.`;
  if (name.key.includes('/uptake '))
    return `**${name.name}**: a synthetic uptake of the phantom ${name.key.split('/')[0]}.`;
  const part = describePart(name, context.plan);
  if (part !== undefined) return part;
  const group = name.key.includes('.') ? describeGroup(name.key, context.names, context.plan) : undefined;
  if (group) return group;
  const declaration = context.names.get(name.key);
  return (
    declaration &&
    [await describe(declaration, context), declaredElsewhere(declaration, context)].filter(Boolean).join('\n\n')
  );
}

/** A row of the user's own files that takes the place of a published one. */
function overrideOf({ name }: PublishedTissue, { evidence }: NameContext): PublishedTissue | undefined {
  return evidence()
    .files.flatMap(({ tissues }) => tissues)
    .find(({ overrides }) => overrides === name);
}

async function describe(declaration: Declaration, context: NameContext): Promise<string | undefined> {
  const { name, node, sort } = declaration;
  switch (sort) {
    case 'region':
      return describeRegion(declaration, context);
    case 'tissue':
      return declaration.published
        ? describePublished(name, declaration.published)
        : describeTissue(declaration, context);
    case 'image':
      return describeImage(node as Image, context);
    case 'let':
      return node && `\`${textOf(node)}\``;
    case 'patient':
      return `**${name}**: the patient, by a pseudonym.`;
    case 'phantom':
      return describePhantom(name, context);
    case 'baseline':
      return describeBaseline(name, context);
    case 'protocol':
      return describeProtocol(declaration, context.plan);
    case 'rule':
    case 'machine':
    case 'curve':
    case 'constraints':
      return describeStandard(declaration);
  }
}

function describeRegion({ name, node }: Declaration, { plan }: NameContext): string {
  const region = plan?.regions.find((one) => one.name === name);
  if (!plan || !region)
    return `**${name}**: ${node?.$type.toLowerCase()}${node ? `\n\n\`${firstLine(textOf(node))}\`` : ''}`;
  const lines = [
    `**${name}**: ${region.role}${region.parent ? ` of ${region.parent}` : ''}`,
    `= ${regionInWords(region.expression)}`,
  ];
  if (region.smoothMm > 0) lines.push(`smoothed with ${numberInWords(region.smoothMm)} mm`);
  if (region.dropBelowCc > 0) lines.push(`parts below ${numberInWords(region.dropBelowCc)} cm³ dropped`);
  if (region.tissue) lines.push(`tissue: ${region.tissue}`);
  for (const { name: phase, fractions, prescriptions } of plan.schedule.phases) {
    const prescription = prescriptions.find((one) => one.region === name);
    const inPhase = phase === undefined ? '' : ` in ${phase}`;
    if (prescription) lines.push(`prescribed${inPhase}: ${prescriptionInWords(prescription, fractions)}`);
  }
  for (const goal of plan.goals) if (goal.region === name) lines.push(`goal: \`${goal.text}\``);
  return lines.join('  \n');
}

/** Effective parameters, each with the text or publication it comes from. */
function describeTissue({ name, node }: Declaration, { plan }: NameContext): string {
  const tissue = plan?.tissues.find((one) => one.name === name);
  const own = ownParameters(node as Tissue);
  if (!tissue) return `**${name}**: tissue\n\n\`${node ? firstLine(textOf(node)) : name}\``;
  const base = tissue.extends;
  const rows = Object.entries(tissue.parameters).map(([parameter, { value, unit, varies, uncertain, interval95 }]) => {
    const spread = `${varies === undefined ? '' : `, varies ${numberInWords(varies)}`}${uncertain === undefined ? '' : `, uncertain ${numberInWords(uncertain)}`}${interval95 ? `, 95 % interval ${interval95.map((end) => (end === null ? '…' : numberInWords(end))).join(' to ')}` : ''}`;
    return `| ${parameter} | ${numberInWords(value)} ${unit}${spread} | ${own.has(parameter) || !base ? 'this plan' : base} |`;
  });
  const heading = `**${name}**: tissue${base ? ` that extends ${base}` : ''}`;
  const source = tissue.source ? `\n\nSource: ${tissue.source}` : '';
  return `${heading}\n\n| parameter | value | from |\n| --- | --- | --- |\n${rows.join('\n')}${source}`;
}

function ownParameters(node: Tissue | undefined): Set<string> {
  return new Set(
    (node?.properties ?? []).flatMap((part) => {
      if (part.$type === 'TissueProperty') return [part.name];
      if (part.$type !== 'TissueBlock') return [];
      return part.properties.flatMap((inner) =>
        inner.$type === 'TissueProperty' ? [`${part.word}.${inner.name}`] : [],
      );
    }),
  );
}

async function describeImage(node: Image, { plan, imageHeaders }: NameContext): Promise<string> {
  const image = plan?.patient.images.find(({ name }) => name === node.name);
  const lines = [`**${node.name}**: image`, `\`${textOf(node)}\``];
  if (image)
    lines.push(`quantity: ${image.quantity}${plan?.patient.planningImage === node.name ? ', the planning image' : ''}`);
  const header = (await imageHeaders())?.get(node.name);
  if (header) {
    const { size, spacingMm } = header.grid;
    const voxels = `${[...size].join(' × ')} voxels of ${[...spacingMm].map(numberInWords).join(' × ')} mm`;
    lines.push([header.modality, voxels].filter(Boolean).join(', '));
  }
  return lines.join('  \n');
}

/** What the baseline prescribes and how its beams are made, where the plan could be read. */
function describeBaseline(name: string, { plan }: NameContext): string {
  const baseline = plan?.baselines.find((one) => one.name === name);
  if (!baseline) return `**${name}**: baseline, a variant of the plan to compare with`;
  const lines = [`**${name}**: baseline, judged by the plan's own biology`];
  for (const { name: phase, fractions, prescriptions } of baseline.schedule.phases)
    for (const prescription of prescriptions) {
      const inPhase = phase === undefined ? '' : ` in ${phase}`;
      lines.push(`${prescription.region}${inPhase}: ${prescriptionInWords(prescription, fractions)}`);
    }
  const beams = baseline.beamGroups.reduce((sum, group) => sum + group.beams.length, 0);
  lines.push(`${beams} beams${baseline.optimise ? ', optimised' : ''}`);
  return lines.join('  \n');
}

function describePhantom(name: string, { plan }: NameContext): string {
  const phantom = plan?.patient.phantom;
  if (phantom?.name !== name) return `**${name}**: phantom`;
  const size = phantom.sizeMm.map(numberInWords).join(' × ');
  const voxel = phantom.voxelMm.map(numberInWords).join(' × ');
  return `**${name}**: phantom, ${size} mm, voxels of ${voxel} mm, ${phantom.solids.length} solids`;
}

function describeStandard({ name, sort, published }: Declaration): string | undefined {
  const bare = name.replace(/^std\./, '');
  const written = `std.${bare}`;
  if (published) return describePublished(written, published);
  if (sort === 'rule') return `**${written}**: ${describeRule(bare)}`;
  if (sort === 'machine') {
    const machine = machines.get(bare) ?? machines.get(written);
    if (!machine) return `**${written}**: machine`;
    const missing = machine.notModelled.length > 0 ? `\n\nNot modelled: ${machine.notModelled.join('; ')}.` : '';
    return `**${written}**: machine\n\n${machine.description}\n\n${machine.calibration.statement}${missing}`;
  }
  if (sort === 'curve') {
    const curve = densityCurves.find((one) => one.name === bare || one.name === written);
    return curve
      ? `**${written}**: density curve\n\n${curve.title}. ${curve.note}\n\nSource: ${curve.source}`
      : `**${written}**: density curve`;
  }
  return describeConstraints(written, bare);
}

/** The publications of a source, and how many rows they have. */
function describeConstraints(written: string, module: string): string {
  const { sources, constraints } = standardEvidence();
  const own = sources.filter((source) => source.module === module);
  const lines = own.map(({ key, title, citation }) => {
    const rows = constraints.filter(({ source }) => source === key).length;
    return `- ${title}, ${rows} ${rows === 1 ? 'row' : 'rows'}: ${citation}`;
  });
  return `**${written}**: a source of constraints\n\n${lines.join('\n')}`;
}

function describePublished(name: string, tissue: PublishedTissue): string {
  const rows = Object.entries(tissue.parameters).map(
    ([parameter, { value, unit, varies }]) =>
      `| ${parameter} | ${numberInWords(value)} ${unit}${varies === undefined ? '' : `, varies ${numberInWords(varies)}`} |`,
  );
  const notes = [
    tissue.note,
    tissue.contested && `Contested: ${tissue.contested}`,
    tissue.supersededBy && `Superseded by std.${tissue.supersededBy.row}: ${tissue.supersededBy.reason}`,
    tissue.bound && 'The study bounds alpha/beta from above.',
    `Source: ${tissue.citation}`,
    `Confidence: ${[tissue.confidence, ...flags({ ...tissue, contested: undefined, supersededBy: undefined })].join(', ')}`,
  ];
  return `**${name}**: ${tissue.site}\n\n| parameter | value |\n| --- | --- |\n${rows.join('\n')}\n\n${notes.filter(Boolean).join('\n\n')}`;
}

function declaredElsewhere({ node }: Declaration, { file }: NameContext): string | undefined {
  if (!node) return undefined;
  const declaring = sourceOf(node).file;
  return declaring === file ? undefined : `Declared in ${declaring}, line ${rangeOf(node).start.line + 1}`;
}

function firstLine(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
