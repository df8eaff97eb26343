import { scaleLinear, scaleLog } from 'd3-scale';
import type { ChartLook } from './chart-look.ts';
import { segment, text, type Box, type Point, type Scene, type SceneItem } from './scene.ts';
import { power } from '../../units/power.ts';

/** The objective after each iteration: of the ideal fluence, then of apertures. */
export interface ObjectiveCurve {
  readonly fluence: number[];
  readonly apertures: number[];
}

/** The objective as it falls, on a logarithmic scale: solid for the fluence, dashed for apertures. A goal that is aimed at by more lifts it again. */
export function objectiveScene(
  { fluence, apertures }: ObjectiveCurve,
  { widthPx, heightPx, look }: { readonly widthPx: number; readonly heightPx: number; readonly look: ChartLook },
): Scene {
  const values = [...fluence, ...apertures].filter((value) => value > 0);
  const plot: Box = { x: 44, y: 26, width: Math.max(widthPx - 58, 10), height: Math.max(heightPx - 26 - 26, 10) };
  const bottom = plot.y + plot.height;
  const low = power(10, Math.floor(Math.log10(Math.min(...values, 1))));
  const high = power(10, Math.ceil(Math.log10(Math.max(...values, low * 10))));
  const y = scaleLog([low, high], [bottom, plot.y]);
  const count = fluence.length + apertures.length;
  const x = scaleLinear([0, Math.max(count - 1, 20)], [plot.x, plot.x + plot.width]);
  const items: SceneItem[] = [];
  for (let decade = low; decade <= high * 1.001; decade *= 10) {
    items.push({
      kind: 'path',
      lines: [segment(plot.x, y(decade), plot.x + plot.width, y(decade))],
      stroke: look.grid,
    });
    const name = decade >= 0.01 && decade < 1e4 ? String(Number(decade.toPrecision(1))) : decade.toExponential(0);
    items.push(text(plot.x - 6, y(decade) + 4, name, { anchor: 'end', size: 11, fill: look.quiet }));
  }
  const part = (of: readonly number[], from: number, name: 'fluence' | 'apertures', dash?: string): void => {
    const points = of.flatMap((value, i): Point[] => (value > 0 ? [[x(from + i), y(value)]] : []));
    if (points.length < 2) return;
    items.push({
      kind: 'path',
      lines: [{ points, closed: false }],
      stroke: look.text,
      strokeWidth: 1.5,
      ...(dash ? { dash } : {}),
      data: { part: 'objective', of: name },
    });
    const [atX] = points[0];
    items.push(text(atX + 4, plot.y - 6, name, { size: 11, fill: look.quiet }));
  };
  part(fluence, 0, 'fluence');
  part(apertures, fluence.length, 'apertures', '5 3');
  items.push(
    text(plot.x + plot.width, bottom + 18, `${count} iterations`, { anchor: 'end', size: 11, fill: look.quiet }),
    text(plot.x, bottom + 18, 'objective', { size: 11, fill: look.quiet }),
  );
  const last = values.at(-1);
  const now = last === undefined ? '' : `, now ${last.toPrecision(3)}`;
  return { widthPx, heightPx, title: `Objective after ${count} iterations${now}`, items };
}
