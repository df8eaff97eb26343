import * as vscode from 'vscode';
import { previewModel, withLadder, withLastCommit } from '../engine/preview-model.ts';
import { onLadder, runLadder } from '../engine/ladder/run-ladder.ts';
import { rungName } from '../engine/ladder/rungs.ts';
import type { RunResult } from '../engine/results.ts';
import type { RunOutcome, RunProgress } from '../engine/session.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { Sifted } from '../plan/suppression.ts';
import { lastCommit } from '../preview/comparison.ts';
import type { MapName } from '../preview/map-names.ts';
import type { LoadedPlan } from '../preview/loaded.ts';
import type { ViewMessage } from '../preview/protocol.ts';
import type { CommittedPlan } from '../server/protocol.ts';
import type { Server } from './client.ts';
import type { Engine } from './engine-session.ts';
import { repositoryOf, watchHead } from './last-commit.ts';
import { baseFolderOf, untrustedReason } from './plan-of-file.ts';
import type { Settings } from './settings.ts';

interface Reason {
  readonly text: string;
  readonly range?: Diagnostic['range'];
}

/** Where the computing of one plan stands. What is shown stays until something newer is complete, and says so where it is out of date. */
export interface PlanState {
  readonly uri: vscode.Uri;
  /** The last complete result. */
  readonly shown?: LoadedPlan;
  /** Why `shown` is not what the text says now; absent where it is. */
  readonly stale?: string;
  /** `shown` is a preview of the text as it stands, and no final dose follows: why. */
  readonly unrefined?: string;
  /** The run under way. */
  readonly progress?: RunProgress;
  /** Why the last attempt gave no result. */
  readonly failure?: readonly Reason[];
  /** Why what is shown, which is complete, is not beside what it is to be compared with. */
  readonly uncompared?: readonly Reason[];
  readonly cancelled?: boolean;
}

export interface Computing extends vscode.Disposable {
  stateOf(uri: vscode.Uri): PlanState;
  readonly onDidChange: vscode.Event<PlanState>;
  /** Computes now, and after every change of the text until disposed. */
  watch(uri: vscode.Uri): vscode.Disposable;
  /** Computes now, whatever has been computed before. A run of the same plan that is under way is given up. */
  compute(uri: vscode.Uri): Promise<PlanState>;
  cancel(uri: vscode.Uri): void;
  /** What of the biology results are to hold from now on; computes what the shown one lacks. */
  wantMaps(uri: vscode.Uri, names: readonly MapName[]): void;
  /** What is computed too, after the plan; computes it where the shown result lacks it. */
  wantCompared(uri: vscode.Uri, wanted: Compared): void;
}

type Compared = Extract<ViewMessage, { type: 'wantCompared' }>['with'];

/** The state, and what the world need not see of it. */
interface Job {
  state: PlanState;
  watchers: number;
  maps: readonly MapName[];
  compares: Compared;
  /** Hears whether the last commit is another one, while it is compared with. */
  head?: vscode.Disposable;
  timer?: NodeJS.Timeout;
  run?: AbortController;
  /** What `state.shown` was computed from and what that run found: text that means the same plan is not computed again. */
  shownRun?: FoundByRun;
  /** What the server was told last: one that is started again knows nothing of it. */
  told?: FoundByRun;
}

interface FoundByRun {
  /** The plan as JSON. */
  readonly plan: string;
  /** What the last commit had, as JSON, where that was compared with. */
  readonly committed?: string;
  readonly findings: Sifted;
}

const typingPauseMs = 300;

export function createComputing(
  server: Server,
  engine: Engine,
  log: vscode.LogOutputChannel,
  setting: Settings,
): Computing {
  const jobs = new Map<string, Job>();
  const changed = new vscode.EventEmitter<PlanState>();

  const jobOf = (uri: vscode.Uri): Job => {
    const key = uri.toString();
    let job = jobs.get(key);
    if (!job) jobs.set(key, (job = { state: { uri }, watchers: 0, maps: [], compares: 'nothing' }));
    return job;
  };
  const update = (job: Job, part: Partial<PlanState>): PlanState => {
    job.state = { ...job.state, ...part };
    changed.fire(job.state);
    return job.state;
  };

  /** The findings become diagnostics of this version of the text. A server that is away keeps nobody from a dose: it is told once it is back. */
  async function publish(job: Job, found: FoundByRun, version: number): Promise<void> {
    job.told = found;
    try {
      await server.publish({ uri: job.state.uri.toString(), version, ...found.findings });
    } catch (error) {
      log.warn(`The language server could not be told what a run has found: ${(error as Error).message}`);
    }
  }

  /** Tells a server that was started again what runs have found, as far as it is still what the text says. */
  async function tellAgain(job: Job): Promise<void> {
    const { told, state } = job;
    if (!told || told.findings.diagnostics.length + told.findings.suppressed.length === 0) return;
    const answer = await server.planOf(state.uri);
    if (answer.plan && job.told === told && JSON.stringify(answer.plan) === told.plan)
      await publish(job, told, answer.version);
  }

  async function compute(uri: vscode.Uri, isForced: boolean): Promise<PlanState> {
    const job = jobOf(uri);
    clearTimeout(job.timer);
    job.run?.abort();
    const run = (job.run = new AbortController());
    try {
      return await attempt(job, run, isForced);
    } catch (error) {
      log.error(error as Error);
      const text = `The plan could not be computed: ${(error as Error).message}. The output channel "Dosewright" has the details.`;
      return job.run === run ? end(job, { stale: text }) : job.state;
    } finally {
      if (job.run === run) job.run = undefined;
      letGo(job);
    }
  }

  /** A plan that nobody looks at holds nothing: its doses are large. */
  function letGo(job: Job): void {
    const key = job.state.uri.toString();
    const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === key);
    if (jobs.get(key) === job && job.watchers === 0 && !job.run && !isOpen) {
      jobs.delete(key);
      job.head?.dispose();
    }
  }

  async function attempt(job: Job, run: AbortController, isForced: boolean): Promise<PlanState> {
    const { uri } = job.state;
    if (!vscode.workspace.isTrusted) return end(job, { stale: untrustedReason });
    const document = await vscode.workspace.openTextDocument(uri);
    const answer = await server.planOf(uri);
    if (job.run !== run) return job.state;
    if (answer.version !== document.version) {
      schedule(job);
      return job.state;
    }
    if (!answer.plan) {
      return end(job, { stale: answer.reason ?? 'The text has errors.' });
    }
    const plan = JSON.stringify(answer.plan);
    if (job.compares === 'lastCommit') job.head ??= watchHead(uri, () => outdate(uri, headMoved));
    const compared = job.compares === 'lastCommit' ? await server.committedPlanOf(uri) : undefined;
    if (job.run !== run) return job.state;
    const committed = compared && JSON.stringify(compared);
    if (!isForced && plan === job.shownRun?.plan && committed === job.shownRun.committed) {
      // The findings belong to a version of the text, and this is a new one that means the same.
      await publish(job, job.shownRun, answer.version);
      return end(job, { stale: undefined, ...(compared && !compared.plan ? nothingToCompare(compared.reason) : {}) });
    }

    update(job, {
      progress: { stage: 'Starting', fraction: 0 },
      failure: undefined,
      uncompared: undefined,
      cancelled: false,
      unrefined: undefined,
    });
    const started = performance.now();
    let preview: LoadedPlan | undefined;
    const showPreview = (result: RunResult): void => {
      if (job.run !== run) return;
      preview = modelOf(uri, result);
      // What the last final dose was computed from is on no screen any more.
      job.shownRun = undefined;
      update(job, { shown: preview, stale: undefined });
    };
    const outcome = await engine.session().run(answer.plan, {
      baseFolder: baseFolderOf(uri),
      signal: run.signal,
      onProgress: (progress) => job.run === run && update(job, { progress }),
      // Where the final dose of this very plan is shown, a preview would be a step back.
      maps: job.maps,
      onPreview: setting('quickPreview') && plan !== job.shownRun?.plan ? showPreview : undefined,
    });
    if (job.run !== run) return job.state;
    log.info(
      `${document.fileName} version ${answer.version}: ${outcome.kind} after ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    const findings = findingsOf(outcome);
    if (findings) await publish(job, { plan, findings }, answer.version);
    if (job.run !== run) return job.state;
    if (findings && outcome.kind === 'result') job.shownRun = { plan, committed, findings };
    if (outcome.kind !== 'result') return end(job, stateWithout(outcome, preview !== undefined));
    const { result } = outcome;
    const shown = modelOf(uri, result);
    const climbs = job.compares === 'baselines' && answer.plan.baselines.length > 0;
    if (!climbs && !compared) return end(job, { shown, stale: undefined });
    update(job, { shown, stale: undefined });
    return compared
      ? standBeside(job, run, { compared, result, shown })
      : climb(job, run, { plan: answer.plan, result, shown, version: answer.version });
  }

  /** The plan as it was committed last, after the plan's own dose is shown. Its findings are of another text, and no diagnostics of this one. */
  async function standBeside(
    job: Job,
    run: AbortController,
    { compared, result, shown }: { compared: CommittedPlan; result: RunResult; shown: LoadedPlan },
  ): Promise<PlanState> {
    if (!compared.plan) return end(job, nothingToCompare(compared.reason));
    const { uri } = job.state;
    const outcome = await engine.session().run(
      { ...compared.plan, baselines: [], tests: [] },
      {
        baseFolder: baseFolderOf(uri),
        signal: run.signal,
        onProgress: (progress) => job.run === run && update(job, { progress: onLadder(progress, 'Last commit', 0, 1) }),
      },
    );
    if (job.run !== run) return job.state;
    switch (outcome.kind) {
      case 'result':
        return end(job, { shown: withLastCommit(shown, result, outcome.result) });
      case 'cancelled':
        return end(job, { cancelled: true });
      case 'failed':
        return end(job, nothingToCompare(`It has no dose: ${outcome.message}`));
      case 'refused': {
        const { code, message } = outcome.diagnostics.find(({ severity }) => severity === 'error')!;
        return end(job, nothingToCompare(`It has no dose: ${code} ${message}`));
      }
    }
  }

  /** The plan's baselines, after the plan's own dose is shown, and its tests. */
  async function climb(
    job: Job,
    run: AbortController,
    { plan, result, shown, version }: { plan: Plan; result: RunResult; shown: LoadedPlan; version: number },
  ): Promise<PlanState> {
    const { uri } = job.state;
    const ladder = await runLadder(engine.session(), plan, {
      baseFolder: baseFolderOf(uri),
      signal: run.signal,
      baselines: 'all',
      onProgress: (progress) => job.run === run && update(job, { progress }),
    });
    if (job.run !== run) return job.state;
    if (ladder.kind === 'stopped') {
      const { outcome, rung } = ladder;
      if (outcome.kind === 'cancelled') return end(job, { cancelled: true });
      const of = `The baseline ${rungName(rung)} has no dose`;
      return end(job, {
        uncompared:
          outcome.kind === 'failed'
            ? [{ text: `${of}: ${outcome.message}` }]
            : outcome.diagnostics
                .filter(({ severity }) => severity === 'error')
                .map(({ code, message, range }) => ({ text: `${of}: ${code} ${message}`, range })),
      });
    }
    // A test that does not hold is an error, which nothing allows.
    const { diagnostics, suppressed } = result;
    const findings = { diagnostics: [...diagnostics, ...ladder.diagnostics], suppressed };
    const found = { plan: JSON.stringify(plan), findings };
    await publish(job, found, version);
    if (job.run !== run) return job.state;
    job.shownRun = found;
    return end(job, { shown: withLadder(shown, result, ladder) });
  }

  function end(job: Job, part: Partial<PlanState>): PlanState {
    return update(job, {
      progress: undefined,
      failure: undefined,
      uncompared: undefined,
      cancelled: false,
      unrefined: undefined,
      ...part,
    });
  }

  function schedule(job: Job): void {
    clearTimeout(job.timer);
    job.timer = setTimeout(() => void compute(job.state.uri, false), typingPauseMs);
  }

  function cancel(uri: vscode.Uri): void {
    const job = jobOf(uri);
    clearTimeout(job.timer);
    if (job.run && job.state.progress) job.run.abort();
  }

  function outdate(uri: vscode.Uri, stale: string): void {
    const job = jobs.get(uri.toString());
    if (!job) return;
    job.run?.abort();
    job.run = undefined;
    update(job, { stale, progress: undefined, unrefined: undefined });
    if (job.watchers > 0 && setting('computeOnChange')) schedule(job);
  }

  const edits = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) outdate(document.uri, 'The text has changed since this was computed.');
  });
  const imports = server.onImportChanged((uri) =>
    outdate(uri, 'An imported file has changed since this was computed.'),
  );
  const restarts = server.onRestart(() => {
    // A plan that is closed meanwhile has nothing to be told.
    for (const job of jobs.values()) tellAgain(job).catch((error: unknown) => log.warn(String(error)));
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
    const job = jobs.get(uri.toString());
    if (job) letGo(job);
  });
  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    for (const job of jobs.values()) if (job.watchers > 0) void compute(job.state.uri, false);
  });

  return {
    stateOf: (uri) => jobOf(uri).state,
    onDidChange: changed.event,
    compute: (uri) => compute(uri, true),
    cancel,
    wantMaps: (uri, names) => {
      const job = jobOf(uri);
      job.maps = names;
      const held = job.state.shown?.model.maps.map(({ name }) => name) ?? [];
      // All else of the same plan is known: a run gives the maps alone. One under way was asked for without them.
      const isAsked = job.state.shown !== undefined || job.run !== undefined;
      if (isAsked && !names.every((name) => held.includes(name))) void compute(uri, true);
    },
    wantCompared: (uri, wanted) => {
      const job = jobOf(uri);
      job.compares = wanted;
      if (wanted !== 'lastCommit') {
        job.head?.dispose();
        job.head = undefined;
      }
      const { shown } = job.state;
      const lacksIt = shown ? !holds(shown, wanted) : job.run !== undefined;
      if (wanted !== 'nothing' && lacksIt) void compute(uri, true);
    },
    watch: (uri) => {
      const job = jobOf(uri);
      job.watchers += 1;
      void compute(uri, false);
      return new vscode.Disposable(() => {
        job.watchers -= 1;
        if (job.watchers > 0) return;
        cancel(uri);
        letGo(job);
      });
    },
    dispose: () => {
      for (const job of jobs.values()) {
        clearTimeout(job.timer);
        job.run?.abort();
        job.head?.dispose();
      }
      vscode.Disposable.from(edits, imports, restarts, closing, trust, changed).dispose();
    },
  };
}

function findingsOf(outcome: RunOutcome): Sifted | undefined {
  const found = outcome.kind === 'result' ? outcome.result : outcome.kind === 'refused' ? outcome : undefined;
  return found && { diagnostics: found.diagnostics, suppressed: found.suppressed };
}

const headMoved = 'The last commit may be another one since this was computed.';

/** What is shown of a plan where its text lies. */
function modelOf(uri: vscode.Uri, result: RunResult): LoadedPlan {
  const { model, volumes } = previewModel(result);
  return { model: { ...model, hasLastCommit: repositoryOf(uri) !== undefined }, volumes };
}

/** Whether a result has what is compared with, as far as the plan has it. */
function holds({ model: { baselines, ladder } }: LoadedPlan, wanted: Compared): boolean {
  const isCommit = ladder?.rungs[0]?.name === lastCommit;
  return wanted === 'lastCommit' ? isCommit : baselines.length === 0 || (ladder !== undefined && !isCommit);
}

function nothingToCompare(reason: string): Partial<PlanState> {
  return { uncompared: [{ text: `The last commit cannot be compared with. ${reason}` }] };
}

/** Where a run ends without its final dose, a preview that it has shown stays and is said to be no more than that. */
function stateWithout(outcome: Exclude<RunOutcome, { kind: 'result' }>, hasPreview: boolean): Partial<PlanState> {
  const without = (stale: string, unrefined: string): Partial<PlanState> => (hasPreview ? { unrefined } : { stale });
  switch (outcome.kind) {
    case 'refused': {
      const errors = outcome.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
      return {
        failure: errors.map(({ code, message, range }) => ({ text: `${code} ${message}`, range })),
        ...without('The plan as it stands cannot be computed.', 'the final dose of this plan cannot be computed.'),
      };
    }
    case 'failed':
      return { failure: [{ text: outcome.message }], ...without('The last run failed.', 'the final dose failed.') };
    case 'cancelled':
      return {
        cancelled: true,
        ...without(
          'The last run was cancelled.',
          'the run was cancelled before its final dose. Compute again to have it.',
        ),
      };
  }
}
