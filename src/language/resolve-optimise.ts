import type { Optimise as PlanOptimise } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, oneOf, report } from './context.ts';
import type { Beams, Optimise } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf } from './source.ts';

const defaultBixelMm = 5;
const segmentsPerBeam = 10;

/** How the beams are found. `beams` is how many the plan has, once they are known. */
export function resolveOptimise(context: Context, node: Optimise, beams: number): PlanOptimise | undefined {
  const result: PlanOptimise = {
    technique: 'imrt',
    deliver: 'step_and_shoot',
    mostSegments: segmentsPerBeam * beams,
    bixelMm: defaultBixelMm,
    at: headRange(node),
  };
  checkRepeated(context, node.parts, (part) => part.$type);
  let complete = true;
  for (const part of node.parts) {
    if (reportUnreadable(context, part, 'optimise') || isBroken(part)) continue;
    if (part.$type === 'OptimiseTechnique') {
      if (!oneOf(context, part, 'technique', part.technique, ['imrt'] as const, 'a technique that is computed'))
        complete = false;
    } else if (part.$type === 'OptimiseDelivery') {
      const deliveries = ['step_and_shoot'] as const;
      if (!oneOf(context, part, 'delivery', part.delivery, deliveries, 'a delivery that is computed')) complete = false;
      if (part.segments === undefined) continue;
      if (Number.isInteger(part.segments) && part.segments >= Math.max(1, beams)) result.mostSegments = part.segments;
      else {
        complete = false;
        report(
          context,
          'RT2010',
          rangeOf(part, 'segments'),
          `The number of segments is a whole number of at least one for each of the ${beams} beams, not ${part.segments}.`,
        );
      }
    } else if (part.$type === 'OptimiseBixel') {
      const width = valueOf(context, part.width, { what: 'the width of a bixel', kind: 'length', min: 2, max: 20 });
      if (width === undefined) complete = false;
      else result.bixelMm = width;
    }
  }
  return complete ? result : undefined;
}

/** What the optimiser decides, the text does not say too; and what it cannot optimise yet. False where something was reported. */
export function checkOptimised(context: Context, node: Optimise, groups: readonly Beams[], phases: number): boolean {
  let sound = true;
  const refuse = (code: 'RT1029' | 'RT2016', range: ReturnType<typeof rangeOf>, message: string): void => {
    sound = false;
    report(context, code, range, message, {
      related: [{ message: 'the beams are optimised here', range: headRange(node) }],
    });
  };
  if (phases > 1)
    refuse(
      'RT2016',
      headRange(node),
      `Schedules of several phases are not optimised yet. Optimise a plan of one phase, or shape the beams of each phase.`,
    );
  for (const group of groups)
    for (const part of group.parts) {
      if (part.$type === 'Provided')
        refuse(
          'RT2016',
          rangeOf(part),
          'Beams that a file provides are not optimised. Take them out, or take the optimise block out.',
        );
      const own = part.$type === 'Beam' ? part.parts : [part];
      for (const one of own) {
        const isDecided =
          one.$type === 'ApertureSetting' || (one.$type === 'BeamNumber' && ['weight', 'mu'].includes(one.property));
        if (!isDecided) continue;
        const what = one.$type === 'ApertureSetting' ? 'aperture' : one.property;
        refuse(
          'RT1029',
          rangeOf(one),
          `The optimiser shapes the beams and gives them their monitor units. Take "${what}" out, or take the optimise block out.`,
        );
      }
    }
  return sound;
}
