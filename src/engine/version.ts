/** The product's version, put in by the build from package.json. */
declare const DOSEWRIGHT_VERSION: string | undefined;

export const version = typeof DOSEWRIGHT_VERSION === 'undefined' ? 'development' : DOSEWRIGHT_VERSION;

/** The method and its numbers: changes with whatever changes a dose. */
export const engineId = 'collapsed-cone-ts/1';
