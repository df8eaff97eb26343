import type { CatalogueEntry } from '../diagnostic.ts';

/** RT5xxx: clinical plausibility. */
export const plausibilityDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
