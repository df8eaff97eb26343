/**
 * The Plan: what a `.rtplan` text means, as plain data. The contract between the language, which makes it, and the engine, which computes it.
 *
 * Units are in the names: mm, degrees (IEC 61217), Gy, days. Points are in the patient's DICOM LPS frame. Names are resolved, `let`s and
 * imports are gone, margins and thresholds are numbers. Every item that the engine may have to complain about carries `at`, its place in the text.
 */
import * as z from 'zod';
import { weekdays } from './calendar.ts';
import { delivery } from './delivery.ts';

const position = z.strictObject({ line: z.number().int(), character: z.number().int() });
const at = z.strictObject({ file: z.string(), start: position, end: position });
const vec3 = z.tuple([z.number(), z.number(), z.number()]);

// --- Shapes of phantoms --------------------------------------------------------------------------------------------------------------------

/** A solid in the patient frame. Axes: x to the patient's left, y posterior, z to the head. */
export type Shape =
  | { kind: 'box'; centreMm: Vec3; sizeMm: Vec3 }
  | { kind: 'ellipsoid'; centreMm: Vec3; radiiMm: Vec3 }
  /** A cylinder, a tube (`innerRadiusMm` > 0) or a sector of either (`fromDeg` to `toDeg`, anticlockwise in the plane whose normal is the axis; 0 is the next axis in cyclic order: x→y, y→z, z→x). */
  | {
      kind: 'cylinder';
      centreMm: Vec3;
      axis: 'x' | 'y' | 'z';
      radiusMm: number;
      innerRadiusMm: number;
      lengthMm: number;
      fromDeg?: number;
      toDeg?: number;
    }
  | { kind: 'union' | 'intersection' | 'difference'; of: Shape[] };
type Vec3 = [number, number, number];

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('box'), centreMm: vec3, sizeMm: vec3 }),
    z.strictObject({ kind: z.literal('ellipsoid'), centreMm: vec3, radiiMm: vec3 }),
    z.strictObject({
      kind: z.literal('cylinder'),
      centreMm: vec3,
      axis: z.enum(['x', 'y', 'z']),
      radiusMm: z.number(),
      innerRadiusMm: z.number(),
      lengthMm: z.number(),
      fromDeg: z.number().optional(),
      toDeg: z.number().optional(),
    }),
    z.strictObject({ kind: z.enum(['union', 'intersection', 'difference']), of: z.array(shape) }),
  ]),
);

const phantomSolid = z.strictObject({
  name: z.string(),
  shape,
  /** What fills the solid; painted in the order written, a later solid over an earlier one. Neither: a structure only, nothing painted. */
  hu: z.number().optional(),
  material: z.string().optional(),
  densityGPerCm3: z.number().optional(),
  /** Synthetic uptake by image name, in that image's own unit; `edgeMm` is the full width of a linear ramp across the surface (0: sharp). */
  uptake: z.array(z.strictObject({ image: z.string(), value: z.number(), edgeMm: z.number() })),
  at,
});

const phantom = z.strictObject({
  name: z.string(),
  /** Extent of the image grid and its voxel size; voxel centres lie symmetric about `centreMm`. */
  sizeMm: vec3,
  voxelMm: vec3,
  centreMm: vec3,
  solids: z.array(phantomSolid),
  at,
});

// --- Regions --------------------------------------------------------------------------------------------------------------------------------

/** How a region is made. Regions are closed sets on the planning image's grid. */
export type RegionExpression = (
  | { kind: 'structure'; name: string }
  | { kind: 'region'; name: string }
  | { kind: 'union' | 'intersection' | 'difference'; of: RegionExpression[] }
  /** Grown (positive) or shrunk (negative); one number each for the patient's left, right, anterior, posterior, superior, inferior. */
  | {
      kind: 'margin';
      of: RegionExpression;
      marginMm: {
        left: number;
        right: number;
        anterior: number;
        posterior: number;
        superior: number;
        inferior: number;
      };
    }
  /** The part of `of` no further than `distanceMm` from `from`. */
  | { kind: 'within'; of: RegionExpression; from: RegionExpression; distanceMm: number }
  /** Where an image, resampled to the planning grid, is on the given side of a value (absolute) or of a share of a statistic in a region (relative). */
  | { kind: 'threshold'; image: string; comparison: '>=' | '<=' | '>' | '<'; value: number }
  | {
      kind: 'relativeThreshold';
      image: string;
      comparison: '>=' | '<=' | '>' | '<';
      percent: number;
      of: 'max' | 'mean' | 'min' | 'median';
      in: RegionExpression;
    }
) & { at: z.infer<typeof at> };

const regionExpression: z.ZodType<RegionExpression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('structure'), name: z.string(), at }),
    z.strictObject({ kind: z.literal('region'), name: z.string(), at }),
    z.strictObject({ kind: z.enum(['union', 'intersection', 'difference']), of: z.array(regionExpression), at }),
    z.strictObject({
      kind: z.literal('margin'),
      of: regionExpression,
      marginMm: z.strictObject({
        left: z.number(),
        right: z.number(),
        anterior: z.number(),
        posterior: z.number(),
        superior: z.number(),
        inferior: z.number(),
      }),
      at,
    }),
    z.strictObject({
      kind: z.literal('within'),
      of: regionExpression,
      from: regionExpression,
      distanceMm: z.number(),
      at,
    }),
    z.strictObject({
      kind: z.literal('threshold'),
      image: z.string(),
      comparison: z.enum(['>=', '<=', '>', '<']),
      value: z.number(),
      at,
    }),
    z.strictObject({
      kind: z.literal('relativeThreshold'),
      image: z.string(),
      comparison: z.enum(['>=', '<=', '>', '<']),
      percent: z.number(),
      of: z.enum(['max', 'mean', 'min', 'median']),
      in: regionExpression,
      at,
    }),
  ]),
);

/** The value of a parameter of a tissue, its spread between patients, and its standard error or the 95 % interval that its publication gives, all in `unit`. */
const tissueQuantity = z.strictObject({
  value: z.number(),
  unit: z.string(),
  varies: z.number().optional(),
  uncertain: z.number().optional(),
  /** `null` where an end is open. */
  interval95: z.tuple([z.number().nullable(), z.number().nullable()]).optional(),
});

/** Oxygen pressure, voxel by voxel, from the uptake in an image by a calibration of the evidence base (`dasu2012`). */
const oxygen = z.strictObject({ image: z.string(), by: z.string(), at });

/** What is known of a region besides its tissue. A sub-target's own stands over its parent's, item by item. */
const regionBiology = z.strictObject({
  clonogensPerCc: tissueQuantity.optional(),
  oxygen: oxygen.optional(),
  /** Time in which half of what is hypoxic at the start is reoxygenated. Absent: the oxygen stays as the image has it. */
  reoxygenationHalfLifeDays: z.number().optional(),
  at,
});

const region = z.strictObject({
  name: z.string(),
  role: z.enum(['organ', 'target', 'subtarget']),
  /** The region a sub-target lies in: its expression is intersected with it. */
  parent: z.string().optional(),
  /** A name of `tissues`, where the text gives one. */
  tissue: z.string().optional(),
  biology: regionBiology.optional(),
  expression: regionExpression,
  /** Radius of the morphological smoothing (opening then closing), 0 for none. */
  smoothMm: z.number(),
  /** Connected parts (26-neighbourhood) smaller than this are dropped, 0 for none. */
  dropBelowCc: z.number(),
  at,
});

// --- Patient --------------------------------------------------------------------------------------------------------------------------------

const image = z.strictObject({
  name: z.string(),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('dicom'), path: z.string() }),
    z.strictObject({ kind: z.literal('nifti'), path: z.string() }),
    z.strictObject({ kind: z.literal('nrrd'), path: z.string() }),
    /** The phantom's own CT (`image` absent) or one of its synthetic uptake images. */
    z.strictObject({ kind: z.literal('phantom'), image: z.string().optional() }),
  ]),
  /** Moved off its place by so much, for a test that judges a plan by it; the language never writes it. */
  shiftMm: vec3.optional(),
  /** The quantity to convert to. `ratio` divides by the statistic of the image in a region. */
  quantity: z.enum(['HU', 'SUVbw', 'ratio', 'raw']),
  ratioTo: z.strictObject({ statistic: z.enum(['mean', 'max', 'median']), region: z.string() }).optional(),
  at,
});

const fact = z.strictObject({
  level: z.enum(['clinical', 'pathology', 'molecular', 'genetic']),
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  unit: z.string().optional(),
  date: z.string().optional(),
  source: z.string().optional(),
  at,
});

const patient = z.strictObject({
  /** The pseudonym written in the plan. */
  id: z.string(),
  images: z.array(image),
  /** Name of the image the dose is planned on: the first CT. */
  planningImage: z.string(),
  structures: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('dicom'), path: z.string(), at }),
      /** A label map or a folder of masks, named by file or by label. */
      z.strictObject({ kind: z.literal('nifti'), path: z.string(), at }),
      z.strictObject({ kind: z.literal('phantom'), at }),
    ])
    .optional(),
  phantom: phantom.optional(),
  body: regionExpression,
  couch: z.strictObject({ region: regionExpression, densityGPerCm3: z.number(), at }).optional(),
  bolus: z.array(z.strictObject({ region: regionExpression, densityGPerCm3: z.number(), at })),
  /** A curve of the evidence base by name, or one written in the plan. `isDefault` where the plan says nothing or names the standard curve. */
  density: z.strictObject({
    curve: z.string(),
    points: z.array(z.tuple([z.number(), z.number()])).optional(),
    isDefault: z.boolean(),
    at,
  }),
  overrides: z.array(
    z.strictObject({ region: regionExpression, densityGPerCm3: z.number(), material: z.string().optional(), at }),
  ),
  facts: z.array(fact),
  at,
});

// --- Wanted: prescription and goals ---------------------------------------------------------------------------------------------------------

/** A statistic of a physical dose distribution in a region. */
const doseMetricKinds = [
  /** Dx%: the least dose to the hottest `value` per cent, or cm³, of the region. */
  z.strictObject({ kind: z.literal('doseAtVolume'), value: z.number(), unit: z.enum(['percent', 'cc']) }),
  /** VxGy: the volume that receives at least `doseGy`, in per cent of the region or in cm³. */
  z.strictObject({ kind: z.literal('volumeAtDose'), doseGy: z.number(), unit: z.enum(['percent', 'cc']) }),
  z.strictObject({ kind: z.enum(['mean', 'max', 'min']) }),
] as const;
const doseMetric = z.discriminatedUnion('kind', doseMetricKinds);

/** What a goal is on. Probabilities and the quality factor in %, gEUD and EQD2 in Gy, indices as plain numbers. */
const metric = z.discriminatedUnion('kind', [
  ...doseMetricKinds,
  /** Tumour control probability, by the region's tissue and biology. */
  z.strictObject({ kind: z.literal('tcp') }),
  /** Normal tissue complication probability: `endpoint` as written, `row` the id of the row of the evidence base whose model and parameters hold. */
  z.strictObject({ kind: z.literal('ntcp'), endpoint: z.string(), row: z.string() }),
  /** Generalised equivalent uniform dose with exponent a (Niemierko 1997): negative for targets, positive for organs, never 0. */
  z.strictObject({ kind: z.literal('geud'), a: z.number() }),
  /** A dose statistic of the voxels' EQD2 at an alpha/beta. `of` is never a volume. */
  z.strictObject({ kind: z.literal('eqd2'), alphaBetaGy: z.number(), of: doseMetric }),
  /** Quality factor of dose painting; conformity of Paddick 2000; homogeneity of ICRU 83, (D2% − D98%) / D50%. */
  z.strictObject({ kind: z.enum(['qualityFactor', 'conformity', 'homogeneity']) }),
  /** Of the whole plan: the probability of control without complications. */
  z.strictObject({ kind: z.literal('pPlus') }),
]);

/** A dose that the text does not say as a number: the engine works it out. */
const prescriptionRule = z.discriminatedUnion('kind', [
  /** Dose painting by numbers: on a line of the image's value, held at both ends. */
  z.strictObject({
    kind: z.literal('painted'),
    image: z.string(),
    low: z.strictObject({ value: z.number(), doseGy: z.number() }),
    high: z.strictObject({ value: z.number(), doseGy: z.number() }),
  }),
  /** The smallest uniform dose with the mean log10 surviving fraction that another region's prescription has there, in as many fractions. */
  z.strictObject({
    kind: z.literal('isoeffective'),
    to: z.string(),
    /** Of clonogens per volume, not of single cells. */
    equalControl: z.boolean(),
  }),
]);

const prescription = z.strictObject({
  region: z.string(),
  /** With a rule, what it starts from: the lower dose of the line, or the dose of the reference. The engine puts the dose in its place that the region's median has to reach. */
  doseGy: z.number(),
  /** The statistic that has to equal `doseGy`; D50% unless the text says otherwise (ICRU 83). */
  metric: doseMetric,
  rule: prescriptionRule.optional(),
  /** No voxel is prescribed more. */
  atMostGy: z.number().optional(),
  /** `doseGy` is the least: the dose rises until this statistic of an organ reaches its limit, or `atMostGy` is reached. */
  isotoxic: z
    .strictObject({ region: z.string(), metric: doseMetric, limitGy: z.number(), text: z.string() })
    .optional(),
  at,
});

const normalise = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), at: at.optional() }),
  z.strictObject({ kind: z.literal('metric'), region: z.string(), metric: doseMetric, doseGy: z.number(), at }),
]);

/** So many fractions with the same beams, each region at a dose of its own. */
const phase = z.strictObject({
  /** Absent where the schedule has no phases: all of it is one. */
  name: z.string().optional(),
  fractions: z.number().int(),
  /** What the phase adds. */
  prescriptions: z.array(prescription),
  /** In voxels that both hold, the prescription of `inner` counts; as written, one pair for each "over". */
  precedence: z.array(z.strictObject({ inner: z.string(), outer: z.string() })),
  normalise,
  at,
});

const schedule = z.strictObject({
  perWeek: z.number().int(),
  /** Day of the week of the first fraction. */
  start: z.enum(weekdays),
  /** Days without a fraction that would have had one, counted from 1, the day of the first; their fractions are given at the end. */
  missedDays: z.array(z.number().int()),
  /** P+ is the objective of the plan, beside what must hold. */
  maximise: z.strictObject({ metric: z.literal('pPlus'), at }).optional(),
  /** How steep the prescription may be from one region to another. */
  gradients: z.array(z.strictObject({ inner: z.string(), outer: z.string(), maxGyPerMm: z.number(), at })),
  /** In the order in which they are given. */
  phases: z.array(phase).min(1),
  at,
});

const goal = z.strictObject({
  /** As written: `Cord D0.03cc <= 45 Gy`. */
  text: z.string(),
  /** Absent for a metric of the whole plan. */
  region: z.string().optional(),
  metric,
  comparison: z.enum(['<=', '>=', '<', '>']),
  /** The limit in the metric's unit: Gy for doses (an EQD2's at its own alpha/beta), % for probabilities, % or cm³ for volumes. */
  limit: z.number(),
  /** Set where the text gave the limit as a share of the region's prescription. */
  limitPercentOfPrescription: z.number().optional(),
  level: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('must') }),
    /** `weight` as written, beside the other wishes of its order; 1 where nothing is said. */
    z.strictObject({ kind: z.literal('prefer'), order: z.number().int(), weight: z.number().positive().optional() }),
  ]),
  source: z.string().optional(),
  /** The whole statement; the achieved value is shown at its end. */
  at,
});

// --- How: beams and computing ---------------------------------------------------------------------------------------------------------------

/** Jaw positions at the isocentre plane, IEC 61217 beam-limiting-device axes. */
const jawPositions = { x1Mm: z.number(), x2Mm: z.number(), y1Mm: z.number(), y2Mm: z.number() };

const aperture = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rectangle'), ...jawPositions, at }),
  /** Leaf ends pair by pair from a numbered pair on (1 has the lowest y), the others closed; without jaws these close to what the pairs open. */
  z.strictObject({
    kind: z.literal('leaves'),
    firstPair: z.number().int().positive(),
    ends: z.array(z.strictObject({ leftMm: z.number(), rightMm: z.number() })).min(1),
    jaws: z.strictObject(jawPositions).optional(),
    at,
  }),
  /** Leaves of the machine fitted to a region's projection plus a margin; jaws to its bounding box. */
  z.strictObject({ kind: z.literal('conformal'), region: z.string(), marginMm: z.number(), at }),
  /** Shaped by the optimiser, within what covers these regions and a margin. */
  z.strictObject({ kind: z.literal('modulated'), regions: z.array(z.string()).min(1), marginMm: z.number(), at }),
  /** As a file says, angles and isocentre with it. The engine puts it here when it has read the file; the language never does. */
  z.strictObject({ kind: z.literal('delivered'), delivery, at }),
]);

const beam = z.strictObject({
  name: z.string(),
  gantryDeg: z.number(),
  couchDeg: z.number(),
  collimatorDeg: z.number(),
  aperture,
  /** The gantry turns from `gantryDeg` while the beam is on, as fast as it gives monitor units. */
  arc: z
    .strictObject({
      /** How far: positive clockwise, which is the sense of growing angles, negative counterclockwise; at most a full turn. */
      turnDeg: z.number(),
      /** Control points stand no farther apart than this, evenly. */
      stepDeg: z.number().positive(),
      /** The statement of the turn. */
      at,
    })
    .optional(),
  /** Relative number of monitor units, before any normalisation; 1 unless written. */
  weight: z.number(),
  /** Monitor units per fraction, where the text fixes them; the plan is then normalised `none` and its group is not scaled. */
  muPerFraction: z.number().optional(),
  at,
});

const beamGroup = z.strictObject({
  /** The region this group is for; its dose is scaled to that region's prescription. Absent: one group for the whole plan. */
  region: z.string().optional(),
  /** Name of the phase in which these beams are used; absent where the schedule has none. */
  phase: z.string().optional(),
  /** `std.NAME`, or the path of a machine file, relative to the plan's folder. */
  machine: z.string(),
  machineAt: at.optional(),
  isocentre: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('centroid'), region: z.string(), at }),
    z.strictObject({ kind: z.literal('point'), pointMm: vec3, at }),
    /** Each beam has its own, in its delivery. */
    z.strictObject({ kind: z.literal('provided'), at }),
  ]),
  /** The file that the beams come from; `beams` is empty until the engine has read it. `only` names those of the file's beams that are wanted; absent: all. */
  provided: z
    .strictObject({ path: z.string(), only: z.array(z.strictObject({ name: z.string(), at })).optional(), at })
    .optional(),
  /** Source to skin: the isocentre is moved along the central axis so that the skin lies at this distance. Absent: SAD set-up. */
  ssdMm: z.number().optional(),
  beams: z.array(beam),
  /** The author accepts a beam through the image's cut edge; every view then says NOT DOSIMETRIC. */
  acceptTruncated: z.boolean(),
  at,
});

/** The protocol that the plan follows: the group of this patient, and how the plan stands to it. */
const follows = z.strictObject({
  protocol: z.string(),
  group: z.string(),
  /** What put the patient there: "p16 = positive". */
  because: z.array(z.string()),
  citations: z.array(z.string()),
  /** What is to be said wherever the group is shown: its status, an arm that is not advised. */
  cautions: z.array(z.string()),
  /** Other published rules that fit the patient. */
  others: z.array(z.string()),
  items: z.array(
    z.strictObject({
      item: z.string(),
      /** `same`: the plan writes what the protocol says. `left out`: a wish of the protocol for a region that the plan does not have. */
      status: z.enum(['inherited', 'same', 'overridden', 'added', 'left out']),
      plan: z.string().optional(),
      protocol: z.string().optional(),
      /** The plan asks for less than the protocol. */
      looser: z.boolean(),
      at,
    }),
  ),
  at,
});

const compute = z.strictObject({
  gridMm: z.number(),
  algorithm: z.literal('collapsed_cone'),
  report: z.literal('dose_to_medium'),
  at: at.optional(),
});

/** How beams that the text does not shape are found: from the prescription and the goals. */
const optimise = z.strictObject({
  technique: z.literal('imrt'),
  deliver: z.enum(['step_and_shoot', 'sliding_window']),
  /** Apertures of the whole plan. */
  mostSegments: z.number().int(),
  /** Of each beam, where it is delivered as a sliding window. */
  mostControlPoints: z.number().int().optional(),
  /** Width of the parts of a fluence map along the leaves' travel; across it they are as wide as the leaves. */
  bixelMm: z.number(),
  at,
});

// --- The ladder: variants of the plan, and what must hold between them ---------------------------------------------------------------------

/** Another prescription, or other beams, for the same patient: what is wanted and how, whole. The biology that judges it is the plan's. */
const baseline = z.strictObject({
  name: z.string(),
  schedule,
  beamGroups: z.array(beamGroup),
  /** Of the plan's goals, those that have a meaning here: a share of a prescription needs one. */
  goals: z.array(goal),
  optimise: optimise.optional(),
  /** Of the baseline's first line. */
  at,
});

/** A number of a test: written, or a metric of the plan or of one of its baselines. In the metrics' units; differences of per cent in percentage points. */
export type Measured =
  | { kind: 'number'; value: number }
  | { kind: 'metric'; baseline?: string; region?: string; metric: z.infer<typeof metric> }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/'; left: Measured; right: Measured };

const measured: z.ZodType<Measured> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('number'), value: z.number() }),
    z.strictObject({
      kind: z.literal('metric'),
      baseline: z.string().optional(),
      region: z.string().optional(),
      metric,
    }),
    z.strictObject({
      kind: z.literal('arithmetic'),
      operator: z.enum(['+', '-', '*', '/']),
      left: measured,
      right: measured,
    }),
  ]),
);

/** What else the truth may be that a dose is judged by. The dose stays: it was planned on what the text says. */
const judgedBy = z.discriminatedUnion('kind', [
  /** The threshold that makes a region is too low or too high by so many per cent of itself. */
  z.strictObject({ kind: z.literal('threshold'), region: z.string(), offPercent: z.number(), at }),
  /** An image lies off by so much, along each axis in both directions. */
  z.strictObject({ kind: z.literal('shift'), image: z.string(), byMm: z.number(), at }),
]);

const test = z.strictObject({
  /** As the text titles it. */
  name: z.string(),
  /** Each assertion has to hold for the truth as written and for every combination of these. */
  judgedBy: z.array(judgedBy),
  assertions: z.array(
    z.strictObject({
      /** As written: `GTV.TCP - Uniform.GTV.TCP >= 5 pp`. */
      text: z.string(),
      left: measured,
      comparison: z.enum(['<=', '>=', '<', '>']),
      right: measured,
      /** Of both sides. */
      unit: z.string(),
      at,
    }),
  ),
  at,
});

const tissue = z.strictObject({
  name: z.string(),
  extends: z.string().optional(),
  /** Effective parameters, own over inherited: `alpha`, `alpha/beta`, `clonogens`, `repopulation.start`, … */
  parameters: z.record(z.string(), tissueQuantity),
  /** What a region made of it has where the region says nothing itself. */
  oxygen: oxygen.optional(),
  reoxygenationHalfLifeDays: z.number().optional(),
  source: z.string().optional(),
  at,
});

export const planSchema = z.strictObject({
  schema: z.literal('dosewright-plan/1'),
  title: z.string(),
  follows: follows.optional(),
  patient,
  tissues: z.array(tissue),
  /** In order of dependence: a region only refers to earlier ones. */
  regions: z.array(region),
  schedule,
  beamGroups: z.array(beamGroup),
  goals: z.array(goal),
  /** The evidence files that the plan imports, with their complication rows and sources alone: what else they say has become part of the plan. Read by the schema of such files. */
  evidence: z.array(z.looseObject({ schema: z.literal('rtevidence/1'), name: z.string() })),
  /** Absent: the text says all of every beam. */
  optimise: optimise.optional(),
  compute,
  /** In the order of the text. */
  baselines: z.array(baseline),
  tests: z.array(test),
  /** Constructs in the text that this version reads but does not compute (RT0001), for the report. */
  notComputed: z.array(z.strictObject({ construct: z.string(), at })),
  /** Findings that the author accepts, the innermost statement first. `covers`: where they hold; `removes`: what to take out of the text to end that. */
  allows: z.array(z.strictObject({ code: z.string(), reason: z.string(), covers: at, at, removes: at })),
  at,
});

export type Plan = z.infer<typeof planSchema>;
export type Phantom = z.infer<typeof phantom>;
export type PhantomSolid = z.infer<typeof phantomSolid>;
export type PlanRegion = z.infer<typeof region>;
export type PlanImage = z.infer<typeof image>;
export type Patient = z.infer<typeof patient>;
export type Fact = z.infer<typeof fact>;
export type DoseMetric = z.infer<typeof doseMetric>;
export type Metric = z.infer<typeof metric>;
export type RegionBiology = z.infer<typeof regionBiology>;
export type PrescriptionRule = z.infer<typeof prescriptionRule>;
export type Prescription = z.infer<typeof prescription>;
export type Phase = z.infer<typeof phase>;
export type Schedule = z.infer<typeof schedule>;
export type Goal = z.infer<typeof goal>;
export type Aperture = z.infer<typeof aperture>;
export type Beam = z.infer<typeof beam>;
export type BeamGroup = z.infer<typeof beamGroup>;
export type ProvidedSource = NonNullable<BeamGroup['provided']>;
export type Follows = z.infer<typeof follows>;
export type Optimise = z.infer<typeof optimise>;
export type Compute = z.infer<typeof compute>;
export type Baseline = z.infer<typeof baseline>;
export type JudgedBy = z.infer<typeof judgedBy>;
export type PlanTest = z.infer<typeof test>;
export type Assertion = PlanTest['assertions'][number];
export type Tissue = z.infer<typeof tissue>;
