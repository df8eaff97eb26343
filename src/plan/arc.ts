import type { Beam } from './plan.ts';

type Arc = NonNullable<Beam['arc']>;

/** How many intervals lie between the control points of an arc: the fewest whose angle is not above the step. */
export function arcIntervals({ turnDeg, stepDeg }: Pick<Arc, 'turnDeg' | 'stepDeg'>): number {
  return Math.max(1, Math.ceil(Math.abs(turnDeg) / stepDeg - 1e-9));
}

/** Gantry angles of the control points, degrees IEC 61217, from 0 up to 360, to a millionth of a degree. */
export function arcAnglesDeg(gantryDeg: number, arc: Arc): number[] {
  const intervals = arcIntervals(arc);
  return Array.from({ length: intervals + 1 }, (_, i) => onCircle(gantryDeg + (arc.turnDeg * i) / intervals));
}

/** "181° → 179° cw": in its sense, which two angles alone do not say. */
export function turnInWords(fromDeg: number, turnDeg: number): string {
  const degrees = (angle: number): string => `${Number(onCircle(angle).toFixed(1))}°`;
  const full = Math.abs(turnDeg) === 360 ? ', full turn' : '';
  return `${degrees(fromDeg)} → ${degrees(fromDeg + turnDeg)} ${turnDeg > 0 ? 'cw' : 'ccw'}${full}`;
}

function onCircle(degrees: number): number {
  const angle = Math.round((((degrees % 360) + 360) % 360) * 1e6) / 1e6;
  return angle === 360 ? 0 : angle;
}
