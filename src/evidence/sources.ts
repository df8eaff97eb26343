import * as z from 'zod';
import { check, words } from './schema.ts';
import data from './sources.json' with { type: 'json' };

export const sourceSchema = z.strictObject({
  key: z.string().min(1),
  /** The name after `std.` that a goal cites; several papers of one series share it. */
  module: z.string().min(1),
  title: words,
  citation: words,
  doi: z.string().optional(),
  /** Whether the DOI was seen again in a second transcription. */
  doiCheck: check.optional(),
  note: z.string().optional(),
  /** What of the publication could not be compared with these rows. */
  unchecked: z.string().optional(),
});

/** A publication, or a house's own protocol. */
export type EvidenceSource = z.infer<typeof sourceSchema>;

export const standardSources: readonly EvidenceSource[] = z
  .strictObject({ schema: z.literal('evidence-sources/1'), sources: z.array(sourceSchema) })
  .parse(data).sources;

/** " ([10.1/x](https://doi.org/10.1/x))", and whether that is from memory; empty where a source has none. Markdown. */
export function doiLink({ doi, doiCheck }: EvidenceSource): string {
  if (doi === undefined) return '';
  return ` ([${doi}](https://doi.org/${doi})${doiCheck === 'recalled' ? ', from memory' : ''})`;
}
