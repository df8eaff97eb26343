import type { ModelledProbability } from './types.ts';

/** "63.1 %" */
export function percentInWords(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** "95 % interval 41.2 to 73.0 %", or why there is none. */
export function intervalInWords({ interval }: Pick<ModelledProbability, 'interval'>): string {
  return 'none' in interval
    ? interval.none
    : `95 % interval ${(100 * interval.from).toFixed(1)} to ${percentInWords(interval.to)}`;
}

/** The same as short as it can be said: "95 %: 41.2 to 73.0 %", or "no interval available". */
export function shortInterval({ interval }: Pick<ModelledProbability, 'interval'>): string {
  return 'none' in interval
    ? interval.none.split(':')[0]
    : `95 %: ${(100 * interval.from).toFixed(1)} to ${percentInWords(interval.to)}`;
}
