import * as z from 'zod';
import { provenance, table } from './schema.ts';
import data from './tissues.json' with { type: 'json' };

const parameter = z.strictObject({
  value: z.number(),
  unit: z.string(),
  /** Standard deviation between patients, where the source gives one. */
  varies: z.number().optional(),
  /** 95 % confidence interval as published; `null` where it is open. */
  interval95: z.tuple([z.number().nullable(), z.number().nullable()]).optional(),
});

export const tissueSchema = z.strictObject({
  /** The name after `std.`. */
  name: z.string().regex(/^[A-Za-z_]\w*$/),
  table,
  site: z.string().min(1),
  kind: z.enum(['early', 'late', 'tumour']),
  /** TG-263 base name, for normal tissues of one organ. */
  organ: z.string().optional(),
  /** The study bounds alpha/beta from above only. */
  bound: z.literal('upper').optional(),
  parameters: z.record(z.string(), parameter),
  citation: z.string().min(1),
  overrides: z.string().optional(),
  ...provenance,
});

export type PublishedParameter = z.infer<typeof parameter>;
/** The radiobiology of one tissue as one source gives it. */
export type PublishedTissue = z.infer<typeof tissueSchema>;

export const publishedTissues: readonly PublishedTissue[] = z
  .strictObject({ schema: z.literal('evidence-tissues/1'), about: z.string(), tissues: z.array(tissueSchema) })
  .parse(data).tissues;

const byName = new Map(publishedTissues.map((tissue) => [tissue.name, tissue]));

export function publishedTissue(name: string): PublishedTissue | undefined {
  return byName.get(name);
}
