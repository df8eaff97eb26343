import * as z from 'zod';
import { provenance, table, words } from './schema.ts';
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
  site: words,
  kind: z.enum(['early', 'late', 'tumour']),
  /** TG-263 base name, for normal tissues of one organ. */
  organ: z.string().optional(),
  /** The study bounds alpha/beta from above only. */
  bound: z.literal('upper').optional(),
  parameters: z.record(z.string(), parameter),
  citation: words,
  overrides: z.string().optional(),
  ...provenance,
});

/** The parameters that a row may have, each in the unit that it has to be in. */
export const tissueUnits: Readonly<Record<string, string>> = {
  alpha: '/Gy',
  beta: '/Gy2',
  'alpha/beta': 'Gy',
  clonogens: '/cc',
  'repopulation.start': 'd',
  'repopulation.doubling': 'd',
  'repopulation.rate': 'Gy/d',
  'repair.halftime': 'h',
};

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
