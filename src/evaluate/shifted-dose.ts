import { type Model, requireNonNegative, requireThat } from '../units/domain-error.ts';
import type { DoseProfile } from './gamma-profile.ts';

const model: Model = {
  name: 'dose over scenarios of shift',
  source: 'van Herk M et al. Int J Radiat Oncol Biol Phys 2000;47:1121-1135',
};

/** A shift of the patient along the profile, mm, and how likely it is, relative to the others. */
export interface ShiftScenario {
  readonly shiftMm: number;
  readonly weight: number;
}

export interface DoseOverScenarios {
  readonly expectedGy: number[];
  readonly leastGy: number[];
  readonly greatestGy: number[];
}

/**
 * The dose that each point of a patient gets over scenarios: moved by s it sees the static dose at x + s, interpolated linearly and held at the ends. The dose itself is taken not to
 * change with the shift, which near air and bone is wrong.
 */
export function doseOverScenarios(dose: DoseProfile, scenarios: readonly ShiftScenario[]): DoseOverScenarios {
  const { positionMm, doseGy } = dose;
  requireThat(model, 'number of points', doseGy.length, {
    holds: positionMm.length > 0 && positionMm.length === doseGy.length,
    domain: 'a dose for each position, at least one',
  });
  for (const [i, mm] of positionMm.entries())
    requireThat(model, 'position (mm)', mm, {
      holds: i === 0 || mm > positionMm[i - 1],
      domain: 'positions that ascend',
    });
  for (const gy of doseGy) requireNonNegative(model, 'dose (Gy)', gy);
  for (const { weight } of scenarios) requireNonNegative(model, 'weight of a scenario', weight);
  const total = scenarios.reduce((sum, { weight }) => sum + weight, 0);
  requireThat(model, 'weight of all scenarios', total, { holds: total > 0, domain: 'a weight above 0' });
  const seen = positionMm.map((mm) => scenarios.map(({ shiftMm }) => doseAt(dose, mm + shiftMm)));
  return {
    expectedGy: seen.map((doses) => doses.reduce((sum, gy, s) => sum + scenarios[s].weight * gy, 0) / total),
    leastGy: seen.map((doses) => Math.min(...doses)),
    greatestGy: seen.map((doses) => Math.max(...doses)),
  };
}

function doseAt({ positionMm, doseGy }: DoseProfile, mm: number): number {
  const above = positionMm.findIndex((position) => position >= mm);
  if (above < 0) return doseGy[doseGy.length - 1];
  if (above === 0) return doseGy[0];
  const t = (mm - positionMm[above - 1]) / (positionMm[above] - positionMm[above - 1]);
  return doseGy[above - 1] + t * (doseGy[above] - doseGy[above - 1]);
}
