import { objectiveScene } from '../src/preview/draw/objective-scene.ts';
import type { AppState } from './app-state.ts';
import { element, svgElement } from './dom.ts';
import { showScene } from './scene-view.ts';
import { chartLook } from './theme.ts';

const [widthPx, heightPx] = [380, 170];

/** The objective while beams are optimised: in the middle of an empty page, at the foot of one that shows an earlier dose. */
export function createObjectiveView(): { node: HTMLElement; draw(state: AppState): void } {
  const svg = svgElement('svg', { role: 'img', width: String(widthPx), height: String(heightPx) });
  const node = element('div', { class: 'objective', hidden: '' });
  node.append(svg);
  return {
    node,
    draw({ progress }) {
      const curve = progress?.objective;
      node.hidden = !curve || curve.fluence.length < 2;
      if (curve && !node.hidden) showScene(svg, objectiveScene(curve, { widthPx, heightPx, look: chartLook() }));
    },
  };
}
