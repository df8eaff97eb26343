import { LangiumParserErrorMessageProvider, type ParseResult } from 'langium';
import type { DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import { refusedUnit, unitSymbols } from '../units/units.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { TextFinding } from './findings.ts';
import { isName, type Token, type TokenType } from './tokens.ts';

type ParserError = ParseResult['parserErrors'][number];

/**
 * Hands on what the parser expected, as names of token types: chevrotain carries nothing but text from here to `parserFindings`, which knows
 * the neighbours of the token and makes the sentence.
 */
export class PlanParserErrorMessages extends LangiumParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected }: { expected: TokenType; actual: Token }): string {
    return namesOf([expected]);
  }

  override buildNotAllInputParsedMessage(): string {
    return 'EOF';
  }

  override buildNoViableAltMessage({ expectedPathsPerAlt }: { expectedPathsPerAlt: TokenType[][][] }): string {
    return namesOf(expectedPathsPerAlt.flat().map((path) => path[0]));
  }

  override buildEarlyExitMessage({ expectedIterationPaths }: { expectedIterationPaths: TokenType[][] }): string {
    return namesOf(expectedIterationPaths.map((path) => path[0]));
  }
}

/**
 * The parser's errors in the words of this language, with what mends them; one a line, since what follows the first is mostly its consequence.
 * `tokens` are those that the parser read.
 */
export function parserFindings(
  errors: readonly ParserError[],
  text: string,
  tokens: readonly Token[],
  earlier: readonly TextFinding[],
): TextFinding[] {
  if (errors.length === 0) return [];
  const findings: TextFinding[] = [];
  const lines = new Set(
    earlier.filter(({ code }) => code === 'RT0005' || code === 'RT0006').map((finding) => lineOf(text, finding.start)),
  );
  const places = new Map(tokens.map((token, i) => [token, i]));
  for (const error of errors) {
    const at = places.get(error.token) ?? tokens.length;
    const actual = tokens[at];
    const previous = tokens
      .slice(0, at)
      .findLast((token) => token.image.trim() !== '' && token.isInsertedInRecovery !== true);
    const anchor = actual !== undefined && isReadable(actual) ? actual : previous;
    const start = anchor?.startOffset ?? 0;
    const end = start + (anchor?.image.length ?? 0);
    const line = lineOf(text, start);
    if (lines.has(line)) continue;
    lines.add(line);
    const slip = slipAt(tokens, at);
    if (slip) {
      findings.push(slip);
      continue;
    }
    const expected = tokens[at - 1]?.tokenType.name === 'allow' ? ['CODE'] : error.message.split(' ');
    const explanation = explained(actual, tokens[at - 1], expected);
    findings.push({ ...explanation, start, end, ...(explanation.code === 'RT2001' ? fixOf(actual, start, end) : {}) });
  }
  return findings;
}

/** What people write who know how it is written elsewhere: the message says how it is written here. */
function slipAt(tokens: readonly Token[], at: number): TextFinding | undefined {
  const [beforePrevious, previous, actual, next] = [-2, -1, 0, 1].map((i): Token | undefined => tokens[at + i]);
  if (actual === undefined || !isReadable(actual)) return undefined;
  const instead = (code: DiagnosticCode, message: string, from: Token, to: Token, newText?: string): TextFinding => {
    const [start, end] = [from.startOffset, to.startOffset + to.image.length];
    const fix = newText === undefined ? {} : { fix: { title: `Write ${newText}`, start, end, newText } };
    return { code, message, start, end, ...fix };
  };
  if (/[“”„«»]/.test(actual.image)) return instead('RT0009', 'Text stands in straight quotes: "…".', actual, actual);
  const sign = otherSigns[actual.image];
  if (sign !== undefined) {
    const last = next?.image === actual.image && touch(actual, next) ? next : actual;
    return instead(
      'RT0009',
      `The character "${actual.image}" has no meaning here: write "${sign}".`,
      actual,
      last,
      sign,
    );
  }
  if (actual.image === ',' && isNumber(previous) && isNumber(next) && touch(previous, actual) && touch(actual, next)) {
    const number = `${previous.image}.${next.image}`;
    return instead('RT0002', `A number has a decimal point, not a comma: ${number}.`, previous, next, number);
  }
  if (actual.image === '.' && isNumber(next) && touch(actual, next) && !isNumber(previous)) {
    const number = `0.${next.image}`;
    return instead('RT0002', `A number begins with a digit: ${number}.`, actual, next, number);
  }
  if (previous?.image === 'structure' && isName(actual)) {
    const name = `"${actual.image}"`;
    return instead('RT0002', `A structure's name stands in quotes: structure ${name}.`, actual, actual, name);
  }
  if (previous && /^[DV]\d+(\.\d+)?$/.test(previous.image) && metricUnits.has(actual.image)) {
    const written = previous.image + actual.image;
    return instead('RT0010', `A metric is written without spaces: ${written}.`, previous, actual, written);
  }
  if (/^[DV]$/.test(previous?.image ?? '') && isNumber(actual) && metricUnits.has(next?.image ?? '')) {
    const written = previous!.image + actual.image + next!.image;
    return instead('RT0010', `A metric is written without spaces: ${written}.`, previous!, next!, written);
  }
  if (actual.image === '+' && previous?.image === 'P' && touch(previous, actual))
    return instead(
      'RT0002',
      'The probability of control without complications is written P_plus.',
      previous,
      actual,
      'P_plus',
    );
  if (previous?.image === 'EQD2')
    return instead(
      'RT0002',
      `An EQD2 names its alpha/beta behind the metric: eqd2(${/^(D\d|max|mean|min)/.test(actual.image) ? actual.image : 'D0.03cc'}, 2 Gy).`,
      previous,
      actual,
    );
  if (
    actual.image === '=' &&
    previous &&
    isName(previous) &&
    (beforePrevious?.image === '(' || beforePrevious?.image === ',')
  )
    return instead(
      'RT0002',
      `What stands in parentheses is named with a colon: ${previous.image}: ….`,
      actual,
      actual,
      ':',
    );
  if (actual.image === '=' && previous?.image === '=' && touch(previous, actual))
    return instead('RT0002', 'Conditions compare with one "=".', previous, actual, '=');
  if (actual.image === '1' && next?.image.startsWith('/') === true && touch(actual, next)) {
    const unit = next.image === '/' ? '/Gy' : next.image;
    return instead('RT0002', `A unit below the line begins with the stroke: ${unit}, not 1${unit}.`, actual, next);
  }
  if (actual.image === '^' && previous && /^[A-Za-z]+$/.test(previous.image))
    return instead('RT0009', 'Powers of units are written out: "/Gy" for Gy^-1, "/Gy2" for Gy^-2.', previous, actual);
  if (actual.image === 'on' && beforePrevious?.image === 'from')
    return instead(
      'RT0002',
      'The date of a fact stands before its source: on 2026-02-03 from "report".',
      actual,
      actual,
    );
  if (beforePrevious?.image === 'start' && previous?.image === '=' && /^\d/.test(actual.image))
    return instead(
      'RT0002',
      'A schedule starts on a day of the week, which the overall time depends on, not on a date: start = monday.',
      actual,
      actual,
    );
  if (actual.image === 'in' && isNumber(next) && (previous?.image === 'Gy' || previous?.image === 'Gy/fraction'))
    return instead(
      'RT0002',
      'All regions share the fractions and differ in dose per fraction. Another number of fractions is a phase of its own: "phase Boost 8 fractions after Base { … }".',
      actual,
      next,
    );
  if (previous?.image === 'prefer' && beforePrevious && comparisons.has(beforePrevious.image))
    return instead(
      'RT0008',
      `The limit is missing between "${beforePrevious.image}" and "prefer".`,
      previous,
      previous,
    );
  return undefined;
}

const metricUnits = new Set(['%', 'cc', 'Gy']);
const comparisons = new Set(['<=', '>=', '<', '>']);
/** Signs of a word processor, a formula or another language, single or doubled, and how a plan writes them. */
const otherSigns: Readonly<Record<string, string | undefined>> = {
  '≤': '<=',
  '≥': '>=',
  '−': '-',
  '–': '-',
  '×': 'x',
  '°': 'deg',
  '&': 'and',
  '&&': 'and',
  '|': 'or',
  '||': 'or',
  '!': 'not',
};

function isNumber(token: Token | undefined): token is Token {
  return token?.tokenType.name === 'NUMBER';
}

function touch(first: Token, second: Token): boolean {
  return first.startOffset + first.image.length === second.startOffset;
}

function explained(
  actual: Token | undefined,
  previous: Token | undefined,
  expected: readonly string[],
): { code: DiagnosticCode; message: string } {
  if (actual === undefined || !isReadable(actual))
    return { code: 'RT0008', message: `This statement is not finished: ${inWords(expected)} has to follow.` };
  const wantsWord = expected.every((name) => /^[A-Za-z_]+$/.test(name) && !Object.hasOwn(tokenWords, name));
  if (previous?.tokenType.name === 'NUMBER' && isName(actual) && !wantsWord) {
    const unit = suggestedUnit(actual.image);
    const rest = unit
      ? `: "${unit}"?`
      : `. Units are ${unitSymbols
          .filter((symbol) => symbol !== refusedUnit)
          .sort()
          .join(', ')}.`;
    return { code: 'RT2001', message: `"${actual.image}" is not a unit of the plan language${rest}` };
  }
  if (actual.tokenType.name === 'STRAY')
    return { code: 'RT0009', message: `The character "${actual.image}" has no meaning here.` };
  const found = quoted(actual.image.length > 30 ? `${actual.image.slice(0, 30)}…` : actual.image);
  if (expected.some((name) => endings.has(name))) {
    return {
      code: 'RT0002',
      message: `${found} cannot follow here: the statement is complete before it. Put a new statement on its own line.`,
    };
  }
  return { code: 'RT0002', message: `${found} cannot stand here: ${inWords(expected)} is expected.` };
}

function fixOf(actual: Token | undefined, start: number, end: number): Pick<TextFinding, 'fix'> {
  const suggestion = actual && suggestedUnit(actual.image);
  return suggestion ? { fix: { title: `Write "${suggestion}"`, start, end, newText: suggestion } } : {};
}

function namesOf(types: readonly (TokenType | undefined)[]): string {
  return [...new Set(types.flatMap((type) => (type ? [type.name] : [])))].join(' ');
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
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
  // Every single letter is one letter away from every other.
  if (word.length === 1) return undefined;
  return didYouMean(
    word,
    unitSymbols.filter((symbol) => symbol !== refusedUnit),
  );
}

/** Tokens that end a statement. */
const endings = new Set(['NL', 'NL1', 'NL2', '}', 'CLOSE', 'EOF']);

function isReadable(token: Token): boolean {
  return !endings.has(token.tokenType.name) && token.isInsertedInRecovery !== true;
}

const tokenWords: Readonly<Record<string, string>> = {
  NL: 'the end of the line',
  NL1: 'the end of the line',
  NL2: 'the end of the line',
  EOF: 'the end of the plan',
  OPEN: '"{"',
  CLOSE: '"}"',
  UNIT: 'a unit',
  SHARE: '"of"',
  NAME: 'a name',
  ID: 'a name',
  NUMBER: 'a number',
  STRING: 'text in quotes',
  METRIC: 'a metric such as D95%, D0.03cc, V20Gy, mean or max',
  DATE: 'a date such as 2024-05-31',
  CODE: 'the code of a finding, such as RT4126,',
};

function inWords(expected: readonly string[]): string {
  const names = new Set(expected);
  if (names.has('NUMBER') && names.has('ID')) return 'a value';
  if (names.has('METRIC')) return tokenWords.METRIC;
  const words = [...names].map((name) => tokenWords[name] ?? `"${name}"`);
  if (words.length === 0) return 'something else';
  if (words.length === 1) return words[0];
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

function quoted(text: string): string {
  return text.startsWith('"') ? `The text ${text}` : `"${text}"`;
}
