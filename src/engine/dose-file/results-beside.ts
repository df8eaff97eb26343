import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import type { DoseQuality } from '../../preview/quality.ts';
import { resultSchema } from '../result-json.ts';

/** What the results that lie beside a dose say of it. */
export interface ResultsBeside {
  /** The plan's file by its name alone: results do not say where it lies. */
  readonly planFile: string;
  readonly planSha256: string;
  readonly doseGrid: z.infer<typeof ofDose>['doseGrid'];
  readonly hundredPercent: { readonly doseGy: number; readonly text: string };
  readonly quality: DoseQuality;
}

/** Only what is needed, so that results of other versions are understood as long as they have it. */
const { plan, doseGrid, hundredPercent, quality } = resultSchema.shape;
const ofDose = z.object({ plan, doseGrid, hundredPercent, quality });

/** The doses that `dosewright run` writes, each with the results that are written with it. */
const written: Readonly<Record<string, string>> = {
  'dose.nrrd': 'result.json',
  'dose.dcm': 'result.json',
  'dose.preview.nrrd': 'result.preview.json',
};

/** What stands beside a dose that `dosewright run` wrote; nothing for any other file, or where it cannot be read. */
export async function resultsBeside(file: string): Promise<ResultsBeside | undefined> {
  const name = written[basename(file)];
  if (name === undefined) return undefined;
  const text = await readFile(join(dirname(file), name), 'utf8').catch(() => undefined);
  const read = ofDose.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { data } = read;
  const { estimatedDifference, ...how } = data.quality;
  return {
    planFile: data.plan.file,
    planSha256: data.plan.sha256,
    doseGrid: data.doseGrid,
    hundredPercent: data.hundredPercent,
    quality: { ...how, ...(estimatedDifference ? { estimatedDifference } : {}) },
  };
}

/** A plan that results may be of. */
export interface PlanText {
  readonly file: string;
  readonly text: string;
}

/**
 * The plan that results are of: the one whose text is the same, else the nearest to the results, which has changed since. Undefined where there is none.
 */
export function planOfResults<T extends PlanText>(
  { planSha256 }: Pick<ResultsBeside, 'planSha256'>,
  resultsFolder: string,
  candidates: readonly T[],
): { readonly plan: T; readonly isSame: boolean } | undefined {
  const same = candidates.find(({ text }) => createHash('sha256').update(text).digest('hex') === planSha256);
  if (same) return { plan: same, isSame: true };
  const near = ({ file }: PlanText): number => sharedSteps(dirname(file), resultsFolder);
  const [nearest] = [...candidates].sort((a, b) => near(b) - near(a));
  return nearest && { plan: nearest, isSame: false };
}

function sharedSteps(a: string, b: string): number {
  const [left, right] = [a, b].map((folder) => folder.split(/[\\/]/));
  const parting = left.findIndex((step, n) => step !== right[n]);
  return parting < 0 ? left.length : parting;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
