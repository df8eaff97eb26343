import type { CatalogueEntry } from '../diagnostic.ts';

/** RT1xxx: names, scopes and imports. */
export const namesDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
