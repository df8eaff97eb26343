import type { Model } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';
import { type AgainstReference, squaredDifference } from '../squared-difference.ts';

const model: Model = {
  name: 'quadratic overdose objective',
  source: 'Bortfeld T. Semin Radiat Oncol 1999;9:20-34; Wu Q, Mohan R. Med Phys 2000;27:701-711',
};

/** Σ vᵢ max(0, Dᵢ − Rᵢ)², Gy²: 0 where no sample has more than its reference. */
export function squaredOverdose(against: AgainstReference): Objective {
  return squaredDifference(model, against, { below: false, above: true });
}
