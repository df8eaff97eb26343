/** What the biology of a plan is shown by, voxel by voxel, besides its dose. */
export const mapNames = ['eqd2', 'oer', 'clonogens', 'survival', 'prescription'] as const;
export type MapName = (typeof mapNames)[number];

/** How a view's overlay names a map: images have names of their own. */
export function mapOverlay(name: MapName): string {
  return `map:${name}`;
}

/** The map that an overlay names; nothing where it names an image, or none. */
export function mapOf(overlay: string | undefined): MapName | undefined {
  return mapNames.find((name) => mapOverlay(name) === overlay);
}

/** Titles as a chooser has them, and the unit of the values. */
export const mapWords: Readonly<Record<MapName, { readonly title: string; readonly unit: string }>> = {
  eqd2: { title: 'EQD2', unit: 'Gy' },
  oer: { title: 'OER', unit: '' },
  clonogens: { title: 'Clonogens', unit: 'log₁₀ /cc' },
  survival: { title: 'Survival', unit: 'log₁₀' },
  prescription: { title: 'Prescription', unit: 'Gy' },
};
