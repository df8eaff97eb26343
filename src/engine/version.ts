/** The product's version, put in by the build from package.json. */
declare const DOSEWRIGHT_VERSION: string | undefined;

export const version = typeof DOSEWRIGHT_VERSION === 'undefined' ? 'development' : DOSEWRIGHT_VERSION;
