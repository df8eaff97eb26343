import { turnInWords } from '../plan/arc.ts';
import type { Beam } from '../plan/plan.ts';
import type { BeamPosition } from './results.ts';

/** "gantry 90° to 150°, couch 0°, collimator 0°": the angles of a beam from its first position to its last; of an arc that the plan writes its turn, "gantry 181° → 179° cw". */
export function anglesInWords(
  positions: readonly BeamPosition[],
  { gantryDeg, arc }: Pick<Beam, 'gantryDeg' | 'arc'>,
): string {
  const [first, last] = [positions[0], positions[positions.length - 1]];
  const degrees = (angle: number): string => `${Number(angle.toFixed(1))}°`;
  const range = (of: (position: BeamPosition) => number): string => {
    const moves = positions.some((position) => of(position) !== of(first));
    return moves ? `${degrees(of(first))} to ${degrees(of(last))}` : degrees(of(first));
  };
  const gantry = arc ? turnInWords(gantryDeg, arc.turnDeg) : range((p) => p.gantryDeg);
  return `gantry ${gantry}, couch ${range((p) => p.couchDeg)}, collimator ${range((p) => p.collimatorDeg)}`;
}
