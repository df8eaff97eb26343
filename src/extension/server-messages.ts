/**
 * What the extension and the language server say to each other beyond the language-server protocol. The extension may not import the server;
 * `test/extension/server-messages.test.ts` holds this file and `server/protocol.ts` equal.
 */
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';

/** Initialization options: in a workspace that is not trusted the server reads nothing outside the open documents. */
export interface ServerOptions {
  readonly trusted?: boolean;
}

export const planRequest = 'dosewright/plan';
export interface PlanAnswer {
  /** Version of the text that was resolved. */
  readonly version: number;
  readonly plan?: Plan;
  /** Why there is no plan, where there is none. */
  readonly reason?: string;
}

export const findingsNotification = 'dosewright/findings';

/** What a run found about a version of the text; the server publishes it together with its own diagnostics. */
export interface Findings {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** To the server: the user has trusted the workspace since the start. */
export const trustedNotification = 'dosewright/trusted';

/** From the server: a file that a plan imports has changed, so that the plan may mean something else although its own text is the same. */
export const importChangedNotification = 'dosewright/importChanged';

export interface ImportChanged {
  readonly uri: string;
}
