import * as z from 'zod';
import data from './sources.json' with { type: 'json' };

export const sourceSchema = z.strictObject({
  key: z.string().min(1),
  /** The name after `std.` that a goal cites; several papers of one series share it. */
  module: z.string().min(1),
  title: z.string().min(1),
  citation: z.string().min(1),
  doi: z.string().optional(),
  note: z.string().optional(),
  /** What of the publication could not be compared with these rows. */
  unchecked: z.string().optional(),
});

/** A publication, or a house's own protocol. */
export type EvidenceSource = z.infer<typeof sourceSchema>;

export const standardSources: readonly EvidenceSource[] = z
  .strictObject({ schema: z.literal('evidence-sources/1'), sources: z.array(sourceSchema) })
  .parse(data).sources;
