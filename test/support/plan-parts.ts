import type { PlanImage } from '../../src/plan/plan.ts';
import type { SourceRange } from '../../src/plan/source-range.ts';

/** A place in a plan that findings can be told by. */
export function placeAt(line: number): SourceRange {
  return { file: '/plans/test.rtplan', start: { line, character: 4 }, end: { line, character: 20 } };
}

export function imageFrom(source: PlanImage['source'], quantity: PlanImage['quantity'] = 'HU'): PlanImage {
  return { name: 'ct', source, quantity, at: placeAt(7) };
}
