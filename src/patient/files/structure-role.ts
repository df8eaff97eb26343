import type { RtStructure } from './rtstruct.ts';

/** The structure of the type EXTERNAL; where no types are written, the one that TG-263 and common systems name so. */
export function externalOf<T extends Pick<RtStructure, 'name' | 'interpretedType'>>(
  structures: readonly T[],
): T | undefined {
  return (
    structures.find(({ interpretedType }) => interpretedType === 'EXTERNAL') ??
    structures.find(
      ({ name, interpretedType }) => interpretedType === undefined && /^(external|body|skin)$/i.test(name),
    )
  );
}

/** What a structure is by its type; undefined for couches, boluses, markers and the like. */
export function roleOf({
  name,
  interpretedType: type,
}: Pick<RtStructure, 'name' | 'interpretedType'>): 'target' | 'organ' | undefined {
  if (type === 'PTV' || type === 'CTV' || type === 'GTV') return 'target';
  if (type === 'ORGAN' || type === 'AVOIDANCE' || type === 'CAVITY') return 'organ';
  // Writers that leave the type out still name targets as TG-263 does.
  if (type === undefined) return /^(PTV|CTV|GTV|ITV)/i.test(name) ? 'target' : 'organ';
  return undefined;
}
