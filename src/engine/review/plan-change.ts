import { metricValue } from '../../evaluate/metric.ts';
import type { Dvh, GoalResult } from '../../evaluate/types.ts';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import type { Suppressed } from '../../plan/suppression.ts';
import { type DoseDifference, doseDifference } from '../dose-difference.ts';
import { goalsByPlace, type PlacedGoal } from '../goal-places.ts';
import { isOfGoal } from '../ladder/cases.ts';
import { ladderRows } from '../ladder/ladder-rows.ts';
import type { RunResult } from '../results.ts';
import { type TextChange, textChanges } from './text-change.ts';

/** A plan as it was, or as it is. */
export interface ReviewedPlan {
  /** What it is called: a path, or `REVISION:path`. */
  readonly name: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What it allows of its findings. */
  readonly suppressed: readonly Suppressed[];
  /** Absent where it was not computed. */
  readonly result?: RunResult;
}

/** What changed from one plan to another; plain data. */
export interface PlanChange {
  readonly before: string;
  readonly after: string;
  /** Doses that differ by less than this share of the older plan's 100 %, and percentages by fewer points, count as the same. */
  readonly tolerancePercent: number;
  readonly text: readonly TextChange[];
  readonly findings: FindingsChange;
  /** Null where one of the plans was not computed. */
  readonly computed: ComputedChange | null;
}

/** An allowed finding is not gone: it is there, and somebody has a reason. */
export interface FindingsChange {
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  /** Allowed by the newer plan and not by the older, or for another reason. */
  readonly allowed: readonly AllowedFinding[];
  /** Allowed by the older plan, and there in the newer without that. */
  readonly allowedNoMore: readonly Finding[];
}

export interface AllowedFinding extends Finding {
  readonly reason: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
}

export interface ComputedChange {
  readonly toleranceGy: number;
  readonly goals: readonly GoalChange[];
  readonly outcomes: readonly OutcomeChange[];
  readonly regions: readonly RegionChange[];
  readonly dose: DoseDifference;
  /** Something differs by more than the tolerance, or a goal is met no more or for the first time. */
  readonly isBeyondTolerance: boolean;
}

/** A goal of both plans, or of one. */
export interface GoalChange {
  readonly region: string;
  readonly metric: string;
  readonly before: GoalState | null;
  readonly after: GoalState | null;
  readonly isBeyondTolerance: boolean;
}

export interface GoalState {
  readonly target: string;
  readonly level: string;
  readonly achieved: string;
  readonly value: number | null;
  readonly met: boolean;
}

/** A probability, %, of both plans. */
export interface OutcomeChange {
  readonly region: string;
  readonly what: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly isBeyondTolerance: boolean;
}

/** The histograms of a region, Gy and cm³. */
export interface RegionChange {
  readonly region: string;
  readonly before: RegionState | null;
  readonly after: RegionState | null;
  /** Where the histograms are furthest apart: difference of the doses that this share of the volume has at least. */
  readonly furthest: { readonly volumePercent: number; readonly differenceGy: number } | null;
  readonly isBeyondTolerance: boolean;
}

export interface RegionState {
  readonly volumeCc: number;
  readonly meanGy: number;
  readonly d98Gy: number;
  readonly d50Gy: number;
  readonly d2Gy: number;
}

export function planChange(
  before: ReviewedPlan,
  after: ReviewedPlan,
  { tolerancePercent }: { readonly tolerancePercent: number },
): PlanChange {
  const computed = before.result && after.result && computedChange(before.result, after.result, tolerancePercent);
  return {
    before: before.name,
    after: after.name,
    tolerancePercent,
    text: textChanges(before.text, after.text),
    findings: findingsChange(before, after),
    computed: computed ?? null,
  };
}

/** By code and words, wherever in the text. Goals that are missed have a table of their own, and stand here only where that is allowed. */
function findingsChange(before: ReviewedPlan, after: ReviewedPlan): FindingsChange {
  const [was, is] = [before, after].map(({ diagnostics, suppressed }) => ({
    shown: diagnostics.filter(({ code }) => !isOfGoal(code)),
    all: new Set([...diagnostics, ...suppressed.map(({ finding }) => finding)].map(keyOf)),
    reasons: new Map(suppressed.map(({ finding, reason }) => [keyOf(finding), reason])),
  }));
  const gone = [...before.diagnostics, ...before.suppressed.map(({ finding }) => finding)].filter(
    (found) => !is.all.has(keyOf(found)) && !isOfGoal(found.code),
  );
  return {
    appeared: is.shown.filter((found) => !was.all.has(keyOf(found))).map(findingOf),
    gone: gone.map(findingOf),
    allowed: after.suppressed
      .filter(({ finding, reason }) => was.reasons.get(keyOf(finding)) !== reason)
      .map(({ finding, reason }) => ({ ...findingOf(finding), reason })),
    allowedNoMore: after.diagnostics.filter((found) => was.reasons.has(keyOf(found))).map(findingOf),
  };
}

function keyOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

function findingOf({ code, severity, message }: Diagnostic): Finding {
  return { code, severity, message };
}

function computedChange(before: RunResult, after: RunResult, tolerancePercent: number): ComputedChange {
  const toleranceGy = (tolerancePercent / 100) * before.hundredPercent.doseGy;
  const tolerance: Tolerance = { Gy: toleranceGy, '%': tolerancePercent, share: tolerancePercent / 100 };
  const goals = goalChanges(before, after, tolerance);
  const outcomes = outcomeChanges(before, after, tolerance);
  const regions = regionChanges(before.dvhs, after.dvhs, tolerance);
  const dose = doseDifference(before, after);
  const extremes = [dose.greatestGy, dose.leastGy].map((gy) => Math.abs(gy ?? 0));
  return {
    toleranceGy,
    goals,
    outcomes,
    regions,
    dose,
    isBeyondTolerance:
      [...goals, ...outcomes, ...regions].some(({ isBeyondTolerance }) => isBeyondTolerance) ||
      extremes.some((gy) => gy > toleranceGy),
  };
}

interface Tolerance {
  readonly Gy: number;
  readonly '%': number;
  /** Of volumes and of plain numbers, as a share of what they were. */
  readonly share: number;
}

function goalChanges(before: RunResult, after: RunResult, tolerance: Tolerance): GoalChange[] {
  const [older, newer] = [before, after].map(({ goals, quality }) => goalsByPlace(goals, quality));
  return [...new Set([...newer.keys(), ...older.keys()])].map((key) => {
    const [was, is] = [older.get(key), newer.get(key)];
    const { region, metric } = (is ?? was)!.row;
    const [from, to] = [was?.result.achieved, is?.result.achieved];
    const isFarther =
      from === undefined || to === undefined
        ? from !== to
        : Math.abs(to - from) > allowed(is!.result.unit, from, tolerance);
    return {
      region,
      metric,
      before: was ? stateOfGoal(was) : null,
      after: is ? stateOfGoal(is) : null,
      isBeyondTolerance: isFarther || was?.result.met !== is?.result.met,
    };
  });
}

function allowed(unit: GoalResult['unit'], from: number, tolerance: Tolerance): number {
  return unit === 'Gy' || unit === '%' ? tolerance[unit] : tolerance.share * Math.abs(from);
}

function stateOfGoal({ result, row: { target, level, achieved, met } }: PlacedGoal): GoalState {
  return { target, level, achieved, value: result.achieved ?? null, met };
}

function outcomeChanges(before: RunResult, after: RunResult, tolerance: Tolerance): OutcomeChange[] {
  return ladderRows([before, after]).flatMap(({ kind, region, what, cells: [was, is] }) =>
    kind === 'control' || kind === 'complication' || kind === 'pPlus'
      ? [
          {
            region,
            what,
            before: was.value ?? null,
            after: is.value ?? null,
            isBeyondTolerance: differs(was.value, is.value, tolerance['%']),
          },
        ]
      : [],
  );
}

function regionChanges(before: readonly Dvh[], after: readonly Dvh[], tolerance: Tolerance): RegionChange[] {
  const names = [...new Set([...after, ...before].map(({ region }) => region))];
  return names.map((region) => {
    const [was, is] = [before, after].map((dvhs) => dvhs.find((dvh) => dvh.region === region));
    const furthest = was && is ? furthestApart(was, is) : null;
    const isOtherVolume = differs(was?.volumeCc, is?.volumeCc, tolerance.share * (was?.volumeCc ?? 0));
    return {
      region,
      before: was ? stateOf(was) : null,
      after: is ? stateOf(is) : null,
      furthest,
      isBeyondTolerance: isOtherVolume || Math.abs(furthest?.differenceGy ?? 0) > tolerance.Gy,
    };
  });
}

function differs(from: number | undefined, to: number | undefined, by: number): boolean {
  return from === undefined || to === undefined ? from !== to : Math.abs(to - from) > by;
}

const doseTo = (dvh: Dvh, percent: number): number | undefined =>
  metricValue(dvh, { kind: 'doseAtVolume', value: percent, unit: 'percent' }).value;

function furthestApart(was: Dvh, is: Dvh): RegionChange['furthest'] {
  let found: NonNullable<RegionChange['furthest']> | null = null;
  for (let volumePercent = 1; volumePercent <= 99; volumePercent++) {
    const [from, to] = [doseTo(was, volumePercent), doseTo(is, volumePercent)];
    if (from === undefined || to === undefined) return null;
    if (!found || Math.abs(to - from) > Math.abs(found.differenceGy))
      found = { volumePercent, differenceGy: to - from };
  }
  return found;
}

function stateOf(dvh: Dvh): RegionState | null {
  const [d98Gy, d50Gy, d2Gy] = [98, 50, 2].map((percent) => doseTo(dvh, percent));
  if (d98Gy === undefined || d50Gy === undefined || d2Gy === undefined) return null;
  return { volumeCc: dvh.volumeCc, meanGy: dvh.meanGy, d98Gy, d50Gy, d2Gy };
}
