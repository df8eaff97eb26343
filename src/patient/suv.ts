import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import { power } from '../units/power.ts';

const model: Model = {
  name: 'standardised uptake value',
  source: 'DICOM PS3.3 C.8.9.1; QIBA vendor-neutral pseudo-code for SUV',
};

/** SUVbw, g/ml, of 1 Bq/ml: body weight over the activity in the body, Bq, at the time that the image is decay-corrected to. */
export function suvPerBecquerel(weightKg: number, activityBq: number): number {
  requirePositive(model, 'weight (kg)', weightKg);
  requirePositive(model, 'injected activity (Bq)', activityBq);
  return (1000 * weightKg) / activityBq;
}

/** What decay leaves of an activity: 2^(−t/T½). */
export function decayFactor(seconds: number, halfLifeS: number): number {
  requireNonNegative(model, 'time from injection (s)', seconds);
  requirePositive(model, 'half-life (s)', halfLifeS);
  return power(2, -seconds / halfLifeS);
}
