import { compares } from '../plan/comparison.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { DoseMetric, Goal, Plan } from '../plan/plan.ts';
import { isDoseMetric, metricInWords, metricUnit } from '../plan/in-words.ts';
import { fewVoxels, type MetricResult, metricValue } from './metric.ts';
import type { Dvh, GoalResult } from './types.ts';
import { power } from '../units/power.ts';

/**
 * Every goal of the plan, in its order: dose statistics by the regions' histograms, all else by `modelled`. A goal without a value is not met.
 */
export function evaluateGoals(
  plan: Pick<Plan, 'goals'>,
  dvhs: readonly Dvh[],
  modelled: (goal: Goal) => MetricResult = ({ metric }) => ({ note: `${metricInWords(metric)} is not computed here` }),
): GoalResult[] {
  return plan.goals.map((goal) => {
    const unit = metricUnit(goal.metric);
    const { value, note } = isDoseMetric(goal.metric) ? ofHistogram(goal.region, goal.metric, dvhs) : modelled(goal);
    if (value === undefined) return { goal, unit, met: false, note };
    const margin = goal.comparison.startsWith('<') ? goal.limit - value : value - goal.limit;
    return { goal, achieved: value, unit, margin, met: compares(value, goal.comparison, goal.limit), note };
  });
}

/** What the goals have to say in the text: those that fail, those without a value, and regions that lie partly outside the dose grid. */
export function goalFindings(goals: readonly GoalResult[], dvhs: readonly Dvh[]): Diagnostic[] {
  const findings = goals.flatMap((result) => goalFinding(result) ?? []);
  const reported = new Set<string>();
  for (const { goal } of goals) {
    const dvh = dvhs.find((candidate) => candidate.region === goal.region);
    if (!dvh || reported.has(dvh.region)) continue;
    reported.add(dvh.region);
    findings.push(...regionFindings(goal, dvh));
  }
  return findings;
}

function ofHistogram(region: string | undefined, metric: DoseMetric, dvhs: readonly Dvh[]): MetricResult {
  const dvh = dvhs.find((candidate) => candidate.region === region);
  return dvh ? metricValue(dvh, metric) : { note: 'the region has no dose–volume histogram' };
}

function goalFinding({ goal, achieved, unit, margin, met, note }: GoalResult): Diagnostic | undefined {
  if (achieved === undefined || margin === undefined) {
    return diagnostic(
      'RT6003',
      goal.at,
      `"${goal.text}" has no value: ${note ?? 'nothing was computed'}. It counts as not met.`,
    );
  }
  if (met) return undefined;
  const side = goal.comparison.startsWith('<') ? 'above' : 'below';
  const size = Math.abs(margin);
  const places = decimalsFor(size, unit);
  const by =
    size < power(10, -places) / 2
      ? 'at the limit, which it must not reach'
      : `${[size.toFixed(places), ...(unit === '' ? [] : [unit === '%' ? 'percentage points' : unit]), side].join(' ')} the limit`;
  const message = `"${goal.text}" is not met: achieved ${[achieved.toFixed(places), unit].join(' ').trimEnd()}, ${by}${note === undefined ? '' : ` (${note})`}.`;
  return diagnostic(goal.level.kind === 'must' ? 'RT6001' : 'RT6002', goal.at, message);
}

/** So many decimals that a failure does not look like the limit. */
function decimalsFor(size: number, unit: GoalResult['unit']): number {
  const usual = unit === 'cc' || unit === '' ? 2 : 1;
  return size >= power(10, -usual) || size === 0 ? usual : Math.min(6, Math.ceil(-Math.log10(size)));
}

function regionFindings(goal: Goal, dvh: Dvh): Diagnostic[] {
  const findings: Diagnostic[] = [];
  // Where all of it is outside, its goals have no value and say so themselves.
  if (dvh.outsideDoseGridPercent > 0 && dvh.doseGy.length > 0) {
    findings.push(
      diagnostic(
        'RT6004',
        goal.at,
        `${Number(dvh.outsideDoseGridPercent.toPrecision(2))} % of ${dvh.region} lies outside the dose grid and has no dose; its statistics are of the rest. The grid covers the body: check that ${dvh.region} lies in it.`,
      ),
    );
  }
  if (dvh.voxels < fewVoxels) {
    findings.push(
      diagnostic(
        'RT6005',
        goal.at,
        `${dvh.region} has only ${dvh.voxels} voxels of the planning image (${Number(dvh.volumeCc.toPrecision(2))} cc); its statistics depend on how it is placed.`,
      ),
    );
  } else if (dvh.depthVoxels < thin) {
    findings.push(
      diagnostic(
        'RT6006',
        goal.at,
        `${dvh.region} is thinner than the voxels of the planning image: its volume (${Number(dvh.volumeCc.toPrecision(2))} cc) and its statistics may be far off. Make it thicker, or use a finer image.`,
      ),
    );
  }
  return findings;
}

/**
 * Depth, in voxel sides, below which a region is told to be thin. Rims of a cylinder on 2, 3 and 4 mm voxels, 1 to 8 mm thick: the volume is
 * within 8 % of the true one from a thickness of one voxel, and misses up to 78 % below it.
 */
const thin = 0.45;
