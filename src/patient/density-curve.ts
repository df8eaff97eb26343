import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { Patient } from '../plan/plan.ts';
import { planningImageOf } from '../plan/planning-image.ts';

/** From HU to mass density, g/cm³: straight lines between points, or sections `offset + factor · (factorOffset + HU)` on [fromHu, toHu). */
export type DensityCurve =
  | { readonly name: string; readonly kind: 'points'; readonly points: readonly (readonly [number, number])[] }
  | { readonly name: string; readonly kind: 'sections'; readonly sections: readonly DensitySection[] };

interface DensitySection {
  readonly fromHu: number;
  readonly toHu: number;
  readonly offset: number;
  readonly factor: number;
  readonly factorOffset: number;
}

/** The HU that a curve speaks of, ends included. */
export function rangeOf(curve: DensityCurve): { readonly lowestHu: number; readonly highestHu: number } {
  if (curve.kind === 'points') return { lowestHu: curve.points[0][0], highestHu: curve.points.at(-1)![0] };
  // Sections are written for whole HU; the last one is the point that begins it.
  return { lowestHu: curve.sections[0].fromHu, highestHu: curve.sections.at(-1)!.fromHu };
}

/** Mass density, g/cm³, of a value within the curve's range; beyond it the end's. NaN gives NaN. */
export function densityAt(curve: DensityCurve, hu: number): number {
  const { lowestHu, highestHu } = rangeOf(curve);
  const within = Math.min(Math.max(hu, lowestHu), highestHu);
  if (curve.kind === 'sections') {
    const section = curve.sections.find(({ toHu }) => within < toHu);
    return section ? section.offset + section.factor * (section.factorOffset + within) : NaN;
  }
  const { points } = curve;
  for (let i = 1; i < points.length; i++) {
    const [h1, d1] = points[i];
    if (within > h1) continue;
    const [h0, d0] = points[i - 1];
    return d0 + ((d1 - d0) * (within - h0)) / (h1 - h0);
  }
  return NaN;
}

/** The curve that a plan asks for: its own points, or a published one by name. */
export function curveFor(
  density: Patient['density'],
  published: readonly DensityCurve[],
): { readonly curve?: DensityCurve; readonly diagnostics: readonly Diagnostic[] } {
  if (density.points) {
    const problem = pointsProblem(density.points);
    if (problem)
      return { diagnostics: [diagnostic('RT3045', density.at, `The density curve cannot be used: ${problem}.`)] };
    return { curve: { name: density.curve, kind: 'points', points: density.points }, diagnostics: [] };
  }
  const curve = published.find(({ name }) => name === density.curve);
  if (curve) return { curve, diagnostics: [] };
  const names = published.map(({ name }) => name);
  const near = didYouMean(density.curve, names);
  const hint = near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`;
  return { diagnostics: [diagnostic('RT3044', density.at, `There is no density curve "${density.curve}". ${hint}`)] };
}

/** RT3040 where a scanned CT is converted by the default curve; a phantom's HU are written for it. */
export function defaultCurveWarning(patient: Patient): Diagnostic | undefined {
  const planning = planningImageOf(patient);
  if (!patient.density.isDefault || !planning || planning.source.kind === 'phantom') return undefined;
  return diagnostic(
    'RT3040',
    patient.density.at,
    `The HU of ${planning.name} are turned into density by the default curve ${patient.density.curve}. Scanners differ by several per cent in bone; measure the curve of this scanner and write its points here.`,
  );
}

function pointsProblem(points: readonly (readonly [number, number])[]): string | undefined {
  if (points.length < 2) return 'it needs at least two points';
  for (const [n, [hu, density]] of points.entries()) {
    if (!Number.isFinite(hu) || !Number.isFinite(density)) return `point ${n + 1} is not a pair of numbers`;
    if (!(density > 0)) return `the density at ${hu} HU is ${density} g/cm³, and a density is positive`;
    if (n > 0 && !(hu > points[n - 1][0])) return `${hu} HU comes after ${points[n - 1][0]} HU, and HU must ascend`;
    if (n > 0 && density < points[n - 1][1])
      return `the density falls from ${points[n - 1][1]} g/cm³ at ${points[n - 1][0]} HU to ${density} g/cm³ at ${hu} HU`;
  }
  return undefined;
}
