import type { Model } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';
import { type AgainstReference, squaredDifference } from '../squared-difference.ts';

const model: Model = {
  name: 'quadratic objective',
  source: 'Bortfeld T et al. Phys Med Biol 1990;35:1423-1434',
};

/** Σ vᵢ (Dᵢ − Rᵢ)², Gy²: mean squared deviation from a dose, or, with one reference a sample, from a painted prescription. Bortfeld 1990. */
export function squaredDeviation(against: AgainstReference): Objective {
  return squaredDifference(model, against, { below: true, above: true });
}
