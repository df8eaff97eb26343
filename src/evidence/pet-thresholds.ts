import * as z from 'zod';
import data from './pet-thresholds.json' with { type: 'json' };
import { provenance, table } from './schema.ts';

const quantity = z.enum(['SUVbw', 'SULpeak']);

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shareOfMax'), share: z.number(), quantity }),
  z.strictObject({ kind: z.literal('absolute'), value: z.number(), quantity }),
  /** factor × mean + standardDeviations × SD of a reference region. */
  z.strictObject({
    kind: z.literal('reference'),
    region: z.string(),
    factor: z.number(),
    standardDeviations: z.number(),
    quantity,
  }),
  z.strictObject({ kind: z.literal('ratio'), to: z.string(), value: z.number() }),
  /** The mean in a sphere about the hottest place. */
  z.strictObject({ kind: z.literal('peak'), sphereCc: z.number(), radiusCm: z.number() }),
]);

const schema = z.strictObject({
  schema: z.literal('evidence-pet/1'),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      table,
      tracer: z.string(),
      rule,
      ruleText: z.string(),
      citation: z.string().min(1),
      ...provenance,
    }),
  ),
});

export type PetThreshold = z.infer<typeof schema>['rows'][number];

/** Published thresholds of uptake. */
export const petThresholds: readonly PetThreshold[] = schema.parse(data).rows;
