import { darkLook, lightLook, type ChartLook } from '../src/preview/draw/chart-look.ts';
import type { MeasureText } from '../src/preview/draw/scene.ts';

/** The chart's colours from the theme's own variables. */
export function chartLook(): ChartLook {
  const light =
    document.body.classList.contains('vscode-light') || document.body.classList.contains('vscode-high-contrast-light');
  const fallback = light ? lightLook : darkLook;
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  return {
    ground: fallback.ground,
    background: read('editor-background', fallback.background),
    text: read('foreground', fallback.text),
    quiet: read('descriptionForeground', fallback.quiet),
    grid: fallback.grid,
    failed: read('errorForeground', fallback.failed),
  };
}

/** Calls back when the theme changes. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id'],
  });
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

/** Widths in the page's own font. */
export function pageMeasure(): MeasureText {
  const context = document.createElement('canvas').getContext('2d')!;
  const family = getComputedStyle(document.body).fontFamily || 'sans-serif';
  const known = new Map<string, number>();
  return (text, sizePx, weight) => {
    const key = `${weight} ${sizePx} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = `${weight} ${sizePx}px ${family}`;
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}
