import * as z from 'zod';

/** How sure the transcription of a row is; says nothing about how good the study was. */
export const confidence = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof confidence>;

/** `matched`: seen again in a second transcription. `recalled`: not compared with the cited source again. `local`: a user's own row. */
export const check = z.enum(['matched', 'recalled', 'local']);

/** A row that a later one replaces. */
export const supersededBy = z.strictObject({ row: z.string(), reason: z.string() });

/** What every row carries besides its values. */
export const provenance = {
  confidence,
  check,
  note: z.string().optional(),
  /** Why the row is disputed. */
  contested: z.string().optional(),
  supersededBy: supersededBy.optional(),
};

/** Where a row stands in the table that it was transcribed from. */
export const table = z.string().optional();

/** `[from, to]`, both included; equal where there is one value. */
export const range = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from <= to, 'has to be [from, to], the lesser first');

/** A text that says something. */
export const words = z.string().regex(/\S/, 'is empty');
