import type { Machine } from './machine.ts';

/**
 * What a machine's beam is called: its nominal energy, MV, from its beam quality, and whether a filter flattens it. Flattened beams have horns; without
 * a filter the fluence falls from the axis outwards, by more than a tenth within 10 cm. What lies below 0.95 there is taken for unfiltered. An isotropic
 * source is an idealisation and neither.
 */
export function nominalBeam({ beamQuality, profile }: Machine): { energyMv: number; flattened?: boolean } {
  const energyMv = Number(/(\d+)MV/.exec(beamQuality)?.[1]);
  if (profile.kind === 'isotropic') return { energyMv };
  const index = profile.radiusMm.findIndex((radius) => radius >= 100);
  const relative = profile.relative[index < 0 ? profile.relative.length - 1 : index];
  return { energyMv, flattened: relative >= 0.95 };
}
