import path from 'node:path';
import { fromRevision } from '../engine/git-text.ts';
import { readPlan } from '../engine/read-plan.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { PlanDocument } from './plan-document.ts';
import type { CommittedPlan, PlanAnswer } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** The Plan that a text means, or why there is none. */
export function planAnswer(document: PlanDocument, workspace: Workspace): PlanAnswer {
  const { version } = document;
  const { plan, diagnostics, suppressed } = workspace.inspectionOf(document);
  if (plan) return { version, plan, diagnostics, suppressed };
  return { version, reason: whyNoPlan(document.file, diagnostics), diagnostics, suppressed };
}

/** The Plan that the text of a file meant in the last commit, with its imports as they were then, or why there is none. Nothing is asked of git in an untrusted workspace. */
export function committedPlan(document: PlanDocument, workspace: Workspace): CommittedPlan {
  const { file } = document;
  if (!workspace.trusted) return { reason: 'git is not asked until this workspace is trusted.' };
  if (!path.isAbsolute(file))
    return { reason: 'This plan was never saved. Save it in a git repository, and commit it.' };
  const read = readPlan(file, fromRevision('HEAD'));
  if ('unreadable' in read) return { reason: `${path.basename(file)} ${read.reason}` };
  if (!read.plan)
    return { reason: `Its text there gives no plan. ${whyNoPlan(file, read.diagnostics)} Commit a text that does.` };
  const [then, now] = [read.plan.patient.id, workspace.inspectionOf(document).plan?.patient.id];
  if (now !== undefined && then !== now)
    return {
      reason: `It is of patient ${then}, and this text of ${now}: doses of two patients have no difference. Commit this text, and compare with that from then on.`,
    };
  return { plan: read.plan };
}

function whyNoPlan(file: string, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return 'The text holds no plan: it needs a patient, a schedule and beams.';
  const [{ code, message, range }] = errors;
  const place = range.file === file ? `line ${range.start.line + 1}` : `${range.file}, line ${range.start.line + 1}`;
  const count = errors.length === 1 ? 'One error' : `${errors.length} errors, the first`;
  return `${count}: ${message} (${code}, ${place})`;
}
