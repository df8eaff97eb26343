import type { Model } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';
import { type AgainstReference, squaredDifference } from '../squared-difference.ts';

const model: Model = {
  name: 'quadratic underdose objective',
  source: 'Bortfeld T. Semin Radiat Oncol 1999;9:20-34; Wu Q, Mohan R. Med Phys 2000;27:701-711',
};

/** Σ vᵢ max(0, Rᵢ − Dᵢ)², Gy²: 0 where every sample has its reference. */
export function squaredUnderdose(against: AgainstReference): Objective {
  return squaredDifference(model, against, { below: true, above: false });
}
