import * as z from 'zod';
import data from './constraints.json' with { type: 'json' };
import { provenance, range, table, words } from './schema.ts';

const course = z.strictObject({
  /** As the source has it. */
  text: z.string(),
  /** `any`: the limit is a total in EQD2 or BED, whatever the fractions. */
  kind: z.enum(['conventional', 'fractions', 'any']),
  fractions: range.optional(),
  totalDoseGy: range.optional(),
  /** Prescribed to the target. */
  dosePerFractionGy: range.optional(),
  technique: z.enum(['SRS', 'SBRT']).optional(),
  chemotherapy: z.boolean().optional(),
  reirradiation: z.boolean().optional(),
});

const reference = z.discriminatedUnion('kind', [
  /** Physical dose, in the row's course. */
  z.strictObject({ kind: z.literal('physical') }),
  z.strictObject({
    kind: z.enum(['EQD2', 'BED']),
    alphaBetaGy: z.number().positive(),
    /** Where the source leaves the alpha/beta of this row open: which was taken, and why. */
    assigned: z.string().optional(),
  }),
]);

export const constraintSchema = z.strictObject({
  id: z.string().min(1),
  table,
  /** TG-263 base names of the organs that the row is for. */
  organs: z.array(z.string()).min(1),
  /** The structure that is measured, in a TG-263-like name: `Lungs-GTV`, `Parotids`. */
  structure: z.string().optional(),
  /** Which part of the organ, where it is not all of one organ. */
  part: z.string().optional(),
  /** The organ as the source has it. */
  organText: z.string().optional(),
  endpoint: words,
  /** Patients that the row is for, where it says. */
  population: z.string().optional(),
  /** In the language's own syntax, or `CV12Gy`. A row has this or `otherMetric`. */
  metric: z.string().optional(),
  /** With `metric`, the two ends of a range: D1cc to D10cc. */
  metricTo: z.string().optional(),
  /** What is limited where it is no dose–volume metric. */
  otherMetric: z.string().optional(),
  metricText: z.string().optional(),
  /** What the dose is counted over, where it is not this course. */
  scope: z.string().optional(),
  /** Where the source gives an aim and a limit. */
  strength: z.enum(['aim', 'limit']).optional(),
  operator: z.enum(['<', '<=', '>=', '>']),
  limit: z.number(),
  unit: z.enum(['Gy', '%', 'cc', 'ratio', 'months']),
  /** How often the endpoint occurs at the limit. */
  rate: z
    .strictObject({
      text: z.string(),
      percent: range.optional(),
      bound: z.enum(['below', 'about', 'is']).optional(),
    })
    .optional(),
  course,
  reference,
  source: z.string().min(1),
  /** The row of the evidence base that a user's row takes the place of. */
  overrides: z.string().optional(),
  ...provenance,
});

/** A published limit, with the course that it holds for. */
export type Constraint = z.infer<typeof constraintSchema>;
export type Course = z.infer<typeof course>;

let rows: readonly Constraint[] | undefined;

/** The constraints of the evidence base, read once when first asked for. */
export function standardConstraints(): readonly Constraint[] {
  return (rows ??= z
    .strictObject({ schema: z.literal('evidence-constraints/1'), rows: z.array(constraintSchema) })
    .parse(data).rows);
}
