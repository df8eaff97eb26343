import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { catalogue, type DiagnosticCode } from '../../src/plan/diagnostics/catalogue.ts';
import { foundBy } from '../../src/plan/diagnostics/found-by.ts';
import { offsetAt, unmarked } from '../support/markers.ts';
import { wholePlan } from '../server/whole-plan.ts';

const reason = 'because "the whole body is meant, discussed 3 Nov"';

const soundPlan = wholePlan.replace(' {\n  alpha/beta = 8 Gy\n}', '');

/** A plan with two goals in the unusual direction (RT5004), one a block. */
const plan = (marks: Partial<Record<'file' | 'first' | 'second', string>> = {}): string =>
  `${soundPlan
    .replace(/^goals \{\n[^]*?\n\}\n/m, '')
    .replace('target GTV =', 'organ Body = structure "Body"\ntarget GTV =')}${marks.file ?? ''}
goals {
${marks.first ?? ''}  Body D95% <|>=|> 10 Gy must
}

goals {
${marks.second ?? ''}  Body D90% <|>=|> 12 Gy must
}
`;

/** What is found and what is allowed, by code and marked text. */
function judged(marked: string) {
  const { text } = unmarked(marked);
  const { diagnostics, suppressed, plan: resolved } = analyse({ file: '/plans/plan.rtplan', text }, () => undefined);
  const said = ({ code, range }: { code: string; range: (typeof diagnostics)[number]['range'] }): string =>
    `${code} ${range.start.line + 1} ${text.slice(offsetAt(text, range.start), offsetAt(text, range.end))}`;
  return {
    text,
    resolved,
    found: diagnostics.map(said),
    allowed: suppressed.map(({ finding }) => said(finding)),
    reasons: suppressed.map((one) => one.reason),
  };
}

describe('allow', () => {
  it('leaves a plan without one as it is', () => {
    const { found, allowed } = judged(plan());
    assert.deepEqual(found.map((one) => one.split(' ')[0]), ['RT5004', 'RT5004']); // prettier-ignore
    assert.deepEqual(allowed, []);
  });

  it('covers the block that it stands in, and no other', () => {
    const { found, allowed, reasons, resolved } = judged(plan({ first: `  allow RT5004 ${reason}\n` }));
    assert.equal(found.length, 1);
    assert.equal(allowed.length, 1);
    assert.ok(Number(found[0].split(' ')[1]) > Number(allowed[0].split(' ')[1]), 'the second goal is still found');
    assert.deepEqual(reasons, ['the whole body is meant, discussed 3 Nov']);
    assert.ok(resolved);
  });

  it('covers the whole file at the top level, what stands before it too', () => {
    assert.deepEqual(judged(`${plan()}allow RT5004 ${reason}\n`).found, []);
    assert.equal(judged(`${plan()}allow RT5004 ${reason}\n`).allowed.length, 2);
  });

  it('covers the head of its block', () => {
    const iso = (block: string): string =>
      plan().replace('isocentre = centroid of PTV', 'isocentre = centroid of Body').replace('beams photon {', block);
    assert.ok(judged(iso('beams photon {')).found.some((one) => one.startsWith('RT5008')));
    const { found, allowed } = judged(iso(`beams photon {\n  allow RT5008 ${reason}`));
    assert.ok(!found.some((one) => one.startsWith('RT5008')));
    assert.equal(allowed.length, 1);
    const head = 'subtarget Avid of GTV = fdg >= 50 % of max in GTV';
    const margin = (block: string): string => plan().replace('target PTV = GTV + rim', `target PTV = GTV + 8 cm${block}`).replace(head, ''); // prettier-ignore
    assert.ok(judged(margin('')).found.some((one) => one.startsWith('RT5009')));
    assert.ok(!judged(margin(` { allow RT5009 ${reason} }`)).found.some((one) => one.startsWith('RT5009')));
  });

  it('of two that cover a finding the inner one counts, and the outer one is said to cover nothing', () => {
    const both = plan({ file: `allow RT5004 ${reason}\n`, first: `  allow RT5004 ${reason}\n`, second: `  allow RT5004 ${reason}\n` }); // prettier-ignore
    const { found, allowed } = judged(both);
    assert.equal(allowed.length, 2);
    assert.equal(found.length, 1);
    assert.match(found[0], /^RT1052 \d+ allow RT5004 because/);
  });

  it('is stale once its finding is mended, and the fix takes its line away', () => {
    const stale = plan({ first: `  allow RT5004 ${reason}\n` }).replaceAll('<|>=|>', '<=');
    const { diagnostics } = analyse({ file: '/plans/plan.rtplan', text: stale }, () => undefined);
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => `${code} ${severity}`),
      ['RT1052 warning'],
    );
    const [{ range, newText }] = diagnostics[0].fixes![0].edits;
    assert.equal(
      stale.slice(0, offsetAt(stale, range.start)) + newText + stale.slice(offsetAt(stale, range.end)),
      plan().replaceAll('<|>=|>', '<='),
    );
  });

  it('takes nothing but itself away where it shares its line', () => {
    const text = `${soundPlan}compute { allow RT5004 ${reason}; grid = 2 mm }\n`;
    const [found] = analyse({ file: '/p.rtplan', text }, () => undefined).diagnostics;
    const { range } = found.fixes![0].edits[0];
    assert.equal(text.slice(offsetAt(text, range.start), offsetAt(text, range.end)), `allow RT5004 ${reason}`);
  });

  it('of a code that only a patient or a run can give is not called stale by the text', () => {
    for (const code of ['RT6001', 'RT4126', 'RT3040', 'RT4206'])
      assert.deepEqual(judged(plan({ file: `allow ${code} ${reason}\n` }).replaceAll('<|>=|>', '<=')).found, []);
  });

  it('is not called stale while the text has errors: what is missing may only not have been looked for', () => {
    const broken = plan({ file: `allow RT5303 ${reason}\n` }).replace('GTV + rim', 'GVT + rim');
    assert.ok(!judged(broken).found.some((one) => one.startsWith('RT1052')));
  });

  it('allows nothing without a reason, or where the finding is an error', () => {
    for (const why of ['""', '"ok"', '"on purpose"', '"… . -"']) {
      const { found, allowed } = judged(plan({ first: `  allow RT5004 because ${why}\n` }));
      assert.deepEqual(allowed, []);
      assert.ok(found.some((one) => one.startsWith('RT0020')));
    }
    const { found, allowed } = judged(plan({ first: `  allow RT1001 ${reason}\n` }).replace('centroid of PTV', 'centroid of PVT')); // prettier-ignore
    assert.ok(found.some((one) => one.startsWith('RT1051')) && found.some((one) => one.startsWith('RT1001')));
    assert.deepEqual(allowed, []);
  });

  it('suggests the code of a finding that is there before one that is not', () => {
    const { text } = unmarked(plan({ first: `  allow RT5104 ${reason}\n` }).replace('RT5104', 'RT5O04'));
    const found = analyse({ file: '/p.rtplan', text }, () => undefined).diagnostics.find(
      ({ code }) => code === 'RT1050',
    )!;
    assert.equal(found.fixes![0].edits[0].newText, 'RT5004');
  });

  it('says what is missing from an unfinished one, and takes no neighbour with it', () => {
    for (const [line, expected] of [
      ['allow', /This statement is not finished: the code of a finding, such as RT4126, has to follow/],
      ['allow RT5004', /This statement is not finished: "because" has to follow/],
      ['allow RT5004 because', /This statement is not finished: text in quotes has to follow/],
      [
        'allow 5004 because "the body is meant"',
        /"5004" cannot stand here: the code of a finding, such as RT4126, is expected/,
      ],
    ] as const) {
      const { text } = unmarked(plan({ first: `  ${line}\n` }));
      const { diagnostics } = analyse({ file: '/p.rtplan', text }, () => undefined);
      assert.match(diagnostics.find(({ severity }) => severity === 'error')!.message, expected);
      assert.equal(diagnostics.filter(({ code }) => code === 'RT5004').length, 2, line);
    }
  });

  it('may be the name of a region, and the beginning of another word', () => {
    const { found } = judged(plan().replaceAll('<|>=|>', '<=').replace('let rim = 5 mm', 'let allow = 5 mm').replace('GTV + rim', 'GTV + allow')); // prettier-ignore
    assert.deepEqual(found, []);
  });

  it('covers an imported file from its own text', () => {
    const lib = `target Large = structure "Tumour" + 8 cm\nallow RT5009 ${reason}\n`;
    const text = unmarked(plan().replaceAll('<|>=|>', '<=')).text.replace(
      'target PTV = GTV + rim',
      'target PTV = Large',
    );
    const read = (imported: string) =>
      analyse({ file: '/plans/plan.rtplan', text: `import "lib.rtplan"\n${text}` }, () => imported);
    assert.ok(read(lib.split('\n')[0]).diagnostics.some(({ code }) => code === 'RT5009'));
    assert.deepEqual(read(lib).diagnostics, []);
    assert.equal(read(lib).suppressed[0].at.file, '/plans/lib.rtplan');
    assert.deepEqual(read(lib.replace('8 cm', '8 mm')).diagnostics, [], 'what is stale is said in the file itself');
  });

  it('keeps its form and its line under the formatter', () => {
    const written = `goals {\n    allow   RT5004    because "the  body"   // 3 Nov\n  Body D95% >= 10 Gy must\n}\n`;
    const formatted = format(written);
    assert.equal(formatted, 'goals {\n  allow RT5004 because "the  body"   // 3 Nov\n  Body D95% >= 10 Gy must\n}\n');
    assert.equal(format(formatted), formatted);
  });

  it('does not part the columns of the statements around it', () =>
    assert.equal(
      format(`goals {\n A D95% >= 1 Gy must\n allow RT5004 ${reason}\n Liver mean <= 1 Gy must\n}\n`),
      `goals {\n  A     D95% >= 1 Gy must\n  allow RT5004 ${reason}\n  Liver mean <= 1 Gy must\n}\n`,
    ));
});

describe('what each code is found by', () => {
  it('is the text for all that are found in the text, since one place has to find all of a code', () => {
    for (const code of Object.keys(catalogue) as DiagnosticCode[])
      if (/^RT[0125]/.test(code)) assert.equal(foundBy(code), 'text');
      else if (code !== 'RT4122') assert.notEqual(foundBy(code), 'text');
  });
});
