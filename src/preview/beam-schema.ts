import * as z from 'zod';
import type { PreviewBeam } from './beam.ts';
import { sourceRangeSchema, tripleSchema } from './shared-schemas.ts';

const mm = z.array(z.number());
const point = z.tuple([z.number(), z.number()]);
const angles = { gantryDeg: z.number(), couchDeg: z.number(), collimatorDeg: z.number() };

const segment = z.object({
  mu: z.number().nonnegative(),
  jaws: z.object({ x1Mm: z.number(), x2Mm: z.number(), y1Mm: z.number(), y2Mm: z.number() }),
  leaves: z.object({ leftMm: mm, rightMm: mm }).optional(),
  outlineMm: z.array(z.array(point)),
});

const position = z.object({
  ...angles,
  isocentreMm: tripleSchema,
  sourceMm: tripleSchema,
  axes: z.object({ x: tripleSchema, y: tripleSchema, z: tripleSchema }),
  segments: z.array(segment).min(1),
});

export const beamSchema: z.ZodType<PreviewBeam> = z.object({
  ...angles,
  name: z.string(),
  machine: z.string(),
  anglesText: z.string(),
  isocentreMm: tripleSchema,
  muPerFraction: z.number(),
  leafBoundariesMm: mm.optional(),
  positions: z.array(position).min(1),
  range: sourceRangeSchema,
});
