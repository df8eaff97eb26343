import * as z from 'zod';
import data from './rbe-models.json' with { type: 'json' };
import { provenance, table } from './schema.ts';

/** RBE = constant + perLetOverAlphaBeta · LETd/(α/β) + perLetTimesRootAlphaBeta · LETd·√(α/β), LETd in keV/µm, α/β in Gy. */
const asymptote = z.strictObject({
  constant: z.number(),
  perLetOverAlphaBeta: z.number().optional(),
  perLetTimesRootAlphaBeta: z.number().optional(),
});

const schema = z.strictObject({
  schema: z.literal('evidence-rbe/1'),
  letUnit: z.literal('keV/um'),
  form: z.string(),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      table,
      model: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('constant'), RBE: z.number() }),
        z.strictObject({ kind: z.literal('linearQuadratic'), RBEmax: asymptote, RBEmin: asymptote }),
        z.strictObject({ kind: z.literal('letWeighted'), cUmPerKeV: z.number() }),
      ]),
      text: z.record(z.string(), z.string()).optional(),
      citation: z.string().min(1),
      ...provenance,
    }),
  ),
});

export type RbeModel = z.infer<typeof schema>['rows'][number];

/** Published models of the relative biological effectiveness of protons. */
export const rbeModels: readonly RbeModel[] = schema.parse(data).rows;
