/** What the extension and the language server say to each other beyond the language-server protocol. */
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';

export const planRequest = 'dosewright/plan';
export const findingsNotification = 'dosewright/findings';

export interface PlanAnswer {
  /** Version of the text that was resolved. */
  readonly version: number;
  readonly plan?: Plan;
  /** Why there is no plan, where there is none. */
  readonly reason?: string;
}

/** What a run found about a version of the text; the server publishes it together with its own diagnostics. */
export interface Findings {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}
