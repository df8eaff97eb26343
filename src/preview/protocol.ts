/**
 * What the extension and the preview say to each other. The view says `ready`; the host answers with a `model`; the view asks for the arrays it
 * lacks (`needVolumes`); the host sends them in chunks, a few in flight, each acknowledged; the view shows the model when it has everything.
 */
import * as z from 'zod';
import { mapNames } from './map-names.ts';
import { previewModelSchema } from './model-schema.ts';
import { sourceRangeSchema } from './shared-schemas.ts';

export const protocolVersion = 7;

const float32Array = z.custom<Float32Array>(
  (value) => Object.prototype.toString.call(value) === '[object Float32Array]',
  'expected a Float32Array',
);
const nonNegative = z.int().nonnegative();

const chunk = z.object({
  type: z.literal('chunk'),
  /** The model it was asked for. */
  revision: z.int(),
  key: z.string(),
  /** Length of the whole array and place of this piece in it, in values. */
  totalLength: nonNegative,
  offset: nonNegative,
  values: float32Array,
});

/** A number of the text, with what may be tried in its place: in the unit of the text. */
const numberInTextSchema = z.object({
  /** Of the text that it stands in, and where: a change of another version is none. */
  version: z.int(),
  range: sourceRangeSchema,
  /** As written. */
  text: z.string(),
  value: z.number(),
  /** "Dose of PTV" */
  label: z.string(),
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  step: z.number().positive(),
  /** An editor shows the text, so that a gesture can write as it goes on and be one step to undo; else only its end is written. */
  isLive: z.boolean(),
  /** Why it cannot be changed now. */
  blocked: z.string().optional(),
});

const hostMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('model'), revision: z.int(), model: previewModelSchema }),
  chunk,
  z.object({
    type: z.literal('progress'),
    stage: z.string(),
    fraction: z.number().min(0).max(1),
    secondsLeft: z.number().nonnegative().optional(),
    /** While beams are optimised: the objective after each iteration so far. */
    objective: z.object({ fluence: z.array(z.number()), apertures: z.array(z.number()) }).optional(),
  }),
  /** The text has changed since what is shown was computed, and why it is not up to date. */
  z.object({ type: z.literal('stale'), reason: z.string() }),
  /** What is shown belongs to the text as it stands. */
  z.object({ type: z.literal('fresh') }),
  /** What is shown is a preview of the text as it stands, and no final dose follows: why. */
  z.object({ type: z.literal('previewOnly'), reason: z.string() }),
  z.object({
    type: z.literal('failure'),
    messages: z.array(z.object({ text: z.string(), range: sourceRangeSchema.optional() })).min(1),
  }),
  z.object({ type: z.literal('cancelled') }),
  /** The number at the cursor, or the one before as it is now; absent where it is gone. */
  z.object({ type: z.literal('number'), number: numberInTextSchema.optional() }),
  /** Compares with a baseline or the last commit from now on, as if the reader had chosen it. */
  z.object({ type: z.literal('compareWith'), name: z.string() }),
  /** Where the cursor stands in the text now, 0-based. */
  z.object({ type: z.literal('cursor'), file: z.string(), line: nonNegative, character: nonNegative }),
]);

const point = z.tuple([z.number(), z.number(), z.number()]);

/** How the 3D view is looked at. */
const roomChoiceSchema = z.object({
  /** Absent: as it fits. */
  camera: z
    .object({
      azimuthDeg: z.number(),
      elevationDeg: z.number().min(-90).max(90),
      targetMm: point.readonly(),
      heightMm: z.number().positive(),
    })
    .optional(),
  /** Isodose levels with a surface, of those of the slices; absent: the usual ones. */
  levelsPercent: z.array(z.number().positive()).max(12).optional(),
  /** Names of regions without a surface. */
  hidden: z.array(z.string()).optional(),
  /** Whether the axial slice stands among the surfaces. */
  slice: z.boolean().optional(),
});

export const viewStateSchema = z.object({
  crosshairMm: point.optional(),
  window: z.object({ level: z.number(), width: z.number().positive() }).optional(),
  levelsPercent: z.array(z.number().positive()).max(12).optional(),
  /** Name of the image laid over the planning image in place of the dose wash, or "map:" and the name of a map. */
  overlay: z.string().optional(),
  plane: z.enum(['axial', 'coronal', 'sagittal']).optional(),
  /** What the plan is compared with: a baseline, or the last commit. */
  compared: z.string().optional(),
  /** The beam of the beam's-eye view, by its place in the plan, and its segment. */
  eye: z.object({ beam: nonNegative, segment: nonNegative.optional() }).optional(),
  /** The view beside the histogram. */
  side: z.enum(['beam', 'room']).optional(),
  room: roomChoiceSchema.optional(),
});

const viewMessageSchema = z.discriminatedUnion('type', [
  /** The view has started and holds these arrays already. */
  z.object({ type: z.literal('ready'), have: z.array(z.string()) }),
  z.object({ type: z.literal('needVolumes'), revision: z.int(), keys: z.array(z.string()) }),
  z.object({ type: z.literal('ack'), revision: z.int(), key: z.string(), offset: nonNegative }),
  /** This model is complete and on the screen. */
  z.object({ type: z.literal('shown'), revision: z.int() }),
  /** The maps that the view shows from now on, besides the dose: the host computes those that the model lacks. */
  z.object({ type: z.literal('wantMaps'), names: z.array(z.enum(mapNames)) }),
  /** What the view compares the plan with: the host computes it when it is first wanted. */
  z.object({ type: z.literal('wantCompared'), with: z.enum(['nothing', 'baselines', 'lastCommit']) }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('compute') }),
  z.object({ type: z.literal('reveal'), range: sourceRangeSchema }),
  /** Another number in the place of one that the host has told of. Those of one gesture, which are counted, are undone together; it ends with `isLast`. */
  z.object({
    type: z.literal('setNumber'),
    version: z.int(),
    range: sourceRangeSchema,
    text: z.string().regex(/^\d{1,15}(\.\d{1,15})?$/),
    gesture: nonNegative,
    isLast: z.boolean(),
  }),
  z.object({ type: z.literal('state'), state: viewStateSchema }),
]);

export type HostMessage = z.infer<typeof hostMessageSchema>;
export type ViewMessage = z.infer<typeof viewMessageSchema>;
export type NumberInText = z.infer<typeof numberInTextSchema>;
export type ChunkMessage = z.infer<typeof chunk>;
export type RoomChoice = z.infer<typeof roomChoiceSchema>;
export type ViewState = z.infer<typeof viewStateSchema>;

/** A message as it travels. */
export type Envelope<T> = T & { readonly protocol: number };

export function envelope<T extends HostMessage | ViewMessage>(message: T): Envelope<T> {
  return { ...message, protocol: protocolVersion };
}

/** A message from the extension, or the words to show where it cannot be understood. Never throws. */
export function readHostMessage(data: unknown): { message: HostMessage } | { refused: string } {
  return read(hostMessageSchema, data, 'extension');
}

/** A message from the preview, or the words to log where it cannot be understood. Never throws. */
export function readViewMessage(data: unknown): { message: ViewMessage } | { refused: string } {
  return read(viewMessageSchema, data, 'preview');
}

function read<T>(schema: z.ZodType<T>, data: unknown, sender: string): { message: T } | { refused: string } {
  const version = (data as { protocol?: unknown } | null | undefined)?.protocol;
  if (version !== protocolVersion) {
    const spoken = typeof version === 'number' ? `version ${version}` : 'no version';
    return {
      refused: `The ${sender} sent a message of ${spoken} of the preview protocol; this side speaks version ${protocolVersion}. Reload the window so that both are the same build.`,
    };
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return { message: parsed.data };
  const issue = parsed.error.issues[0];
  const kind = String((data as { type?: unknown }).type);
  return {
    refused: `The ${sender} sent a "${kind}" message that cannot be read: ${issue.path.join('.') || 'message'}: ${issue.message}.`,
  };
}
