import { totalFractions } from '../../plan/schedule.ts';
import { fixed } from '../../preview/format.ts';
import type { LadderCell, LadderRow } from '../../preview/model.ts';
import { goalsByPlace } from '../goal-places.ts';
import { goalRow } from '../goal-row.ts';
import { intervalInWords, percentInWords } from '../outcome/in-words.ts';
import type { ModelledProbability } from '../outcome/types.ts';
import type { RunResult } from '../results.ts';

/** The rungs of a ladder beside each other: prescription, outcome with the mean dose that it costs, and the goals of the last rung. */
export function ladderRows(results: readonly RunResult[]): LadderRow[] {
  const plan = results[results.length - 1];
  const probability = (
    kind: LadderRow['kind'],
    { region, what }: { readonly region: string; readonly what: string },
    of: (result: RunResult) => ModelledProbability | undefined,
  ): LadderRow => ({ kind, region, what, cells: results.map((result) => probabilityCell(of(result))) });
  const outcomeOf = (result: RunResult, region: string) =>
    result.outcome.regions.find((candidate) => candidate.region === region);
  const controls = plan.outcome.regions.flatMap(({ region, tcp }) =>
    tcp
      ? [
          probability('control', { region, what: 'TCP' }, (result) => outcomeOf(result, region)?.tcp),
          {
            kind: 'dose' as const,
            region,
            what: 'mean dose',
            cells: results.map((result) => meanDose(result, region)),
          },
        ]
      : [],
  );
  const complications = plan.outcome.regions.flatMap(({ region, ntcps }) =>
    ntcps.map(({ endpoint, row }) =>
      probability('complication', { region, what: `NTCP ${endpoint}` }, (result) =>
        outcomeOf(result, region)?.ntcps.find((candidate) => candidate.row === row),
      ),
    ),
  );
  const pPlus = plan.outcome.pPlus
    ? [probability('pPlus', { region: 'Plan', what: 'P+' }, (result) => result.outcome.pPlus)]
    : [];
  return [prescribed(results), ...controls, ...complications, ...pPlus, ...goals(results)];
}

function prescribed(results: readonly RunResult[]): LadderRow {
  return {
    kind: 'prescription',
    region: 'Plan',
    what: 'prescription',
    cells: results.map(({ plan, prescriptions }) => ({
      words: [
        ...prescriptions
          .flat()
          .map(({ region, doseGy, rule }) => `${region} ${rule ? '≈ ' : ''}${fixed(doseGy, 1)} Gy`),
        `${totalFractions(plan.schedule)} fractions`,
      ].join(', '),
    })),
  };
}

function probabilityCell(found: ModelledProbability | undefined): LadderCell {
  if (!found) return none;
  const { interval, value } = found;
  return {
    words: percentInWords(value),
    value: 100 * value,
    ...('from' in interval ? { interval: { from: 100 * interval.from, to: 100 * interval.to } } : {}),
    title: `${intervalInWords(found)}; ${found.model}`,
  };
}

function meanDose({ dvhs }: RunResult, region: string): LadderCell {
  const dvh = dvhs.find((candidate) => candidate.region === region);
  return dvh && dvh.doseGy.length > 0 ? { words: `${fixed(dvh.meanGy, 1)} Gy`, value: dvh.meanGy } : none;
}

const none: LadderCell = { words: '–' };

/**
 * The goals of the last rung, each with what every rung achieves; a rung whose limit is another, as a share of its own prescription, is judged by that. A goal that
 * is written with another limit there is the same goal, and says its limit.
 */
function goals(results: readonly RunResult[]): LadderRow[] {
  const placed = results.map((result) => goalsByPlace(result.goals, result.quality));
  return [...placed[placed.length - 1]].map(([place, { result: goal, row: asked }]) => ({
    kind: 'goal',
    region: asked.region,
    what: `${asked.metric} ${asked.target} ${asked.level}`,
    range: goal.goal.at,
    cells: results.map((result, n) => {
      const same = result.goals.find((candidate) => candidate.goal.text === goal.goal.text);
      const found = same ? { result: same, row: goalRow(same, result.quality) } : placed[n].get(place);
      if (!found) return none;
      const { achieved, target, note } = found.row;
      return {
        words: same || target === asked.target ? achieved : `${achieved} (${target})`,
        value: found.result.achieved,
        met: found.result.met,
        ...(note ? { title: note } : {}),
      };
    }),
  }));
}

/** Goals of one result that another does not have, in words. */
export function droppedGoals(before: RunResult, after: RunResult): string[] {
  const kept = goalsByPlace(after.goals, after.quality);
  return [...goalsByPlace(before.goals, before.quality)].flatMap(([place, { row }]) =>
    kept.has(place) ? [] : [`${row.region} ${row.metric} ${row.target} ${row.level}`],
  );
}
