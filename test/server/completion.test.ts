import assert from 'node:assert/strict';
import { completionsShownAt } from '../support/completions.ts';
import { open, plain } from './marked.ts';

interface Expected {
  readonly first?: readonly string[];
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
}

async function check(marked: string, { first = [], has = [], lacks = [] }: Expected): Promise<void> {
  const labels = (await items(marked)).map(({ label }) => label);
  assert.deepEqual(labels.slice(0, first.length), first, labels.join(', '));
  for (const label of has) assert.ok(labels.includes(label), `"${label}" is missing from: ${labels.join(', ')}`);
  for (const label of lacks) assert.ok(!labels.includes(label), `"${label}" has no place in: ${labels.join(', ')}`);
}

function items(marked: string, snippets = true) {
  return completionsShownAt(open(plain(marked)), {
    structureNames: () => Promise.resolve(['External', 'Parotid_L']),
    beamNames: () => Promise.resolve(['Anterior', 'Left']),
    snippets,
  });
}

describe('completion', () => {
  describe('of what a goal is on', () => {
    const goals = (line: string) =>
      `organ Parotid_L = structure "Parotid_L" of std.parotid\ntarget GTV = structure "x"\ngoals {\n  ${line}\n}\n`;

    it('offers the published complications of the organ, and doses', async () => {
      await check(goals('Parotid_L <|>'), {
        has: ['NTCP(saliva)', 'eqd2', 'gEUD', 'mean', 'D2cc'],
        lacks: ['TCP', 'QF'],
      });
      const [saliva] = (await items(goals('Parotid_L <|>'))).filter(({ label }) => label === 'NTCP(saliva)');
      assert.match(saliva.detail ?? '', /saliva.*TD50/);
    });

    it('offers control and the indices of a target', async () => {
      await check(goals('GTV <|>'), { has: ['TCP', 'QF', 'conformity', 'homogeneity', 'gEUD', 'eqd2'] });
    });
  });

  it('offers what oxygen is taken from, and by which calibration', async () => {
    const block = (line: string) =>
      `phantom P { A = box 8 cm at (0, 0, 0) mm { uptake fmiso = 2 } }\npatient X { images { fmiso = phantom P uptake fmiso as raw } }\ntissue T {\n  oxygen = ${line}\n}\n`;
    await check(block('<|>'), { first: ['pO2'] });
    await check(block('pO2 from <|>'), { has: ['fmiso'] });
    await check(block('pO2 from fmiso by <|>'), { first: ['dasu2012'] });
  });

  it('offers regions and images in doses by a rule, and days', async () => {
    const schedule = (line: string) =>
      `phantom P { A = box 8 cm at (0, 0, 0) mm { uptake fdg = 2 } }\npatient X { images { fdg = phantom P uptake fdg as raw } }\ntarget GTV = structure "x"\ntarget PTV = GTV + 5 mm\nschedule 30 fractions {\n  ${line}\n}\n`;
    await check(schedule('GTV paint by <|>'), { has: ['fdg'], lacks: ['PTV'] });
    await check(schedule('GTV isoeffective to <|>'), { has: ['PTV'], lacks: ['fdg'] });
    await check(schedule('start = <|>'), { first: ['monday', 'tuesday'] });
  });

  describe('where beams are provided by a file', () => {
    it('offers the kind of file and then which beams', async () => {
      await check('beams photon {\n  provided = <|>\n}', { has: ['dicom'], lacks: ['nifti'] });
      await check('beams photon {\n  provided = dicom "plan.dcm" <|>\n}', { has: ['only'] });
    });

    it('offers the names of the beams in the file', async () => {
      await check('beams photon {\n  provided = dicom "plan.dcm" only "<|>"\n}', { has: ['Anterior', 'Left'] });
      await check('beams photon {\n  provided = dicom "plan.dcm" only "Left", "<|>"\n}', { has: ['Anterior'] });
    });
  });

  describe('in a protocol', () => {
    it('offers the statements of groups', async () => {
      await check('protocol P {\n  <|>\n}', { has: ['group', 'fact'], lacks: ['evidence', 'patient'] });
      await check('protocol P {\n  group A otherwise {\n    <|>\n  }\n}', {
        has: ['evidence', 'schedule', 'goals'],
        lacks: ['group'],
      });
    });

    it('offers the facts of the patient, those of the field, and their values', async () => {
      const patient = 'patient P1 {\n  clinical { risk = low }\n}\n';
      await check(`${patient}protocol P {\n  group A when <|>\n}`, { first: ['risk'], has: ['p16', 'smoking'] });
      await check('protocol P {\n  group A when p16 = <|>\n}', { has: ['positive', 'negative'] });
      await check('protocol P {\n  fact risk in (low, high)\n  group A when risk in (low, <|>\n}', {
        has: ['low', 'high'],
      });
    });

    it('offers protocols and their groups after follows, and published rules as evidence', async () => {
      const imported = 'import "std/protocols/oropharynx"\n';
      await check(`${imported}plan "T" follows <|>`, { has: ['Oropharynx'] });
      await check(`${imported}plan "T" follows Oropharynx.<|>`, { has: ['nrg_hn005', '_30_roc'] });
      await check('protocol P {\n  group A otherwise {\n    evidence from <|>\n  }\n}', {
        has: ['std.oropharynx_nrg_hn005'],
      });
      await check('import "<|>"', { has: ['std/protocols/oropharynx'] });
    });
  });

  describe('where a statement begins', () => {
    it('offers the statements of the file', () =>
      check('<|>', { has: ['patient', 'target', 'goals', 'compute'], lacks: ['gantry', 'images'] }));

    it('offers the statements of a block, not those of the file', () =>
      check('beams photon {\n  <|>\n}', { has: ['machine', 'arrange', 'aperture'], lacks: ['patient', 'clonogens'] }));

    it('offers them after other statements of the block, whole or broken', () =>
      check('beams photon {\n  machine =\n  ssd = 100 cm\n  <|>\n}', { has: ['isocentre'], lacks: ['patient'] }));

    it('offers another pair on the same line', () =>
      check('organ A = B {\n  smooth = 2 mm   <|>\n}', { has: ['drop', 'clonogens'] }));

    it('offers regions where a goal begins', () =>
      check('target PTV = structure "x"\ngoals {\n  <|>\n}', { first: ['PTV'] }));

    it('offers regions where a prescription begins, and the other statements of a schedule', () =>
      check('target PTV = structure "x"\nschedule 30 fractions {\n  P<|>\n}', { first: ['PTV'], has: ['normalise'] }));

    it('writes a whole statement as a snippet', async () => {
      const [goals] = (await items('go<|>')).filter(({ label }) => label === 'goals');
      assert.equal(goals.textEdit!.newText, 'goals {\n\t${1:PTV} D95% >= 95 % of prescription must\n}');
      assert.equal(goals.insertTextFormat, 2);
    });

    it('writes plain text for a client that knows no snippets', async () => {
      const [goals] = (await items('go<|>', false)).filter(({ label }) => label === 'goals');
      assert.equal(goals.textEdit!.newText, 'goals {\n\tPTV D95% >= 95 % of prescription must\n}');
      assert.equal(goals.insertTextFormat, undefined);
    });

    it('replaces the word that has been begun', async () => {
      const [organ] = (await items('  or<|>')).filter(({ label }) => label === 'organ');
      assert.deepEqual((organ.textEdit as { range: unknown }).range, {
        start: { line: 0, character: 0 },
        end: { line: 0, character: 2 },
      });
    });
  });

  describe('names', () => {
    const declared = `
      let rim = 5 mm
      patient P { images { ct = dicom "ct"   fdg = dicom "pet" as SUVbw } }
      tissue Cancer extends std.hnscc
      target GTV = structure "GTV"
      organ Cord = structure "Cord"
    `;

    it('offers regions where a region is described', () =>
      check(`${declared}target PTV = <|>`, {
        first: ['GTV', 'Cord'],
        has: ['structure', 'rim'],
        lacks: ['Cancer', 'P'],
      }));

    it('offers images in the rule of a sub-target', () =>
      check(`${declared}subtarget Avid of GTV = <|>`, { has: ['fdg', 'ct', 'GTV'] }));

    it('offers regions for the parent of a sub-target', () =>
      check(`${declared}subtarget Avid of <|>`, { first: ['GTV', 'Cord'], lacks: ['fdg', 'Cancer'] }));

    it('offers tissues after "of", own ones before standard ones', () =>
      check(`${declared}target PTV = GTV of <|>`, {
        first: ['Cancer'],
        has: ['std.hnscc', 'std.parotid'],
        lacks: ['GTV'],
      }));

    it('offers tissues after "extends"', () =>
      check('tissue T extends <|>', { has: ['std.hnscc'], lacks: ['std.linac6MV'] }));

    it('offers standard names after "std."', () =>
      check('beams photon {\n  machine = std.<|>\n}', { has: ['linac6MV', 'point6MV'], lacks: ['hnscc'] }));

    it('offers machines', () =>
      check('beams photon {\n  machine = <|>\n}', {
        has: ['std.linac6MV', 'std.linac6FFF', 'std.linac10MV', 'std.point6MV'],
      }));

    it('offers density curves', () => check('patient P {\n  density = <|>\n}', { first: ['std.curve_120kV'] }));

    for (const place of [
      'beams photon {\n  aperture = conformal to <|>\n}',
      'beams photon {\n  isocentre = centroid of <|>\n}',
      'beams photon for <|>',
      'schedule 30 fractions {\n  normalise <|>\n}',
      'schedule 30 fractions {\n  precedence GTV over <|>\n}',
      'subtarget Avid of GTV = fdg >= 50 % of max in <|>',
      'target PTV = GTV within 5 mm of <|>',
    ])
      it(`offers regions in: ${place.replace(/\s+/g, ' ')}`, () =>
        check(`${plain(declared)}${place}`, { has: ['GTV', 'Cord'], lacks: ['Cancer', 'fdg'] }));
  });

  describe('in quotes', () => {
    it("offers the structures of this patient after 'structure'", () =>
      check('organ A = structure "<|>"', { first: ['External', 'Parotid_L'] }));

    it('offers them while the quote is not closed', () =>
      check('organ A = structure "Par<|>\norgan B = structure "x"', { first: ['External', 'Parotid_L'] }));

    it('replaces what stands in the quotes', async () => {
      const [item] = await items('organ A = structure "Par<|>otid"');
      assert.deepEqual((item.textEdit as { range: unknown }).range, {
        start: { line: 0, character: 21 },
        end: { line: 0, character: 28 },
      });
    });

    it('offers the standard modules after "import"', () =>
      check('import "<|>"', { has: ['std/tissues', 'std/machines'] }));

    it('offers nothing in other texts and in comments', async () => {
      assert.deepEqual(await items('plan "<|>"'), []);
      assert.deepEqual(await items('// or<|>'), []);
    });
  });

  describe('units that fit after a number', () => {
    for (const [place, units, wrong] of [
      ['beams photon { beam A { gantry = 10 <|> } }', ['deg'], ['mm', 'Gy']],
      ['beams photon { ssd = 100 <|> }', ['cm', 'mm'], ['deg']],
      ['goals {\n  PTV D95% >= 60 <|>\n}', ['Gy', '%'], ['cc', 'mm']],
      ['goals {\n  PTV V20Gy <= 30 <|>\n}', ['%', 'cc'], ['Gy']],
      ['schedule 30 fractions {\n  PTV 60 <|>\n}', ['Gy', 'Gy/fraction'], ['%']],
      ['tissue T {\n  alpha = 0.3 <|>\n}', ['/Gy'], ['Gy']],
      ['tissue T {\n  alpha/beta = 10 <|>\n}', ['Gy'], ['/Gy']],
      ['target PTV = GTV + 5 <|>', ['mm', 'cm'], ['Gy']],
      ['subtarget A of B = fdg >= 50 <|>', ['%', 'SUV', 'HU'], ['mm']],
      ['compute { grid = 2.5 <|> }', ['mm', 'cm'], ['Gy']],
      ['optimise { bixel = 4 <|> }', ['mm', 'cm'], ['Gy']],
    ] as const)
      it(place.replace(/\s+/g, ' '), () => check(place, { first: units, lacks: wrong }));

    it('also with the unit begun', () => check('compute { grid = 2.5 m<|> }', { first: ['mm', 'cm'] }));
  });

  describe('words', () => {
    it('offers metrics after the region of a goal', () =>
      check('goals {\n  PTV <|>\n}', { has: ['D95%', 'D0.03cc', 'V20Gy', 'mean', 'max'] }));

    it('offers must, prefer and from after a limit', () =>
      check('goals {\n  PTV mean <= 5 Gy <|>\n}', { has: ['must', 'prefer', 'from'], lacks: ['expand', 'within'] }));

    it('offers the quantities of an image', () =>
      check('patient P { images { pet = dicom "x" as <|> } }', { first: ['SUVbw', 'HU', 'ratio'] }));

    it('offers the kinds of files of an image', () =>
      check('patient P { images { ct = <|> } }', { has: ['dicom', 'nifti', 'nrrd', 'phantom'] }));

    it('offers the statistics of a share', () =>
      check('subtarget A of B = fdg >= 50 % of <|>', { has: ['max', 'mean'], lacks: ['mm'] }));

    it('offers set algebra after a region', () =>
      check('target A = B <|>', { has: ['and', 'or', 'minus', 'within', 'expand', 'of'] }));

    it('offers the shapes of an aperture', () =>
      check('beams photon { aperture = <|> }', { has: ['conformal', 'jaws'] }));

    it('offers the sense of an arc, and the step', async () => {
      await check('beams photon {\n  <|>\n}', { has: ['arc', 'beam'] });
      await check('beams photon { arc A { <|> } }', { has: ['gantry', 'collimator', 'aperture'], lacks: ['arc'] });
      await check('beams photon { arc A { gantry = 0 deg to 90 deg <|> } }', {
        first: ['clockwise', 'counterclockwise'],
      });
      await check('beams photon { arc A { gantry = 0 deg to 90 deg clockwise <|> } }', { has: ['every'] });
      await check('beams photon { arc A { gantry = 0 deg <|> } }', { has: ['to'] });
    });

    it('offers how beams are optimised', async () => {
      await check('optimise {\n  <|>\n}', { has: ['technique', 'deliver', 'bixel'], lacks: ['grid'] });
      await check('optimise { technique = <|> }', { first: ['imrt'] });
      await check('optimise { deliver = <|> }', { first: ['step_and_shoot', 'sliding_window'] });
      await check('optimise { deliver = sliding_window, at most 100 <|> }', { has: ['control'], lacks: ['mm'] });
      await check('optimise { deliver = step_and_shoot, at most 80 <|> }', { has: ['segments'], lacks: ['mm'] });
    });
  });

  describe('from the evidence base', () => {
    const plan = `
organ Cord = structure "SpinalCord"
organ Gland = structure "x" of std.parotid
target PTV = structure "PTV"
schedule 35 fractions {
  PTV 70 Gy
}
goals {
`;
    const details = async (marked: string): Promise<Record<string, string | undefined>> =>
      Object.fromEntries((await items(`${plan}${marked}\n}`)).map(({ label, detail }) => [label, detail]));

    it('offers after "from" first the source that says what the goal says, then those with rows for the organ', async () => {
      await check(`${plan}  Cord max <= 50 Gy must from <|>\n}`, {
        first: ['std.quantec'],
        has: ['std.tg101', 'std.embrace2', 'local'],
        lacks: ['std.hnscc'],
      });
      const found = await details('  Cord max <= 50 Gy must from <|>');
      assert.equal(found['std.quantec'], 'max <= 50 Gy (0.2%)');
      assert.equal(found['std.rtog0617'], 'SpinalCord in other courses only', '60 Gy in 30 fractions');
      assert.equal(found['std.tg101'], 'SpinalCord in other courses only');
      assert.equal(found['std.embrace2'], 'no row for SpinalCord');
    });

    it('knows an organ by its tissue, and goes on after "std."', async () => {
      const found = await details('  Gland mean <= 30 Gy prefer 1 from std.<|>');
      assert.equal(found['quantec'], 'mean <= 25 Gy: the goal is looser');
    });

    it('writes whole goals of the organs of the plan, for its course, each with its citation', async () => {
      const found = await items(`${plan}  <|>\n}`);
      const goal = found.find(({ label }) => label === 'Cord max <= 50 Gy')!;
      assert.equal(goal.detail, 'std.quantec · 0.2%');
      assert.equal(goal.textEdit!.newText, 'Cord max <= 50 Gy ${1|must,prefer 1,prefer 2,prefer 3|} from std.quantec');
      assert.ok(found.some(({ label }) => label === 'Gland mean <= 25 Gy'));
      assert.ok(!found.some(({ label }) => label === 'Cord max <= 69 Gy'), 'half of such patients get a myelopathy');
      assert.ok(
        !found.some(({ label }) => label === 'Cord max <= 30 Gy'),
        'a limit for five fractions has no place here',
      );
      const plain = (await items(`${plan}  <|>\n}`, false)).find(({ label }) => label === 'Cord max <= 50 Gy')!;
      assert.equal(plain.textEdit!.newText, 'Cord max <= 50 Gy must from std.quantec');
    });

    it('converts limits in EQD2 to the plan, to the tighter side', async () => {
      const stem = plan
        .replace('structure "SpinalCord"', 'structure "Cochlea_L"')
        .replace('Cord', 'Ear')
        .replace('35 f', '30 f')
        .replace('70', '60');
      const found = await items(`${stem}  <|>\n}`);
      // 45 Gy EQD2[3] in 30 fractions: 47.5 Gy (1.58 Gy each); 47.5 (1.583 + 3) / 5 is 43.5, 48.6 Gy is 44.9.
      const goal = found.find(({ detail }) => detail?.includes('std.eptn'))!;
      assert.equal(goal.detail, 'std.eptn · mean <= 45 Gy EQD2[3]');
      const doseGy = Number(/<= ([\d.]+) Gy/.exec(goal.label)![1]);
      const eqd2 = (gy: number): number => (gy * (gy / 30 + 3)) / 5;
      assert.ok(eqd2(doseGy) <= 45 && eqd2(doseGy + 0.1) > 45);
    });
  });
});
