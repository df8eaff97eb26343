import dejavu from './dejavu-sans-widths.json' with { type: 'json' };
import type { MeasureText } from './scene.ts';

/** Width of a text in DejaVu Sans, the font of pictures made without a page. */
export const measureDejaVu: MeasureText = (text, sizePx, weight) => {
  const widths: Readonly<Record<string, number>> = weight === 600 ? dejavu.bold : dejavu.regular;
  let em = 0;
  for (const character of text) em += widths[character] ?? widths['m'];
  return em * sizePx;
};
