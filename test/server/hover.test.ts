import assert from 'node:assert/strict';
import type { MarkupContent } from 'vscode-languageserver';
import { hover } from '../../src/server/hover.ts';
import { createPatientFiles } from '../../src/server/patient-files.ts';
import { createProvidedFiles } from '../../src/server/provided-files.ts';
import { open, plain } from './marked.ts';
import { wholePlan } from './whole-plan.ts';

async function hovered(marked: string): Promise<string> {
  const { plan, workspace, cursor } = open(plain(marked));
  const { diagnostics } = workspace.inspectionOf(plan);
  const found = await hover(plan, cursor, {
    workspace,
    files: createPatientFiles(workspace),
    provided: createProvidedFiles(workspace),
    diagnostics,
  });
  return (found?.contents as MarkupContent | undefined)?.value ?? '';
}

/** Hovers in the whole plan, over the first character of `word` within `context`. */
async function check(context: string, word: string, ...expected: RegExp[]): Promise<void> {
  const at = wholePlan.indexOf(context);
  assert.ok(at >= 0, `"${context}" is not in the plan`);
  const offset = at + context.indexOf(word);
  const text = await hovered(`${wholePlan.slice(0, offset)}<|>${wholePlan.slice(offset)}`);
  for (const pattern of expected) assert.match(text, pattern);
}

describe('hover', () => {
  it('tells what a region is made of, in numbers, and what is asked of it', () =>
    check(
      'target PTV',
      'PTV',
      /\*\*PTV\*\*: target/,
      /GTV grown by 5 mm/,
      /60 Gy \(D50%\) in 30 fractions, 2 Gy per fraction/,
      /D95% >= 95 %/,
    ));

  it('tells it where the region is used too', () => check('goals {\n  PTV', 'PTV', /GTV grown by 5 mm/));

  it('tells the rule and the parent of a sub-target', () =>
    check('subtarget Avid', 'Avid', /subtarget of GTV/, /fdg >= 50 % of max in GTV/));

  it('tells of each parameter of a tissue where it comes from', () =>
    check(
      'tissue Cancer',
      'Cancer',
      /extends std\.hnscc/,
      /\| alpha\/beta \| 8 Gy \| this plan \|/,
      /\| alpha \| 0\.35 \/Gy \| std\.hnscc \|/,
    ));

  it('gives the source of a published tissue', () =>
    check('extends std.hnscc', 'hnscc', /\| alpha\/beta \| 10 Gy/, /Source: Fowler/));

  it('describes a machine, and what its model leaves out', () =>
    check('std.linac6MV', 'linac6MV', /machine/, /Not modelled/));

  it('tells what an image holds', () => check('fdg = phantom', 'fdg', /quantity: SUVbw/));
  it('tells which image dose is planned on', () => check('ct  = phantom', 'ct', /the planning image/));

  it('converts a quantity to the unit that is computed with', () =>
    check('size  = 10 cm', '10', /\*\*10 cm\*\* = 100 mm: a length/));
  it('says the kind of a quantity that needs no conversion', () =>
    check('PTV 60 Gy', 'Gy', /\*\*60 Gy\*\*: a physical dose/));

  it('explains a metric', () => check('D95% >=', 'D95%', /least dose to the hottest 95 %/));

  it('explains a word and gives the effective value, with the default marked', () =>
    check('schedule 30', 'schedule', /30 fractions, 5 per week \(default\)/));

  it('lists the beams that an arrangement comes to, defaults included', () =>
    check('arrange 4', 'arrange', /\| gantry/, /\| 0 \| 0 \| 0 \| 1 \|/, /\| 270 \| 0 \| 0 \| 1 \|/));

  it('gives the limit of a goal in Gy', () => check('prescription must', 'must', /PTV D95% >= 57 Gy \(must\)/));

  it('explains the finding under the cursor', async () => {
    const text = await hovered('organ A = Unk<|>nown + 3 mm');
    assert.match(text, /\*\*RT1001\*\*: Unknown name/);
  });

  it('says what it can in a plan with errors', async () => {
    const text = await hovered('target PTV = GTV + 5 mm\norgan A = B<|> + \norgan B = structure "x"\n');
    assert.match(text, /\*\*B\*\*: organ/);
  });

  it('has nothing to say of white space and comments', async () => {
    assert.equal(await hovered('// organ<|> A\n'), '');
    assert.equal(await hovered('\n<|>\n'), '');
  });
});
