import { type Model, requireThat } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';

const model: Model = {
  name: 'quadratic penalty',
  source: 'Nocedal J, Wright SJ. Numerical Optimization, 2nd ed. 2006, section 17.1',
};

/**
 * How far a value, as a mean dose, gEUD or NTCP, lies beyond a limit in the value's unit, squared: max(0, f − limit)², or max(0, limit − f)² where it is the least allowed.
 */
export function squaredExcess(objective: Objective, limit: number, side: 'above' | 'below'): Objective {
  requireThat(model, 'limit', limit, { holds: Number.isFinite(limit), domain: 'a finite limit' });
  let byValue = new Float64Array(0);
  return {
    evaluate(doseGy, gradient) {
      if (byValue.length !== gradient.length) byValue = new Float64Array(gradient.length);
      byValue.fill(0);
      const excess = objective.evaluate(doseGy, byValue) - limit;
      if (side === 'above' ? excess <= 0 : excess >= 0) return 0;
      for (let i = 0; i < byValue.length; i++) gradient[i] += 2 * excess * byValue[i];
      return excess * excess;
    },
  };
}
