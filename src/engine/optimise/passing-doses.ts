import type { Medium } from '../../patient/medium.ts';
import type { PlacedBeam } from '../../physics/beam-setup-types.ts';
import type { BeamDoseRun } from '../beam-doses.ts';
import type { BeamDoses } from '../dose-pool.ts';

/** Doses on the way to a plan, Gy per MU: nobody asks for them again, so they are not kept, in memory or on disk. Throws where they cannot be computed. */
export async function passingDoses(
  medium: Medium,
  beams: readonly PlacedBeam[],
  cones: number,
  { pool, signal }: Pick<BeamDoseRun, 'pool' | 'signal'>,
): Promise<readonly Float32Array[]> {
  return computedOnly(await pool.beamDoses(medium, beams, { cones, signal }), signal);
}

/** Doses, or a throw that says why there are none. */
export function computedOnly(
  doses: Exclude<BeamDoses, { kind: 'doses' }> | Pick<Extract<BeamDoses, { kind: 'doses' }>, 'kind' | 'gyPerMu'>,
  signal: AbortSignal,
): readonly Float32Array[] {
  signal.throwIfAborted();
  if (doses.kind !== 'doses') throw new Error(doses.kind === 'failed' ? doses.message : 'the run was cancelled');
  return doses.gyPerMu;
}
