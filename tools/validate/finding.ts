/** One line of the validation's table. */
export interface Finding {
  readonly topic: string;
  readonly case: string;
  readonly quantity: string;
  readonly reference: Reference;
  readonly required: Check;
  readonly aim?: Check;
}

/** What is compared with. `ideal superposition` is the oracle of tools/ideal-superposition.ts, not Monte Carlo; `goal` what a plan asks for. */
export type Reference = 'Monte Carlo' | 'ideal superposition' | 'law' | 'kernels' | 'matrix' | 'goal';

export interface Check {
  readonly reached: number;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  readonly unit: string;
}

export function atMost(reached: number, limit: number, unit: string): Check {
  return { reached, limit, unit, sense: 'at most' };
}

export function atLeast(reached: number, limit: number, unit: string): Check {
  return { reached, limit, unit, sense: 'at least' };
}

/** What is not a number never passes. */
export function passes({ reached, limit, sense }: Check): boolean {
  return sense === 'at most' ? reached <= limit : reached >= limit;
}
