import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan, Prescription } from '../plan/plan.ts';
import { roundedInWords } from '../units/quantity.ts';

/** What an isotoxic prescription has come to. */
export interface IsotoxicDose {
  readonly region: string;
  readonly achievedGy: number;
  /** What decides it: the organ's limit; the cap, at which the organ has less; or the dose written, at which it has more. */
  readonly decidedBy: 'organ' | 'cap' | 'least';
  /** The organ's statistic at that dose, Gy; NaN where it has none. */
  readonly organGy: number;
}

/** The dose, Gy, of a plan that is scaled until the organ has its limit, between the dose written and the cap; `organGy` is what the organ has at the dose written. An organ without dose sets no limit. */
export function isotoxicDose(
  { region, doseGy, atMostGy = doseGy, isotoxic }: Prescription,
  organGy: number,
): IsotoxicDose {
  const wanted = organGy > 0 ? (doseGy * isotoxic!.limitGy) / organGy : Infinity;
  const achievedGy = Math.min(atMostGy, Math.max(doseGy, wanted));
  const decidedBy = achievedGy === wanted ? 'organ' : wanted > achievedGy ? 'cap' : 'least';
  return { region, achievedGy, decidedBy, organGy: (organGy * achievedGy) / doseGy };
}

/** What has come of it, at its line. */
export function isotoxicFinding({ region, isotoxic, atMostGy, at }: Prescription, found: IsotoxicDose): Diagnostic {
  const { achievedGy, decidedBy, organGy } = found;
  const organ = `${isotoxic!.region} has ${roundedInWords(organGy, 4)} Gy of the ${roundedInWords(isotoxic!.limitGy, 4)} Gy in "${isotoxic!.text}"`;
  switch (decidedBy) {
    case 'organ':
      return diagnostic('RT6013', at, `${region} gets ${roundedInWords(achievedGy, 4)} Gy, at which ${organ}.`);
    case 'cap':
      return diagnostic(
        'RT6014',
        at,
        `${region} gets the ${roundedInWords(atMostGy!, 4)} Gy of its cap, at which ${Number.isFinite(organGy) ? organ : `${isotoxic!.region} has no dose`}.`,
      );
    case 'least':
      return diagnostic(
        'RT6014',
        at,
        `${region} is not escalated: at the ${roundedInWords(achievedGy, 4)} Gy written ${organ}. Spare it by other beams, or prescribe less.`,
      );
  }
}

/** The prescriptions with that dose. */
export function withAchieved(
  prescriptions: readonly Prescription[],
  { region, achievedGy }: Pick<IsotoxicDose, 'region' | 'achievedGy'>,
): Prescription[] {
  return prescriptions.map((one) => (one.region === region ? { ...one, doseGy: achievedGy } : one));
}

/** Goals with limits in % of the prescription, by what is achieved. */
export function goalsAt(
  goals: Plan['goals'],
  { region, achievedGy }: Pick<IsotoxicDose, 'region' | 'achievedGy'>,
): Plan['goals'] {
  return goals.map((goal) =>
    goal.region === region && goal.limitPercentOfPrescription !== undefined
      ? { ...goal, limit: Number(((achievedGy * goal.limitPercentOfPrescription) / 100).toPrecision(12)) }
      : goal,
  );
}
