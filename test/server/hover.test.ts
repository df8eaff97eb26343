import assert from 'node:assert/strict';
import type { MarkupContent } from 'vscode-languageserver';
import { hover } from '../../src/server/hover.ts';
import { createPatientFiles } from '../../src/server/patient-files.ts';
import { createProvidedFiles } from '../../src/server/provided-files.ts';
import { open, plain } from './marked.ts';
import { wholePlan } from './whole-plan.ts';
import { houseCordRow } from '../support/house-evidence.ts';

async function hovered(marked: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const { plan, workspace, cursor } = open(plain(marked), others);
  const { diagnostics, suppressed } = workspace.inspectionOf(plan);
  const found = await hover(plan, cursor, {
    workspace,
    files: createPatientFiles(workspace),
    provided: createProvidedFiles(workspace),
    diagnostics,
    suppressed,
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

  it('tells by which published model a complication is computed, with its curve', async () => {
    const text = wholePlan
      .replace('target GTV', 'organ Parotid_L = structure "Body" of std.parotid\ntarget GTV')
      .replace('goals {', 'goals {\n  Parotid_L <|>NTCP(saliva) <= 20 % prefer 3');
    const shown = await hovered(text);
    for (const pattern of [/\*\*saliva/, /TD50/, /confidence/, /Source: Dijkema/, /data:image\/svg/])
      assert.match(shown, pattern);
  });

  it('warns of a contested fact', async () => {
    const text = wholePlan.replace('  images {', '  molecular { <|>rsi = 0.46 }\n  images {');
    assert.match(await hovered(text), /Contested.*Mistry/);
  });

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

  it('tells what a fact of the patient is here, and the doses of a phase', async () => {
    const text = wholePlan
      .replace('  structures = phantom Box', '  structures = phantom Box\n  clinical { smok<|>ing = 12 pack_years }')
      .replace(/ 30 fractions \{[^}]*\}/, ' { phase Base 20 fractions { PTV 40 Gy; normalise none } }')
      .replace('beams photon {', 'beams photon in Base {\n  mu = 100 MU');
    assert.match(await hovered(text), /\*\*smoking\*\*: a fact of the patient, here 12 pack_years\./);
    const inBeams = text.replace('<|>', '').replace('in Base', 'in B<|>ase');
    assert.match(
      await hovered(inBeams),
      /phase of the schedule\s+PTV: 40 Gy \(D50%\) in 20 fractions, 2 Gy per fraction/,
    );
  });

  it('explains a metric', () => check('D95% >=', 'D95%', /least dose to the hottest 95 %/));

  it('explains a word and gives the effective value, with the default marked', () =>
    check('schedule 30', 'schedule', /30 fractions, 5 per week \(default\)/));

  it('tells how beams are optimised, defaults included', async () => {
    const plan = wholePlan
      .replace(/ {2}aperture.*\n/, '')
      .replace('goals {', 'opt<|>imise { bixel = 4 mm }\n\ngoals {');
    assert.match(await hovered(plan), /imrt, step_and_shoot, at most 40 segments, bixel 4 mm/);
    const window = plan.replace('{ bixel', '{ deliver = sliding_window   bixel');
    assert.match(await hovered(window), /imrt, sliding_window, at most 100 control points a beam, bixel 4 mm/);
  });

  it('lists the beams that an arrangement comes to, defaults included', () =>
    check('arrange 4', 'arrange', /\| gantry/, /\| 0 \| 0 \| 0 \| 1 \|/, /\| 270 \| 0 \| 0 \| 1 \|/));

  it('tells the turn of an arc and its control points, and explains its words', async () => {
    const arc = 'arc Around { gantry = 181 deg to 179 deg clockwise }';
    const plan = (marked: string) => wholePlan.replace(/arrange 4[^\n]*/, marked);
    assert.match(
      await hovered(plan(arc.replace('arc', 'a<|>rc'))),
      /\| Around \| 181° → 179° cw, 91 control points \| 0 \| 0 \| 1 \|/,
    );
    assert.match(await hovered(plan(arc.replace('clock', 'cl<|>ock'))), /sense of growing gantry angles/);
    assert.match(await hovered(plan(arc.replace('gantry', 'gan<|>try'))), /Where the gantry begins and ends/);
  });

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

  describe('over what a goal cites', () => {
    const cited = (
      goal: string,
      schedule = 'schedule 30 fractions {\n  PTV 60 Gy\n  normalise PTV D50% = 60 Gy\n}',
    ): Promise<string> =>
      hovered(
        `${wholePlan
          .replace(/schedule[^]*?\n}/, schedule)
          .replace('let rim', 'organ Cord = structure "Body" of std.spinal_cord\nlet rim')
          .replace(/goals {[^]*?\n}/, '')}\ngoals {\n  ${goal}\n}\n`,
      );

    it('tells the row: limit, endpoint, rate, course, confidence, citation', async () => {
      const text = await cited('Cord max <= 50 Gy must from std.quan<|>tec');
      for (const pattern of [
        /std\.quantec/,
        /as published/,
        /`max <= 50 Gy`/,
        /myelopathy: 0\.2%/,
        /1\.8 to 2 Gy\/fraction/,
        /confidence high/,
        /Source: Marks LB/,
        /doi\.org/,
      ])
        assert.match(text, pattern);
    });

    it('puts other guidelines for the same course beside it', async () => {
      const text = await cited('Cord max <= 50 Gy must from <|>std.quantec');
      assert.match(
        text,
        /Side by side[^]*\| QUANTEC \| `max` \| \\<= 50 Gy \|[^]*\| RTOG 0617 \| `max` \| \\<= 50\.5 Gy/,
      );
      assert.ok(!/TG-101/.test(text), 'rows for other courses are not compared');
    });

    it('draws the dose response of the complication models, with the goal as EQD2', async () => {
      const text = await cited('Cord max <= 48 Gy must from std.quan<|>tec');
      assert.match(text, /tighter than published/);
      const [, data] = /data:image\/svg\+xml;base64,([^)]+)/.exec(text)!;
      const svg = Buffer.from(data, 'base64').toString();
      assert.match(svg, /^<svg xmlns/);
      assert.equal([...svg.matchAll(/stroke-width="2"\/>/g)].length, 2, 'one curve and its key');
      // 48 Gy in 30 fractions at alpha/beta 2 Gy is 43.2 Gy EQD2.
      assert.match(text, /dashed line is the goal, 43\.2 Gy EQD2\[2\]/);
      assert.match(
        text,
        /LKB: n 0\.05, m 0\.175, TD50 66\.5 Gy; at 1\.8 to 2 Gy\/fraction, alpha\/beta 2 Gy \(assumed\)/,
      );
      assert.match(text, /No interval available/);
    });

    it('warns of what could not be compared, and of limits for another course', async () => {
      const text = await cited(
        'Cord max <= 30 Gy must from std.tg<|>101',
        'schedule 5 fractions {\n  PTV 40 Gy\n  normalise PTV D50% = 40 Gy\n}',
      );
      assert.match(text, /\*\*The erratum of 2023 \(PMID 36695548\) could not be re-read/);
      assert.match(await cited('Cord max <= 30 Gy must from std.tg<|>101'), /for \*\*another course\*\*/);
    });

    it("says which published row a user's own one takes the place of", async () => {
      const row = { ...houseCordRow, overrides: 'quantec.spinalcord.max.50Gy' };
      const tissue = {
        name: 'our_cord',
        overrides: 'spinal_cord',
        site: 'spinal cord',
        kind: 'late',
        organ: 'SpinalCord',
        parameters: { 'alpha/beta': { value: 1.5, unit: 'Gy' } },
        citation: 'House rules 3, 2025',
        confidence: 'medium',
        check: 'local',
      };
      const sources = [{ key: 'house', module: 'house', title: 'House rules', citation: 'House rules 3, 2025' }];
      const house = JSON.stringify({
        schema: 'rtevidence/1',
        name: 'h',
        sources,
        constraints: [row],
        tissues: [tissue],
      });
      const stem = `import "house.rtevidence.json"\norgan Cord = structure "Body" of std.spinal_cord\n`;
      const goal = await hovered(`${stem}goals {\n  Cord max <= 45 Gy must from std.quan<|>tec\n}`, {
        'house.rtevidence.json': house,
      });
      assert.match(goal, /`max <= 45 Gy`[^]*Overrides std\.quantec: `max <= 50 Gy`/);
      const about = await hovered(`${stem.replace('std.spinal', 'std.spi<|>nal')}`, { 'house.rtevidence.json': house });
      assert.match(
        about,
        /alpha\/beta \| 1\.5 Gy[^]*Overrides std\.spinal_cord of the evidence base: alpha\/beta 2 Gy/,
      );
    });

    it('counts the rows of a source where the organ is not known', async () => {
      assert.match(await cited('GTV mean <= 30 Gy must from std.hy<|>tec'), /HyTEC spinal cord, 9 rows: Sahgal/);
    });
  });
});

describe('hover in a plan that follows a protocol', () => {
  const protocol = `
protocol House {
  group Low when smoking <= 10 pack_years {
    evidence from std.oropharynx_nrg_hn005
    schedule 30 fractions { PTV 66 Gy }
    goals { PTV D95% >= 90 % of prescription must }
  }
  group High otherwise { evidence "House 2025" }
}
`;
  const following = (wholePlan + protocol)
    .replace(/plan "([^"]*)"/, 'plan "$1" follows House')
    .replace('  images {', '  clinical { smoking = 5 pack_years }\n  images {');
  const at = (context: string, word: string): Promise<string> => {
    const offset = following.indexOf(context) + context.indexOf(word);
    return hovered(`${following.slice(0, offset)}<|>${following.slice(offset)}`);
  };

  it('tells the group of the patient, why, and its evidence', async () => {
    const text = await at('follows House', 'House');
    assert.match(text, /follows the group \*\*Low\*\* of House because smoking = 5 pack_years/);
    assert.match(text, /Evidence: Yom SS/);
    assert.match(text, /\| High \| otherwise \|/);
  });

  it('puts the value of the plan beside that of the protocol, with its citation', async () => {
    const text = await at('PTV 60 Gy', '60');
    assert.match(
      text,
      /PTV dose: \*\*60 Gy to D50%\*\* in this plan, \*\*66 Gy to D50%\*\* in House, group Low \(Yom SS/,
    );
    assert.match(text, /looser than the protocol/);
    assert.match(
      await at('goals {\n  PTV D95%', 'D95%'),
      /PTV D95%: \*\*>= 57 Gy must\*\* in this plan, \*\*>= 54 Gy must\*\*/,
    );
  });

  it('tells what a published rule says', async () => {
    const text = await at('std.oropharynx_nrg_hn005', 'oropharynx');
    assert.match(text, /NRG-HN005/);
    assert.match(text, /70 Gy in 35 fractions/);
    assert.match(text, /did not replace the standard arm/);
  });
});
