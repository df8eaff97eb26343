import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'apparent diffusion coefficient',
  source: 'mono-exponential decay of two diffusion weightings: Padhani AR et al. Neoplasia 2009;11:102-125',
};

/** A signal at a diffusion weighting b, s/mm². */
export interface DiffusionSignal {
  readonly b: number;
  readonly signal: number;
}

/** ADC, mm²/s: ln(S₀/S₁) / (b₁ − b₀). */
export function apparentDiffusion(low: DiffusionSignal, high: DiffusionSignal): number {
  requirePositive(model, 'signal', low.signal);
  requirePositive(model, 'signal', high.signal);
  requireNonNegative(model, 'lower b (s/mm²)', low.b);
  requireThat(model, 'higher b (s/mm²)', high.b, {
    holds: high.b > low.b && high.b < Infinity,
    domain: 'b above the lower one',
  });
  return Math.log(low.signal / high.signal) / (high.b - low.b);
}
