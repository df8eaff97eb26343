import * as vscode from 'vscode';
import { goalRow } from '../engine/goal-row.ts';
import type { RunResult } from '../engine/results.ts';
import { metricValue } from '../evaluate/metric.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Sifted } from '../plan/suppression.ts';
import { catalogue } from '../plan/diagnostics/catalogue.ts';
import type { DoseMetric } from '../plan/plan.ts';
import { researchNotice } from '../preview/format.ts';
import type { Server } from './client.ts';
import type { Engine } from './engine-session.ts';
import { baseFolderOf, planOfFile, untrustedReason } from './plan-of-file.ts';

/**
 * What a language model in the editor may ask: what is wrong with a plan, what dose it gives, what a finding means. The tools change nothing and write nothing;
 * an answer holds no text of the patient's files but the names of regions.
 */
export function registerLanguageModelTools(server: Server, engine: Engine): vscode.Disposable {
  // Editors that are built on VS Code need not have language models.
  if (typeof vscode.lm?.registerTool !== 'function') return new vscode.Disposable(() => undefined);
  const tool = (
    name: string,
    saying: (input: Input) => string,
    answer: (input: Input, signal: AbortSignal) => Promise<object>,
  ): vscode.Disposable =>
    vscode.lm.registerTool<Input>(name, {
      prepareInvocation: ({ input }) => ({ invocationMessage: saying(input) }),
      invoke: async ({ input }, token) => {
        const abort = new AbortController();
        const cancelled = token.onCancellationRequested(() => abort.abort());
        try {
          const text = JSON.stringify(await answer(input, abort.signal), null, 1);
          return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
        } finally {
          cancelled.dispose();
        }
      },
    });

  async function checkPlan({ plan: name }: Input, signal: AbortSignal): Promise<object> {
    const uri = planNamed(name);
    const { answer } = await planOfFile(server, uri);
    const inText = foundIn([answer]);
    if (!answer.plan) return { sound: false, reason: answer.reason, ...inText };
    if (!vscode.workspace.isTrusted) return { sound: isSound(answer.diagnostics), ...inText, note: untrustedReason };
    const outcome = await engine.session().check(answer.plan, { baseFolder: baseFolderOf(uri), signal });
    if (outcome.kind === 'cancelled') throw new vscode.CancellationError();
    if (outcome.kind === 'failed') throw new Error(outcome.message);
    return {
      sound: isSound([...answer.diagnostics, ...outcome.diagnostics]),
      ...foundIn([answer, outcome]),
    };
  }

  async function doseStatistics({ plan: name, region }: Input, signal: AbortSignal): Promise<object> {
    const uri = planNamed(name);
    if (!vscode.workspace.isTrusted) throw new Error(untrustedReason);
    const { answer } = await planOfFile(server, uri);
    if (!answer.plan) throw new Error(answer.reason ?? 'The text holds no plan.');
    const outcome = await engine.session().run(answer.plan, { baseFolder: baseFolderOf(uri), signal });
    switch (outcome.kind) {
      case 'cancelled':
        throw new vscode.CancellationError();
      case 'failed':
        throw new Error(outcome.message);
      case 'refused':
        return { computed: false, ...foundIn([outcome]) };
      case 'result':
        return statistics(outcome.result, region);
    }
  }

  return vscode.Disposable.from(
    tool('dosewright_check_plan', ({ plan }) => `Checking ${plan ?? 'the plan'}`, checkPlan),
    tool('dosewright_dose_statistics', ({ plan }) => `Computing ${plan ?? 'the plan'}`, doseStatistics),
    tool('dosewright_explain_diagnostic', ({ code }) => `Looking up ${code ?? 'the diagnostic'}`, explain),
  );
}

interface Input {
  readonly plan?: string;
  readonly region?: string;
  readonly code?: string;
}

/** A path as a model writes it, from the workspace's folders only: nothing outside is read at a model's wish. Without one, the plan in the active editor. */
function planNamed(name: string | undefined): vscode.Uri {
  const documents = vscode.workspace.textDocuments.filter(({ languageId }) => languageId === 'rtplan');
  if (name === undefined || name === '') {
    const active = vscode.window.activeTextEditor?.document;
    if (active?.languageId === 'rtplan') return active.uri;
    throw new Error('No plan is in the active editor: give the path of a plan in the workspace.');
  }
  const open = documents.find(({ uri }) =>
    [uri.toString(), uri.fsPath, vscode.workspace.asRelativePath(uri)].includes(name),
  );
  if (open) return open.uri;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const isInside =
    !/^([\\/]|[a-z]:|[a-z]+:)/i.test(name) && !name.split(/[\\/]/).includes('..') && name.endsWith('.rtplan');
  if (!isInside || folders.length === 0)
    throw new Error(`"${name}" is not the path of a plan (.rtplan) in the workspace, relative to its folder.`);
  return vscode.Uri.joinPath(folders[0].uri, name);
}

function isSound(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ severity }) => severity !== 'error');
}

/** What is found, and what of it the author of the plan allows and why. */
function foundIn(sifted: readonly Sifted[]): { findings: object[]; allowed: object[] } {
  return {
    findings: sifted.flatMap(({ diagnostics }) => diagnostics.map(findingIn)),
    allowed: sifted.flatMap(({ suppressed }) =>
      suppressed.map(({ finding, reason }) => ({ ...findingIn(finding), because: reason })),
    ),
  };
}

function findingIn({ code, severity, message, range, fixes = [] }: Diagnostic): object {
  const file = vscode.workspace.asRelativePath(vscode.Uri.file(range.file));
  return { file, line: range.start.line + 1, severity, code, message, fixes: fixes.map(({ title }) => title) };
}

function statistics(result: RunResult, region: string | undefined): object {
  const { dvhs, goals, quality } = result;
  const wanted = dvhs.filter((dvh) => region === undefined || dvh.region === region);
  if (wanted.length === 0)
    throw new Error(`The plan has no region "${region}"; it has ${dvhs.map((dvh) => dvh.region).join(', ')}.`);
  return {
    computed: true,
    notice: researchNotice,
    quality: quality.kind,
    regions: wanted.map((dvh) => {
      const value = (metric: DoseMetric): number | undefined => {
        const found = metricValue(dvh, metric).value;
        return found === undefined ? undefined : Number(found.toFixed(2));
      };
      const dose = (percent: number): number | undefined =>
        value({ kind: 'doseAtVolume', value: percent, unit: 'percent' });
      return {
        region: dvh.region,
        volumeCc: Number(dvh.volumeCc.toFixed(2)),
        minGy: value({ kind: 'min' }),
        meanGy: value({ kind: 'mean' }),
        maxGy: value({ kind: 'max' }),
        d98Gy: dose(98),
        d95Gy: dose(95),
        d50Gy: dose(50),
        d2Gy: dose(2),
        note: metricValue(dvh, { kind: 'mean' }).note,
      };
    }),
    goals: goals
      .filter(({ goal }) => region === undefined || goal.region === region)
      .map((goal) => {
        const { region: of, metric, target, achieved, level, met, note } = goalRow(goal, quality);
        return { region: of, metric, target, achieved, level, met, note };
      }),
  };
}

function explain({ code = '' }: Input): Promise<object> {
  const known = catalogue as Record<string, { severity: string; title: string; explanation: string }>;
  const asked = code.trim().toUpperCase();
  if (!Object.hasOwn(known, asked))
    throw new Error(`"${code}" is no diagnostic code of Dosewright: codes are RT and four digits, as RT2003.`);
  const { severity, title, explanation } = known[asked];
  return Promise.resolve({ code: asked, severity, title, explanation });
}
