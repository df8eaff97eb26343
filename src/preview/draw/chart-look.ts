import type { Ground } from '../palette.ts';

/** Colours of a chart on the theme's own ground. */
export interface ChartLook {
  readonly ground: Ground;
  readonly background: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly failed: string;
}

export const darkLook: ChartLook = {
  ground: 'dark',
  background: '#1f1f1f',
  text: '#cccccc',
  quiet: '#9d9d9d',
  grid: '#2e2e2e',
  failed: '#f88070',
};
export const lightLook: ChartLook = {
  ground: 'light',
  background: '#ffffff',
  text: '#3b3b3b',
  quiet: '#6a6a6a',
  grid: '#ececec',
  failed: '#c72e0f',
};
