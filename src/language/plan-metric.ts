import type { Metric as PlanMetric, Phase, Prescription } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { complicationRow } from './complication-goals.ts';
import { type Context, listed, report } from './context.ts';
import type { Metric } from './generated/ast.ts';
import type { Limit } from './goal-limits.ts';
import type { WrittenMetric } from './metrics.ts';
import type { Declaration } from './scope.ts';
import { rangeOf, textOf } from './source.ts';
import { checkTumourBiology, type ResolvedRegions } from './tumour-goals.ts';

/** Doses of a region's prescription; a region whose prescription could not be read is in `unread`. */
export interface Prescribed {
  readonly prescriptions: readonly Prescription[];
  readonly unread: ReadonlySet<string>;
  /** Every region that any phase prescribes to, by a number or a rule. */
  readonly prescribedTo?: ReadonlySet<string>;
  /** Where the schedule has several; `prescriptions` is then of the course. */
  readonly phases?: readonly Phase[];
  readonly fractions?: number;
}

export interface MetricInputs extends Prescribed, ResolvedRegions {}

/** The metric of a region as the engine knows it; `undefined` where a diagnostic says why it has none. `unit` tells shares of a volume from cm³. */
export function planMetric(
  context: Context,
  node: Metric,
  region: Declaration | undefined,
  { written, unit }: { readonly written: WrittenMetric; readonly unit: Limit['unit'] },
  inputs: MetricInputs,
): PlanMetric | undefined {
  const ofMetric = () => prescriptionFor(context, { what: 'metric', range: rangeOf(node), node }, region, inputs);
  switch (written.kind) {
    case 'volumeAtDose':
      return volumeMetric({ written, unit }, ofMetric);
    case 'tcp':
      return region && checkTumourBiology(context, node, region.name, inputs) ? { kind: 'tcp' } : undefined;
    case 'ntcp': {
      const row = region && complicationRow(context, node, region, written);
      return row && { kind: 'ntcp', endpoint: written.endpoint, row: row.id };
    }
    case 'qualityFactor':
      // The engine knows what each voxel is prescribed: by a rule, or as a part of a region that the schedule prescribes to.
      if (region && (inputs.prescribedTo?.size || inputs.unread.size)) return { kind: written.kind };
      return ofMetric() && { kind: written.kind };
    case 'conformity':
      return ofMetric() && { kind: written.kind };
    default:
      return written;
  }
}

function volumeMetric(
  {
    written,
    unit,
  }: { readonly written: Extract<WrittenMetric, { kind: 'volumeAtDose' }>; readonly unit: Limit['unit'] },
  prescribed: () => Prescription | undefined,
): PlanMetric | undefined {
  const volumeUnit = unit === 'cc' ? 'cc' : 'percent';
  if (written.unit === 'Gy') return { kind: 'volumeAtDose', doseGy: written.dose, unit: volumeUnit };
  const prescription = prescribed();
  return (
    prescription && {
      kind: 'volumeAtDose',
      doseGy: Number(((prescription.doseGy * written.dose) / 100).toPrecision(12)),
      unit: volumeUnit,
    }
  );
}

/** The prescription that a share of it is taken of, by a limit or by a metric. */
export function prescriptionFor(
  context: Context,
  { what, range, node }: { readonly what: 'limit' | 'metric'; readonly range: SourceRange; readonly node?: Metric },
  region: Declaration | undefined,
  { prescriptions, unread, prescribedTo, phases = [] }: Prescribed,
): Prescription | undefined {
  if (!region) return undefined;
  const found = prescriptions.find((prescription) => prescription.region === region.name);
  if (found || unread.has(region.name)) return found;
  const [inSome, others] = [true, false].map((is) =>
    phases.flatMap((phase) => (phase.prescriptions.some((p) => p.region === region.name) === is ? phase.name! : [])),
  );
  if (inSome.length > 0)
    return report(
      context,
      'RT1014',
      range,
      `The schedule prescribes a dose to ${region.name} in ${listed(inSome, 'and')}${others.length > 0 ? `, and none in ${listed(others, 'and')}` : ', by different metrics'}: what it should get over the course is not known from the text. ${what === 'limit' ? 'Write the limit in Gy' : `Prescribe to ${region.name} in every phase`}.`,
    );
  if (prescribedTo?.has(region.name))
    return report(
      context,
      'RT1014',
      range,
      `The dose prescribed to ${region.name} is made by a rule, voxel by voxel or by its biology, so it is no number of which a share could be taken. Write ${what === 'limit' ? 'the limit in Gy' : 'a metric in Gy'}.`,
    );
  const names = prescriptions.map((p) => p.region);
  return report(
    context,
    'RT1014',
    range,
    `The schedule prescribes no dose to ${region.name}, so ${node && !node.doseVolume ? `its ${textOf(node)}` : 'a share of its prescription'} has no value.${names.length > 0 ? ` It prescribes to ${listed(names, 'and')}.` : ''}`,
  );
}
