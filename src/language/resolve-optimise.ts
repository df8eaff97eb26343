import type { Optimise as PlanOptimise } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, oneOf, replace, report } from './context.ts';
import type { Optimise, OptimiseDelivery, OptimisePart, OptimiseTechnique } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

/** Enough for the fluence of a beam to keep its shape, few enough to be delivered within a fraction. */
const defaultSegmentsPerBeam = 10;
const mostSegmentsAccepted = 10000;
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
      if (!isManner(context, part)) complete = false;
      const most = part.mostSegments === undefined ? result.mostSegments : segments(context, part, beams);
      if (most === undefined) complete = false;
      else result.mostSegments = most;
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
  if (technique === 'vmat' || technique === 'conformal_arc')
    return notYet(
      context,
      part,
      'technique',
      `Arcs are not optimised yet: "${technique}" turns the gantry while the beam is on.`,
      'imrt',
    );
  return oneOf(context, part, 'technique', technique, ['imrt'] as const, 'a technique of this version') !== undefined;
}

function isManner(context: Context, part: OptimiseDelivery): boolean {
  const { manner } = part;
  if (manner === 'sliding_window')
    return notYet(
      context,
      part,
      'manner',
      'Leaves that move while the beam is on are not optimised yet.',
      'step_and_shoot',
    );
  return (
    oneOf(context, part, 'manner', manner, ['step_and_shoot'] as const, 'a delivery of this version') !== undefined
  );
}

function notYet(
  context: Context,
  part: OptimiseTechnique | OptimiseDelivery,
  property: string,
  why: string,
  instead: string,
): boolean {
  const range = rangeOf(part, property);
  report(context, 'RT2012', range, `${why} This version has "${instead}".`, {
    fixes: [replace(`Write ${instead}`, range, instead)],
  });
  return false;
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
