import * as z from 'zod';
import type { PlanChange } from '../engine/review/plan-change.ts';
import { researchNotice } from '../preview/format.ts';

const number = z.number().nullable();
const finding = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'information', 'hint']),
  message: z.string(),
});
const goalState = z
  .strictObject({
    target: z.string(),
    level: z.string(),
    achieved: z.string(),
    value: number.describe('in the unit of the target'),
    met: z.boolean(),
  })
  .nullable();
const regionState = z
  .strictObject({ volumeCc: z.number(), meanGy: z.number(), d98Gy: z.number(), d50Gy: z.number(), d2Gy: z.number() })
  .nullable();
const isBeyondTolerance = z.boolean();

/** What `dosewright diff A B --json` prints. */
export const changeSchema = z
  .strictObject({
    schema: z.literal('dosewright-change/1'),
    notice: z.literal(researchNotice),
    before: z.string(),
    after: z.string(),
    tolerancePercent: z
      .number()
      .describe('of the dose that is 100 % of the older plan, and percentage points of what is in per cent'),
    text: z
      .array(
        z.strictObject({
          where: z.string().describe('first line of the declaration'),
          lines: z.array(z.strictObject({ sign: z.enum(['+', '-', ' ']), text: z.string() })),
        }),
      )
      .describe('of the formatted texts'),
    findings: z.strictObject({
      appeared: z.array(finding),
      gone: z.array(finding),
      allowed: z
        .array(finding.extend({ reason: z.string() }))
        .describe('there, and allowed by the newer plan and not by the older, or for another reason'),
      allowedNoMore: z.array(finding).describe('allowed by the older plan, and there in the newer without that'),
    }),
    computed: z
      .strictObject({
        toleranceGy: z.number(),
        goals: z.array(
          z.strictObject({
            region: z.string(),
            metric: z.string(),
            before: goalState.describe('null: the plan has no such goal'),
            after: goalState,
            isBeyondTolerance,
          }),
        ),
        outcomes: z
          .array(
            z.strictObject({ region: z.string(), what: z.string(), before: number, after: number, isBeyondTolerance }),
          )
          .describe('probabilities in per cent'),
        regions: z.array(
          z.strictObject({
            region: z.string(),
            before: regionState,
            after: regionState,
            furthest: z
              .strictObject({ volumePercent: z.number(), differenceGy: z.number() })
              .nullable()
              .describe('where the histograms are furthest apart: after minus before, at the same share of the volume'),
            isBeyondTolerance,
          }),
        ),
        dose: z.strictObject({
          thresholdPercent: z.number().describe('of the maximum of the older dose; voxels below it are not judged'),
          meanGy: number,
          rmsGy: number,
          greatestGy: number,
          leastGy: number,
          gammaPassPercent: number.describe('3 % of the maximum of the older dose, 2 mm'),
        }),
        isBeyondTolerance,
      })
      .nullable()
      .describe('null where a plan was not computed'),
  })
  .meta({ title: 'Dosewright change of a plan', description: researchNotice });

export function changeJson(change: PlanChange): string {
  const json = { schema: 'dosewright-change/1', notice: researchNotice, ...change };
  return `${JSON.stringify(changeSchema.parse(json), null, 2)}\n`;
}
