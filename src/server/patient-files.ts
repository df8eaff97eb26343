import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { AstUtils } from 'langium';
import type { FileSource, Patient as PatientNode, PlanFile } from '../language/generated/ast.ts';
import { rangeOf } from '../language/source.ts';
import { readStructureNames } from '../patient/files/load-structures.ts';
import { readPatientIndex, type PatientIndex } from '../patient/files/patient-index.ts';
import { unknownStructure } from '../patient/unknown-structure.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Patient } from '../plan/plan.ts';
import { sameRange, type SourceRange } from '../plan/source-range.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** What the files of the open plans' patients say of themselves: names and headers, no voxels. Nothing is read in an untrusted workspace. */
export interface PatientFiles {
  /** Of a plan without errors; undefined where there is none, or nothing may be read. */
  indexOf(plan: PlanDocument): Promise<PatientIndex | undefined>;
  /** Names in the structure set that the text names, also while the text has errors elsewhere. */
  structureNamesOf(plan: PlanDocument): Promise<readonly string[] | undefined>;
  /** What is wrong with the files, and structures that the structure set does not hold. */
  findingsOf(plan: PlanDocument): Promise<readonly Diagnostic[]>;
  /** The text was closed. */
  forget(uri: string): void;
}

export function createPatientFiles(workspace: Workspace): PatientFiles {
  const indices = new Map<
    string,
    Remembered<{ readonly index: PatientIndex; readonly places: readonly SourceRange[] }>
  >();
  const names = new Map<string, Remembered<readonly string[] | undefined>>();

  async function indexOf(plan: PlanDocument): Promise<PatientIndex | undefined> {
    const patient = readable(plan) ? workspace.inspectionOf(plan).plan?.patient : undefined;
    const paths = patient ? pathsOf(patient) : [];
    if (!patient || paths.length === 0) return undefined;
    const folder = dirname(plan.file);
    const state = JSON.stringify([wordsOf(patient), paths.map((path) => stateOf(folder, path))]);
    const { index, places } = await remembered(indices, plan.uri, state, async () => ({
      index: await readPatientIndex(patient, folder),
      places: placesOf(patient),
    }));
    return { ...index, diagnostics: index.diagnostics.map((found) => moved(found, places, placesOf(patient))) };
  }

  function structureNamesOf(plan: PlanDocument): Promise<readonly string[] | undefined> {
    const source = readable(plan) ? structureSource(plan.source.tree) : undefined;
    if (!source) return Promise.resolve(undefined);
    const folder = dirname(plan.file);
    const { kind, path } = source;
    return remembered(names, plan.uri, JSON.stringify([kind, path, stateOf(folder, path)]), async () => {
      const read = await readStructureNames(source, folder);
      return read.names;
    });
  }

  /** A text that is not saved yet lies in no folder that its paths could start from. */
  function readable(plan: PlanDocument): boolean {
    return workspace.trusted && isAbsolute(plan.file) && plan.uri.startsWith('file:');
  }

  return {
    indexOf,
    structureNamesOf,
    async findingsOf(plan) {
      const [index, structures] = await Promise.all([indexOf(plan), structureNamesOf(plan)]);
      const unknown = structures ? unknownStructures(plan.source.tree, structures) : [];
      return [...(index?.diagnostics ?? []), ...unknown];
    },
    forget(uri) {
      indices.delete(uri);
      names.delete(uri);
    },
  };
}

interface Remembered<T> {
  readonly state: string;
  readonly value: Promise<T>;
}

/** What was read last for a plan, unless the files or what the plan says of them have changed; a failure is not remembered. */
function remembered<T>(
  memory: Map<string, Remembered<T>>,
  uri: string,
  state: string,
  read: () => Promise<T>,
): Promise<T> {
  const last = memory.get(uri);
  if (last?.state === state) return last.value;
  const value = read();
  memory.set(uri, { state, value });
  value.catch(() => memory.get(uri)?.value === value && memory.delete(uri));
  return value;
}

/** What a plan says of its patient's files, without where it says it: an edit elsewhere that moves the lines reads nothing again. */
function wordsOf({ images, planningImage, structures }: Patient): string {
  const withoutPlaces = (key: string, value: unknown): unknown => (key === 'at' ? undefined : value);
  return JSON.stringify([images, planningImage, structures], withoutPlaces);
}

/** Where findings about files stand. */
function placesOf({ images, structures }: Patient): SourceRange[] {
  return [...images.map(({ at }) => at), ...(structures ? [structures.at] : [])];
}

/** A finding at one of the old places, at the new one. A fix that edits anything else is left out. */
function moved({ fixes, ...found }: Diagnostic, from: readonly SourceRange[], to: readonly SourceRange[]): Diagnostic {
  const place = (range: SourceRange): SourceRange | undefined => to[from.findIndex((old) => sameRange(old, range))];
  const kept = (fixes ?? []).flatMap((fix) => {
    const edits = fix.edits.map(({ range, newText }) => ({ range: place(range), newText }));
    return edits.every((edit): edit is typeof edit & { range: SourceRange } => edit.range !== undefined)
      ? [{ ...fix, edits }]
      : [];
  });
  return { ...found, range: place(found.range) ?? found.range, ...(kept.length > 0 ? { fixes: kept } : {}) };
}

function pathsOf({ images, structures }: Patient): string[] {
  const sources = [...images.map((image) => image.source), ...(structures ? [structures] : [])];
  return sources.flatMap((source) => ('path' in source ? [source.path] : []));
}

function stateOf(folder: string, path: string): number | undefined {
  return statSync(resolve(folder, path), { throwIfNoEntry: false })?.mtimeMs;
}

function structureSource(
  tree: PlanFile,
): { readonly kind: 'dicom' | 'nifti'; readonly path: string; readonly at: SourceRange } | undefined {
  const patient = tree.statements.find((statement): statement is PatientNode => statement.$type === 'Patient');
  for (const part of patient?.parts ?? []) {
    if (part.$type !== 'Structures' || part.source?.$type !== 'FileSource') continue;
    const { format, path }: FileSource = part.source;
    if ((format === 'dicom' || format === 'nifti') && path) return { kind: format, path, at: rangeOf(part) };
  }
  return undefined;
}

function unknownStructures(tree: PlanFile, known: readonly string[]): Diagnostic[] {
  return AstUtils.streamAst(tree)
    .flatMap((node) => {
      const property = node.$type === 'Structure' ? 'name' : node.$type === 'Override' ? 'structure' : undefined;
      const name = property && (node as unknown as Record<string, string | undefined>)[property];
      return name && !known.includes(name) ? [unknownStructure(name, known, rangeOf(node, property))] : [];
    })
    .toArray();
}
