import { adjustableAt } from '../language/adjustable.ts';
import type { NumberAnswer, NumberQuestion } from './protocol.ts';
import { rangeOf } from './locations.ts';
import { rangeBetween } from '../language/source.ts';
import { catalogue } from '../plan/diagnostics/catalogue.ts';
import type { PlanDocument } from './plan-document.ts';

/** The number nearest to a place, on its line, that a plan is steered by. */
export function numberAt(plan: PlanDocument, { position }: Pick<NumberQuestion, 'position'>): NumberAnswer {
  const { version, source } = plan;
  const offset = plan.offsetAt(position);
  const found = plan
    .tokensOfLineAt(offset)
    .filter(({ tokenType }) => tokenType.name === 'NUMBER')
    .flatMap(({ startOffset }) => adjustableAt(source, startOffset) ?? [])
    .map((number) => ({ number, far: Math.max(number.span.start - offset, offset - number.span.end, 0) }))
    .sort((a, b) => a.far - b.far)
    .at(0)?.number;
  if (!found) return { version };
  const { span, ...number } = found;
  const broken = source.findings.find(({ code }) => catalogue[code].severity === 'error');
  return {
    version,
    number: { ...number, range: rangeOf(rangeBetween(source, span.start, span.end)) },
    ...(broken
      ? {
          blocked: `The text cannot be read at line ${plan.positionAt(broken.start).line + 1}: ${broken.message} Mend that first.`,
        }
      : {}),
  };
}
