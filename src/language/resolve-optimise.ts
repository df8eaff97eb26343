import type { Optimise as PlanOptimise } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, oneOf, replace, report } from './context.ts';
import type { Optimise, OptimiseDelivery, OptimisePart, OptimiseTechnique } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

/** Enough for the fluence of a beam to keep its shape, few enough to be delivered within a fraction. */
const defaultSegmentsPerBeam = 10;
const mostSegmentsAccepted = 10000;
/** Leaf trajectories then lie within a hundredth of the beam's monitor units of where they should. */
const defaultControlPoints = 100;
const controlPointsAccepted = { min: 10, max: 500 };
const defaultBixelMm = 5;

const propertyOf: Readonly<Partial<Record<OptimisePart['$type'], string>>> = {
  OptimiseTechnique: 'technique',
  OptimiseDelivery: 'deliver',
  OptimiseBixel: 'bixel',
};

/** How the beams are optimised; what the text leaves out has its default. Without the number of beams, as where some could not be read, the segments are not judged. */
export function resolveOptimise(context: Context, node: Optimise, beams: number | undefined): PlanOptimise | undefined {
  checkRepeated(context, node.parts, (part) => propertyOf[part.$type]);
  const result: PlanOptimise = {
    technique: 'imrt',
    deliver: 'step_and_shoot',
    mostSegments: defaultSegmentsPerBeam * (beams ?? 1),
    bixelMm: defaultBixelMm,
    at: headRange(node),
  };
  let complete = true;
  for (const part of node.parts) {
    if (reportUnreadable(context, part, 'optimise') || isBroken(part)) continue;
    if (part.$type === 'OptimiseTechnique') {
      if (!isTechnique(context, part)) complete = false;
    } else if (part.$type === 'OptimiseDelivery') {
      const how = delivery(context, part, beams);
      if (how) Object.assign(result, how);
      else complete = false;
    } else if (part.$type === 'OptimiseBixel') {
      const size = valueOf(context, part.size, { what: 'the side of a bixel', kind: 'length', min: 2, max: 10 });
      if (size === undefined) complete = false;
      else result.bixelMm = size;
    }
  }
  return complete ? result : undefined;
}

function isTechnique(context: Context, part: OptimiseTechnique): boolean {
  const { technique } = part;
  if (technique === 'vmat' || technique === 'conformal_arc') {
    const range = rangeOf(part, 'technique');
    const message = `Arcs are not optimised yet: "${technique}" turns the gantry while the beam is on. This version has "imrt".`;
    report(context, 'RT2012', range, message, { fixes: [replace('Write imrt', range, 'imrt')] });
    return false;
  }
  return oneOf(context, part, 'technique', technique, ['imrt'] as const, 'a technique of this version') !== undefined;
}

function delivery(
  context: Context,
  part: OptimiseDelivery,
  beams: number | undefined,
): Partial<PlanOptimise> | undefined {
  const manners = ['step_and_shoot', 'sliding_window'] as const;
  const deliver = oneOf(context, part, 'manner', part.manner, manners, 'a delivery of this version');
  if (deliver === undefined) return undefined;
  const moves = deliver === 'sliding_window';
  const counted = moves
    ? ({ right: 'control points', wrong: 'segments', misplaced: 'mostSegments' } as const)
    : ({ right: 'segments', wrong: 'control points', misplaced: 'mostControlPoints' } as const);
  const { right, wrong, misplaced } = counted;
  if (part[misplaced] !== undefined) {
    const message = `"${deliver}" is counted in ${right}, not in ${wrong}: write "${deliver}, at most ${part[misplaced]} ${right}".`;
    return report(context, 'RT2014', rangeOf(part, misplaced), message);
  }
  if (moves) {
    const mostControlPoints = controlPoints(context, part);
    return mostControlPoints === undefined ? undefined : { deliver, mostControlPoints };
  }
  if (part.mostSegments === undefined) return { deliver };
  const mostSegments = segments(context, part, beams);
  return mostSegments === undefined ? undefined : { deliver, mostSegments };
}

function controlPoints(context: Context, part: OptimiseDelivery): number | undefined {
  const most = part.mostControlPoints ?? defaultControlPoints;
  const range = rangeOf(part, 'mostControlPoints');
  if (!Number.isInteger(most))
    return report(context, 'RT2010', range, `The number of control points is a whole number, not ${most}.`);
  const { min, max } = controlPointsAccepted;
  if (most >= min && most <= max) return most;
  return report(context, 'RT2008', range, `The number of control points of a beam has to lie from ${min} to ${max}.`);
}

/** Every beam has a segment at least. */
function segments(context: Context, part: OptimiseDelivery, beams: number | undefined): number | undefined {
  const most = part.mostSegments!;
  const range = rangeOf(part, 'mostSegments');
  if (!Number.isInteger(most) || most < 1)
    return report(context, 'RT2010', range, `The number of segments is a whole number above zero, not ${most}.`);
  if (beams !== undefined && most < beams)
    return report(
      context,
      'RT2008',
      range,
      `The plan has ${beams} beams, and each needs a segment at least; ${most} for all of them ${most === 1 ? 'is' : 'are'} too few.`,
      { fixes: [replace(`Write ${beams}`, range, String(beams))] },
    );
  if (most > mostSegmentsAccepted)
    return report(context, 'RT2008', range, `The number of segments has to lie from 1 to ${mostSegmentsAccepted}.`);
  return most;
}
