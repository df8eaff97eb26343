/** What the extension and the language server say to each other beyond the language-server protocol; the one file of the server that the extension imports. */
import type { Adjustable } from '../language/adjustable.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import type { Suppressed } from '../plan/suppression.ts';

/** Initialization options of the client. */
export interface ServerOptions {
  /** In an untrusted workspace (and where nothing is said) nothing outside the open documents is read. */
  readonly trusted?: boolean;
  /** The client has `writeReasonCommand`. */
  readonly writesReasons?: boolean;
}

/** A command of the client: puts the cursor where the reason of an `allow` is to be written. Takes URI, line and character, 0-based. */
export const writeReasonCommand = 'dosewright.writeReason';

export const planRequest = 'dosewright/plan';
export interface PlanQuestion {
  readonly uri: string;
}
export interface PlanAnswer {
  /** Version of the text that was resolved. */
  readonly version: number;
  readonly plan?: Plan;
  /** Why there is no plan, where there is none. */
  readonly reason?: string;
  /** What the text alone says of itself. */
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

/** What the text of an open plan meant in the last commit (git HEAD). */
export const committedPlanRequest = 'dosewright/committedPlan';
export type CommittedPlan = { readonly plan: Plan } | { readonly plan?: undefined; readonly reason: string };

/** The number that a plan is steered by, nearest to a place on its line. */
export const numberRequest = 'dosewright/number';
export interface NumberQuestion {
  readonly uri: string;
  /** 0-based. */
  readonly position: { readonly line: number; readonly character: number };
}
export interface NumberAnswer {
  /** Version of the text that was looked at. */
  readonly version: number;
  readonly number?: Omit<Adjustable, 'span'> & { readonly range: Omit<SourceRange, 'file'> };
  /** Why it must not be changed from outside the text now. */
  readonly blocked?: string;
}

/** Rows of the evidence for some words, and what each would write at a place of a plan. */
export const evidenceRequest = 'dosewright/evidence';
export interface EvidenceQuestion {
  readonly uri: string;
  readonly query: string;
  /** 0-based. */
  readonly position: { readonly line: number; readonly character: number };
}
export interface EvidenceItem {
  readonly id: string;
  /** What the row says. */
  readonly label: string;
  /** How sure it is, and what a reader has to know. */
  readonly description: string;
  /** Course, rate, citation. */
  readonly detail: string;
  readonly citation: string;
  /** A snippet; absent where the language has no construct for such a row. */
  readonly insert?: string;
  /** The same without placeholders. */
  readonly plain?: string;
}

export const findingsNotification = 'dosewright/findings';
/** What a run found about a version of the text; published together with the server's own diagnostics until the text changes. */
export interface Findings {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
  /** What the plan allows of it. */
  readonly suppressed: readonly Suppressed[];
}

/** From the client: the user has trusted the workspace since the start. */
export const trustedNotification = 'dosewright/trusted';

/** From the server: an imported file changed, so that a plan may mean something else although its own text did not change. */
export const importChangedNotification = 'dosewright/importChanged';
export interface ImportChanged {
  readonly uri: string;
}
