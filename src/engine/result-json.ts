import * as z from 'zod';
import { metricValue } from '../evaluate/metric.ts';
import type { Dvh } from '../evaluate/types.ts';
import { levelInWords } from '../plan/in-words.ts';
import { researchNotice } from '../preview/format.ts';
import type { RegionBiology } from './outcome/biology-summary.ts';
import type { ModelledProbability } from './outcome/types.ts';
import type { RunResult } from './results.ts';
import type { Delivery } from '../plan/delivery.ts';
import type { Follows } from '../plan/plan.ts';
import type { Suppressed } from '../plan/suppression.ts';
import { totalFractions } from '../plan/schedule.ts';

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const at = z
  .strictObject({ file: z.string(), line: z.number().int(), column: z.number().int() })
  .describe('1-based line and column; file relative to the plan');

const jawPair = z.tuple([z.number(), z.number()]).nullable();

const probability = {
  value: z.number().min(-1).max(1),
  model: z.string(),
  source: z.string(),
  interval95: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('from the standard errors of parameters; null where there is none'),
  noInterval: z.string().nullable().describe('why there is no interval'),
  tornado: z
    .array(z.strictObject({ parameter: z.string(), below: z.number(), above: z.number() }))
    .describe('one parameter a standard error below and above its value'),
  notes: z.array(z.string()),
};

const voxelStatistics = z
  .strictObject({
    mean: z.number(),
    min: z.number(),
    max: z.number(),
    percent: z.number().describe('voxels that have it, % of the region'),
  })
  .nullable();

/** `result.json`: what a run found, arrays apart (`dose.nrrd`, `dvh.csv`). Doses in Gy of the whole course unless named per fraction; mm; degrees, IEC 61217; LPS. */
export const resultSchema = z
  .strictObject({
    schema: z.literal('dosewright-result/1'),
    notice: z.literal(researchNotice),
    plan: z.strictObject({
      title: z.string(),
      patient: z.string(),
      file: z.string(),
      sha256: z.string().describe('of the plan text'),
    }),
    engine: z.strictObject({ id: z.string(), version: z.string() }),
    quality: z
      .strictObject({
        kind: z.enum(['final', 'preview']).describe('a preview is a quick look: never the dose of the plan'),
        gridMm: z.number(),
        cones: z.number().int().describe('transport directions a beam'),
        estimatedDifference: z
          .strictObject({ rmsPercent: z.number(), targetsPercent: z.number(), edgesMm: z.number() })
          .nullable()
          .describe(
            'from the same engine on a finer grid with more directions, measured on other plans, in % of 100 %: root mean square in the body above 10 %; 95th percentile in targets; shift at 95 % of steep edges',
          ),
      })
      .describe('how the dose was computed'),
    report: z.literal('dose_to_medium'),
    notDosimetric: z.boolean().describe('a beam enters through the cut edge of the image and the plan accepts it'),
    fractions: z.number().int(),
    doseGrid: z.strictObject({ size: vec3, originMm: vec3, spacingMm: vec3 }),
    hundredPercent: z.strictObject({ doseGy: z.number(), text: z.string() }),
    follows: z
      .strictObject({
        protocol: z.string(),
        group: z.string(),
        because: z.array(z.string()).describe('the facts that put the patient in the group'),
        citations: z.array(z.string()),
        cautions: z.array(z.string()),
        items: z.array(
          z.strictObject({
            item: z.string(),
            status: z.enum(['inherited', 'same', 'overridden', 'added', 'left out']),
            plan: z.string().nullable(),
            protocol: z.string().nullable(),
            looser: z.boolean().describe('the plan asks for less than the protocol'),
          }),
        ),
      })
      .nullable()
      .describe('null: the plan follows no protocol'),
    phases: z.array(
      z.strictObject({
        name: z.string().nullable().describe('null: the schedule has no phases'),
        fractions: z.number().int(),
        normalisationFactor: z.number(),
      }),
    ),
    optimisation: z
      .strictObject({
        segments: z.number().int().describe('0 of sliding windows'),
        controlPoints: z.number().int().describe('of all sliding windows; 0 of segments'),
        points: z.number().int().describe('at which dose counted'),
        bixels: z.number().int(),
        objective: z.strictObject({
          fluence: z.array(z.number()).describe('after each iteration on the ideal fluence'),
          apertures: z.array(z.number()).describe('after each iteration on apertures'),
        }),
        terms: z
          .array(z.strictObject({ name: z.string(), ideal: z.number(), delivered: z.number() }))
          .describe('parts of the objective, for the ideal fluence and for the apertures that give the dose'),
        goals: z
          .array(z.strictObject({ text: z.string(), idealPercent: z.number(), deliveredPercent: z.number() }))
          .describe('what goals that steer are missed by, % of their limit, before the normalisation; below 0: kept'),
        judged: z
          .array(z.strictObject({ text: z.string(), why: z.string() }))
          .describe('goals that judge the plan and did not steer its beams'),
        recalculation: z
          .strictObject({
            points: z
              .number()
              .int()
              .describe('of the body, where the dose is above a tenth of the greatest prescribed'),
            withinHalfPercent: z.number().describe('points that differ by up to 0.5 % of the prescription, %'),
            percentile99: z.number().describe('99 % of the points differ by no more, % of the prescription'),
            meanDifference: z.number().describe('above 0: the dose is higher than it was optimised to, %'),
            normalisation: z.number().describe('of the plan, which is taken off before'),
          })
          .nullable()
          .describe('the dose against what the beams were optimised to; null: of a preview'),
      })
      .nullable()
      .describe('null: the text says all of every beam'),
    prescriptions: z.array(
      z.strictObject({
        phase: z.string().nullable(),
        region: z.string(),
        doseGy: z
          .number()
          .describe('what its metric has to reach; of a painted region the median of what its voxels are prescribed'),
        rule: z.enum(['painted', 'isoeffective', 'isotoxic']).nullable(),
      }),
    ),
    groupFactors: z.array(
      z.strictObject({
        phase: z.string().nullable(),
        region: z.string().nullable(),
        factor: z.number().describe('MU per fraction per unit of beam weight'),
      }),
    ),
    hotSpot: z.strictObject({ doseGy: z.number(), positionMm: vec3 }),
    beams: z.array(
      z.strictObject({
        name: z.string(),
        group: z.string().nullable(),
        machine: z.string(),
        gantryDeg: z.number(),
        couchDeg: z.number(),
        collimatorDeg: z.number(),
        isocentreMm: vec3,
        ssdMm: z.number(),
        isocentreDepthMm: z.number(),
        isocentreWaterEquivalentDepthMm: z.number(),
        muPerFraction: z.number(),
        fieldSizeMm: z.strictObject({ x: z.number(), y: z.number() }).describe('at the isocentre plane'),
        positions: z
          .array(
            z.strictObject({
              muPerFraction: z.number(),
              gantryDeg: z.number(),
              couchDeg: z.number(),
              collimatorDeg: z.number(),
              apertures: z.array(
                z.strictObject({
                  muPerFraction: z.number(),
                  jawsMm: z.strictObject({ x1: z.number(), x2: z.number(), y1: z.number(), y2: z.number() }),
                  leavesMm: z
                    .strictObject({ left: z.array(z.number()), right: z.array(z.number()) })
                    .nullable()
                    .describe('leaf ends, pair by pair with y ascending'),
                }),
              ),
            }),
          )
          .describe('where the machine stands while the beam is given: one position of a beam that stands still'),
        controlPoints: z
          .array(
            z.strictObject({
              muGiven: z.number().describe('of the fraction, before this point'),
              gantryDeg: z.number(),
              couchDeg: z.number(),
              collimatorDeg: z.number(),
              jawsMm: z
                .strictObject({ x: jawPair, y: jawPair })
                .describe('null where the machine, or that of the plan file, has no such jaws'),
              leavesMm: z.strictObject({ left: z.array(z.number()), right: z.array(z.number()) }).nullable(),
            }),
          )
          .nullable()
          .describe('between two of them everything moves evenly with the MU; null of a beam that stands still'),
      }),
    ),
    regions: z.array(
      z.strictObject({
        name: z.string(),
        volumeCc: z.number(),
        voxels: z.number().int().describe('voxels of the planning image whose centre lies inside'),
        minGy: z.number().nullable(),
        meanGy: z.number().nullable(),
        maxGy: z.number().nullable(),
        d98Gy: z.number().nullable(),
        d95Gy: z.number().nullable(),
        d50Gy: z.number().nullable(),
        d2Gy: z.number().nullable(),
        outsideDoseGridPercent: z.number(),
      }),
    ),
    goals: z.array(
      z.strictObject({
        text: z.string(),
        at,
        region: z.string().nullable().describe('null for a goal on the whole plan'),
        level: z.string(),
        comparison: z.string(),
        limit: z.number(),
        unit: z.enum(['Gy', '%', 'cc', '']).describe('empty for an index'),
        achieved: z.number().nullable(),
        margin: z.number().nullable().describe('positive on the right side of the limit'),
        met: z.boolean(),
        note: z.string().nullable(),
        source: z.string().nullable(),
      }),
    ),
    outcome: z
      .strictObject({
        regions: z.array(
          z.strictObject({
            region: z.string(),
            tcp: z.strictObject(probability).nullable(),
            ntcps: z.array(
              z.strictObject({
                endpoint: z.string(),
                row: z.string().describe('of the evidence base'),
                ...probability,
              }),
            ),
            eqd2: z
              .strictObject({
                alphaBetaGy: z.number(),
                meanGy: z.number(),
                d98Gy: z.number(),
                d50Gy: z.number(),
                d2Gy: z.number(),
              })
              .nullable()
              .describe('voxel by voxel, by the alpha/beta of the region’s tissue'),
          }),
        ),
        pPlus: z.strictObject(probability).nullable(),
        sampling: z.strictObject({ seed: z.number().int(), samples: z.number().int() }),
      })
      .describe('of models, for research: tumour control and complication, 0 to 1'),
    biology: z
      .array(
        z.strictObject({
          region: z.string(),
          voxels: z.number().int().describe('of the dose grid, whose centre lies in the region'),
          eqd2Gy: voxelStatistics.describe('by the tissue of the innermost region'),
          pO2MmHg: voxelStatistics.describe('from the uptake image, at the start of the course'),
          oer: voxelStatistics.describe('by how much hypoxia reduces the dose; 1 in full oxygen'),
          clonogensPerCc: voxelStatistics,
          prescribedGy: voxelStatistics.describe('of the course, by the innermost region that is prescribed to'),
        }),
      )
      .nullable()
      .describe('the biological maps by region, of regions with a tissue or a biology; null: not asked for'),
    diagnostics: z.array(z.strictObject({ code: z.string(), severity: z.string(), message: z.string(), at })),
    suppressed: z
      .array(
        z.strictObject({
          code: z.string(),
          severity: z.string(),
          message: z.string(),
          at,
          reason: z.string(),
          allowedAt: at,
        }),
      )
      .describe('findings of the text and of the run that the plan allows, each with the reason written there'),
    notComputed: z.array(z.strictObject({ construct: z.string(), at })),
  })
  .meta({ title: 'Dosewright result', description: researchNotice });

export type ResultJson = z.infer<typeof resultSchema>;

/** JSON schema of `result.json`, as the package publishes it. */
export function resultJsonSchema(): unknown {
  return z.toJSONSchema(resultSchema);
}

/**
 * @param about what the run was made from: the plan file as the user names it, the hash of its text, and how to name other files
 */
export function resultJson(
  result: RunResult,
  about: {
    file: string;
    sha256: string;
    relative: (file: string) => string;
    /** What the plan allows of the findings in its text. */
    suppressed: readonly Suppressed[];
  },
): ResultJson {
  const place = (range: { file: string; start: { line: number; character: number } }): z.infer<typeof at> => ({
    file: about.relative(range.file),
    line: range.start.line + 1,
    column: range.start.character + 1,
  });
  return {
    schema: 'dosewright-result/1',
    notice: researchNotice,
    plan: { title: result.plan.title, patient: result.plan.patient.id, file: about.file, sha256: about.sha256 },
    engine: { ...result.engine },
    quality: {
      kind: result.quality.kind,
      gridMm: result.quality.gridMm,
      cones: result.quality.cones,
      estimatedDifference: result.quality.estimatedDifference ?? null,
    },
    report: 'dose_to_medium',
    notDosimetric: result.notDosimetric,
    fractions: totalFractions(result.plan.schedule),
    doseGrid: {
      size: [...result.doseGrid.size],
      originMm: [...result.doseGrid.originMm],
      spacingMm: [...result.doseGrid.spacingMm],
    },
    hundredPercent: { ...result.hundredPercent },
    follows: followsJson(result.plan.follows),
    phases: result.phases.map(({ name, fractions, normalisationFactor }) => ({
      name: name ?? null,
      fractions,
      normalisationFactor,
    })),
    optimisation: optimisationJson(result.optimisation),
    prescriptions: result.prescriptions.flatMap((prescriptions, p) =>
      prescriptions.map(({ region, doseGy, rule, isotoxic }) => ({
        phase: result.phases[p].name ?? null,
        region,
        doseGy,
        rule: rule?.kind ?? (isotoxic ? 'isotoxic' : null),
      })),
    ),
    groupFactors: result.groupFactors.map((g) => ({
      phase: g.phase ?? null,
      region: g.region ?? null,
      factor: g.factor,
    })),
    hotSpot: { doseGy: result.hotSpot.doseGy, positionMm: [...result.hotSpot.positionMm] },
    beams: result.beams.map((b) => ({
      name: b.name,
      group: b.group ?? null,
      machine: b.machine,
      gantryDeg: b.gantryDeg,
      couchDeg: b.couchDeg,
      collimatorDeg: b.collimatorDeg,
      isocentreMm: [...b.isocentreMm],
      ssdMm: b.ssdMm,
      isocentreDepthMm: b.isocentreDepthMm,
      isocentreWaterEquivalentDepthMm: b.isocentreWaterEquivalentDepthMm,
      muPerFraction: b.muPerFraction,
      fieldSizeMm: { ...b.fieldSizeMm },
      positions: b.positions.map(({ muPerFraction, gantryDeg, couchDeg, collimatorDeg, apertures }) => ({
        muPerFraction,
        gantryDeg,
        couchDeg,
        collimatorDeg,
        apertures: apertures.map(({ muPerFraction, jaws, leaves }) => ({
          muPerFraction,
          jawsMm: { x1: jaws.x1Mm, x2: jaws.x2Mm, y1: jaws.y1Mm, y2: jaws.y2Mm },
          leavesMm: leaves ? { left: [...leaves.leftMm], right: [...leaves.rightMm] } : null,
        })),
      })),
      controlPoints: b.delivery ? controlPointsJson(b.delivery, b.muPerFraction) : null,
    })),
    regions: result.dvhs.map((d) => ({
      name: d.region,
      volumeCc: d.volumeCc,
      voxels: d.voxels,
      minGy: finite(d.minGy),
      meanGy: finite(d.meanGy),
      maxGy: finite(d.maxGy),
      d98Gy: doseAtVolume(d, 98),
      d95Gy: doseAtVolume(d, 95),
      d50Gy: doseAtVolume(d, 50),
      d2Gy: doseAtVolume(d, 2),
      outsideDoseGridPercent: d.outsideDoseGridPercent,
    })),
    goals: result.goals.map((g) => ({
      text: g.goal.text,
      at: place(g.goal.at),
      region: g.goal.region ?? null,
      level: levelInWords(g.goal.level),
      comparison: g.goal.comparison,
      limit: g.goal.limit,
      unit: g.unit,
      achieved: g.achieved ?? null,
      margin: g.margin ?? null,
      met: g.met,
      note: g.note ?? null,
      source: g.goal.source ?? null,
    })),
    outcome: {
      regions: result.outcome.regions.map(({ region, tcp, ntcps, eqd2 }) => ({
        region,
        tcp: tcp ? probabilityJson(tcp) : null,
        ntcps: ntcps.map((ntcp) => ({ endpoint: ntcp.endpoint, row: ntcp.row, ...probabilityJson(ntcp) })),
        eqd2: eqd2 ? { ...eqd2 } : null,
      })),
      pPlus: result.outcome.pPlus ? probabilityJson(result.outcome.pPlus) : null,
      sampling: { ...result.outcome.sampling },
    },
    biology: result.biology?.map(biologyJson) ?? null,
    suppressed: [...about.suppressed, ...result.suppressed].map(({ finding, reason, at: allowedAt }) => ({
      code: finding.code,
      severity: finding.severity,
      message: finding.message,
      at: place(finding.range),
      reason,
      allowedAt: place(allowedAt),
    })),
    diagnostics: result.diagnostics.map((d) => ({
      code: d.code,
      severity: d.severity,
      message: d.message,
      at: place(d.range),
    })),
    notComputed: result.plan.notComputed.map((n) => ({ construct: n.construct, at: place(n.at) })),
  };
}

function controlPointsJson(
  { controlPoints }: Delivery,
  muPerFraction: number,
): NonNullable<ResultJson['beams'][number]['controlPoints']> {
  return controlPoints.map(({ givenShare, gantryDeg, couchDeg, collimatorDeg, xJawsMm, yJawsMm, leaves }) => ({
    muGiven: givenShare * muPerFraction,
    gantryDeg,
    couchDeg,
    collimatorDeg,
    jawsMm: { x: xJawsMm ?? null, y: yJawsMm ?? null },
    leavesMm: leaves ? { left: [...leaves.leftMm], right: [...leaves.rightMm] } : null,
  }));
}

function followsJson(follows: Follows | undefined) {
  if (!follows) return null;
  const { protocol, group, because, citations, cautions, items } = follows;
  return {
    protocol,
    group,
    because: [...because],
    citations: [...citations],
    cautions: [...cautions],
    items: items.map(({ item, status, plan, protocol: theirs, looser }) => ({
      item,
      status,
      plan: plan ?? null,
      protocol: theirs ?? null,
      looser,
    })),
  };
}

function probabilityJson({ value, model, source, interval, tornado, notes }: ModelledProbability) {
  return {
    value,
    model,
    source,
    interval95: 'none' in interval ? null : ([interval.from, interval.to] satisfies [number, number]),
    noInterval: 'none' in interval ? interval.none : null,
    tornado: tornado.map((bar) => ({ ...bar })),
    notes: [...notes],
  };
}

function biologyJson(of: RegionBiology): NonNullable<ResultJson['biology']>[number] {
  const { region, voxels, eqd2Gy, pO2MmHg, oer, clonogensPerCc, prescribedGy } = of;
  return {
    region,
    voxels,
    eqd2Gy: eqd2Gy ?? null,
    pO2MmHg: pO2MmHg ?? null,
    oer: oer ?? null,
    clonogensPerCc: clonogensPerCc ?? null,
    prescribedGy: prescribedGy ?? null,
  };
}

function doseAtVolume(dvh: Dvh, percent: number): number | null {
  return metricValue(dvh, { kind: 'doseAtVolume', value: percent, unit: 'percent' }).value ?? null;
}

/** A region without dose has no statistics; JSON has no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function optimisationJson(report: RunResult['optimisation']): ResultJson['optimisation'] {
  if (!report) return null;
  const { segments, controlPoints, points, bixels, objective, terms, goals, judged, recalculation } = report;
  return {
    segments,
    controlPoints,
    points,
    bixels,
    objective: { fluence: [...objective.fluence], apertures: [...objective.apertures] },
    terms: terms.map((term) => ({ ...term })),
    goals: goals.map(({ text, ideal, delivered }) => ({
      text,
      idealPercent: 100 * ideal,
      deliveredPercent: 100 * delivered,
    })),
    judged: judged.map(({ text, why }) => ({ text, why })),
    recalculation: recalculation ? { ...recalculation } : null,
  };
}
