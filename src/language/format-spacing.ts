import type { Token } from './tokens.ts';

/** Words of the language after which a minus sign belongs to the number that follows. */
const beforeSign = new Set([
  'threshold',
  'from',
  'every',
  'to',
  'at',
  'margin',
  'density',
  'varies',
  'uncertain',
  'edge',
  'expand',
  'shrink',
  'within',
  'and',
  'or',
  'minus',
]);
const operators = new Set(['+', '-', '*', '/', '=', '<', '>', '<=', '>=', ',', '(', ':']);
/** Words of the language that are written like functions. */
const functionWords = new Set(['margin', 'min', 'max', 'jaws']);

/** What stands between two neighbours of one line; `before` stands left of both. */
export function spaceBetween(left: Token | undefined, right: Token, before: Token | undefined): string {
  if (left === undefined) return '';
  const [a, b] = [left.image, right.image];
  if (b === ',' || b === ')' || b === ':' || b === '.' || b === ';' || a === '(' || a === '.') return '';
  if (b === '(' && (left.tokenType.name === 'ID' || functionWords.has(a))) return '';
  const isSign = a === '-' && (before === undefined || operators.has(before.image) || beforeSign.has(before.image));
  if (isSign) return '';
  if (a === '{' && b === '}') return '';
  return ' ';
}
