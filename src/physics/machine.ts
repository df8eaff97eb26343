import * as z from 'zod';
import { beamQualities } from './kernel.ts';
import linac10MV from './machines/linac-10mv.json' with { type: 'json' };
import linac6FFF from './machines/linac-6fff.json' with { type: 'json' };
import linac6MV from './machines/linac-6mv.json' with { type: 'json' };
import point6MV from './machines/point-6mv.json' with { type: 'json' };
import { checkMachine } from './machine-rules.ts';

/**
 * A machine as data. Lengths are mm, angles degrees (IEC 61217), energies MeV; positions of jaws and leaves are at the isocentre plane, in the
 * axes of the beam-limiting device. Every number carries its source: a citation, a measurement, or the word that it is a choice.
 */
const citation = z
  .string('a source is needed: a citation, a measurement or a stated choice')
  .min(3, 'the source is empty');
const cited = <T extends z.ZodType>(value: T) => z.strictObject({ value, source: citation });

const length = z.number();
const positiveLength = z.number().positive();
const notNegative = z.number().min(0);
const fraction = z.number().min(0).max(1);

const spectrumSchema = z.strictObject({
  /** Photon fluence by energy bin, uniform inside a bin; adjoining, ascending, summing to 1. */
  bins: z.array(z.strictObject({ fromMeV: notNegative, toMeV: z.number().positive(), fluence: fraction })).min(1),
  source: citation,
});

const profileSchema = z.discriminatedUnion('kind', [
  /** Fluence falls as 1/r² from the source in every direction. */
  z.strictObject({ kind: z.literal('isotropic') }),
  /** Fluence in air over planes normal to the axis, relative to the axis, by the distance from the axis at the isocentre plane; constant beyond. */
  z.strictObject({
    kind: z.literal('radial'),
    radiusMm: z.array(z.number()).min(1),
    relative: z.array(notNegative),
    source: citation,
  }),
]);

const jawSchema = z.strictObject({
  /** From the source to where the edge that casts the penumbra stands. */
  distanceMm: cited(positiveLength),
  transmission: cited(fraction),
  /** Largest distance of a jaw from the axis, outwards. */
  limitMm: cited(positiveLength),
  /** How far a jaw can cross the axis. */
  overMm: cited(notNegative),
});

const leavesSchema = z.strictObject({
  /** From the source to the leaf ends. */
  distanceMm: cited(positiveLength),
  /** Average of leaf and interleaf transmission. */
  transmission: cited(fraction),
  /** Where the sides of the leaves lie along y, ascending: one more than there are pairs. Leaves move along x. */
  boundariesMm: cited(z.array(length).min(2)),
  /** By how much the radiation field reaches beyond each rounded leaf end as planned: half the dosimetric leaf gap. */
  endOffsetMm: cited(notNegative),
  /** Half width of the overlap of tongue and groove about each boundary, where one leaf alone lets half its thickness stand in the beam. */
  tongueMm: cited(notNegative),
  /** Smallest distance between opposing leaf ends. */
  minGapMm: cited(notNegative),
  /** Largest distance of a leaf end from the axis, outwards, and how far it can cross the axis. */
  limitMm: cited(positiveLength),
  overMm: cited(notNegative),
  /** Largest distance between the ends of two leaves of one bank. */
  maxSpanMm: cited(positiveLength).optional(),
  /** Whether a leaf may pass the opposing leaves beside its own partner. */
  interdigitates: cited(z.boolean()),
  /** How fast a leaf moves while the beam is on; absent: no delivery with moving leaves is planned. */
  maxSpeedMmPerS: cited(positiveLength).optional(),
});

export const machineSchema = z
  .strictObject({
    schema: z.literal('dosewright-machine/1'),
    /** As written in plans (`std.linac6MV`) or as the department calls it. */
    name: z.string().regex(/^[^\s"\\]+$/, 'a name has no spaces and no quotes'),
    description: z.string(),
    /** What the model leaves out, for reports. */
    notModelled: z.array(z.string()),
    /** The kernels and, where the machine has no spectrum of its own, the spectrum. */
    beamQuality: z.enum(Object.keys(beamQualities) as [keyof typeof beamQualities]),
    spectrum: spectrumSchema.optional(),
    /** Source to isocentre (rotation axis). */
    sadMm: positiveLength,
    profile: profileSchema,
    /** Standard deviations of the Gaussian focal spot across the beam, along x and y of the gantry; 0 gives a perfectly sharp edge. */
    focalSpot: z.strictObject({ sigmaXMm: cited(notNegative), sigmaYMm: cited(notNegative) }),
    /** Photons scattered in the head, as a second, wide Gaussian source seen past the collimators. */
    headScatter: z
      .strictObject({
        /** Share of the photon fluence on the axis at the isocentre with everything open. */
        weight: cited(fraction),
        sigmaMm: cited(positiveLength),
        /** From the focal spot. */
        distanceMm: cited(notNegative),
      })
      .optional(),
    /** Either pair may be missing; the leaves then shape that side. */
    jaws: z.strictObject({ x: jawSchema.optional(), y: jawSchema.optional() }),
    /** Absent: rectangular fields only. */
    leaves: leavesSchema.optional(),
    /** Electrons set free in head and air: dose falls exponentially with the radiological depth and spreads beyond the opening. */
    electrons: z
      .strictObject({
        /** Dose at the surface of an unlimited field per photon fluence on the axis there, Gy·cm². */
        surfaceGyCm2: cited(notNegative),
        /** Water-equivalent depth over which it falls to 1/e. */
        depthMm: cited(positiveLength),
        /** Standard deviation of the Gaussian that blurs the opening, at the isocentre plane: it makes the dependence on the field. */
        sigmaMm: cited(positiveLength),
      })
      .optional(),
    /** Photons per cm² and MU on the axis at the isocentre distance, in air, with everything open. */
    fluencePerMu: z.number().positive(),
    /** What `fluencePerMu` was made to meet, and how. */
    calibration: z.strictObject({
      statement: z.string(),
      /** Dose to water on the axis of a square field (size at the isocentre plane), at a depth in a water tank. */
      reference: z
        .strictObject({
          gyPerMu: z.number().positive(),
          fieldMm: positiveLength,
          ssdMm: positiveLength,
          depthMm: z.number().positive().max(295),
        })
        .optional(),
      madeBy: z.string(),
    }),
    /** What a beam may ask for, beside the travel of jaws and leaves; absent: not limited. */
    limits: z
      .strictObject({
        muPerBeam: cited(z.strictObject({ min: notNegative, max: z.number().positive() })).optional(),
        /** What an arc may give in each degree of its turn. */
        muPerDegree: cited(z.strictObject({ min: notNegative, max: z.number().positive() })).optional(),
        /** The greatest dose rate; absent: no delivery with moving leaves is planned. */
        muPerMinute: cited(z.number().positive()).optional(),
        /** The least that an optimised segment gives in a fraction, and the least that it opens, between its leaf ends at the isocentre plane. */
        segmentMu: cited(notNegative).optional(),
        segmentCm2: cited(notNegative).optional(),
        /** The angles, −180 to 180, that the couch turns to. */
        couchDeg: cited(z.strictObject({ from: z.number(), to: z.number() })).optional(),
      })
      .optional(),
    /** The head as a cylinder about the beam's axis, for the collision check; absent: not checked. */
    head: z
      .strictObject({
        /** From the isocentre to its face. */
        clearanceMm: cited(positiveLength),
        radiusMm: cited(positiveLength),
      })
      .optional(),
  })
  .superRefine(checkMachine);

export type Machine = z.infer<typeof machineSchema>;
export type Jaw = NonNullable<Machine['jaws']['x']>;
export type Leaves = NonNullable<Machine['leaves']>;

/** The machines that come with the product, by the name used in plans. */
export const machines: ReadonlyMap<string, Machine> = new Map(
  [linac6MV, linac6FFF, linac10MV, point6MV].map((data) => {
    const machine = machineSchema.parse(data);
    return [machine.name, machine];
  }),
);
