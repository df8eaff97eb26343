import type { CatalogueEntry } from '../diagnostic.ts';

/** RT3xxx: images, structures and other input files. */
export const inputsDiagnostics = {} as const satisfies Record<string, CatalogueEntry>;
