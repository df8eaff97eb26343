import type { DiagnosticCode } from './catalogue.ts';

/** What a finding can be found by: the text alone, the plan on its patient without dose, a final dose; or by the machine that computes, whatever the plan says. */
export type FoundBy = 'text' | 'check' | 'run' | 'machine';

/** The first that finds all there is of a code: where it finds none, there is none. */
export function foundBy(code: DiagnosticCode): FoundBy {
  return exceptions[code] ?? tiers[code[2]];
}

const tiers: Readonly<Record<string, FoundBy>> = {
  0: 'text',
  1: 'text',
  2: 'text',
  3: 'check',
  4: 'check',
  5: 'text',
  6: 'run',
};

const exceptions: Readonly<Partial<Record<DiagnosticCode, FoundBy>>> = {
  RT4122: 'text',
  // Monitor units are known once there is a dose.
  RT4116: 'run',
  RT4124: 'run',
  RT4206: 'machine',
};
