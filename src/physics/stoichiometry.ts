import {
  DomainError,
  type Model,
  requireNonNegative,
  requirePositive,
  requireThat,
  requireWithin,
} from '../units/domain-error.ts';
import data from './data/elements.json' with { type: 'json' };
import { power } from '../units/power.ts';

const model: Model = {
  name: 'stoichiometric calibration',
  source:
    'Schneider W, Bortfeld T, Schlegel W. Phys Med Biol 2000;45:459-478; Schneider U, Pedroni E, Lomax A. Phys Med Biol 1996;41:111-124',
};

export interface Material {
  readonly densityGPerCm3: number;
  /** By element symbol; they add up to 1. */
  readonly massFractions: Readonly<Record<string, number>>;
}

/** Symbols of the elements that materials may hold. */
export const knownElements: readonly string[] = Object.keys(data.elements);

/** Electron density relative to water: ρ Σ w Z/A over the same of water. */
export function relativeElectronDensity(material: Material): number {
  return perGram(material, ({ z }) => z) * (material.densityGPerCm3 / perGram(data.water, ({ z }) => z));
}

/** Mean excitation energy, eV, by Bragg's additivity: elements' own, weighted by their electrons, as logarithms. */
export function meanExcitationEv(material: Material, elementEv: Readonly<Record<string, number>>): number {
  for (const symbol of Object.keys(material.massFractions)) {
    const parameter = `mean excitation energy of ${symbol} (eV)`;
    if (!Object.hasOwn(elementEv, symbol))
      throw new DomainError(model, parameter, 'not given', 'materials with an energy for each of their elements');
    requirePositive(model, parameter, elementEv[symbol]);
  }
  return Math.exp(
    perGram(material, ({ z }, symbol) => z * Math.log(elementEv[symbol])) / perGram(material, ({ z }) => z),
  );
}

/**
 * Proton stopping power relative to water, by the Bethe formula without its corrections: RED · L(I)/L(I water), L(I) = ln(2 mc² β²/(1 − β²)/I) − β². For 50 to 230 MeV; I of water is 75 eV
 * (ICRU 49) or 78 (ICRU 90), which is half a per cent. Schneider 1996.
 */
export function relativeStoppingPower(
  electronDensity: number,
  by: { readonly excitationEv: number; readonly waterEv: number; readonly energyMeV: number },
): number {
  requireNonNegative(model, 'relative electron density', electronDensity);
  requirePositive(model, 'mean excitation energy (eV)', by.excitationEv);
  requirePositive(model, 'mean excitation energy of water (eV)', by.waterEv);
  requireWithin(model, 'proton energy (MeV)', by.energyMeV, 50, 230);
  const { protonMeV, electronEv } = data.restEnergies;
  const betaSquared = 1 - 1 / (1 + by.energyMeV / protonMeV) ** 2;
  const perElectron = (ev: number): number =>
    Math.log((2 * electronEv * betaSquared) / (1 - betaSquared) / ev) - betaSquared;
  return (electronDensity * perElectron(by.excitationEv)) / perElectron(by.waterEv);
}

/** HU of a material: 1000 (μ/μ water − 1), μ ∝ ρ Σ w/A (Z + k₁ Z^2.86 + k₂ Z^4.62), the constants being the scanner's. Schneider 2000. */
export function stoichiometricHu(material: Material, { k1, k2 }: { readonly k1: number; readonly k2: number }): number {
  requireNonNegative(model, 'k1', k1);
  requireNonNegative(model, 'k2', k2);
  const attenuation = ({ z }: { readonly z: number }): number => z + k1 * power(z, 2.86) + k2 * power(z, 4.62);
  const relative = perGram(material, attenuation) / perGram(data.water, attenuation);
  return 1000 * (material.densityGPerCm3 * relative - 1);
}

/** Σ w/A · f over the elements of a material, per gram. */
function perGram(
  { massFractions, densityGPerCm3 }: Material,
  of: (element: { readonly z: number }, symbol: string) => number,
): number {
  requirePositive(model, 'density (g/cm³)', densityGPerCm3);
  let [sum, total] = [0, 0];
  for (const [symbol, fraction] of Object.entries(massFractions)) {
    if (!Object.hasOwn(data.elements, symbol))
      throw new DomainError(model, 'element', symbol, `materials of ${knownElements.join(', ')}`);
    requireNonNegative(model, `mass fraction of ${symbol}`, fraction);
    const element = data.elements[symbol as keyof typeof data.elements];
    sum += (fraction / element.weight) * of(element, symbol);
    total += fraction;
  }
  requireThat(model, 'sum of the mass fractions', total, {
    holds: Math.abs(total - 1) < 0.01,
    domain: 'mass fractions that add up to 1',
  });
  return sum;
}
