import { uptakeStops, viridisStops } from '../palette.ts';
import type { MapName } from '../map-names.ts';
import type { WashScale } from './raster.ts';

/** The colours of a biological map over its own range, rounded outwards; the value that its colour bar stands on is `foot`. */
export function mapScale(name: MapName, values: Float32Array): { readonly scale: WashScale; readonly foot: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most >= least)) [least, most] = [0, 1];
  const [low, high] = rangeOf(name, least, most);
  const span = high - low;
  return {
    foot: low,
    scale: {
      stops: name === 'oer' ? uptakeStops.slice(1) : viridisStops,
      low,
      high,
      // A map has an edge, not a rise: what the plan says nothing of is clear, and all else is coloured.
      clearBelow: low - 0.02 * span,
      fullFrom: low - 0.01 * span,
      opacity: 0.62,
    },
  };
}

function rangeOf(name: MapName, least: number, most: number): [number, number] {
  switch (name) {
    case 'eqd2':
      return [0, Math.max(5, 5 * Math.ceil(most / 5))];
    case 'prescription':
      return [Math.max(0, 5 * Math.floor((least - 1) / 5)), 5 * Math.ceil((most + 1) / 5)];
    case 'oer':
      return [1, Math.max(1.5, Math.ceil(10 * most) / 10)];
    case 'clonogens':
      return [Math.floor(least - 0.5), Math.ceil(most + 0.5)];
    case 'survival':
      return [Math.floor(least), Math.max(Math.ceil(most), Math.floor(least) + 1)];
  }
}
