import * as z from 'zod';
import data from './materials.json' with { type: 'json' };

const schema = z.strictObject({
  schema: z.literal('materials/1'),
  note: z.string(),
  rangesSource: z.string(),
  materials: z.array(
    z.strictObject({
      material: z.enum(['air', 'lung', 'adipose', 'water', 'muscle', 'bone']),
      densityGPerCm3: z.number().positive(),
      /** From the lowest HU where absent together with `toHu` present; no range at all where both are absent. */
      fromHu: z.number().optional(),
      toHu: z.number().optional(),
      source: z.string(),
    }),
  ),
});

/** Nominal densities of the materials and the HU that stand for them, with sources. */
export const materialTable = schema.parse(data).materials;
/** Of the HU that stand for a material. */
export const materialRangesSource = data.rangesSource;
