import type { Assertion as PlanAssertion, JudgedBy, PlanTest } from '../plan/plan.ts';
import { hasThreshold } from '../plan/region-thresholds.ts';
import { baseUnit } from '../units/units.ts';
import { reportUnreadable } from './blocks.ts';
import { type Context, report, resolveName } from './context.ts';
import type { Assertion, Judged, Test } from './generated/ast.ts';
import { type Measurable, pointsFix, sideInWords, sidesOf } from './measures.ts';
import { valueOf } from './quantities.ts';
import { isBroken, rangeOf, textOf } from './source.ts';
import { planningImageOf } from './thresholds.ts';

/** The tests of a plan; an assertion that a diagnostic is about is left out. */
export function resolveTests(context: Context, nodes: readonly Test[], measurable: Measurable): PlanTest[] {
  const titles = new Map<string, Test>();
  return nodes.flatMap((node) => {
    const name = node.title?.trim();
    if (!name) return [];
    const first = titles.get(name);
    if (first)
      report(
        context,
        'RT1002',
        rangeOf(node, 'title'),
        `Another test is called "${name}". Give one of them another title.`,
        {
          related: [{ message: 'the other', range: rangeOf(first, 'title') }],
        },
      );
    titles.set(name, node);
    return [resolveTest(context, node, name, measurable)];
  });
}

function resolveTest(context: Context, node: Test, name: string, measurable: Measurable): PlanTest {
  const judgedBy: JudgedBy[] = [];
  const assertions: PlanAssertion[] = [];
  let isEmpty = true;
  for (const part of node.parts) {
    if (part.$type === 'Allow') continue;
    if (reportUnreadable(context, part, 'test') || isBroken(part)) isEmpty = false;
    else if (part.$type === 'Judged') judgedBy.push(...(resolveJudged(context, part, measurable) ?? []));
    else if (part.$type === 'Assertion') {
      isEmpty = false;
      assertions.push(...(resolveAssertion(context, part, measurable) ?? []));
    }
  }
  if (isEmpty && !isBroken(node))
    report(
      context,
      'RT0013',
      rangeOf(node, 'title'),
      'This test asserts nothing. Write what has to hold: "assert GTV.TCP >= 60 %".',
    );
  return { name, judgedBy, assertions, at: rangeOf(node, 'title') };
}

function resolveAssertion(context: Context, node: Assertion, measurable: Measurable): PlanAssertion[] | undefined {
  const sides = sidesOf(context, node, measurable);
  if (!sides) return undefined;
  const [left, right] = sides;
  const { kind, alphaBetaGy } = left.kind;
  if (kind !== right.kind.kind || alphaBetaGy !== right.kind.alphaBetaGy) {
    const points = kind === 'percentagePoints' && right.kind.kind === 'percent' ? pointsFix(node.right) : undefined;
    return report(
      context,
      'RT2003',
      rangeOf(node),
      points
        ? `The left side is ${sideInWords(left.kind)}, and the right one per cent of something that is not said. Percentage points are written "pp".`
        : `The left side is ${sideInWords(left.kind)}, the right one ${sideInWords(right.kind)}: they cannot be compared.`,
      points ? { fixes: [points] } : {},
    );
  }
  return [
    {
      text: textOf(node).replace(/^assert\s+/, ''),
      left: left.measured,
      comparison: node.comparison,
      right: right.measured,
      unit: kind === 'eqd2' ? `Gy EQD2[${alphaBetaGy}]` : baseUnit(kind),
      at: rangeOf(node),
    },
  ];
}

function resolveJudged(context: Context, node: Judged, { regions }: Measurable): JudgedBy[] | undefined {
  const subject = resolveName(context, node, 'subject', node.subject, node.threshold ? ['region'] : ['image']);
  const size = node.threshold
    ? valueOf(context, node.size, { what: 'how far the threshold is off', kind: 'percent', positive: true, max: 90 })
    : valueOf(context, node.size, { what: 'the shift', kind: 'length', positive: true, max: 50 });
  if (!subject || size === undefined) return undefined;
  const at = rangeOf(node);
  if (!node.threshold) {
    const isPlanningImage = subject.node?.$type === 'Image' && planningImageOf(subject.node) === subject.node;
    if (!isPlanningImage) return [{ kind: 'shift', image: subject.name, byMm: size, at }];
    return report(
      context,
      'RT1036',
      rangeOf(node, 'subject'),
      `${subject.name} is the planning image: beams, structures and dose lie by it, so that moving it moves all of them.`,
    );
  }
  const region = regions.find(({ name }) => name === subject.name);
  if (region && !hasThreshold(region.expression))
    return report(
      context,
      'RT1036',
      rangeOf(node, 'subject'),
      `No threshold of an image makes ${subject.name}, so none can be off.`,
    );
  return region && [{ kind: 'threshold', region: subject.name, offPercent: size, at }];
}
