import type { CatalogueEntry } from '../diagnostic.ts';

/** RT6xxx: results. */
export const resultsDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
