import type { Schedule } from '../plan/plan.ts';
import { prescribedRange } from '../plan/prescribed-range.ts';

/** A bixel beyond the target's edge lets the penumbra be filled. */
const penumbraMm = 7;
/** What is farther from a target than this is no edge of it. */
const mostMm = 40;

/**
 * How far beyond the targets the optimiser may open, mm: over the penumbra, and where the schedule has a ceiling on the gradient out of a target, as far as the dose takes to fall no faster than that.
 * Openings that end at the target could only fall gently within it.
 */
export function modulatedMarginMm({ gradients, phases }: Pick<Schedule, 'gradients' | 'phases'>): number {
  const prescriptions = phases.flatMap((phase) => phase.prescriptions);
  const highestOf = (name: string): number =>
    Math.max(...prescriptions.filter(({ region }) => region === name).map((one) => prescribedRange(one).highestGy));
  const falls = gradients
    .filter(({ outer }) => !prescriptions.some(({ region }) => region === outer))
    .map(({ inner, maxGyPerMm }) => highestOf(inner) / maxGyPerMm);
  return Math.max(penumbraMm, Math.min(mostMm, Math.max(...falls)));
}
