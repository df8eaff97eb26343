import * as z from 'zod';
import data from './hu-conversion.json' with { type: 'json' };
import { confidence, supersededBy } from './schema.ts';

const cited = { citation: z.string().min(1), confidence, note: z.string().optional() };

const schema = z.strictObject({
  schema: z.literal('evidence-hu/1'),
  note: z.string(),
  /** Points of HU against relative electron density or stopping power; linear between them. */
  curves: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      points: z.array(z.strictObject({ hu: z.number(), value: z.number() })).min(2),
      ...cited,
      contested: z.string().optional(),
      supersededBy: supersededBy.optional(),
    }),
  ),
  stoichiometric: z.strictObject({ formula: z.string(), k1: z.number(), k2: z.number(), ...cited }),
  /** Mean excitation energies, eV, for the Bethe formula without its corrections. */
  stoppingPower: z.strictObject({
    formula: z.string(),
    waterEv: z.number(),
    waterAlternativeEv: z.number(),
    elementsEv: z.record(z.string(), z.number()),
    ...cited,
  }),
});

/** Conversions of HU that other systems ship, and constants of the stoichiometric method. */
export const huConversion = schema.parse(data);
