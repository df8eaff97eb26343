import { type AstNode, AstUtils } from 'langium';
import type { EvidenceBase } from '../evidence/base.ts';
import type { EvidenceFile } from '../evidence/evidence-file.ts';
import type { Diagnostic, Fix } from '../plan/diagnostic.ts';
import { diagnostic, type DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { isPatientGroup, isPhantom, type PlanFile, type Reference, type Solid } from './generated/ast.ts';
import { type Declaration, type DeclarationSort, type Scope, standardDeclaration, standardNames } from './scope.ts';
import { rangeBetween, rangeOf, sourceOf, spanOf } from './source.ts';
import type { Value } from './values.ts';

/** A place in a text where a name is used, and what it stands for there. */
export interface Binding {
  readonly range: SourceRange;
  readonly declaration: Declaration;
}

/** What the checks of one plan share. */
export interface Context {
  readonly scopes: ReadonlyMap<PlanFile, Scope>;
  readonly entry: PlanFile;
  readonly diagnostics: Diagnostic[];
  readonly bindings: Binding[];
  readonly notComputed: Plan['notComputed'];
  /** Values of `let`s that are known, or being worked out. */
  readonly lets: Map<AstNode, Value | 'pending' | undefined>;
  /** The evidence base with the imported files of the user over it. */
  readonly evidence: () => PlanEvidence;
  /** Sub-target whose image rule is being read, for the fix of a share without a region. */
  parent?: string;
}

/** The rows that a plan may cite. */
export interface PlanEvidence {
  readonly base: EvidenceBase;
  /** The evidence files that it imports. */
  readonly files: readonly EvidenceFile[];
}

export type Extra = Parameters<typeof diagnostic>[3];

export function report(
  context: Context,
  code: DiagnosticCode,
  range: SourceRange,
  message: string,
  extra?: Extra,
): undefined {
  const { line, character } = range.start;
  const known = context.diagnostics.some(
    (d) =>
      d.code === code &&
      d.range.file === range.file &&
      d.range.start.line === line &&
      d.range.start.character === character,
  );
  if (!known) context.diagnostics.push(diagnostic(code, range, message, extra));
  return undefined;
}

export function reportLater(context: Context, range: SourceRange, construct: string, message?: string): undefined {
  context.notComputed.push({ construct, at: range });
  return report(
    context,
    'RT0001',
    range,
    message ?? `"${construct}" is not computed yet: it is read and kept, and changes nothing in this version.`,
  );
}

export function replace(title: string, range: SourceRange, newText: string): Fix {
  return { title, edits: [{ range, newText }] };
}

export function insertAfter(title: string, range: SourceRange, newText: string): Fix {
  return { title, edits: [{ range: { file: range.file, start: range.end, end: range.end }, newText }] };
}

/** The names visible to a node. A group of a protocol speaks of the regions of the plan that follows it, so of such as may be missing here. */
export function scopeAt(context: Context, node: AstNode): Scope {
  const own = context.scopes.get(sourceOf(node).tree)!;
  if (!AstUtils.getContainerOfType(node, isPatientGroup)) return own;
  const plan = context.scopes.get(context.entry)!;
  return { ...own, names: new Map([...own.names, ...plan.names]), incomplete: true };
}

/** What a name written in `property` of a node stands for, if it is of one of the wanted sorts; else a diagnostic. */
export function resolveName(
  context: Context,
  node: AstNode,
  property: string,
  name: string | undefined,
  wanted: readonly DeclarationSort[],
  index?: number,
): Declaration | undefined {
  if (!name) return undefined;
  const scope = scopeAt(context, node);
  const declaration = scope.names.get(name);
  const range = rangeOf(node, property, index);
  if (!declaration) {
    if (scope.incomplete || scope.doubtful.has(name)) return undefined;
    return unknownName(context, range, name, wanted, scope);
  }
  context.bindings.push({ range, declaration });
  if (wanted.includes(declaration.sort)) return declaration;
  return report(
    context,
    'RT1003',
    range,
    `${name} is ${sortWords[declaration.sort]}; ${listed(wanted.map((sort) => sortWords[sort]))} is needed here.`,
    related(declaration),
  );
}

/** `NAME` or `std.NAME`. */
export function resolveReference(
  context: Context,
  reference: Reference,
  wanted: readonly DeclarationSort[],
): Declaration | undefined {
  if (reference.name !== 'std' || reference.member === undefined) {
    if (reference.member !== undefined)
      return report(
        context,
        'RT1007',
        rangeOf(reference),
        `"${reference.name}.${reference.member}" is not a name: only standard names have a dot, as in std.${standardNames(wanted[0])[0] ?? 'hnscc'}.`,
      );
    return resolveName(context, reference, 'name', reference.name, wanted);
  }
  const declaration = standardDeclaration(reference.member);
  const range = rangeOf(reference);
  if (!declaration) {
    const candidates = wanted.flatMap((sort) => standardNames(sort));
    const near = didYouMean(reference.member, candidates) ?? didYouMean(reference.member, standardNames());
    const message = `There is no std.${reference.member}${near ? `: std.${near}?` : `. There are ${candidates.map((name) => `std.${name}`).join(', ')}.`}`;
    return report(
      context,
      'RT1007',
      range,
      message,
      near ? { fixes: [replace(`Write std.${near}`, range, `std.${near}`)] } : undefined,
    );
  }
  context.bindings.push({ range, declaration });
  if (wanted.includes(declaration.sort)) return declaration;
  return report(
    context,
    'RT1003',
    range,
    `std.${reference.member} is ${sortWords[declaration.sort]}; ${listed(wanted.map((sort) => sortWords[sort]))} is needed here.`,
  );
}

/** A word out of a fixed set. */
export function oneOf<Word extends string>(
  context: Context,
  node: AstNode,
  property: string,
  word: string | undefined,
  words: readonly Word[],
  what: string,
): Word | undefined {
  if (word === undefined) return undefined;
  if ((words as readonly string[]).includes(word)) return word as Word;
  const near = didYouMean(word, words);
  const range = rangeOf(node, property);
  return report(
    context,
    'RT1010',
    range,
    `"${word}" is not ${what}${near ? `: "${near}"?` : '.'} Possible: ${words.join(', ')}.`,
    near ? { fixes: [replace(`Write "${near}"`, range, near)] } : undefined,
  );
}

/** Where a declaration's name stands. */
export function nameRange(declaration: Declaration): SourceRange | undefined {
  return declaration.node ? rangeOf(declaration.node, 'name') : undefined;
}

export function related(declaration: Declaration): Extra {
  const range = nameRange(declaration);
  return range ? { related: [{ message: `${declaration.name} is declared here`, range }] } : {};
}

export function rangeWithin(node: AstNode, start: number, end: number): SourceRange {
  return rangeBetween(sourceOf(node), start, end);
}

/** The line a statement begins on, to its end: where a finding about the whole of a block is marked. */
export function headRange(node: AstNode): SourceRange {
  const source = sourceOf(node);
  const { start, end } = spanOf(node);
  const brace = source.text.indexOf('{', start);
  const stop = brace >= 0 && brace < end ? brace : end;
  return rangeBetween(source, start, start + source.text.slice(start, stop).trimEnd().length);
}

const solidsOfPhantom = new WeakMap<AstNode, ReadonlyMap<string, Solid>>();

/** The solids of a phantom by name: its structures. */
export function solidsOf(declaration: Declaration): ReadonlyMap<string, Solid> {
  const { node } = declaration;
  if (!node || !isPhantom(node)) return new Map();
  const known = solidsOfPhantom.get(node);
  if (known) return known;
  const solids = new Map(
    node.parts.flatMap((part) => (part.$type === 'Solid' && part.name ? [[part.name, part] as const] : [])),
  );
  solidsOfPhantom.set(node, solids);
  return solids;
}

export function listed(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

const sortWords: Record<DeclarationSort, string> = {
  let: 'a quantity (let)',
  patient: 'a patient',
  phantom: 'a phantom',
  tissue: 'a tissue',
  region: 'a region (organ, target or sub-target)',
  image: 'an image',
  machine: 'a machine',
  curve: 'a density curve',
  constraints: 'a source of constraints',
  protocol: 'a protocol',
  rule: 'a published rule by patient group',
  baseline: 'a baseline',
};

function unknownName(
  context: Context,
  range: SourceRange,
  name: string,
  wanted: readonly DeclarationSort[],
  scope: Scope,
): undefined {
  const candidates = [...scope.names.values()].filter((d) => wanted.includes(d.sort)).map((d) => d.name);
  const near = didYouMean(name, candidates);
  const standard =
    wanted.includes('tissue') || wanted.includes('machine') || wanted.includes('curve')
      ? standardDeclaration(name)
      : undefined;
  const suggestion = near ?? standard?.name;
  const known = candidates.length > 0 && candidates.length <= 12 ? ` There are ${candidates.join(', ')}.` : '';
  const message = `Nothing is called "${name}"${suggestion ? `: ${suggestion}?` : `; ${listed(wanted.map((sort) => sortWords[sort]))} is needed here.${known}`}`;
  return report(
    context,
    'RT1001',
    range,
    message,
    suggestion ? { fixes: [replace(`Write ${suggestion}`, range, suggestion)] } : undefined,
  );
}
