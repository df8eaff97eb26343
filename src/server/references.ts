import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type Location,
  type Position,
  type Range,
} from 'vscode-languageserver';
import { resolvePath } from '../language/paths.ts';
import { rangeBetween, sourceOf, spanOf, type Source } from '../language/source.ts';
import { connectedTexts } from './connected-texts.ts';
import { rangeOf } from './locations.ts';
import { factOf, isShared, nameAt, namesIn, type NameInText } from './names.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** A name at a place, and everything in the open plans that means the same. */
export interface Meaning {
  readonly name: NameInText;
  /** The file that declares it; undefined for what the product brings along, and where nothing does. */
  readonly file: string | undefined;
  readonly places: readonly { readonly source: Source; readonly name: NameInText }[];
}

export function meaningAt(plan: PlanDocument, position: Position, workspace: Workspace): Meaning | undefined {
  const name = nameAt(plan.source, plan.offsetAt(position));
  if (!name) return undefined;
  if (isShared(name)) return sharedMeaning(name, plan, workspace);
  const declaring = declaringSource(name, plan.source, workspace);
  const sources = new Set(workspace.plans().map((open) => open.source));
  if (declaring) sources.add(declaring);
  else if (!isStandard(name, plan, workspace)) sources.clear();
  const places = [...sources].flatMap((source) =>
    namesIn(source)
      .filter((other) => other.key === name.key && declaringSource(other, source, workspace)?.file === declaring?.file)
      .map((other) => ({ source, name: other })),
  );
  return { name, file: declaring?.file, places };
}

/** Declared in several texts, as a fact by the patient and by the protocol that says its values; `file` is the own one where it is among them. */
function sharedMeaning(name: NameInText, plan: PlanDocument, workspace: Workspace): Meaning {
  const places = connectedTexts(plan, workspace).flatMap((source) =>
    namesIn(source)
      .filter(({ key }) => key === name.key)
      .map((other) => ({ source, name: other })),
  );
  const files = places.filter((place) => place.name.declares).map(({ source }) => source.file);
  return { name, file: files.includes(plan.file) ? plan.file : files[0], places };
}

export function definition(plan: PlanDocument, position: Position, workspace: Workspace): Location[] {
  const imported = importedFileAt(plan, position);
  if (imported !== undefined) {
    const uri = workspace.uriOf(imported);
    return uri ? [{ uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } }] : [];
  }
  const meaning = meaningAt(plan, position, workspace);
  const places = meaning?.places.filter(({ name }) => name.declares) ?? [];
  return locations(places.length > 0 || !meaning ? places : stagesSaying(meaning.name, plan, workspace), workspace);
}

/** T, N and M of a patient are in its stage, where they are not written themselves. */
function stagesSaying(name: NameInText, plan: PlanDocument, workspace: Workspace): Meaning['places'] {
  if (!['T', 'N', 'M'].includes(factOf(name) ?? '')) return [];
  return connectedTexts(plan, workspace).flatMap((source) =>
    namesIn(source)
      .filter((other) => other.declares && factOf(other) === 'stage')
      .map((other) => ({ source, name: other })),
  );
}

/** The file that the import statement at a place names. */
function importedFileAt(plan: PlanDocument, position: Position): string | undefined {
  const { source } = plan;
  const offset = plan.offsetAt(position);
  for (const statement of source.tree.statements) {
    if (statement.$type !== 'Import' || !statement.path || statement.path.startsWith('std/')) continue;
    const { start, end } = spanOf(statement, 'path');
    if (start <= offset && offset <= end) return resolvePath(source.file, statement.path);
  }
  return undefined;
}

export function references(
  plan: PlanDocument,
  position: Position,
  workspace: Workspace,
  includeDeclaration: boolean,
): Location[] {
  const places = meaningAt(plan, position, workspace)?.places ?? [];
  return locations(
    places.filter(({ name }) => includeDeclaration || !name.declares),
    workspace,
  );
}

export function highlights(plan: PlanDocument, position: Position): DocumentHighlight[] {
  const name = nameAt(plan.source, plan.offsetAt(position));
  if (!name) return [];
  return namesIn(plan.source)
    .filter(({ key }) => key === name.key)
    .map((other) => ({
      range: rangeOfName(plan.source, other),
      kind: other.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

export function rangeOfName(source: Source, { start, end }: NameInText): Range {
  return rangeOf(rangeBetween(source, start, end));
}

function locations(places: Meaning['places'], workspace: Workspace): Location[] {
  return places.flatMap(({ source, name }) => {
    const uri = workspace.uriOf(source.file);
    return uri ? [{ uri, range: rangeOfName(source, name) }] : [];
  });
}

/** `std.hnscc`, or `hnscc` where the standard module is imported; a rule of a published protocol, `HeadAndNeck.dahanca_6_7`. */
function isStandard({ key }: NameInText, plan: PlanDocument, workspace: Workspace): boolean {
  const { names } = workspace.inspectionOf(plan).scope;
  const declaration = names.get(key) ?? names.get(key.split('.')[0]);
  return key.startsWith('std.') || (declaration !== undefined && !declaration.node);
}

/** The text that declares what a name means. Parts of a phantom are declared where the phantom is. */
function declaringSource({ key }: NameInText, source: Source, workspace: Workspace): Source | undefined {
  const declared = key.split('/solid ')[0].split('/uptake ')[0];
  if (namesIn(source).some((name) => name.declares && name.key === declared)) return source;
  const plan = workspace.planOfFile(source.file);
  const names = plan && workspace.inspectionOf(plan).scope.names;
  // A group is declared where its protocol is.
  const node = (names?.get(declared) ?? names?.get(declared.split('.')[0]))?.node;
  return node && sourceOf(node);
}
