import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { Caveat } from './caveat.ts';

const kinetics: Model = {
  name: 'potential doubling time',
  source: 'Steel GG. Growth Kinetics of Tumours, Oxford 1977; Fowler JF. Br J Radiol 2010;83:554-568',
};

const uptakeMap: Model = {
  name: 'proliferation rate from FLT uptake',
  source: 'no published calibration; a line between end points that the user gives',
};

/**
 * Tpot = λ Ts / LI and Td = Tpot / (1 − φ), in days: λ about 0.8, the duration of the S phase in hours, the labelling index LI as a fraction, φ the
 * cell-loss factor. Steel 1977.
 */
export function tumourKinetics({
  lambda,
  synthesisHours,
  labellingIndex,
  cellLossFactor,
}: {
  readonly lambda: number;
  readonly synthesisHours: number;
  readonly labellingIndex: number;
  readonly cellLossFactor: number;
}): { readonly potentialDoublingDays: number; readonly doublingDays: number } {
  requirePositive(kinetics, 'lambda', lambda);
  requirePositive(kinetics, 'duration of the S phase (h)', synthesisHours);
  requireThat(kinetics, 'labelling index', labellingIndex, {
    holds: labellingIndex > 0 && labellingIndex <= 1,
    domain: 'a fraction, 0 < LI <= 1',
  });
  requireThat(kinetics, 'cell-loss factor', cellLossFactor, {
    holds: cellLossFactor >= 0 && cellLossFactor < 1,
    domain: '0 <= phi < 1',
  });
  const potentialDoublingDays = (lambda * synthesisHours) / 24 / labellingIndex;
  return { potentialDoublingDays, doublingDays: potentialDoublingDays / (1 - cellLossFactor) };
}

/** The user's own two points: uptake in any unit, rate of proliferation in 1/d. */
export interface UptakeRateLine {
  readonly low: { readonly uptake: number; readonly ratePerDay: number };
  readonly high: { readonly uptake: number; readonly ratePerDay: number };
}

/**
 * Rate of proliferation ln 2 / Td, 1/d, on the line between two points, held beyond them with a caveat. There is no validated calibration of FLT uptake:
 * investigational.
 */
export function proliferationRate(
  uptake: number,
  { low, high }: UptakeRateLine,
): { readonly ratePerDay: number; readonly caveats: readonly Caveat[] } {
  requireNonNegative(uptakeMap, 'uptake', uptake);
  requireNonNegative(uptakeMap, 'lower rate (1/d)', low.ratePerDay);
  requireNonNegative(uptakeMap, 'upper rate (1/d)', high.ratePerDay);
  requireThat(uptakeMap, 'lower uptake', low.uptake, {
    holds: low.uptake < high.uptake,
    domain: `a lower uptake below the upper one, ${high.uptake}`,
  });
  const share = Math.min(1, Math.max(0, (uptake - low.uptake) / (high.uptake - low.uptake)));
  const caveats: Caveat[] = [
    { kind: 'investigational', text: 'no validated calibration of uptake to rate exists', source: uptakeMap.source },
  ];
  if (uptake < low.uptake || uptake > high.uptake)
    caveats.push({
      kind: 'held-at-an-end',
      text: `an uptake of ${uptake} lies outside the points given, ${low.uptake} to ${high.uptake}; the rate is held at the nearer one`,
      source: uptakeMap.source,
    });
  return { ratePerDay: low.ratePerDay + share * (high.ratePerDay - low.ratePerDay), caveats };
}
