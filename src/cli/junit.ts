import { escaped } from '../preview/draw/escaped.ts';

/** One test of a suite; its time counts for the suite. */
export interface JUnitCase {
  readonly name: string;
  /** From 1. */
  readonly line?: number;
  /** Absent: it holds. An error is what kept it from being tried. */
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string };
  /** Said of a test that holds. */
  readonly note?: string;
}

export interface JUnitSuite {
  readonly name: string;
  readonly seconds: number;
  readonly cases: readonly JUnitCase[];
}

/** Results in the XML that continuous-integration servers read. */
export function junitXml(suites: readonly JUnitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const lines = suites.flatMap((suite) => [
    `  <testsuite name="${written(suite.name)}" ${counts(suite.cases)} time="${suite.seconds.toFixed(3)}">`,
    ...suite.cases.flatMap((one) => caseLines(suite.name, one)),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dosewright" ${counts(all)} time="${seconds.toFixed(3)}">`,
    ...lines,
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(file: string, { name, line, problem, note }: JUnitCase): string[] {
  const place = `file="${written(file)}"${line === undefined ? '' : ` line="${line}"`}`;
  const open = `    <testcase classname="${written(file)}" name="${written(name)}" ${place}`;
  if (problem) {
    const { kind, type, message } = problem;
    const inside = `      <${kind} type="${written(type)}" message="${written(message)}">${written(message)}</${kind}>`;
    return [`${open}>`, inside, '    </testcase>'];
  }
  if (note !== undefined) return [`${open}>`, `      <system-out>${written(note)}</system-out>`, '    </testcase>'];
  return [`${open}/>`];
}

function counts(cases: readonly JUnitCase[]): string {
  const of = (kind: 'failure' | 'error'): number => cases.filter(({ problem }) => problem?.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="0"`;
}

/** In one line, and without characters that XML 1.0 cannot hold: they become a replacement character. */
function written(text: string): string {
  const held = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return escaped(held).replace(/\n/g, '&#10;');
}
