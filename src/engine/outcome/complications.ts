import { histogramOf } from '../../biology/histogram.ts';
import { linearQuadraticUpToGy } from '../../biology/linear-quadratic.ts';
import { type EvidenceBase, standardEvidence } from '../../evidence/base.ts';
import { ntcpOfDoses } from '../../evidence/complication-model.ts';
import { evidenceFileSchema, withFiles } from '../../evidence/evidence-file.ts';
import type { NtcpParameters } from '../../evidence/ntcp-parameters.ts';
import { flags, modelNames } from '../../evidence/row-text.ts';
import { publishedTissue } from '../../evidence/tissues.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { sampledComplication } from './complication-draws.ts';
import { asOneCourse, type SampledRegion } from './target-indices.ts';
import { intervalOf } from './uncertainty.ts';
import type { Complication } from './types.ts';

/** The evidence base with the rows of the files that a plan imports. */
export function evidenceOf({ evidence }: Pick<Plan, 'evidence'>): EvidenceBase {
  return withFiles(
    standardEvidence(),
    evidence.map((file) => evidenceFileSchema.parse(file)),
  );
}

/** The rows by which a region's complications are worked out: those of its goals, else every high-confidence row of the standard organ that it is `of`, superseded ones apart. */
export function rowsOf(plan: Plan, region: PlanRegion, { ntcp }: EvidenceBase): NtcpParameters[] {
  const asked = plan.goals.flatMap(({ region: name, metric }) =>
    name === region.name && metric.kind === 'ntcp' ? metric.row : [],
  );
  const organ = organOf(plan, region);
  const usual = ntcp.filter(
    ({ id, organs, confidence, supersededBy }) =>
      organ !== undefined && organs.includes(organ) && confidence === 'high' && !supersededBy && !asked.includes(id),
  );
  return [...ntcp.filter(({ id }) => asked.includes(id)), ...usual];
}

/** A region's complication probability by a row, from its samples; `values` are those of drawn parameters, none where the row has no intervals. */
export function complicationOf(
  row: NtcpParameters,
  region: SampledRegion,
  { sources }: EvidenceBase,
): { readonly complication: Complication; readonly values: readonly number[] } {
  const { doseGy, fractions } = asOneCourse(region, row.alphaBeta.valueGy);
  const { weight } = region.samples;
  const { mean, weight: volume } = histogramOf(doseGy, weight, 0.02);
  const value = ntcpOfDoses(row, { doseGy: mean, volume }, fractions);
  const source = sources.find(({ key }) => key === row.source);
  const notes = flags(row, source);
  const mostGy = mean.length > 0 ? mean[mean.length - 1] / fractions : 0;
  if (mostGy > linearQuadraticUpToGy)
    notes.push(
      `up to ${Number(mostGy.toPrecision(3))} Gy a fraction, beyond the ${linearQuadraticUpToGy} Gy to which the linear-quadratic model is accepted`,
    );
  const { values, tornado } = sampledComplication(row, { doseGy, weight }, fractions);
  if (values.length > 0) notes.push('parameters are drawn independently of each other');
  if (row.uncertainty?.check === 'recalled' && row.check !== 'recalled') notes.push('its intervals are unchecked');
  return {
    complication: {
      value,
      endpoint: row.endpoint,
      row: row.id,
      model: modelNames[row.model],
      source: source?.citation ?? row.source,
      interval: intervalOf(values, 'the row gives no standard errors'),
      tornado,
      notes,
    },
    values,
  };
}

/** Base name of TG-263 of the standard organ that a region's tissue is or extends. */
function organOf(plan: Plan, { role, tissue }: PlanRegion): string | undefined {
  if (role !== 'organ') return undefined;
  for (let name = tissue, steps = 0; name !== undefined && steps < 20; steps++) {
    const organ = name.startsWith('std.') ? publishedTissue(name.slice(4))?.organ : undefined;
    if (organ !== undefined) return organ;
    const current: string = name;
    name = plan.tissues.find((candidate) => candidate.name === current)?.extends;
  }
  return undefined;
}
