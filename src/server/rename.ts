import { basename } from 'node:path';
import {
  ErrorCodes,
  ResponseError,
  type Position,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { factRanges, valuesOfFact } from '../language/fact-values.ts';
import { publishedGroups } from '../language/published-protocols.ts';
import { readSource, type Source } from '../language/source.ts';
import { factOf, type NameInText, namesIn } from './names.ts';
import type { PlanDocument } from './plan-document.ts';
import { meaningAt, rangeOfName, type Meaning } from './references.ts';
import type { Workspace } from './workspace.ts';

const name = /^[A-Za-z_\u00C0-\u024F][A-Za-z0-9_\u00C0-\u024F]*$/;

/** The range of the name that would be renamed. Throws a ResponseError that says why where it cannot be. */
export function prepareRename(
  plan: PlanDocument,
  position: Position,
  workspace: Workspace,
): { range: Range; placeholder: string } {
  const { name: old } = renamable(plan, position, workspace);
  return { range: rangeOfName(plan.source, old), placeholder: old.name };
}

/**
 * A new name at every place that means the same, in the declaring text and in the open plans that import it. Refused where the name is taken or
 * would change how the text is read.
 */
export function rename(plan: PlanDocument, position: Position, newName: string, workspace: Workspace): WorkspaceEdit {
  const meaning = renamable(plan, position, workspace);
  const wanted = newName.trim();
  if (!name.test(wanted))
    throw refusal(`"${newName}" is not a name: a name begins with a letter and goes on with letters, digits and "_".`);
  if (wanted === meaning.name.name) return { documentChanges: [] };
  if (wanted === 'std') throw refusal('"std" stands for the standard names. Choose another name.');
  for (const source of new Set(meaning.places.map((place) => place.source))) {
    refuseTaken(source, meaning, wanted, workspace);
    refuseMisread(source, meaning, wanted);
  }
  return { documentChanges: documentEdits(meaning, wanted, workspace) };
}

function renamable(plan: PlanDocument, position: Position, workspace: Workspace): Meaning {
  const meaning = meaningAt(plan, position, workspace);
  if (!meaning) throw refusal('Only names that a plan declares can be renamed, and there is none here.');
  const { name: old, file, places } = meaning;
  if (old.key.startsWith('std.') || !places.some((place) => place.name.declares))
    throw refusal(`"${old.name}" is not declared in this plan, so it cannot be renamed here.`);
  if (file !== plan.file) throw refusal(`"${old.name}" is declared in ${basename(file ?? '')}. Rename it there.`);
  refuseKnownFact(old, plan, workspace);
  return meaning;
}

/** What the language, or a published rule that the plan may follow, knows by its name. */
function refuseKnownFact(old: NameInText, plan: PlanDocument, workspace: Workspace): void {
  const fact = factOf(old);
  if (fact === undefined) return;
  if (fact === 'stage' || valuesOfFact(fact))
    throw refusal(`"${fact}" is a fact that the language knows by this name, so it cannot be renamed.`);
  for (const { site } of workspace.inspectionOf(plan).scope.names.values()) {
    if (site === undefined) continue;
    const conditions = publishedGroups(site).flatMap(({ condition }) => condition ?? []);
    if (factRanges(conditions, new Map()).has(fact))
      throw refusal(`"${fact}" is a fact that the published rules of ${site} ask for, so it cannot be renamed.`);
  }
}

function refuseTaken(source: Source, { name: old }: Meaning, wanted: string, workspace: Workspace): void {
  const key = old.key.slice(0, old.key.length - old.name.length) + wanted;
  // A fact need not be declared to be compared.
  const taken = namesIn(source).find((other) => (other.declares || factOf(other) !== undefined) && other.key === key);
  if (taken) {
    const line = rangeOfName(source, taken).start.line + 1;
    throw refusal(
      `"${wanted}" is the name of something else already (line ${line} of ${basename(source.file)}). Choose another name.`,
    );
  }
  const plan = workspace.planOfFile(source.file);
  if (plan && key === wanted && workspace.inspectionOf(plan).scope.names.has(wanted))
    throw refusal(`"${wanted}" is the name of something that ${basename(source.file)} imports. Choose another name.`);
}

/** Reads the text as it would be: every name has to be found again where it was, and nothing new may be wrong. */
function refuseMisread(source: Source, { name: old, places }: Meaning, wanted: string): void {
  const here = places.filter((place) => place.source === source).map((place) => place.name);
  let text = source.text;
  for (const { start, end } of [...here].sort((a, b) => b.start - a.start))
    text = text.slice(0, start) + wanted + text.slice(end);
  const after = readSource(source.file, text);
  const oldNames = namesIn(source);
  const newNames = namesIn(after);
  const sameNames =
    oldNames.length === newNames.length &&
    newNames.every(({ name: found }, i) => found === (samePlace(here, oldNames[i]) ? wanted : oldNames[i].name));
  if (!sameNames || after.findings.length > source.findings.length)
    throw refusal(
      `With "${wanted}" in the place of "${old.name}" the plan would be read differently, because the language uses this word. Choose another name.`,
    );
}

function samePlace(names: readonly { readonly start: number }[], { start }: { readonly start: number }): boolean {
  return names.some((other) => other.start === start);
}

function documentEdits({ places }: Meaning, wanted: string, workspace: Workspace): TextDocumentEdit[] {
  const byUri = new Map<string, TextDocumentEdit>();
  for (const { source, name: place } of places) {
    const uri = workspace.uriOf(source.file);
    if (!uri) continue;
    const edit = byUri.get(uri) ?? { textDocument: { uri, version: workspace.plan(uri)?.version ?? null }, edits: [] };
    edit.edits.push({ range: rangeOfName(source, place), newText: wanted });
    byUri.set(uri, edit);
  }
  return [...byUri.values()];
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
