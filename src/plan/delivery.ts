import * as z from 'zod';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const sense = z.enum(['CW', 'CC', 'NONE']);

/** Where the machine stands when a share of the beam's monitor units is given. Between two of them everything moves evenly with the MU. */
const controlPoint = z.strictObject({
  /** Share of the beam's MU that is given before this point: 0 at the first, 1 at the last, never falling. */
  givenShare: z.number(),
  gantryDeg: z.number(),
  couchDeg: z.number(),
  collimatorDeg: z.number(),
  /** The sense in which each angle goes on to the next point (DICOM: clockwise, counter-clockwise). */
  gantrySense: sense,
  couchSense: sense,
  collimatorSense: sense,
  /** LPS, mm. */
  isocentreMm: vec3,
  /** Jaw positions at the isocentre plane, mm; absent where the machine of the file has no such jaws. */
  xJawsMm: z.tuple([z.number(), z.number()]).optional(),
  yJawsMm: z.tuple([z.number(), z.number()]).optional(),
  /** Leaf ends at the isocentre plane, mm, pair by pair with y ascending. */
  leaves: z.strictObject({ leftMm: z.array(z.number()), rightMm: z.array(z.number()) }).optional(),
});

/** How a beam is delivered, as a file tells it. Angles in degrees, IEC 61217. */
export const delivery = z.strictObject({
  /** Edges of the leaves along y at the isocentre plane, mm, ascending: one more than there are pairs. Absent: no leaves. */
  leafBoundariesMm: z.array(z.number()).optional(),
  controlPoints: z.array(controlPoint),
});

export type ControlPoint = z.infer<typeof controlPoint>;
export type Delivery = z.infer<typeof delivery>;
export type Sense = z.infer<typeof sense>;
