import { standardEvidence } from '../evidence/base.ts';
import { type EvidenceFile, withFiles } from '../evidence/evidence-file.ts';
import { type CheckedFile, checkEvidenceFile, evidenceFileEnding } from '../evidence/lint-file.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import { type Binding, type Context, type PlanEvidence, report } from './context.ts';
import type { Import, PlanFile } from './generated/ast.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { type Allow, sifted, type Suppressed, unusedAllows } from '../plan/suppression.ts';
import { resolvePath } from './paths.ts';
import { readAllows } from './read-allows.ts';
import { resolvePlan } from './resolve-plan.ts';
import {
  type Declaration,
  declarationsIn,
  type ImportedText,
  protocolModules,
  type Scope,
  scopeOf,
  standardModule,
  standardModules,
} from './scope.ts';
import { rangeBetween, rangeOf, readSource, type Source } from './source.ts';

export interface SourceFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

export interface Analysis {
  /** Only where no diagnostic is an error, and the text has a plan at all. */
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
  /** What is found and allowed by the text. */
  readonly suppressed: readonly Suppressed[];
}

/** An analysis with what an editor needs besides. What the plan means is worked out when it is first asked for. */
export interface Inspection extends Analysis {
  readonly source: Source;
  readonly scope: Scope;
  /** The evidence base with the imported files of the user over it. */
  readonly evidence: () => PlanEvidence;
  /** What the text and its imports allow, the innermost first. */
  readonly allows: readonly Allow[];
  /** Every place where a name is used, over all the texts that were read. */
  readonly bindings: readonly Binding[];
}

export type ReadImport = (absolutePath: string) => string | undefined;

/** What a plan text means and what is wrong with it. Never throws on what the text says. */
export function analyse(entry: SourceFile, readImport: ReadImport): Analysis {
  const { plan, diagnostics, suppressed } = createAnalyser()(entry, readImport);
  return { ...(plan ? { plan } : {}), diagnostics, suppressed };
}

/**
 * An analyser of the versions of one text. It keeps what it has read, so that an edit costs the reading of the statements that it changes, and of no
 * imported file. An inspection that is asked for its plan only after the next one was made reads its texts anew.
 */
export function createAnalyser(): (entry: SourceFile, readImport: ReadImport) => Inspection {
  let kept = new Map<string, Source>();
  let keptEvidence = new Map<string, CheckedFile>();
  let latest: object | undefined;
  return (entry, readImport) => {
    const used = new Map<string, Source>();
    const usedEvidence = new Map<string, CheckedFile>();
    const imports = new Map<string, string | undefined>();
    const checkEvidence = (text: string): CheckedFile => {
      const checked = keptEvidence.get(text) ?? checkEvidenceFile(text);
      usedEvidence.set(text, checked);
      return checked;
    };
    const read = (file: string, text: string): Source => {
      const known = used.get(file) ?? kept.get(file);
      const source = known?.text === text ? known : readSource(file, text, known);
      used.set(file, source);
      return source;
    };
    const remembered: ReadImport = (path) => {
      const text = readImport(path);
      imports.set(path, text);
      return text;
    };
    const { resolve, ...names } = inspect(read(entry.file, entry.text), remembered, { read, checkEvidence });
    kept = used;
    keptEvidence = usedEvidence;
    const own = (latest = {});
    let judged: Judgement | undefined;
    const judge = (): Judgement =>
      (judged ??= latest === own ? resolve() : createAnalyser()(entry, (path) => imports.get(path)));
    return {
      ...names,
      get plan() {
        return judge().plan;
      },
      get diagnostics() {
        return judge().diagnostics;
      },
      get suppressed() {
        return judge().suppressed;
      },
      get allows() {
        return judge().allows;
      },
      get bindings() {
        return judge().bindings;
      },
    };
  };
}

/** What is found out of the statements, once their names are known. */
type Judgement = Pick<Inspection, 'plan' | 'diagnostics' | 'suppressed' | 'allows' | 'bindings'>;

function inspect(
  source: Source,
  readImport: ReadImport,
  {
    read,
    checkEvidence,
  }: { read: (file: string, text: string) => Source; checkEvidence: (text: string) => CheckedFile },
): Pick<Inspection, 'source' | 'scope' | 'evidence'> & { readonly resolve: () => Judgement } {
  const texts = new Map<string, Source | undefined>([[source.file, source]]);
  const scopes = new Map<PlanFile, Scope>();
  const evidenceFiles = new Map<string, EvidenceFile | undefined>();
  const evidence = planEvidence(() => [...evidenceFiles.values()].filter((file) => file !== undefined));
  const missing: Import[] = [];
  const refused: { readonly statement: Import; readonly checked: CheckedFile }[] = [];
  visit(source);
  return { source, scope: scopes.get(source.tree)!, evidence, resolve };

  function resolve(): Judgement {
    const context: Context = {
      evidence,
      scopes,
      entry: source.tree,
      diagnostics: [],
      bindings: [],
      notComputed: [],
      lets: new Map(),
    };
    for (const { statement, checked } of refused) reportEvidence(context, statement, checked);
    const findings = [...texts.values()].flatMap((text) => (text ? findingsOf(text) : []));
    for (const statement of missing) reportMissing(context, statement);
    const resolved = resolvePlan(context);
    reportUnusedImports(context, source);
    const allows = [...texts.values()].flatMap((text) => (text ? readAllows(context, text) : []));
    const found = [...findings, ...context.diagnostics];
    const { diagnostics, suppressed } = sifted(inOrder(found, source.file), allows);
    const judgement = { diagnostics, suppressed, allows, bindings: distinct(context.bindings) };
    // Where the text has errors, what is missing among its findings may only not have been looked for.
    if (!resolved || found.some(({ severity }) => severity === 'error')) return judgement;
    const unused = unusedAllows(allows, suppressed, { file: source.file, by: 'text' });
    return {
      ...judgement,
      plan: { ...resolved, allows },
      ...(unused.length > 0 ? { diagnostics: inOrder([...diagnostics, ...unused], source.file) } : {}),
    };
  }

  function visit(text: Source): Declaration[] {
    const imports: ImportedText[] = [];
    // Marked as read before its imports are followed, so that files may import each other.
    scopes.set(text.tree, scopeOf(text, []));
    for (const statement of text.tree.statements) {
      if (statement.$type !== 'Import' || statement.path === undefined) continue;
      imports.push({ statement, declarations: imported(text, statement) });
    }
    scopes.set(text.tree, scopeOf(text, imports));
    return declarationsIn(text.tree);
  }

  function imported(from: Source, statement: Import): readonly Declaration[] | undefined {
    if (statement.path.startsWith('std/')) {
      const module = standardModule(statement.path);
      if (module === undefined) missing.push(statement);
      return module;
    }
    const file = resolvePath(from.file, statement.path);
    if (file.endsWith(evidenceFileEnding)) return importedEvidence(file, statement);
    if (texts.has(file)) {
      const known = texts.get(file);
      if (!known) missing.push(statement);
      return known && declarationsIn(known.tree);
    }
    const text = readImport(file);
    if (text === undefined) {
      texts.set(file, undefined);
      missing.push(statement);
      return undefined;
    }
    const target = read(file, text);
    texts.set(file, target);
    return visit(target);
  }

  /** A file with rows of the user: its tissues become names, its limits can be cited. */
  function importedEvidence(file: string, statement: Import): readonly Declaration[] | undefined {
    const text = readImport(file);
    if (text === undefined) {
      missing.push(statement);
      return undefined;
    }
    const checked = checkEvidence(text);
    if (!checked.file) refused.push({ statement, checked });
    evidenceFiles.set(file, checked.file);
    return checked.file?.tissues.map((published) => ({ name: published.name, sort: 'tissue', published })) ?? [];
  }
}

/** Put together when first asked for: most plans cite nothing. */
function planEvidence(files: () => readonly EvidenceFile[]): () => PlanEvidence {
  let evidence: PlanEvidence | undefined;
  return () => (evidence ??= { base: withFiles(standardEvidence(), files()), files: files() });
}

function reportEvidence(context: Context, statement: Import, { findings }: CheckedFile): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [{ row, field, message }] = errors;
  const more =
    errors.length > 1
      ? ` There ${errors.length > 2 ? `are ${errors.length - 1} more faults` : 'is one more fault'}.`
      : '';
  report(
    context,
    'RT1017',
    rangeOf(statement, 'path'),
    `Nothing of this evidence is taken. ${row}${field ? `, ${field}` : ''}: ${message}.${more} "dosewright evidence lint" lists them all.`,
  );
}

function findingsOf(source: Source): Diagnostic[] {
  return source.findings.map(({ code, message, start, end, fix }) =>
    diagnostic(
      code,
      rangeBetween(source, start, end),
      message,
      fix
        ? {
            fixes: [
              { title: fix.title, edits: [{ range: rangeBetween(source, fix.start, fix.end), newText: fix.newText }] },
            ],
          }
        : {},
    ),
  );
}

function reportMissing(context: Context, statement: Import): void {
  const range = rangeOf(statement, 'path');
  if (!statement.path.startsWith('std/')) {
    report(
      context,
      'RT1005',
      range,
      `The file "${statement.path}" cannot be read. Its path is relative to the file that imports it.`,
    );
    return;
  }
  const modules = [...standardModules, ...protocolModules()];
  const near = didYouMean(statement.path, modules);
  report(
    context,
    'RT1005',
    range,
    `There is no standard module "${statement.path}"${near ? `: "${near}"?` : `. There are ${standardModules.join(', ')}, and std/protocols/ by site.`}`,
    near ? { fixes: [{ title: `Write "${near}"`, edits: [{ range, newText: `"${near}"` }] }] } : undefined,
  );
}

function reportUnusedImports(context: Context, source: Source): void {
  const scope = context.scopes.get(source.tree)!;
  const used = new Set<Import>();
  for (const { declaration } of context.bindings) {
    // A module's name is used with "std." before it or without.
    const bare = declaration.name.replace(/^std\./, '');
    const statement = scope.importOf.get(bare);
    if (statement && (bare !== declaration.name || scope.names.get(bare) === declaration)) used.add(statement);
  }
  // The plan's patient is used without being named.
  for (const [name, statement] of scope.importOf)
    if (scope.names.get(name)?.node?.$type === 'Patient') used.add(statement);
  for (const statement of source.tree.statements) {
    // Limits of one's own take their effect without being named.
    if (statement.$type !== 'Import' || used.has(statement) || statement.path?.endsWith(evidenceFileEnding)) continue;
    if (![...scope.importOf.values()].includes(statement)) continue;
    report(context, 'RT1006', rangeOf(statement), `Nothing that "${statement.path}" brings is used here.`, {
      fixes: [{ title: 'Remove this import', edits: [{ range: rangeOf(statement), newText: '' }] }],
    });
  }
}

/** The entry's findings first, each file's in the order of its text. */
function inOrder(diagnostics: readonly Diagnostic[], entry: string): Diagnostic[] {
  const rank = (d: Diagnostic): [number, number, number] => [
    d.range.file === entry ? 0 : 1,
    d.range.start.line,
    d.range.start.character,
  ];
  return [...diagnostics].sort((a, b) => {
    const [fileA, lineA, characterA] = rank(a);
    const [fileB, lineB, characterB] = rank(b);
    return (
      fileA - fileB ||
      (fileA ? (a.range.file < b.range.file ? -1 : a.range.file > b.range.file ? 1 : 0) : 0) ||
      lineA - lineB ||
      characterA - characterB ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
    );
  });
}

function distinct(bindings: readonly Binding[]): Binding[] {
  const seen = new Map<string, Binding>();
  for (const binding of bindings)
    seen.set(`${binding.range.file}:${binding.range.start.line}:${binding.range.start.character}`, binding);
  return [...seen.values()];
}
