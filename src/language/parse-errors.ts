import { LangiumParserErrorMessageProvider, type ParseResult } from 'langium';
import type { DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import { unitSymbols } from '../units/units.ts';
import { didYouMean } from './did-you-mean.ts';
import type { TextFinding } from './findings.ts';
import { isName } from './layout.ts';
import type { Token, TokenType } from './tokens.ts';

type ParserError = ParseResult['parserErrors'][number] & { readonly previousToken?: Token };

/**
 * The parser's messages in the words of this language. Each begins with its diagnostic code, because chevrotain carries nothing but text from
 * here to where the finding is made.
 */
export class PlanParserErrorMessages extends LangiumParserErrorMessageProvider {
  override buildMismatchTokenMessage({
    expected,
    actual,
    previous,
  }: {
    expected: TokenType;
    actual: Token;
    previous: Token;
    ruleName: string;
  }): string {
    return explain(actual, previous, [expected]);
  }

  override buildNotAllInputParsedMessage({ firstRedundant }: { firstRedundant: Token; ruleName: string }): string {
    return explain(firstRedundant, undefined, []);
  }

  override buildNoViableAltMessage({
    expectedPathsPerAlt,
    actual,
    previous,
  }: {
    expectedPathsPerAlt: TokenType[][][];
    actual: Token[];
    previous: Token;
    ruleName: string;
  }): string {
    return explain(actual[0], previous, [
      ...new Set(
        expectedPathsPerAlt
          .flat()
          .map((path) => path[0])
          .filter((type) => type !== undefined),
      ),
    ]);
  }

  override buildEarlyExitMessage({
    expectedIterationPaths,
    actual,
    previous,
  }: {
    expectedIterationPaths: TokenType[][];
    actual: Token[];
    previous: Token;
    ruleName: string;
  }): string {
    return explain(actual[0], previous, [
      ...new Set(expectedIterationPaths.map((path) => path[0]).filter((type) => type !== undefined)),
    ]);
  }
}

/** Where the finding is and what mends it; one a line, since what follows the first is mostly its consequence. */
export function parserFindings(errors: readonly ParserError[], text: string): TextFinding[] {
  const findings: TextFinding[] = [];
  const lines = new Set<number>();
  for (const error of errors) {
    const token = error.token as Token;
    const previous = error.previousToken;
    const anchor = isReadable(token) || previous === undefined || Number.isNaN(previous.startOffset) ? token : previous;
    const start = Number.isNaN(anchor.startOffset) ? Math.max(text.trimEnd().length - 1, 0) : anchor.startOffset;
    const end = Math.max(start + (anchor.image.length || 1), start);
    const line = text.slice(0, start).split('\n').length;
    if (lines.has(line)) continue;
    lines.add(line);
    const code = error.message.slice(0, 6) as DiagnosticCode;
    const suggestion = (code as string) === 'RT2001' ? suggestedUnit(token.image) : undefined;
    findings.push({
      code,
      message: error.message.slice(7),
      start,
      end: Math.min(end, text.length),
      ...(suggestion ? { fix: { title: `Write "${suggestion}"`, start, end, newText: suggestion } } : {}),
    });
  }
  return findings;
}

function explain(actual: Token, previous: Token | undefined, expected: readonly TokenType[]): string {
  if (!isReadable(actual)) return `RT0008 This statement is not finished: ${inWords(expected)} has to follow.`;
  const afterNumber = previous?.tokenType.name === 'NUMBER' && previous.endLine === actual.startLine;
  const wantsWord = expected.length > 0 && expected.every((type) => (type.CATEGORIES?.length ?? 0) > 0);
  if (afterNumber && isName(actual) && !wantsWord) {
    const unit = suggestedUnit(actual.image);
    return `RT2001 "${actual.image}" is not a unit of the plan language${unit ? `: "${unit}"?` : `. Units are ${unitSymbols.slice().sort().join(', ')}.`}`;
  }
  if (actual.tokenType.name === 'STRAY')
    return `RT0009 The character "${actual.image}" has no meaning here: ${inWords(expected)} is expected.`;
  const complete =
    expected.length === 0 || expected.some((type) => type.name === 'NL' || type.name === '}' || type.name === 'EOF');
  const found = actual.image.length > 30 ? `${actual.image.slice(0, 30)}…` : actual.image;
  if (complete)
    return `RT0002 ${quoted(found)} cannot follow here: the statement is complete before it. Put a new statement on its own line.`;
  return `RT0002 ${quoted(found)} cannot stand here: ${inWords(expected)} is expected.`;
}

/** Texts that people write for a unit, apart from what is near enough in spelling. */
const otherSpellings: Readonly<Record<string, string>> = {
  Gray: 'Gy',
  gray: 'Gy',
  grays: 'Gy',
  Grays: 'Gy',
  gy: 'Gy',
  GY: 'Gy',
  cgy: 'Gy',
  days: 'd',
  day: 'd',
  hours: 'h',
  hour: 'h',
  minutes: 'min',
  years: 'y',
  year: 'y',
  degrees: 'deg',
  degree: 'deg',
  percent: '%',
  ccm: 'cc',
  mL: 'ml',
  millimetres: 'mm',
  centimetres: 'cm',
  hu: 'HU',
  suv: 'SUV',
};

function suggestedUnit(word: string): string | undefined {
  if (Object.hasOwn(otherSpellings, word)) return otherSpellings[word];
  return didYouMean(
    word,
    unitSymbols.filter((symbol) => symbol !== 'cGy'),
  );
}

function isReadable(token: Token): boolean {
  return (
    token.tokenType.name !== 'NL' &&
    token.tokenType.name !== 'EOF' &&
    token.tokenType.name !== '}' &&
    !Number.isNaN(token.startOffset)
  );
}

const tokenWords: Readonly<Record<string, string>> = {
  NL: 'the end of the line',
  EOF: 'the end of the plan',
  UNIT: 'a unit',
  SHARE: '"of"',
  NAME: 'a name',
  ID: 'a name',
  NUMBER: 'a number',
  STRING: 'text in quotes',
  METRIC: 'a metric such as D95%, D0.03cc, V20Gy, mean or max',
  DATE: 'a date such as 2024-05-31',
};

function inWords(expected: readonly TokenType[]): string {
  const names = new Set(expected.map((type) => type.name));
  if (names.has('NUMBER') && names.has('ID')) return 'a value';
  const words = [...names].map((name) => tokenWords[name] ?? `"${name}"`);
  if (words.length === 0) return 'something else';
  if (words.length === 1) return words[0];
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

function quoted(text: string): string {
  return text.startsWith('"') ? `The text ${text}` : `"${text}"`;
}
