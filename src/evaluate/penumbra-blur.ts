import { cumulativeNormal, normalQuantile } from '../biology/normal-distribution.ts';
import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'edge blurred by random errors',
  source: 'van Herk M et al. Int J Radiat Oncol Biol Phys 2000;47:1121-1135',
};

/** Standard deviations, mm: of the penumbra as a cumulative normal (3.2 in water, 6.4 in lung), and of random errors that blur it. */
export interface BlurredEdge {
  readonly penumbraSdMm: number;
  readonly randomSdMm: number;
}

/** Dose relative to that far inside, a distance from the edge, mm, positive outside: ½ erfc(x / √(2 (σp² + σ²))). The patient is taken as uniform. van Herk 2000. */
export function blurredEdgeDose(outsideMm: number, edge: BlurredEdge): number {
  requireThat(model, 'distance (mm)', outsideMm, { holds: Number.isFinite(outsideMm), domain: 'a finite distance' });
  return cumulativeNormal(-outsideMm / sdOf(edge));
}

/** Where the dose is a share of that inside, mm, negative inside. */
export function blurredEdgePosition(share: number, edge: BlurredEdge): number {
  return -normalQuantile(share) * sdOf(edge);
}

function sdOf({ penumbraSdMm, randomSdMm }: BlurredEdge): number {
  requirePositive(model, 'penumbra (mm)', penumbraSdMm);
  requireNonNegative(model, 'random error (mm)', randomSdMm);
  return Math.hypot(penumbraSdMm, randomSdMm);
}
