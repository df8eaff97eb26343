import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type Position,
  type TextEdit,
} from 'vscode-languageserver';
import { weekdays } from '../plan/calendar.ts';
import { materialTable } from '../evidence/materials.ts';
import { publishedTissue } from '../evidence/tissues.ts';
import { uptakeCalibrations } from '../evidence/uptake-calibrations.ts';
import type { Token } from '../language/tokens.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import {
  protocolModules,
  standardModules,
  standardNames,
  type DeclarationSort,
  type Scope,
} from '../language/scope.ts';
import { vocabulary } from '../language/vocabulary.ts';
import { factProposals, groupProposals } from './completion-protocol.ts';
import { codeProposals } from './completion-allow.ts';
import { type EvidenceContext, goalProposals, sourceProposals } from './completion-evidence.ts';
import { outcomeMetricProposals } from './completion-metrics.ts';
import { possibleAt, type PossibleHere, type PossibleTerminal } from './completion-grammar.ts';
import { fittingUnits } from './fitting-units.ts';
import type { PlanDocument } from './plan-document.ts';
import { statementSnippet, withoutPlaceholders } from './snippets.ts';

export interface CompletionContext extends EvidenceContext {
  /** Names in the patient's structure set, or of the phantom's solids. */
  readonly structureNames: () => Promise<readonly string[]>;
  /** Names of the beams in the plan file that the statement names. */
  readonly beamNames: () => Promise<readonly string[]>;
  /** What has been found of the plan, for the codes that may be allowed. */
  readonly found: () => readonly Diagnostic[];
  readonly snippets: boolean;
}

/** What may be written at a place: statements where one begins, else what the grammar allows there, with the names and units that fit. */
export async function completion(
  document: PlanDocument,
  position: Position,
  context: CompletionContext,
): Promise<CompletionItem[]> {
  const offset = document.offsetAt(position);
  const token = tokenBefore(document.tokensOfLineAt(offset), offset);
  if (token?.tokenType.name === 'COMMENT' || document.isBinary) return [];
  if (token?.tokenType.name === 'STRING' && !isClosedBefore(token, offset))
    return inQuotes(document, token, offset, context);

  const start = token && isWord(token) ? token.startOffset : offset;
  const possible = possibleAt(document.text, start);
  const found: Proposal[] = [];
  for (const terminal of possible.terminals)
    found.push(
      ...(terminal.property === 'code'
        ? codeProposals(document, start, context.found())
        : terminalProposals(terminal, possible, context)),
    );
  const needsUnit = found.some(({ kind }) => kind === CompletionItemKind.Unit);
  if (possible.startsStatement && !needsUnit) found.push(...statementProposals(possible, context));
  for (const keyword of possible.keywords)
    if (isUseful(keyword, possible)) found.push({ label: keyword, kind: CompletionItemKind.Keyword, rank: 2 });
  found.push(...afterSoftKeyword(possible, context));
  return items(document, start, offset, found, context.snippets);
}

interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** 0 comes first. */
  readonly rank: number;
  readonly detail?: string;
  readonly snippet?: string;
}

function items(
  document: PlanDocument,
  start: number,
  offset: number,
  found: readonly Proposal[],
  snippets: boolean,
): CompletionItem[] {
  const range = { start: document.positionAt(start), end: document.positionAt(offset) };
  const byLabel = new Map<string, Proposal>();
  for (const proposal of found) {
    const known = byLabel.get(proposal.label);
    if (!known || proposal.rank < known.rank) byLabel.set(proposal.label, proposal);
  }
  return [...byLabel.values()].map(({ label, kind, detail, rank, snippet }, index) => ({
    label,
    kind,
    ...(detail ? { detail } : {}),
    // Limits are chosen by their source: it is seen of each, not of the selected one alone.
    ...(detail && kind === CompletionItemKind.Reference ? { labelDetails: { description: detail } } : {}),
    sortText: `${rank}${String(index).padStart(4, '0')}`,
    textEdit: {
      range,
      newText: snippet ? (snippets ? snippet : withoutPlaceholders(snippet)) : label,
    } satisfies TextEdit,
    ...(snippet && snippets ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
  }));
}

// --- Statements ---------------------------------------------------------------------------------------------------------------------------------

function statementProposals({ block, statement }: PossibleHere, context: CompletionContext): Proposal[] {
  const { scope } = context;
  const { statements, properties = [] } = vocabulary[block];
  const words = [...Object.keys(statements), ...properties].map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    rank: statement.length === 0 ? 1 : 3,
    snippet: statementSnippet(block, label),
  }));
  if (block === 'goals') return [...named(scope, 'region'), ...words, ...cited(goalProposals(context))];
  return block === 'schedule' || block === 'phase' ? [...named(scope, 'region'), ...words] : words;
}

// --- Terminals ----------------------------------------------------------------------------------------------------------------------------------

function terminalProposals(
  { rule, type, property }: PossibleTerminal,
  possible: PossibleHere,
  context: CompletionContext,
): Proposal[] {
  if (rule === 'UNIT')
    return fittingUnits(possible).map((label) => ({ label, kind: CompletionItemKind.Unit, rank: 0 }));
  if (possible.block === 'test' && (type === 'Metric' || rule === 'METRIC'))
    return rule === 'METRIC' && stepOf(possible, context.scope) !== 'metric' ? [] : measureProposals(possible, context);
  if (rule === 'METRIC') return metricProposals(possible);
  if (rule !== 'ID') return [];
  if (type === 'Measure')
    return [
      ...named(context.scope, 'region'),
      ...named(context.scope, 'baseline'),
      ...named(context.scope, 'let'),
      { label: 'P_plus', kind: CompletionItemKind.Function, rank: 1 },
    ];
  if (type === 'Judged' || possible.statement[0].image === 'judged')
    return property === 'subject' ? [...named(context.scope, 'region'), ...named(context.scope, 'image')] : [];
  if (property === 'base')
    return [{ label: 'this', kind: CompletionItemKind.Keyword, rank: 0 }, ...named(context.scope, 'baseline')];
  if (type === 'Metric') {
    const doses = ['mean', 'max', 'min'].map((label) => ({ label, kind: CompletionItemKind.Function, rank: 1 }));
    if (possible.block !== 'goals') return doses;
    const others = outcomeMetricProposals(possible.statement, context);
    return [...doses, ...others.map((proposal) => ({ kind: CompletionItemKind.Function, ...proposal }))];
  }
  if (property === 'image') return named(context.scope, 'image');
  if (type === 'Reference') return property === 'name' ? referenceProposals(possible, context) : [];
  if (type === 'Call') return isRegionExpression(possible) ? [vanHerk] : [];
  // A plan file is a DICOM file.
  if (type === 'FileSource' && possible.statement[0].image === 'provided')
    return [{ label: 'dicom', kind: CompletionItemKind.EnumMember, rank: 0 }];
  const words = wordsFor[`${type ?? possible.statement[0].image}.${property}`];
  if (words) return words.map((label) => ({ label, kind: CompletionItemKind.EnumMember, rank: 0 }));
  if (type === 'ComputeChoice') {
    const label = possible.statement[0].image === 'algorithm' ? 'collapsed_cone' : 'dose_to_medium';
    return [{ label, kind: CompletionItemKind.EnumMember, rank: 0 }];
  }
  if (type === 'FactTest' || type === 'FactValue' || type === 'FactValues')
    return factProposals(type, possible, context.scope);
  if (property === 'phantom') return named(context.scope, 'phantom');
  return property !== undefined && regionProperties.has(property) ? named(context.scope, 'region') : [];
}

/** What a measure needs after its last dot: a region of the baseline that stands before it, or a metric of the region that does. */
function stepOf({ statement }: PossibleHere, scope: Scope): 'region' | 'metric' {
  const before = statement[statement.length - 2];
  return scope.names.get(before?.image ?? '')?.sort === 'baseline' ? 'region' : 'metric';
}

function measureProposals(possible: PossibleHere, context: CompletionContext): Proposal[] {
  if (stepOf(possible, context.scope) === 'region')
    return [...named(context.scope, 'region'), { label: 'P_plus', kind: CompletionItemKind.Function, rank: 1 }];
  const statistics = ['mean', 'max', 'min', 'TCP', 'QF', 'conformity', 'homogeneity'];
  return [
    ...metricProposals(possible),
    ...statistics.map((label) => ({ label, kind: CompletionItemKind.Function, rank: 1 })),
  ];
}

const regionProperties = new Set(['region', 'regions', 'parent', 'reference', 'inner', 'outer']);

const vanHerk: Proposal = {
  label: 'vanHerk',
  kind: CompletionItemKind.Function,
  rank: 1,
  detail: 'margin 2.5 Σ + 0.7 σ',
  snippet: 'vanHerk(systematic: ${1:1.2} mm, random: ${2:1.8} mm)',
};

const materials = materialTable.map(({ material }) => material);

/** Words out of a fixed set, by the property they fill: of a kind of node, or of the statement that a word begins. */
const wordsFor: Readonly<Record<string, readonly string[]>> = {
  'Beams.modality': ['photon'],
  'FileSource.format': ['dicom', 'nifti', 'nrrd'],
  'Conversion.quantity': ['SUVbw', 'HU', 'ratio'],
  'Accept.what': ['truncated'],
  'Cylinder.axis': ['x', 'y', 'z'],
  'Tube.axis': ['x', 'y', 'z'],
  'SolidMaterial.material': materials,
  'Override.material': materials,
  'oxygen.quantity': ['pO2'],
  'oxygen.calibration': uptakeCalibrations.map(({ name }) => name),
  'start.day': weekdays,
  'gantry.sense': ['clockwise', 'counterclockwise'],
  'technique.technique': ['imrt'],
  'deliver.manner': ['step_and_shoot', 'sliding_window'],
};

function metricProposals({ block }: PossibleHere): Proposal[] {
  const metrics =
    block === 'goals' || block === 'test'
      ? ['D95%', 'D98%', 'D50%', 'D2%', 'D0.03cc', 'D2cc', 'V20Gy', 'V95%']
      : ['D50%', 'D95%', 'D98%'];
  return metrics.map((label) => ({ label, kind: CompletionItemKind.Function, rank: 0 }));
}

function referenceProposals(possible: PossibleHere, context: CompletionContext): Proposal[] {
  const { scope } = context;
  const sorts = sortsOfReference(possible);
  if (sorts.includes('constraints'))
    return [...named(scope, 'constraints'), ...cited(sourceProposals(possible.statement, context))];
  const declared = sorts.flatMap((sort) => named(scope, sort));
  const standard = sorts.flatMap((sort) => standardProposals(sort, 'std.'));
  return [...declared, ...standard];
}

/** What a name without a property of its own stands for, by the words before it. */
function sortsOfReference(possible: PossibleHere): DeclarationSort[] {
  const { block, statement } = possible;
  const head = statement[0].image;
  const words = statement.map((token) => token.image);
  if (words[words.length - 1] === '.') words.splice(-2);
  const last = words[words.length - 1];
  if (isShare(statement)) return [];
  if (isWithinDistanceOf(possible)) return ['region'];
  if (last === 'follows') return ['protocol'];
  if (block === 'group') return ['rule'];
  if (last === 'extends') return ['tissue'];
  if (head === 'machine') return ['machine'];
  if (head === 'density') return ['curve'];
  if (block === 'goals' && last === 'from') return ['constraints'];
  if (last === 'in') return ['region'];
  if (last === 'of' && isRegionExpression(possible)) return ['tissue'];
  if (head === 'let') return ['let', 'region', 'image'];
  if (isRegionExpression(possible))
    return head === 'subtarget' ? ['region', 'image', 'let'] : ['region', 'let', 'image'];
  return ['let'];
}

function named(scope: Scope, sort: DeclarationSort): Proposal[] {
  return [...scope.names.values()]
    .filter((declaration) => declaration.sort === sort)
    .map(({ name, node, published }) => ({
      label: name,
      kind:
        sort === 'region'
          ? CompletionItemKind.Field
          : sort === 'tissue'
            ? CompletionItemKind.Class
            : CompletionItemKind.Variable,
      rank: 0,
      detail: published?.site ?? node?.$type.toLowerCase(),
    }));
}

function standardProposals(sort: DeclarationSort, prefix: string): Proposal[] {
  return standardNames(sort).map((name) => ({
    label: `${prefix}${name}`,
    kind: CompletionItemKind.Constant,
    rank: 1,
    detail: publishedTissue(name)?.site,
  }));
}

function cited(proposals: ReturnType<typeof sourceProposals>): Proposal[] {
  return proposals.map((proposal) => ({ kind: CompletionItemKind.Reference, ...proposal }));
}

// --- Words --------------------------------------------------------------------------------------------------------------------------------------

const regionHeads = new Set(['organ', 'target', 'subtarget', 'body', 'couch', 'bolus', 'let']);
const regionWords = new Set(['structure', 'expand', 'shrink', 'within', 'and', 'or', 'minus', '<', '>', '>=', '<=']);

const statistics = ['max', 'mean', 'min', 'median'];

/** `50 % of …` */
function isShare(statement: readonly Token[]): boolean {
  const [unit, of] = statement.slice(-2).map((token) => token.image);
  return unit === '%' && of === 'of';
}

/** `A within 5 mm of …` */
function isWithinDistanceOf({ statement }: PossibleHere): boolean {
  const [within, , unit, of] = statement.slice(-4);
  return within?.image === 'within' && unit?.tokenType.name === 'UNIT' && of?.image === 'of';
}

function isRegionExpression({ block, statement }: PossibleHere): boolean {
  return (block === 'file' || block === 'patient') && regionHeads.has(statement[0].image);
}

/** Arithmetic and braces are typed faster than chosen; words of set algebra fit only where a region is described. */
function isUseful(keyword: string, possible: PossibleHere): boolean {
  if (['<=', '>='].includes(keyword)) return isRegionExpression(possible) || possible.block === 'goals';
  if (!/^[A-Za-z/_]{2,}$/.test(keyword)) return false;
  return !regionWords.has(keyword) || isRegionExpression(possible);
}

/** Where the parser takes what stands there for something complete as long as nothing follows. */
function afterSoftKeyword(possible: PossibleHere, context: CompletionContext): Proposal[] {
  const { scope } = context;
  const [beforeLast, last] = possible.statement.slice(-2).map((token) => token.image);
  if (beforeLast === 'std' && last === '.' && sortsOfReference(possible).includes('constraints'))
    return cited(sourceProposals(possible.statement, context)).flatMap(({ label, ...rest }) =>
      label.startsWith('std.') ? [{ ...rest, label: label.slice('std.'.length) }] : [],
    );
  const protocol = last === '.' ? scope.names.get(beforeLast ?? '') : undefined;
  if (protocol?.sort === 'protocol') return groupProposals(protocol);
  if (beforeLast === 'std' && last === '.')
    return sortsOfReference(possible).flatMap((sort) => standardProposals(sort, ''));
  if (last === 'to' && ['conformal', 'isoeffective'].includes(beforeLast ?? '')) return named(scope, 'region');
  if (beforeLast === 'paint' && last === 'by') return named(scope, 'image');
  if (isWithinDistanceOf(possible)) return named(scope, 'region');
  if (isShare(possible.statement))
    return statistics.map((label) => ({ label, kind: CompletionItemKind.Keyword, rank: 0 }));
  if (last === 'conformal') return [{ label: 'to', kind: CompletionItemKind.Keyword, rank: 0 }];
  return [];
}

// --- Text in quotes -----------------------------------------------------------------------------------------------------------------------------

async function inQuotes(
  document: PlanDocument,
  string: Token,
  offset: number,
  context: CompletionContext,
): Promise<CompletionItem[]> {
  const { statement } = possibleAt(document.text, string.startOffset);
  const last = statement[statement.length - 1]?.image;
  const start = string.startOffset + 1;
  const end =
    string.image.length > 1 && string.image.endsWith('"') ? string.startOffset + string.image.length - 1 : offset;
  const found =
    last === 'structure' || last === 'override'
      ? await context.structureNames()
      : last === 'import'
        ? [...standardModules, ...protocolModules()]
        : last === 'only' || (last === ',' && statement[0]?.image === 'provided')
          ? await context.beamNames()
          : [];
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  return found.map((label) => ({ label, kind: CompletionItemKind.Value, textEdit: { range, newText: label } }));
}

// --- Tokens -------------------------------------------------------------------------------------------------------------------------------------

/** The token that the place lies in or right behind. */
function tokenBefore(tokens: readonly Token[], offset: number): Token | undefined {
  let found: Token | undefined;
  for (const token of tokens) {
    if (token.startOffset >= offset) break;
    found = token;
  }
  return found && offset <= found.startOffset + found.image.length ? found : undefined;
}

function isClosedBefore({ image, startOffset }: Token, offset: number): boolean {
  return image.length > 1 && image.endsWith('"') && offset >= startOffset + image.length;
}

function isWord({ image }: Token): boolean {
  return /^[\p{L}_/%]/u.test(image) && image !== '/';
}
