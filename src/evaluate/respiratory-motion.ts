import { type Model, requireNonNegative, requireThat } from '../units/domain-error.ts';

const model: Model = { name: 'respiratory motion', source: 'Lujan AE et al. Med Phys 1999;26:715-720' };

/**
 * Mean displacement from the place at exhale and standard deviation, mm, of z(t) = b cos²ⁿ(π t/τ): b C(2n, n)/4ⁿ, and from the mean of z², with 2n for n. b is the amplitude from
 * peak to peak, n a whole number, 1 to about 3. Lujan 1999.
 */
export function respiratoryMotion(amplitudeMm: number, n: number): { readonly meanMm: number; readonly sdMm: number } {
  requireNonNegative(model, 'amplitude (mm)', amplitudeMm);
  requireThat(model, 'n', n, {
    holds: Number.isInteger(n) && n >= 1 && n <= 1000,
    domain: 'a whole number, at least 1',
  });
  const [first, second] = [meanOfCosine(n), meanOfCosine(2 * n)];
  return { meanMm: amplitudeMm * first, sdMm: amplitudeMm * Math.sqrt(second - first ** 2) };
}

/** Mean of cos²ⁿ over a period: C(2n, n)/4ⁿ = Π (2k − 1)/(2k). */
function meanOfCosine(n: number): number {
  let mean = 1;
  for (let k = 1; k <= n; k++) mean *= (2 * k - 1) / (2 * k);
  return mean;
}
