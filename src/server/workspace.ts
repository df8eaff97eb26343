import { readFileSync, statSync } from 'node:fs';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { decodeText } from '../engine/plan-text.ts';
import { createAnalyser, type Inspection } from '../language/analyse.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { uriOf } from './locations.ts';
import { planDocument, type PlanDocument } from './plan-document.ts';

/** The open plans and what the files around them hold. An open text takes precedence over its file. */
export interface Workspace {
  /** Nothing but open documents is read until this is set. */
  trusted: boolean;
  open(document: TextDocument): void;
  close(uri: string): void;
  plan(uri: string): PlanDocument | undefined;
  plans(): readonly PlanDocument[];
  planOfFile(file: string): PlanDocument | undefined;
  /** What the text means together with its imports as they are now; worked out again only after one of them changed. */
  inspectionOf(plan: PlanDocument): Inspection;
  /** The text of a file, open or on disk; undefined where it may not or cannot be read as text. */
  readText(file: string): string | undefined;
  /** Open plans whose meaning depends on a file, directly or through other imports. */
  plansThatImport(file: string): readonly PlanDocument[];
  /** The URI of a file by the spelling under which the editor knows it. */
  uriOf(file: string): string | undefined;
}

interface Entry {
  readonly document: TextDocument;
  readonly analyse: ReturnType<typeof createAnalyser>;
  plan: PlanDocument;
  inspection?: Inspection;
  /** Texts of the imports that the inspection read. */
  imports: ReadonlyMap<string, string | undefined>;
}

/** Nobody writes a plan of this size; a name that leads to such a file leads to something else. */
const largestTextBytes = 16 * 2 ** 20;

export function createWorkspace(): Workspace {
  const entries = new Map<string, Entry>();
  const uriOfFile = new Map<string, string>();

  /** The text may have been edited in place since it was read. */
  function current(entry: Entry): PlanDocument {
    if (entry.plan.version !== entry.document.version) {
      entry.plan = planDocument(entry.document, workspace.inspectionOf);
      entry.inspection = undefined;
    }
    return entry.plan;
  }

  const workspace: Workspace = {
    trusted: false,
    open(document) {
      const plan = planDocument(document, workspace.inspectionOf);
      entries.set(document.uri, { document, plan, analyse: createAnalyser(), imports: new Map() });
      uriOfFile.set(plan.file, document.uri);
    },
    close(uri) {
      const entry = entries.get(uri);
      entries.delete(uri);
      if (entry) uriOfFile.delete(entry.plan.file);
    },
    plan(uri) {
      const entry = entries.get(uri);
      return entry && current(entry);
    },
    plans: () => [...entries.values()].map(current),
    planOfFile(file) {
      const uri = uriOfFile.get(file);
      return uri === undefined ? undefined : workspace.plan(uri);
    },
    inspectionOf(plan) {
      const entry = entries.get(plan.uri);
      const isCurrent = entry !== undefined && current(entry) === plan;
      if (isCurrent && entry.inspection && isUpToDate(entry.imports)) return entry.inspection;
      const imports = new Map<string, string | undefined>();
      // An earlier version is read by an analyser of its own: the entry's takes statements over from version to version.
      const analyse = isCurrent ? entry.analyse : createAnalyser();
      const inspection = analyse({ file: plan.file, text: plan.isBinary ? '' : plan.text }, (file) => {
        const text = workspace.readText(file);
        imports.set(file, text);
        return text;
      });
      let diagnostics: readonly Diagnostic[] | undefined;
      const judged: Inspection = {
        source: inspection.source,
        scope: inspection.scope,
        evidence: inspection.evidence,
        get plan() {
          return inspection.plan;
        },
        get allows() {
          return inspection.allows;
        },
        get suppressed() {
          return inspection.suppressed;
        },
        get bindings() {
          return inspection.bindings;
        },
        get diagnostics() {
          return (diagnostics ??= plan.isBinary ? [binaryFinding(plan)] : inspection.diagnostics.map(notRead));
        },
      };
      if (isCurrent) Object.assign(entry, { inspection: judged, imports });
      return judged;
    },
    readText(file) {
      const open = workspace.planOfFile(file);
      if (open) return open.isBinary ? undefined : open.text;
      return workspace.trusted ? readPlanFile(file) : undefined;
    },
    plansThatImport: (file) => [...entries.values()].filter(({ imports }) => imports.has(file)).map(current),
    uriOf: (file) => uriOfFile.get(file) ?? uriOf(file),
  };
  return workspace;

  function isUpToDate(imports: Entry['imports']): boolean {
    for (const [file, text] of imports) if (workspace.readText(file) !== text) return false;
    return true;
  }

  /** In an untrusted workspace an imported file is not missing: it was not looked for. */
  function notRead(found: Diagnostic): Diagnostic {
    const isMissingFile = found.code === 'RT1005' && !isStandardModule(found, workspace);
    if (workspace.trusted || !isMissingFile) return found;
    return { ...found, message: 'Imported files are not read until this workspace is trusted.' };
  }
}

function isStandardModule({ range }: Diagnostic, workspace: Workspace): boolean {
  const line = workspace.planOfFile(range.file)?.text.split('\n')[range.start.line] ?? '';
  return line.startsWith('"std/', range.start.character);
}

function readPlanFile(file: string): string | undefined {
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > largestTextBytes) return undefined;
    const decoded = decodeText(readFileSync(file));
    return 'text' in decoded ? decoded.text : undefined;
  } catch {
    return undefined;
  }
}

function binaryFinding({ file }: PlanDocument): Diagnostic {
  const start = { line: 0, character: 0 };
  return diagnostic(
    'RT0009',
    { file, start, end: { line: 0, character: 1 } },
    'This is not plan text: it holds binary data, or is saved as UTF-16. Save it as UTF-8.',
  );
}
