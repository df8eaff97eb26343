import * as z from 'zod';
import { beamSchema } from './beam-schema.ts';
import { mapNames } from './map-names.ts';
import type { PreviewModel } from './model.ts';
import { sourceRangeSchema, tripleSchema } from './shared-schemas.ts';

/** 2 GiB of float32, a CT of 512 × 512 × 2048: what is larger is a fault of the message, and no memory is asked for. */
const mostVoxels = 512 * 512 * 2048;

const grid = z.object({
  size: z
    .tuple([z.int().positive(), z.int().positive(), z.int().positive()])
    .refine(([x, y, z]) => x * y * z <= mostVoxels, `a grid has at most ${mostVoxels} voxels`),
  originMm: tripleSchema,
  spacingMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});

export const previewModelSchema: z.ZodType<PreviewModel> = z.object({
  title: z.string(),
  patientId: z.string(),
  images: z.array(z.object({ name: z.string(), quantity: z.string(), grid, values: z.string() })).min(1),
  dose: z.object({
    grid,
    values: z.string(),
    maxGy: z.number(),
    hundredPercentGy: z.number().positive(),
    hundredPercentText: z.string(),
  }),
  maps: z.array(z.object({ name: z.enum(mapNames), model: z.string(), grid, values: z.string() })),
  regions: z.array(
    z.object({
      name: z.string(),
      role: z.enum(['body', 'organ', 'target', 'subtarget']),
      derived: z.boolean(),
      grid,
      signedDistance: z.string(),
      range: sourceRangeSchema.optional(),
    }),
  ),
  dvhs: z.array(
    z.object({
      region: z.string(),
      doseGy: z.array(z.number()),
      volumePercent: z.array(z.number()),
      volumeCc: z.number(),
      minGy: z.number(),
      meanGy: z.number(),
      maxGy: z.number(),
      outsideDoseGridPercent: z.number(),
    }),
  ),
  goals: z.array(
    z.object({
      region: z.string(),
      metric: z.string(),
      target: z.string(),
      achieved: z.string(),
      margin: z.string(),
      met: z.boolean(),
      level: z.string(),
      source: z.string(),
      note: z.string().optional(),
      marker: z
        .object({
          doseGy: z.number(),
          volumePercent: z.number().optional(),
          allowed: z.enum(['below', 'above']),
          achievedDoseGy: z.number().optional(),
          achievedVolumePercent: z.number().optional(),
        })
        .optional(),
      range: sourceRangeSchema,
    }),
  ),
  outcome: z.array(
    z.object({
      region: z.string(),
      what: z.string(),
      value: z.string(),
      interval: z.string(),
      model: z.string(),
      source: z.string(),
      notes: z.string(),
      range: sourceRangeSchema.optional(),
    }),
  ),
  beams: z.array(beamSchema),
  baselines: z.array(z.string()),
  hasLastCommit: z.boolean().optional(),
  ladder: z
    .object({
      rungs: z.array(
        z.object({
          name: z.string(),
          range: sourceRangeSchema.optional(),
          dose: z.string(),
          dvhs: z.array(
            z.object({ region: z.string(), doseGy: z.array(z.number()), volumePercent: z.array(z.number()) }),
          ),
        }),
      ),
      rows: z.array(
        z.object({
          kind: z.enum(['prescription', 'control', 'complication', 'pPlus', 'dose', 'goal']),
          region: z.string(),
          what: z.string(),
          range: sourceRangeSchema.optional(),
          cells: z.array(
            z.object({
              words: z.string(),
              value: z.number().optional(),
              interval: z.object({ from: z.number(), to: z.number() }).optional(),
              met: z.boolean().optional(),
              title: z.string().optional(),
            }),
          ),
        }),
      ),
      dropped: z.array(z.string()).optional(),
      tests: z.array(
        z.object({
          name: z.string(),
          holds: z.boolean(),
          assertions: z.array(
            z.object({ text: z.string(), holds: z.boolean(), words: z.string(), range: sourceRangeSchema }),
          ),
        }),
      ),
    })
    .optional(),
  quality: z
    .object({
      kind: z.enum(['final', 'preview']),
      gridMm: z.number().positive(),
      cones: z.int().positive(),
      estimatedDifference: z
        .object({ rmsPercent: z.number(), targetsPercent: z.number(), edgesMm: z.number() })
        .optional(),
      previewDifference: z
        .object({
          rmsPercent: z.number(),
          maxPercent: z.number(),
          targetsPercent: z.number().optional(),
          edgesMm: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
  file: z.object({ words: z.string(), remarks: z.array(z.string()), hottestMm: tripleSchema }).optional(),
  notDosimetric: z.string().optional(),
});
