import { didYouMean } from '../plan/did-you-mean.ts';
import { type Kind, kindInWords, unitNamed } from '../units/units.ts';
import type { Condition, FactDatum } from './condition.ts';
import { type Context, replace, report } from './context.ts';
import { baseValue, valueInWords, valuesOfFact } from './fact-values.ts';
import type { Condition as ConditionNode, FactTest, FactValue } from './generated/ast.ts';
import { rangeOf, sourceOf, spanOf } from './source.ts';

/** What the conditions of one protocol share. */
export interface FactsOfProtocol {
  /** Values that the protocol declares. */
  readonly declared: ReadonlyMap<string, readonly FactDatum[]>;
  /** The kind in which each fact was compared first. */
  readonly kinds: Map<string, Kind | 'word' | 'answer'>;
}

/** What a condition says, or `undefined` where a diagnostic has said what is wrong with it. */
export function readCondition(
  context: Context,
  node: ConditionNode | undefined,
  facts: FactsOfProtocol,
): Condition | undefined {
  switch (node?.$type) {
    case undefined:
      return undefined;
    case 'ConditionParenthesis':
      return readCondition(context, node.inner, facts);
    case 'ConditionNot': {
      const of = readCondition(context, node.operand, facts);
      return of && { kind: 'not', of };
    }
    case 'ConditionPair': {
      if (node.left?.$type === 'ConditionPair' && node.left.operator !== node.operator) reportMixed(context, node);
      const left = readCondition(context, node.left, facts);
      const right = readCondition(context, node.right, facts);
      return left && right && { kind: node.operator === 'and' ? 'all' : 'any', of: [left, right] };
    }
    case 'FactTest':
      return readTest(context, node, facts);
  }
}

/** The value that a text gives a fact, or compares it with. */
export function readFactValue(context: Context, node: FactValue | undefined): FactDatum | undefined {
  if (!node) return undefined;
  if (node.quantity) {
    const { value, unit } = node.quantity;
    const base = baseValue(value, unit);
    return base ?? report(context, 'RT2001', rangeOf(node), `"${unit}" is not a unit of the plan language.`);
  }
  if (node.text !== undefined) return node.text;
  const { word } = node;
  return word === 'yes' || word === 'true' ? true : word === 'no' || word === 'false' ? false : word;
}

function readTest(context: Context, node: FactTest, facts: FactsOfProtocol): Condition | undefined {
  const { fact } = node;
  if (!fact) return undefined;
  if (node.comparison === undefined && node.values.length === 0)
    return isOfKind(context, node, fact, 'answer', facts) ? { kind: 'oneOf', fact, values: [true] } : undefined;
  const nodes = node.comparison === undefined ? node.values : [node.value];
  const values = nodes.map((value) => readFactValue(context, value));
  const unit = nodes.find((value) => value?.quantity?.unit !== undefined)?.quantity?.unit;
  for (const [i, value] of values.entries()) {
    if (value === undefined || !isOfKind(context, nodes[i]!, fact, kindOf(value, nodes[i]), facts)) return undefined;
    if (!isPossible(context, nodes[i]!, fact, value, facts)) return undefined;
  }
  const known = values.filter((value) => value !== undefined);
  if (node.comparison === undefined || node.comparison === '=')
    return { kind: 'oneOf', fact, values: known, ...(unit === undefined ? {} : { unit }) };
  if (typeof known[0] !== 'number')
    return report(
      context,
      'RT2003',
      rangeOf(node.value!),
      `"${node.comparison}" compares numbers, and ${valueInWords(known[0])} is none. Words are compared with "=" or "in (…)".`,
    );
  return {
    kind: 'compare',
    fact,
    comparison: node.comparison,
    value: known[0],
    ...(unit === undefined ? {} : { unit }),
  };
}

function kindOf(value: FactDatum, node: FactValue | undefined): Kind | 'word' | 'answer' {
  if (typeof value === 'boolean') return 'answer';
  if (typeof value === 'string') return 'word';
  const unit = node?.quantity?.unit;
  return unit === undefined ? 'number' : (unitNamed(unit)?.kind ?? 'number');
}

/** One fact is of one kind in all conditions of a protocol. */
function isOfKind(
  context: Context,
  node: FactValue | FactTest,
  fact: string,
  kind: Kind | 'word' | 'answer',
  { kinds }: FactsOfProtocol,
): boolean {
  const first = kinds.get(fact);
  if (first === undefined) kinds.set(fact, kind);
  if (first === undefined || first === kind) return true;
  report(
    context,
    'RT2003',
    rangeOf(node),
    `${fact} is ${factKindInWords(first)} in an earlier condition, and this is ${factKindInWords(kind)}.`,
  );
  return false;
}

export function factKindInWords(kind: Kind | 'word' | 'answer'): string {
  return kind === 'word' ? 'a word' : kind === 'answer' ? 'yes or no' : kindInWords(kind);
}

function isPossible(
  context: Context,
  node: FactValue,
  fact: string,
  value: FactDatum,
  { declared }: FactsOfProtocol,
): boolean {
  const possible = valuesOfFact(fact, declared.get(fact));
  if (!possible || typeof value === 'number' || possible.includes(value)) return true;
  // T1a is a T1.
  if (typeof value === 'string' && possible.includes(value.slice(0, -1)) && /^[TN]\d[a-d]$/.test(value)) return true;
  const words = possible.map((one) => valueInWords(one));
  const near = typeof value === 'string' ? didYouMean(value, words) : undefined;
  report(
    context,
    'RT1010',
    rangeOf(node),
    `"${valueInWords(value)}" is not a value of ${fact}${near ? `: "${near}"?` : '.'} Possible: ${words.join(', ')}.`,
    near ? { fixes: [replace(`Write "${near}"`, rangeOf(node), near)] } : undefined,
  );
  return false;
}

function reportMixed(context: Context, node: Extract<ConditionNode, { $type: 'ConditionPair' }>): void {
  const left = node.left as Extract<ConditionNode, { $type: 'ConditionPair' }>;
  const { start, end } = spanOf(left);
  const text = sourceOf(node).text.slice(start, end);
  const range = rangeOf(left);
  report(
    context,
    'RT0011',
    rangeOf(node),
    `"${left.operator}" and "${node.operator}" stand side by side: say by parentheses which one comes first.`,
    { fixes: [replace(`Write (${text.length > 40 ? '…' : text}) ${node.operator} …`, range, `(${text})`)] },
  );
}
