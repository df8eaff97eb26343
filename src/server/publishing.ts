import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { Inspection } from '../language/analyse.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { sifted, type Sifted, type Suppressed } from '../plan/suppression.ts';
import { protocolDiagnostic } from './diagnostics.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Findings } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** Publishes what is known to be wrong, from the text and from a run together. The only place that does. */
export interface Publishing {
  /** The text of a plan changed, or a file that plans may import did. Publishes after a short pause in typing. */
  changed(file: string): void;
  closed(plan: PlanDocument): void;
  /** What a run found. Dropped where the text, or an import of it, has changed since the plan was handed out. */
  take(findings: Findings): void;
  /** The plan of this text has been handed out: what a run finds of it holds until the text or an import changes. */
  handedOut(plan: PlanDocument): void;
  /** Everything that holds for the text as it is now. */
  diagnosticsOf(plan: PlanDocument): readonly Diagnostic[];
  /** What is found and allowed by the text as it is now. */
  suppressedOf(plan: PlanDocument): readonly Suppressed[];
  /** What has been found of late, by a run of an earlier version too: some of it may be gone, or stand some lines away. */
  foundOfLate(plan: PlanDocument): readonly Diagnostic[];
  dispose(): void;
}

export interface PublishingOptions {
  readonly send: (published: PublishDiagnosticsParams) => void;
  readonly importChanged: (uri: string) => void;
  /** More about the plan that is found out of the way of typing: the headers of the patient's files. */
  readonly inspect?: (plan: PlanDocument) => Promise<readonly Diagnostic[]>;
  readonly onError: (error: unknown) => void;
  readonly pauseMs: number;
}

interface Known {
  readonly plan: PlanDocument;
  readonly inspection: Inspection;
  found: Sifted;
  inspected: readonly Diagnostic[];
  /** An import changed since the plan was handed out. */
  outdated: boolean;
}

export function createPublishing(workspace: Workspace, options: PublishingOptions): Publishing {
  const { send, importChanged, inspect, onError, pauseMs } = options;
  const known = new Map<string, Known>();
  /** By the URI they were published for: the plans whose analysis put diagnostics there. */
  const published = new Map<string, Set<string>>();
  /** By URI: what the last run found. */
  const lastFound = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  /** What is known of this very version with its imports as they are now; what was known of others is forgotten. */
  function knownOf(plan: PlanDocument): Known {
    const inspection = workspace.inspectionOf(plan);
    const found = known.get(plan.uri);
    if (found?.plan === plan && found.inspection === inspection) return found;
    const importsChanged = found?.plan === plan;
    const fresh: Known = { plan, inspection, found: nothing, inspected: [], outdated: importsChanged };
    known.set(plan.uri, fresh);
    if (importsChanged) {
      importChanged(plan.uri);
      wait(plan.uri);
    }
    return fresh;
  }

  function diagnosticsOf(plan: PlanDocument): Diagnostic[] {
    const known = knownOf(plan);
    return distinct([...known.inspection.diagnostics, ...foundBesideText(known)]);
  }

  /** What the text does not say of itself. */
  function foundBesideText({ inspection, found, inspected }: Known): Diagnostic[] {
    return [...sifted(inspected, inspection.allows).diagnostics, ...found.diagnostics];
  }

  function publish(uri: string): void {
    const plan = workspace.plan(uri);
    if (!plan) return;
    const before = published.get(uri) ?? new Set();
    const targets = new Set([uri]);
    for (const { range } of diagnosticsOf(plan)) {
      const target = workspace.uriOf(range.file);
      if (target) targets.add(target);
    }
    published.set(uri, targets);
    for (const target of new Set([...before, ...targets])) sendFor(target);
  }

  /** All that the open plans have to say about one file. An open plan's text is judged by its own analysis alone. */
  function sendFor(target: string): void {
    const own = workspace.plan(target);
    const found: Diagnostic[] = own ? [...diagnosticsOf(own)] : [];
    for (const [uri, targets] of published) {
      const plan = workspace.plan(uri);
      if (!plan || uri === target || !targets.has(target)) continue;
      found.push(...(own ? foundBesideText(knownOf(plan)) : diagnosticsOf(plan)));
    }
    send({
      uri: target,
      ...(own ? { version: own.version } : {}),
      diagnostics: distinct(found)
        .filter(({ range }) => workspace.uriOf(range.file) === target)
        .map((one) => protocolDiagnostic(one, workspace.uriOf)),
    });
  }

  function flush(): void {
    if (disposed) return;
    timer = undefined;
    const uris = [...waiting];
    waiting.clear();
    for (const uri of uris) {
      try {
        publish(uri);
        void inspectLater(uri);
      } catch (error) {
        onError(error);
      }
    }
  }

  async function inspectLater(uri: string): Promise<void> {
    const plan = workspace.plan(uri);
    if (!plan || !inspect) return;
    try {
      const inspected = await inspect(plan);
      if (workspace.plan(uri) !== plan) return;
      const entry = knownOf(plan);
      if (inspected.length === 0 && entry.inspected.length === 0) return;
      entry.inspected = inspected;
      publish(uri);
    } catch (error) {
      onError(error);
    }
  }

  function wait(uri: string): void {
    waiting.add(uri);
    // What the editor has asked meanwhile is answered first: of a busy machine's messages some arrive while the timer is due.
    timer ??= setTimeout(() => setImmediate(() => setImmediate(flush)), pauseMs);
  }

  return {
    diagnosticsOf,
    suppressedOf(plan) {
      const { inspection, found, inspected } = knownOf(plan);
      const all = [inspection.suppressed, sifted(inspected, inspection.allows).suppressed, found.suppressed].flat();
      const findings = new Set(distinct(all.map(({ finding }) => finding)));
      return all.filter(({ finding }) => findings.has(finding));
    },
    foundOfLate: (plan) => [...diagnosticsOf(plan), ...(lastFound.get(plan.uri) ?? [])],
    changed(file) {
      const plan = workspace.planOfFile(file);
      if (plan) wait(plan.uri);
      for (const importer of workspace.plansThatImport(file)) knownOf(importer);
    },

    closed(plan) {
      known.delete(plan.uri);
      lastFound.delete(plan.uri);
      waiting.delete(plan.uri);
      const targets = published.get(plan.uri) ?? new Set();
      published.delete(plan.uri);
      for (const target of new Set([...targets, plan.uri])) sendFor(target);
      for (const importer of workspace.plansThatImport(plan.file)) knownOf(importer);
    },
    take({ uri, version, diagnostics, suppressed }) {
      const plan = workspace.plan(uri);
      if (!plan || plan.version !== version) return;
      const entry = knownOf(plan);
      if (entry.outdated) return;
      entry.found = { diagnostics, suppressed };
      lastFound.set(uri, diagnostics);
      publish(uri);
    },
    handedOut(plan) {
      knownOf(plan).outdated = false;
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}

const nothing: Sifted = { diagnostics: [], suppressed: [] };

/** The same finding can come from the text's check and from a run. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, range, message }) => {
    const key = JSON.stringify([code, range, message]);
    return !seen.has(key) && seen.add(key);
  });
}
