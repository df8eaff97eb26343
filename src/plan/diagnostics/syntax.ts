import type { CatalogueEntry } from '../diagnostic.ts';

/** RT0xxx: syntax. */
export const syntaxDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
