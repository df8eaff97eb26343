import * as z from 'zod';
import data from './density-curves.json' with { type: 'json' };

const section = z.strictObject({
  fromHu: z.number(),
  toHu: z.number(),
  offset: z.number(),
  factor: z.number(),
  factorOffset: z.number(),
});

const schema = z.strictObject({
  schema: z.literal('density-curves/1'),
  curves: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      kind: z.literal('sections'),
      note: z.string(),
      source: z.string(),
      confidence: z.enum(['high', 'medium', 'low']),
      sections: z.array(section).min(1),
    }),
  ),
});

/** Published curves from HU to mass density, each with its source. */
export const densityCurves = schema.parse(data).curves;
