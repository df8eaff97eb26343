import type { GreyWindow } from './draw/raster.ts';
import { noImage } from './model.ts';

export interface WindowPreset extends GreyWindow {
  readonly name: string;
}

/** Windows for a planning CT, HU. */
export const ctPresets: readonly WindowPreset[] = [
  { name: 'Soft tissue', width: 400, level: 40 },
  { name: 'Head and neck', width: 350, level: 60 },
  { name: 'Brain', width: 80, level: 40 },
  { name: 'Lung', width: 1500, level: -600 },
  { name: 'Bone', width: 1800, level: 400 },
];

/** The window to begin with: soft tissue for HU, the whole range of values for anything else. */
export function startingWindow(quantity: string, values: Float32Array): GreyWindow {
  if (quantity === 'HU') return { level: ctPresets[0].level, width: ctPresets[0].width };
  // Not black, so that what is unknown is not taken for air.
  if (quantity === noImage) return { level: 0.6, width: 2 };
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? { level: (low + high) / 2, width: high - low } : { level: 0, width: 1 };
}
