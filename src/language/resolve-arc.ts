import { arcIntervals } from '../plan/arc.ts';
import type { Beam as PlanBeam } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, headRange, oneOf, report } from './context.ts';
import type { Arc, Turn } from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import { isBroken, mayLackParts, rangeOf } from './source.ts';

/** Control points of an arc where the text says nothing: as near as those of common arcs, and within what one computed position stands for. */
const defaultStepDeg = 4;
/** Nearer is more positions than a dose can need; farther, and leaves fitted at control points know too little of what lies between. */
const stepLimitsDeg = { min: 0.5, max: 20 };

/** Where an arc begins and how it goes on; undefined after a diagnostic. */
export function resolveTurn(
  context: Context,
  node: Arc,
): { readonly gantryDeg: number; readonly arc: NonNullable<PlanBeam['arc']> } | undefined {
  const turn = node.parts.find((part): part is Turn => part.$type === 'Turn');
  if (!turn) {
    if (!mayLackParts(node))
      report(
        context,
        'RT0014',
        headRange(node),
        `Arc ${node.name} needs its turn: "gantry = 181 deg to 179 deg clockwise".`,
      );
    return undefined;
  }
  if (isBroken(turn)) return undefined;
  const fromDeg = angleOf(context, turn.from, 'the angle where the arc begins');
  const toDeg = angleOf(context, turn.to, 'the angle where the arc ends');
  const sense = oneOf(
    context,
    turn,
    'sense',
    turn.sense,
    ['clockwise', 'counterclockwise'] as const,
    'a sense of turn',
  );
  const stepDeg = turn.step
    ? valueOf(context, turn.step, { what: 'the step between control points', kind: 'angle', ...stepLimitsDeg })
    : defaultStepDeg;
  if (fromDeg === undefined || toDeg === undefined || sense === undefined || stepDeg === undefined) return undefined;
  const turnDeg = turnInSense(fromDeg, toDeg, sense);
  if (turnDeg === 0)
    return report(
      context,
      'RT4121',
      rangeOf(turn),
      `Arc ${node.name} ends at ${numberInWords(toDeg)} deg, where it begins, so the gantry would not turn. A full turn is "${fullTurn(fromDeg, sense)}"; a beam that stands still is "beam ${node.name} { gantry = ${numberInWords(fromDeg)} deg }".`,
    );
  if (Math.abs(turnDeg) > 360)
    return report(
      context,
      'RT4120',
      rangeOf(turn),
      `From ${numberInWords(fromDeg)} deg to ${numberInWords(toDeg)} deg ${sense} are ${numberInWords(Math.abs(turnDeg))} deg, more than a full turn. Write "${fullTurn(fromDeg, sense)}", or two arcs.`,
    );
  const intervals = arcIntervals({ turnDeg, stepDeg });
  const evenDeg = Math.abs(turnDeg) / intervals;
  if (turn.step && Math.abs(evenDeg - stepDeg) > 1e-6)
    report(
      context,
      'RT4122',
      rangeOf(turn, 'step'),
      `${numberInWords(stepDeg)} deg do not divide the ${numberInWords(Math.abs(turnDeg))} deg of arc ${node.name}: its ${intervals + 1} control points stand every ${evenDeg.toFixed(2)} deg.`,
    );
  return { gantryDeg: fromDeg, arc: { turnDeg, stepDeg, at: rangeOf(turn) } };
}

function angleOf(context: Context, node: Turn['from'], what: string): number | undefined {
  return valueOf(context, node, { what, kind: 'angle', min: -360, max: 720 });
}

/** Signed, positive clockwise. Where the end lies the other way as written, the gantry goes through the angle at which degrees begin anew. */
function turnInSense(fromDeg: number, toDeg: number, sense: 'clockwise' | 'counterclockwise'): number {
  const clockwise = sense === 'clockwise';
  let turn = clockwise ? toDeg - fromDeg : fromDeg - toDeg;
  while (turn < 0) turn += 360;
  return clockwise || turn === 0 ? turn : -turn;
}

function fullTurn(fromDeg: number, sense: 'clockwise' | 'counterclockwise'): string {
  const low = ((fromDeg % 360) + 360) % 360;
  const [begin, end] = sense === 'clockwise' ? [low, low + 360] : [low + 360, low];
  return `gantry = ${numberInWords(begin)} deg to ${numberInWords(end)} deg ${sense}`;
}
