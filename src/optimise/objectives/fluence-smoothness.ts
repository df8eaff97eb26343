import { type Model, requireThat } from '../../units/domain-error.ts';
import type { FluenceObjective } from '../objective.ts';

const model: Model = {
  name: 'fluence smoothness',
  source: 'after Spirou SV et al. Med Phys 2001;28:2105-2112',
};

/** The bixels of one beam in their map: row after row, the index of each bixel's weight, −1 where there is none. */
export interface BixelMap {
  readonly columns: number;
  readonly rows: number;
  readonly bixel: ArrayLike<number>;
}

/**
 * Σ of squared differences of the weights of neighbours, along rows and along columns: first differences b − a (order 1), which pull towards a flat fluence, or second ones,
 * a − 2 b + c (order 2), which allow wedges. A difference with a place that has no bixel does not count, so that edges are free. After
 * Spirou 2001.
 */
export function fluenceSmoothness({ columns, rows, bixel }: BixelMap, order: 1 | 2): FluenceObjective {
  requireThat(model, 'places of the map', bixel.length, {
    holds: bixel.length === columns * rows,
    domain: `${columns} × ${rows} places`,
  });
  const coefficients = order === 1 ? [-1, 1] : [1, -2, 1];
  const runs: number[][] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (const [along, across] of [
        [1, 0],
        [0, 1],
      ]) {
        if (column + along * order >= columns || row + across * order >= rows) continue;
        const run = coefficients.map((_, k) => bixel[(row + k * across) * columns + column + k * along]);
        if (run.every((index) => index >= 0)) runs.push(run);
      }
  return {
    evaluate(fluence, gradient) {
      let sum = 0;
      for (const run of runs) {
        let difference = 0;
        for (let k = 0; k < run.length; k++) difference += coefficients[k] * fluence[run[k]];
        for (let k = 0; k < run.length; k++) gradient[run[k]] += 2 * coefficients[k] * difference;
        sum += difference * difference;
      }
      return sum;
    },
  };
}
