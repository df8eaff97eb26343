import type { BeamPosition } from './results.ts';

/** "gantry 90° to 150°, couch 0°, collimator 0°": the angles of a beam from its first position to its last. */
export function anglesInWords(positions: readonly BeamPosition[]): string {
  const [first, last] = [positions[0], positions[positions.length - 1]];
  const degrees = (angle: number): string => `${Number(angle.toFixed(1))}°`;
  const range = (of: (position: BeamPosition) => number): string => {
    const moves = positions.some((position) => of(position) !== of(first));
    return moves ? `${degrees(of(first))} to ${degrees(of(last))}` : degrees(of(first));
  };
  return `gantry ${range((p) => p.gantryDeg)}, couch ${range((p) => p.couchDeg)}, collimator ${range((p) => p.collimatorDeg)}`;
}
