import type { PreviewOutcome } from './model.ts';

/** An interval below a head that says what it is: "41.2 to 73.0 %". */
export function intervalBelowHead({ interval }: Pick<PreviewOutcome, 'interval'>): string {
  return interval.replace('95 % interval ', '');
}

/** The citations of an outcome, each once, in the order in which rows need them: row by row which ones, counted from 1. */
export function citationsOf(rows: readonly Pick<PreviewOutcome, 'source'>[]): {
  readonly citations: readonly string[];
  readonly numbers: readonly number[];
} {
  const citations = [...new Set(rows.map(({ source }) => source))];
  return { citations, numbers: rows.map(({ source }) => citations.indexOf(source) + 1) };
}

/** What is to be said of rows beside their numbers; rows of which the same is said share a line: "Parotid_L, Parotid_R NTCP xerostomia: unchecked". */
export function notesOf(rows: readonly Pick<PreviewOutcome, 'region' | 'what' | 'notes'>[]): string[] {
  const said = new Map<string, { what: string; notes: string; regions: string[] }>();
  for (const { region, what, notes } of rows) {
    if (notes === '') continue;
    const key = JSON.stringify([what, notes]);
    const line = said.get(key) ?? { what, notes, regions: [] };
    line.regions.push(region);
    said.set(key, line);
  }
  return [...said.values()].map(({ what, notes, regions }) => `${regions.join(', ')} ${what}: ${notes}`);
}
