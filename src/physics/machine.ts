import * as z from 'zod';
import linac6MV from './machines/linac-6mv.json' with { type: 'json' };
import point6MV from './machines/point-6mv.json' with { type: 'json' };

/** A number from the literature, or a choice of this model, with its reason. */
const cited = z.strictObject({ value: z.number(), source: z.string() });

const machineSchema = z.strictObject({
  /** As written in plans: `std.linac6MV`. */
  name: z.string(),
  description: z.string(),
  /** What the model leaves out, for reports. */
  notModelled: z.array(z.string()),
  /** A key of `beamQualities`: spectrum and kernel. */
  beamQuality: z.enum(['mohan6MV']),
  /** Source to isocentre (rotation axis). */
  sadMm: z.number().positive(),
  /** `isotropic`: fluence falls as 1/r² from the source; `flat`: it is uniform over planes normal to the axis (a flattened beam). */
  profile: z.enum(['isotropic', 'flat']),
  /** Standard deviation of the Gaussian source, seen across the beam; 0 gives a perfectly sharp edge. */
  sourceSigmaMm: cited,
  jaws: z.strictObject({
    /** From the source, where the edge that casts the penumbra stands. */
    distanceMm: cited,
    transmission: cited,
    /** Largest distance of a jaw from the axis at the isocentre plane. */
    limitMm: cited,
  }),
  /** Leaves move along x of the beam-limiting device; absent: rectangular fields only. */
  leaves: z
    .strictObject({
      distanceMm: cited,
      transmission: cited,
      /** Where the sides of the leaves lie along y at the isocentre plane, ascending: one more than there are pairs. */
      boundariesMm: z.strictObject({ value: z.array(z.number()).min(2), source: z.string() }),
      limitMm: cited,
    })
    .optional(),
  /** Photons per cm² and MU on the axis at the isocentre distance, in air. */
  fluencePerMu: z.number().positive(),
  /** What `fluencePerMu` was made to meet, and how. */
  calibration: z.strictObject({
    statement: z.string(),
    /** Dose to water on the axis of a square field (size at the isocentre plane), at a depth in a water tank. */
    reference: z
      .strictObject({ gyPerMu: z.number().positive(), fieldMm: z.number(), ssdMm: z.number(), depthMm: z.number() })
      .optional(),
    madeBy: z.string(),
  }),
});

export type Machine = z.infer<typeof machineSchema>;

/** The machines that come with the product, by the name used in plans. */
export const machines: ReadonlyMap<string, Machine> = new Map(
  [linac6MV, point6MV].map((data) => {
    const machine = machineSchema.parse(data);
    return [machine.name, machine];
  }),
);
