import type { Aperture, WeightedAperture } from './beam-setup-types.ts';

export interface JawGroup {
  readonly jaws: Aperture['jaws'];
  readonly segments: readonly WeightedAperture[];
}

/** Segments by their jaws, in the order of the first of each: mostly they differ in their leaves alone. */
export function withSameJaws(apertures: readonly WeightedAperture[]): JawGroup[] {
  const groups = new Map<string, { jaws: Aperture['jaws']; segments: WeightedAperture[] }>();
  for (const weighted of apertures) {
    const { jaws } = weighted.aperture;
    const key = `${jaws.x1Mm} ${jaws.x2Mm} ${jaws.y1Mm} ${jaws.y2Mm}`;
    const group = groups.get(key);
    if (group) group.segments.push(weighted);
    else groups.set(key, { jaws, segments: [weighted] });
  }
  return [...groups.values()];
}
