import type { PlanDocument } from './plan-document.ts';
import type { PlanAnswer } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** The Plan that a text means, or why there is none. */
export function planAnswer(document: PlanDocument, workspace: Workspace): PlanAnswer {
  const { version } = document;
  const { plan, diagnostics, suppressed } = workspace.inspectionOf(document);
  if (plan) return { version, plan, diagnostics, suppressed };
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0)
    return {
      version,
      reason: 'The text holds no plan: it needs a patient, a schedule and beams.',
      diagnostics,
      suppressed,
    };
  const [{ code, message, range }] = errors;
  const place =
    range.file === document.file ? `line ${range.start.line + 1}` : `${range.file}, line ${range.start.line + 1}`;
  const count = errors.length === 1 ? 'One error' : `${errors.length} errors, the first`;
  return { version, reason: `${count}: ${message} (${code}, ${place})`, diagnostics, suppressed };
}
