import * as vscode from 'vscode';
import { previewMark, qualityInSentences } from '../preview/quality.ts';
import type { Computing, PlanState } from './computing.ts';

/** Says in the status bar where the plan in the active editor stands; a click cancels a run, or opens the preview. */
export function createStatusItem(computing: Computing): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('dosewright.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Dosewright';

  const show = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'rtplan') return item.hide();
    const state = computing.stateOf(document.uri);
    Object.assign(item, statusOf(state));
    item.command = state.progress ? 'dosewright.cancel' : 'dosewright.openPreview';
    item.show();
    void vscode.commands.executeCommand('setContext', 'dosewright.computing', state.progress !== undefined);
  };

  show();
  return vscode.Disposable.from(
    item,
    computing.onDidChange(show),
    computing.onDidChange(tellWalkthrough),
    vscode.window.onDidChangeActiveTextEditor(show),
  );
}

/** Its steps are done once there was such a dose, whatever comes later. */
function tellWalkthrough({ shown, stale, progress }: PlanState): void {
  if (!shown || stale !== undefined || progress || shown.model.quality.kind !== 'final') return;
  const { goals } = shown.model;
  const done = [
    'dosewright.computed',
    ...(goals.length > 0 && goals.every(({ met }) => met) ? ['dosewright.goalsMet'] : []),
  ];
  for (const key of done) void vscode.commands.executeCommand('setContext', key, true);
}

/** Where a plan stands, in a few words and in a sentence. */
export function statusOf(state: PlanState): { text: string; tooltip: string } {
  const isPreview = state.shown?.model.quality.kind === 'preview' && !state.stale;
  if (state.progress) {
    const percent = Math.round(100 * state.progress.fraction);
    return {
      text: `$(sync~spin) ${state.progress.stage} ${percent} %`,
      tooltip: isPreview
        ? 'The preview of this plan is shown; Dosewright is computing the final dose. Click to cancel.'
        : 'Dosewright is computing this plan. Click to cancel.',
    };
  }
  if (state.failure) {
    const what = isPreview ? 'No final dose' : 'Plan not computed';
    return { text: `$(error) ${what}`, tooltip: state.failure.map((message) => message.text).join('\n') };
  }
  if (state.stale && !state.shown) return { text: '$(error) Plan not computed', tooltip: state.stale };
  if (!state.shown) return { text: '$(open-preview) Plan', tooltip: 'Open the preview of this plan.' };
  if (state.stale) return { text: '$(history) Plan out of date', tooltip: state.stale };
  const { goals, quality } = state.shown.model;
  const met = goals.filter((goal) => goal.met).length;
  if (isPreview) {
    return {
      text: `$(warning) Preview: ${previewMark} ${met} of ${goals.length} goals met`,
      tooltip: `Preview only: ${state.unrefined ?? 'the final dose is not there yet.'} ${qualityInSentences(quality)}`,
    };
  }
  return {
    text: `${met === goals.length ? '$(pass)' : '$(warning)'} ${met} of ${goals.length} goals met`,
    tooltip: `The plan is computed as the text says. Click to open its preview. ${qualityInSentences(quality)}`,
  };
}
