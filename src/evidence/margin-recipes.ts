import recipes from './margin-recipes.json' with { type: 'json' };

/** Published recipes for margins, each with what it holds for. */
export const marginRecipes = recipes;

/** Standard deviations of systematic and random errors along one axis, mm; independent parts are added as squares before. */
export interface ErrorsMm {
  readonly systematicMm: number;
  readonly randomMm: number;
}

/** A margin a Σ + b σ, mm. */
export function linearMarginMm(
  { systematic, random }: { readonly systematic: number; readonly random: number },
  { systematicMm, randomMm }: ErrorsMm,
): number {
  return systematic * systematicMm + random * randomMm;
}

/** The margin of van Herk 2000 for a penumbra of any width, mm: 2.5 Σ + 1.64 (√(σ² + σp²) − σp). */
export function penumbraMarginMm({ systematicMm, randomMm }: ErrorsMm, penumbraSdMm: number): number {
  const { systematic, edge } = recipes.vanHerkPenumbra;
  return systematic * systematicMm + edge * (Math.hypot(randomMm, penumbraSdMm) - penumbraSdMm);
}
