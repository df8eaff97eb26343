import type { BeamGroup, Phase, Prescription, Schedule } from './plan.ts';

/** Fractions of the whole course. */
export function totalFractions({ phases }: Pick<Schedule, 'phases'>): number {
  return phases.reduce((sum, { fractions }) => sum + fractions, 0);
}

/** The phase in which a group of beams is used. */
export function phaseOf({ phases }: Pick<Schedule, 'phases'>, { phase }: Pick<BeamGroup, 'phase'>): Phase {
  return phases.find(({ name }) => name === phase) ?? phases[0];
}

/**
 * What each region is prescribed over the whole course, where every phase prescribes to it by the same metric: the sum over the phases. What a region gets as part of one around
 * it is not known from the text, nor what a rule gives.
 */
export function coursePrescriptions({ phases }: Pick<Schedule, 'phases'>): Prescription[] {
  const [first, ...others] = phases;
  return first.prescriptions.flatMap((prescription) => {
    if (prescription.rule) return [];
    const later = others.map((phase) => inPhase(phase, prescription));
    if (later.some((one) => one === undefined)) return [];
    return { ...prescription, doseGy: later.reduce((sum, one) => sum + one!.doseGy, prescription.doseGy) };
  });
}

function inPhase({ prescriptions }: Phase, { region, metric }: Prescription): Prescription | undefined {
  return prescriptions.find(
    (one) => !one.rule && one.region === region && JSON.stringify(one.metric) === JSON.stringify(metric),
  );
}

/** Everything that wins over something, whatever the phase. */
export function coursePrecedence({ phases }: Pick<Schedule, 'phases'>): Phase['precedence'] {
  return phases.flatMap(({ precedence }) => precedence);
}
