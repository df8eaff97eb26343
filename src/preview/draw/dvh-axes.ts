import { scaleLinear } from 'd3-scale';
import type { PreviewModel } from '../model.ts';
import type { Box } from './scene.ts';

/** Where dose and volume fall on the chart. */
export interface DvhAxes {
  readonly plot: Box;
  readonly maxGy: number;
  x(doseGy: number): number;
  y(volumePercent: number): number;
  doseAt(x: number): number;
}

export function dvhAxes(
  model: PreviewModel,
  view: { readonly widthPx: number; readonly heightPx: number; readonly topPx: number },
): DvhAxes {
  const plot: Box = {
    x: 40,
    y: view.topPx + 6,
    width: Math.max(view.widthPx - 54, 10),
    height: Math.max(view.heightPx - view.topPx - 6 - 24, 10),
  };
  const hottest = Math.max(...model.dvhs.map((d) => d.maxGy), model.dose.hundredPercentGy);
  // Room to the right of the steepest curves for their names.
  const wanted = 1.16 * hottest;
  const step = wanted > 60 ? 10 : wanted > 20 ? 5 : wanted > 8 ? 2 : 1;
  const maxGy = Math.ceil(wanted / step) * step;
  const x = scaleLinear([0, maxGy], [plot.x, plot.x + plot.width]);
  const y = scaleLinear([0, 100], [plot.y + plot.height, plot.y]);
  return { plot, maxGy, x, y, doseAt: (px) => x.invert(px) };
}
