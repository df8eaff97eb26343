import type { Machine } from './machine.ts';

/**
 * Fluence relative to the axis by the distance from it at the isocentre plane, mm: the horns of a flattened beam, the cone of an unflattened one.
 * Linear between the values of the machine's table, constant beyond; 1 for an isotropic source, whose inverse square is elsewhere.
 */
export function offAxisFactor(machine: Pick<Machine, 'profile'>): (radiusMm: number) => number {
  const { profile } = machine;
  if (profile.kind === 'isotropic') return () => 1;
  const { radiusMm: radii, relative } = profile;
  const last = radii.length - 1;
  return (radius) => {
    if (radius >= radii[last]) return relative[last];
    let i = 0;
    while (radii[i + 1] <= radius) i++;
    const share = (radius - radii[i]) / (radii[i + 1] - radii[i]);
    return relative[i] * (1 - share) + relative[i + 1] * share;
  };
}
