import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalyser } from '../../src/language/analyse.ts';
import { offsetAt, unmarked } from '../support/markers.ts';
import type { Level } from './level.ts';
import { below, mutate, oneOf } from './mutate.ts';

/**
 * A small plan with one mistake of its own in every statement that has one, so that each statement has a finding to keep. None of these findings
 * depends on another statement: they are of syntax and of units.
 */
const planted = `plan "Planted"

phantom Box {
  size = 20 cm x 20 deg x 20 cm
  Body = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 30 mm }
}

patient P1 {
  images { ct = phantom Box }
  structures = phantom Box
  body = threshold -300 Gy
}

tissue Tumour {
  alpha = 0.3 /cc
  repopulation { start = 28 mm   doubling = 3 d }
}

target GTV = structure "Body" {
  smooth = 2 Gy
}

target PTV = GTV + 5 parsec

schedule 25 fractions, 5 per week {
  PTV 5000 cGy
  normalise PTV D50% = 50
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = 10 cm x 10 deg
  beam A { gantry = 5 mm   couch = 3 Gy }
}

goals {
  PTV D95 >= 47 Gy must
  PTV D2% <= 55 cGy must
}

optimise { bixel = 5 deg }

compute { grid = 3 deg }
`;

interface Finding {
  readonly code: string;
  readonly start: number;
  readonly marked: string;
}

interface Statement {
  readonly start: number;
  readonly end: number;
}

interface Base {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly findings: readonly Finding[];
}

/**
 * Findings of the statements that a mutation does not touch. The plan with a mistake in every statement, and every fixture of a diagnostic of
 * syntax or of units with whatever statements its finding does not depend on: those without which it is found all the same.
 */
export function untouchedStatements(): Level & { readonly planted: number } {
  const analyse = createAnalyser();
  // Braces (RT0003, RT0004) are closed by other statements than they are opened in.
  const own = (text: string): Finding[] =>
    analyse({ file: '/plan.rtplan', text }, () => undefined)
      .diagnostics.filter((d) => /^RT0(002|005|006|007|008|009|010|011|012)|^RT20/.test(d.code))
      .map((d) => ({
        code: d.code,
        start: offsetAt(text, d.range.start),
        marked: text.slice(offsetAt(text, d.range.start), offsetAt(text, d.range.end)),
      }));
  const places = (text: string): Set<string> => new Set(own(text).map(({ code, start }) => `${code} at ${start}`));
  const after = ({ code, start }: Finding, touched: Statement, shift: number): string =>
    `${code} at ${start > touched.end ? start + shift : start}`;
  const elsewhere = (findings: readonly Finding[], { start, end }: Statement): Finding[] =>
    findings.filter((finding) => finding.start < start || finding.start > end);

  const bases: Base[] = [planted, ...fixtures()].map((text) => ({
    text,
    statements: topLevelStatements(text),
    findings: own(text),
  }));
  /** By base and statement, worked out when first asked for. */
  const known = new Map<Statement, readonly Finding[]>();
  const independentOf = ({ text, findings }: Base, touched: Statement): readonly Finding[] => {
    const found = known.get(touched);
    if (found) return found;
    const without = text.slice(0, touched.start) + text.slice(touched.end);
    const left = places(without);
    const kept = elsewhere(findings, touched).filter((finding) =>
      left.has(after(finding, touched, touched.start - touched.end)),
    );
    known.set(touched, kept);
    return kept;
  };

  return {
    name: 'untouched statements',
    planted: bases[0].findings.length,
    caseOf(random) {
      const base = random() < 0.5 ? bases[0] : oneOf(random, bases);
      const { text, statements } = base;
      const touched = statements[below(random, statements.length)];
      const mutated = mutate(text, touched.start, touched.end, random);
      return {
        text: mutated.slice(touched.start, mutated.length - (text.length - touched.end)),
        check(statement) {
          const found = places(text.slice(0, touched.start) + statement + text.slice(touched.end));
          const shift = statement.length - (touched.end - touched.start);
          for (const finding of independentOf(base, touched)) {
            const expected = after(finding, touched, shift);
            assert.ok(
              found.has(expected),
              `lost ${expected} (${finding.marked})${base === bases[0] ? '' : ` of\n${text}`}`,
            );
          }
        },
      };
    },
  };
}

function fixtures(): string[] {
  const folder = join(import.meta.dirname, '../language/diagnostics');
  return readdirSync(folder)
    .filter((code) => /^RT(0|20)/.test(code))
    .map((code) => unmarked(readFileSync(join(folder, code, 'bad.rtplan'), 'utf8')).text)
    .filter((text) => !/^import/m.test(text));
}

/** From the first character of each statement to the end of its last line, the line break after it excluded. */
function topLevelStatements(text: string): Statement[] {
  const starts = [...text.matchAll(/^(?=[a-z])/gm)].map((match) => match.index);
  return starts.map((start, i) => ({ start, end: start + text.slice(start, starts[i + 1]).trimEnd().length }));
}
