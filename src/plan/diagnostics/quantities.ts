import type { CatalogueEntry } from '../diagnostic.ts';

/** RT2xxx: quantities, units and kinds of dose. */
export const quantitiesDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
