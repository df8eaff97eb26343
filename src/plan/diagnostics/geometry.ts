import type { CatalogueEntry } from '../diagnostic.ts';

/** RT4xxx: geometry against the real patient. */
export const geometryDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
