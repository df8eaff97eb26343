import type { AstNode } from 'langium';
import { rangeOf } from '../language/source.ts';
import { arcIntervals, turnInWords } from '../plan/arc.ts';
import { levelInWords, metricInWords, metricUnit } from '../plan/in-words.ts';
import type { Beam, Plan } from '../plan/plan.ts';
import { totalFractions } from '../plan/schedule.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { numberInWords } from '../units/quantity.ts';
import { prescriptionInWords, regionInWords } from './in-words.ts';

/** What the statement around a node comes to in the plan, defaults included. Markdown; undefined where there is nothing to add to the text. */
export function effectiveValue(node: AstNode, plan: Plan): string | undefined {
  for (let at: AstNode | undefined = node; at; at = at.$container) {
    const found = valueOf(at, plan);
    if (found) return found;
  }
  return undefined;
}

function valueOf(node: AstNode, plan: Plan): string | undefined {
  const at = rangeOf(node);
  switch (node.$type) {
    case 'Prescription': {
      for (const { prescriptions, fractions } of plan.schedule.phases) {
        const found = prescriptions.find((one) => inside(one.at, at));
        if (found) return prescriptionInWords(found, fractions);
      }
      return undefined;
    }
    case 'Schedule': {
      const { perWeek } = plan.schedule;
      const fractions = totalFractions(plan.schedule);
      const written = (node as { perWeek?: number }).perWeek !== undefined;
      return `${fractions} fractions, ${perWeek} per week${written ? '' : ' (default)'}`;
    }
    case 'Goal': {
      const goal = plan.goals.find((one) => inside(one.at, at));
      if (!goal) return undefined;
      return `${goal.region} ${metricInWords(goal.metric)} ${goal.comparison} ${numberInWords(goal.limit)} ${metricUnit(goal.metric)} (${levelInWords(goal.level)})`;
    }
    case 'Beam':
    case 'Arc':
    case 'Arrange': {
      const beams = plan.beamGroups.flatMap((group) => group.beams).filter((beam) => inside(beam.at, at));
      return beams.length > 0 ? beamTable(beams) : undefined;
    }
    case 'Beams': {
      const group = plan.beamGroups.find((one) => inside(one.at, at));
      if (!group) return undefined;
      if (group.provided) return `${group.machine}, beams of "${group.provided.path}"`;
      const setUp = group.ssdMm === undefined ? 'SAD set-up' : `SSD ${numberInWords(group.ssdMm)} mm`;
      return `${group.machine}, ${setUp}\n\n${beamTable(group.beams)}`;
    }
    case 'Body':
      return `= ${regionInWords(plan.patient.body)}`;
    case 'Compute': {
      const { gridMm, algorithm, report } = plan.compute;
      return `grid ${numberInWords(gridMm)} mm, ${algorithm}, ${report}`;
    }
    case 'Optimise': {
      if (!plan.optimise) return undefined;
      const { technique, deliver, mostSegments, mostControlPoints, bixelMm } = plan.optimise;
      const most =
        mostControlPoints === undefined ? `${mostSegments} segments` : `${mostControlPoints} control points a beam`;
      return `${technique}, ${deliver}, at most ${most}, bixel ${numberInWords(bixelMm)} mm`;
    }
    case 'Density':
      return `density curve: ${plan.patient.density.curve}${plan.patient.density.isDefault ? ' (default)' : ''}`;
    case 'Organ':
    case 'Target':
    case 'Subtarget': {
      const region = plan.regions.find((one) => one.name === (node as { name?: string }).name);
      return region && `= ${regionInWords(region.expression)}`;
    }
    default:
      return undefined;
  }
}

function beamTable(beams: readonly Beam[]): string {
  const rows = beams.map(({ name, gantryDeg, couchDeg, collimatorDeg, weight, muPerFraction, arc }) => {
    const strength = muPerFraction === undefined ? numberInWords(weight) : `${numberInWords(muPerFraction)} MU`;
    const gantry = arc
      ? `${turnInWords(gantryDeg, arc.turnDeg)}, ${arcIntervals(arc) + 1} control points`
      : numberInWords(gantryDeg);
    return `| ${name} | ${[gantry, ...[couchDeg, collimatorDeg].map(numberInWords)].join(' | ')} | ${strength} |`;
  });
  return `| beam | gantry (deg) | couch (deg) | collimator (deg) | weight |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
}

function inside(inner: SourceRange, outer: SourceRange): boolean {
  if (inner.file !== outer.file) return false;
  const isBefore = (a: SourceRange['start'], b: SourceRange['start']): boolean =>
    a.line < b.line || (a.line === b.line && a.character <= b.character);
  return isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end);
}
