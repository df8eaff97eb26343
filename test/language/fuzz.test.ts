import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalyser } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { offsetAt } from '../support/markers.ts';
import { seededRandom } from '../support/random.ts';

const examples = join(import.meta.dirname, '../../examples');
const mutations = 10_000;

/**
 * A small plan with one mistake of its own in every statement that has one (the words after `//!`), so that each statement has a finding to keep.
 * None of these findings depends on another statement: they are of syntax and of units.
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

describe('the parser under ten thousand seeded mutations', () => {
  const texts = readdirSync(examples)
    .filter((name) => name.endsWith('.rtplan'))
    .map((name) => readFileSync(join(examples, name), 'utf8'));
  const box = readFileSync(join(examples, 'four-field-box.rtplan'), 'utf8').replace(/^ *aperture.*\n/gm, '');
  texts.push(`${box}\noptimise { technique = imrt   deliver = step_and_shoot, at most 80 segments   bixel = 5 mm }\n`);

  it('never throws and never hangs, and neither does the formatter', function () {
    this.timeout(300_000);
    const random = seededRandom(20_240_607);
    const analyser = createAnalyser();
    for (let i = 0; i < mutations / 2; i++) {
      let text = texts[i % texts.length];
      for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) text = mutate(text, 0, text.length, random);
      try {
        const { plan, diagnostics } = analyser({ file: '/plan.rtplan', text }, () => undefined);
        assert.ok(plan === undefined || diagnostics.every((d) => d.severity !== 'error'));
        // No plan is never without a reason, except in a text that is no plan.
        assert.ok(
          plan !== undefined || !/^plan "/m.test(text) || diagnostics.some((d) => d.severity === 'error'),
          'no plan and no error',
        );
        if (i % 10 === 0) assert.equal(format(format(text)), format(text));
      } catch (error) {
        throw new Error(`mutation ${i}: ${String(error)}\n${(error as Error).stack}\n${text}`, { cause: error });
      }
    }
  });

  it('keeps the findings of syntax and units in every statement that a mutation does not touch', function () {
    this.timeout(300_000);
    const random = seededRandom(77);
    const analyser = createAnalyser();
    const before = ownFindings(planted);
    assert.ok(before.length >= 12, `only ${before.length} findings are planted`);
    const statements = topLevelStatements(planted);
    for (let i = 0; i < mutations / 2; i++) {
      const touched = statements[Math.floor(random() * statements.length)];
      const text = mutate(planted, touched.start, touched.end, random);
      const shift = text.length - planted.length;
      const after = new Set(ownFindings(text).map(({ code, start }) => `${code} at ${start}`));
      for (const finding of before) {
        if (finding.start >= touched.start && finding.start <= touched.end) continue;
        const expected = `${finding.code} at ${finding.start > touched.end ? finding.start + shift : finding.start}`;
        assert.ok(
          after.has(expected),
          `mutation ${i}: lost ${expected} (${finding.marked})\n--- mutated statement\n${text.slice(touched.start, touched.end + shift)}\n---`,
        );
      }
    }

    function ownFindings(text: string): { code: string; start: number; marked: string }[] {
      return analyser({ file: '/plan.rtplan', text }, () => undefined)
        .diagnostics.filter((d) => /^RT0(002|005|006|007|008|009|010)|^RT20(01|02|03|05)/.test(d.code))
        .map((d) => ({
          code: d.code,
          start: offsetAt(text, d.range.start),
          marked: text.slice(offsetAt(text, d.range.start), offsetAt(text, d.range.end)),
        }));
    }
  });

  it('keeps the findings of the other lines of a block when a mutation stays inside one line', function () {
    this.timeout(60_000);
    const random = seededRandom(5);
    const goals = [
      'PTV D95 >= 47 Gy must',
      'PTV D2% <= 5500 cGy must',
      'PTV mean <= 50 must',
      'PTV V20Gy <= 30 Gy must',
      'PTV max <= 60 mm must',
    ];
    const text = (lines: readonly string[]): string =>
      `target PTV = structure "A"\n\ngoals {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
    const findings = (plan: string): string[] =>
      createAnalyser()({ file: '/plan.rtplan', text: plan }, () => undefined).diagnostics.map(
        (d) => `${d.code} on line ${d.range.start.line}`,
      );
    const before = findings(text(goals));
    for (let i = 0; i < 500; i++) {
      const line = Math.floor(random() * goals.length);
      const mutated = mutate(goals[line], 0, goals[line].length, random);
      // What opens or closes a block, or ends the line, touches more than the line.
      if (/[{}\n;]/.test(mutated)) continue;
      const after = new Set(findings(text(goals.with(line, mutated))));
      for (const finding of before) {
        if (finding.endsWith(` ${line + 3}`)) continue;
        assert.ok(after.has(finding), `mutation ${i}: lost ${finding} after "${mutated}"`);
      }
    }
  });
});

const scraps = [
  '{',
  '}',
  '(',
  ')',
  '"',
  '=',
  '\n',
  ';',
  '//',
  '<=',
  ',',
  '.',
  '-',
  '%',
  ' Gy',
  ' mm',
  ' of ',
  ' 3 ',
  'target',
  'goals {',
  'beam',
  '$',
  'é',
  '\u0000',
  '\uE001',
  'alpha/beta',
  '1e7',
  'std.',
  ' and ',
  '\t',
];

/** One edit between two offsets: insert, delete, replace, double or swap a piece. */
function mutate(text: string, from: number, to: number, random: () => number): string {
  const at = from + Math.floor(random() * (to - from));
  const length = Math.min(1 + Math.floor(random() * 12), to - at);
  const scrap = scraps[Math.floor(random() * scraps.length)];
  switch (Math.floor(random() * 5)) {
    case 0:
      return text.slice(0, at) + scrap + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + scrap + text.slice(at + length);
    case 3:
      return text.slice(0, at + length) + text.slice(at);
    default:
      return (
        text.slice(0, at) +
        text[at] +
        text
          .slice(at, at + length)
          .split('')
          .reverse()
          .join('') +
        text.slice(at + length)
      );
  }
}

/** From the first character of each statement to the end of its last line, the line break after it excluded. */
function topLevelStatements(text: string): { start: number; end: number }[] {
  const starts = [...text.matchAll(/^(?=[a-z])/gm)].map((match) => match.index);
  return starts.map((start, i) => ({ start, end: start + text.slice(start, starts[i + 1]).trimEnd().length }));
}
