import { requirePositive } from '../units/domain-error.ts';
import data from './data/body-size.json' with { type: 'json' };
import { power } from '../units/power.ts';

export interface Body {
  readonly weightKg: number;
  readonly heightCm: number;
  readonly sex: 'male' | 'female';
}

/** Lean body mass, kg, by James 1976: a W − b (W/H)². It falls, and at last below 0, in the very obese, where it is an error. */
export function leanMassJames({ weightKg, heightCm, sex }: Body): number {
  const model = { name: 'lean body mass by James', source: data.james.source };
  check(model, weightKg, heightCm);
  const { perWeight, perSquare } = data.james[sex];
  const leanKg = perWeight * weightKg - perSquare * (weightKg / heightCm) ** 2;
  requirePositive(model, 'lean body mass (kg)', leanKg);
  return leanKg;
}

/** Lean body mass, kg, by Janmahasatian 2005: 9270 W / (c + k BMI), which rises with weight. */
export function leanMassJanmahasatian({ weightKg, heightCm, sex }: Body): number {
  check({ name: 'lean body mass by Janmahasatian', source: data.janmahasatian.source }, weightKg, heightCm);
  const { constant, perBodyMassIndex } = data.janmahasatian[sex];
  const bodyMassIndex = weightKg / (heightCm / 100) ** 2;
  return (data.janmahasatian.numerator * weightKg) / (constant + perBodyMassIndex * bodyMassIndex);
}

/** Body surface, m², by Du Bois 1916. */
export function bodySurfaceM2({ weightKg, heightCm }: Omit<Body, 'sex'>): number {
  check({ name: 'body surface', source: data.duBois.source }, weightKg, heightCm);
  const { factor, weightPower, heightPower } = data.duBois;
  return factor * power(weightKg, weightPower) * power(heightCm, heightPower);
}

function check(model: { readonly name: string; readonly source: string }, weightKg: number, heightCm: number): void {
  requirePositive(model, 'weight (kg)', weightKg);
  requirePositive(model, 'height (cm)', heightCm);
}
