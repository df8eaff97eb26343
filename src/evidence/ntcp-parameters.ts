import * as z from 'zod';
import data from './ntcp.json' with { type: 'json' };
import { check, provenance, range, table, words } from './schema.ts';

const positive = z.number().positive();

/** How far parameters may be off, each by itself: the standard error of its estimate, or its 95 % interval as published. */
const uncertainty = z.strictObject({
  /** The row's own; lint refuses another. */
  source: z.string().min(1),
  check,
  note: z.string().optional(),
  parameters: z.record(
    z.string(),
    z.union([z.strictObject({ standardError: positive }), z.strictObject({ interval95: range })]),
  ),
});

const common = {
  id: z.string().min(1),
  table,
  organs: z.array(z.string()).min(1),
  organText: z.string().optional(),
  endpoint: words,
  population: z.string().optional(),
  /** Dose per fraction that the tolerance dose refers to. `assumed` where the source does not say. */
  fractionation: z.strictObject({ dosePerFractionGy: range, kind: z.enum(['stated', 'assumed']), text: z.string() }),
  /** `physical`: compare with doses at that dose per fraction. `EQD2`: about 2 Gy per fraction, compare with EQD2. */
  doseForm: z.enum(['physical', 'EQD2']),
  /** For bringing a dose to that fractionation. */
  alphaBeta: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('published'), valueGy: positive }),
    /** The source gives none: what is taken, and why. */
    z.strictObject({ kind: z.literal('assumed'), valueGy: positive, reason: z.string() }),
  ]),
  source: z.string().min(1),
  /** Set where a parameter is of another source than the row; lint refuses such rows. */
  parameterSources: z.record(z.string(), z.string()).optional(),
  /** Where the source gives none, a probability by this row has no interval. */
  uncertainty: uncertainty.optional(),
  ...provenance,
};

export const ntcpSchema = z.discriminatedUnion('model', [
  /** Lyman–Kutcher–Burman. */
  z.strictObject({
    model: z.literal('lkb'),
    parameters: z.strictObject({ n: positive, m: positive, TD50Gy: positive }),
    ...common,
  }),
  /** Logistic in the gEUD. */
  z.strictObject({
    model: z.literal('niemierko'),
    parameters: z.strictObject({ a: z.number(), gamma50: positive, TD50Gy: positive }),
    ...common,
  }),
  z.strictObject({
    model: z.literal('relativeSeriality'),
    parameters: z.strictObject({ D50Gy: positive, gamma: positive, s: positive }),
    ...common,
  }),
  /** Logistic in the mean dose. */
  z.strictObject({
    model: z.literal('logistic'),
    parameters: z.strictObject({ b0: z.number(), b1PerGy: positive, TD50Gy: positive }),
    ...common,
  }),
]);

/** Parameters of a model of complication probability, all of one source. */
export type NtcpParameters = z.infer<typeof ntcpSchema>;

let rows: readonly NtcpParameters[] | undefined;

export function standardNtcp(): readonly NtcpParameters[] {
  return (rows ??= z
    .strictObject({ schema: z.literal('evidence-ntcp/1'), rows: z.array(ntcpSchema) })
    .parse(data).rows);
}
