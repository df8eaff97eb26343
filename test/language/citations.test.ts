import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standardEvidence } from '../../src/evidence/base.ts';
import { analyse } from '../../src/language/analyse.ts';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { offsetAt } from '../support/markers.ts';
import { houseCordRow } from '../support/house-evidence.ts';

const planWith = (goals: string, { fractions = 35, doseGy = 70, head = '' } = {}): string => `${head}plan "T"
phantom Box {
  size = 20 cm
  Body = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 0 }
  SpinalCord = sphere diameter 2 cm at (0, 70, 0) mm { HU = 30 }
  Parotid_L = sphere diameter 2 cm at (70, 0, 0) mm { HU = 30 }
  Brainstem = sphere diameter 2 cm at (0, 70, 60) mm { HU = 30 }
  Cochlea_L = sphere diameter 1 cm at (70, 0, 50) mm { HU = 30 }
  Tumour = sphere diameter 4 cm at (0, 0, 0) mm { HU = 30 }
}
patient P1 {
  images { ct = phantom Box }
  structures = phantom Box
}
organ Body    = structure "Body"
organ Cord    = structure "SpinalCord"
organ CordPRV = Cord + 3 mm
organ Gland   = structure "Parotid_L"
organ Stem    = structure "Brainstem"
organ Inner   = structure "Cochlea_L"
target PTV    = structure "Tumour"
schedule ${fractions} fractions {
  PTV ${doseGy} Gy
  normalise PTV D50% = ${doseGy} Gy
}
beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 5 mm
  arrange 4 beams every 90 deg from 0 deg
}
goals {
  ${goals}
}
`;

const diagnose = (text: string, files: Record<string, string> = {}): readonly Diagnostic[] =>
  analyse({ file: '/p/plan.rtplan', text }, (file) => files[file.replace('/p/', '')]).diagnostics;
const said = (goals: string, options?: Parameters<typeof planWith>[1]): string[] =>
  diagnose(planWith(goals, options)).map(({ code, message }) => `${code} ${message}`);

describe('a goal cited from a published source', () => {
  it('is silent where organ, metric, value and course are those of a row', () => {
    assert.deepEqual(said('Cord max <= 50 Gy must from std.quantec'), []);
    assert.deepEqual(
      said('Cord D0.03cc <= 50 Gy must from std.quantec'),
      [],
      'a few hundredths of a cm³ stand for the maximum',
    );
    assert.deepEqual(said('CordPRV max <= 50 Gy must from std.quantec'), [], 'grown from the cord, it is the cord');
    assert.deepEqual(said('Gland mean <= 25 Gy prefer 1 from std.quantec'), []);
    assert.deepEqual(said('Cord D0.35cc <= 23 Gy must from std.tg101', { fractions: 5, doseGy: 40 }), []);
  });

  it('is an error where the limit is for another course, with both values in EQD2', () => {
    const [message] = said('Cord max <= 30 Gy must from std.tg101');
    assert.match(
      message,
      /^RT2103 "Cord max <= 30 Gy from std\.tg101" uses a limit for 5 fractions \(SBRT\) in a course of 35 fractions of 2 Gy\./,
    );
    // Worked by hand with alpha/beta 2 Gy: 30 (6 + 2) / 4 = 60, 30 (0.857 + 2) / 4 = 21.4.
    assert.match(message, /30 Gy in 5 fractions is 60\.0 Gy EQD2\[2\]; in 35 fractions it is 21\.4 Gy EQD2\[2\]/);
  });

  it('is an error where a conventional limit is used in few fractions, or at another dose per fraction', () => {
    assert.match(
      said('Cord max <= 50 Gy must from std.quantec', { fractions: 5, doseGy: 40 })[0],
      /^RT2103 .*in 5 fractions it is 150\.0 Gy EQD2\[2\]/,
    );
    assert.match(
      said('Cord max <= 50 Gy must from std.quantec', { fractions: 20, doseGy: 60 })[0],
      /^RT2103 .*20 fractions of 3 Gy/,
    );
  });

  it('is compared in EQD2 where the row is one', () => {
    // 48.6 Gy in 30 fractions is 44.9 Gy EQD2[3]; 45 Gy are 40.5 Gy.
    assert.match(
      said('Inner mean <= 45 Gy must from std.eptn', { fractions: 30, doseGy: 60 })[0],
      /^RT5103 .*45 Gy EQD2\[3\], here 48\.\d Gy/,
    );
    assert.match(said('Inner mean <= 52 Gy must from std.eptn', { fractions: 30, doseGy: 60 })[0], /^RT5101/);
  });

  it('is compared without any course where there is no schedule', () => {
    const text = planWith('Cord max <= 55 Gy must from std.quantec').replace(/schedule[^]*?\n}/, '');
    assert.ok(diagnose(text).some(({ code }) => code === 'RT5101'));
  });

  it('never gets a fix that loosens its limit', () => {
    const sources = ['quantec', 'tg101', 'hytec', 'nccn_sabr', 'rtog0617'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.integer({ min: 5, max: 80 }),
        fc.constantFrom(1, 3, 5, 8, 15, 20, 30, 35),
        fc.constantFrom('max', 'D0.03cc', 'D0.35cc', 'mean'),
        (source, limit, fractions, metric) => {
          const text = planWith(`Cord ${metric} <= ${limit} Gy must from std.${source}`, { fractions, doseGy: 60 });
          for (const { code, fixes = [] } of diagnose(text))
            for (const fix of fixes) {
              const mended = [...fix.edits]
                .sort((a, b) => offsetAt(text, b.range.start) - offsetAt(text, a.range.start))
                .reduce(
                  (t, { range, newText }) =>
                    t.slice(0, offsetAt(text, range.start)) + newText + t.slice(offsetAt(text, range.end)),
                  text,
                );
              const after = Number(new RegExp(`Cord ${metric} <= ([\\d.]+) Gy`).exec(mended)![1]);
              assert.ok(after <= limit, `${code} "${fix.title}" makes ${limit} Gy ${after} Gy`);
              assert.ok(!diagnose(mended).some((d) => d.code === code), `"${fix.title}" leaves ${code}`);
            }
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });
});

describe('a goal on EQD2, gEUD or a complication, cited', () => {
  const single = { fractions: 25, doseGy: 50 };

  it('compares an EQD2 with rows in EQD2 at the same alpha/beta, and with physical limits by their own fractions', () => {
    assert.deepEqual(said('Stem eqd2(D0.03cc, 2 Gy) <= 54 Gy EQD2[2] must from std.eptn', single), []);
    assert.match(
      said('Stem eqd2(D0.03cc, 2 Gy) <= 65 Gy EQD2[2] must from std.eptn', single)[0],
      /^RT5101 .* gives 54 Gy EQD2\[2\] and 60 Gy EQD2\[2\]\. No row gives 65 Gy EQD2\[2\]\.$/,
    );
    // By hand: 50 Gy at 2 Gy; 30 Gy in 5 fractions at 2 Gy is 30 (6 + 2) / 4 = 60.
    assert.deepEqual(said('Cord eqd2(max, 2 Gy) <= 50 Gy EQD2[2] must from std.quantec'), []);
    assert.deepEqual(said('Cord eqd2(max, 2 Gy) <= 60 Gy EQD2[2] must from std.tg101'), []);
  });

  it('does not convert what no model converts: another alpha/beta, a mean', () => {
    assert.match(said('Stem eqd2(D0.03cc, 3 Gy) <= 54 Gy EQD2[3] must from std.eptn', single)[0], /^RT5102/);
    assert.match(said('Gland eqd2(mean, 3 Gy) <= 25 Gy EQD2[3] must from std.quantec', single)[0], /^RT5102/);
    assert.deepEqual(said('Inner eqd2(mean, 3 Gy) <= 45 Gy EQD2[3] must from std.eptn', single), []);
  });

  it('takes a gEUD with an exponent of 1 as the mean, and with another as another metric', () => {
    assert.deepEqual(said('Gland gEUD(a: 1) <= 25 Gy must from std.quantec'), []);
    assert.match(said('Gland gEUD(a: 1) <= 30 Gy must from std.quantec')[0], /^RT5101/);
    assert.match(said('Gland gEUD(a: 3) <= 25 Gy must from std.quantec')[0], /^RT5102 .*no limit on gEUD\(a: 3\)/);
  });

  it('compares a complication with the rates that the source gives for it', () => {
    assert.deepEqual(said('Gland NTCP(xerostomia) <= 20 % must from std.quantec'), []);
    assert.match(
      said('Gland NTCP(xerostomia) <= 30 % must from std.quantec')[0],
      /^RT5101 .*<20% at mean <= 20 Gy .* No row gives 30 %/,
    );
    assert.match(said('Gland NTCP(xerostomia) <= 5 % must from std.quantec')[0], /^RT5103 .*<20%/);
    assert.match(
      said('Cord NTCP(necrosis) <= 5 % must from std.quantec')[0],
      /^RT5102 .*how often SpinalCord has "necrosis"\. It has 0\.2% at max <= 50 Gy \(myelopathy\)/,
    );
  });

  it('is compared with rows of one’s own on gEUD, on the complication, and with their models', () => {
    const own = { ...houseCordRow, course: { kind: 'any', text: 'any' } };
    const model = standardEvidence().ntcp.find(({ id }) => id === 'burman1991.spinalcord.lkb')!;
    const house = {
      schema: 'rtevidence/1',
      name: 'house',
      sources: [{ key: 'house', module: 'house', title: 'House rules', citation: 'House rules 3, 2025' }],
      constraints: [
        { ...own, id: 'house.geud', metric: 'gEUD(a: 8)', course: houseCordRow.course },
        { ...own, id: 'house.ntcp', organs: ['Parotid'], endpoint: 'xerostomia', metric: 'NTCP', limit: 15, unit: '%' },
      ],
      ntcp: [
        {
          ...model,
          id: 'house.cord.lkb',
          source: 'house',
          check: 'local',
          parameters: { n: 0.05, m: 0.2, TD50Gy: 65 },
        },
      ],
    };
    const of = (goal: string): string[] =>
      diagnose(planWith(goal, { head: 'import "house.rtevidence.json"\n' }), {
        'house.rtevidence.json': JSON.stringify(house),
      }).map(({ code, message }) => `${code} ${message}`);
    assert.deepEqual(of('Cord gEUD(a: 8) <= 45 Gy must from local "house"'), []);
    assert.match(of('Cord gEUD(a: 8) <= 47 Gy must from local "house"')[0], /^RT5101/);
    assert.match(of('Cord gEUD(a: 9) <= 45 Gy must from local "house"')[0], /^RT5102/);
    assert.deepEqual(of('Gland NTCP(xerostomia) <= 15 % must from local "house"'), []);
    assert.match(of('Gland NTCP(xerostomia) <= 20 % must from local "house"')[0], /^RT5101 .*15 %/);
    assert.deepEqual(of('Cord NTCP(necrosis, house) <= 5 % must from local "house"'), []);
    assert.match(
      of('Cord NTCP(necrosis, burman) <= 5 % must from local "house"')[0],
      /^RT5102 The goal is judged by burman1991\.spinalcord\.lkb, and "house" has house\.cord\.lkb.*NTCP\(necrosis, house\)/,
    );
  });
});

describe("a user's own evidence", () => {
  const row = houseCordRow;
  const file = {
    schema: 'rtevidence/1',
    name: 'house rules',
    sources: [{ key: 'house', module: 'house', title: 'House rules', citation: 'House rules 3, 2025' }],
    constraints: [row],
    tissues: [
      {
        name: 'our_parotid',
        site: 'parotid gland',
        kind: 'late',
        organ: 'Parotid',
        parameters: { 'alpha/beta': { value: 3.2, unit: 'Gy' } },
        citation: 'House rules 3, 2025',
        confidence: 'medium',
        check: 'local',
      },
    ],
  };
  const head = 'import "house.rtevidence.json"\n';
  const withFile = (goals: string, content: unknown = file): string[] =>
    diagnose(planWith(goals, { head }), { 'house.rtevidence.json': JSON.stringify(content) }).map(
      ({ code, message }) => `${code} ${message}`,
    );

  it('is what "from local" is checked against, once it is imported', () => {
    assert.deepEqual(said('Cord max <= 48 Gy must from local "house rules"'), []);
    assert.deepEqual(withFile('Cord max <= 45 Gy must from local "house rules"'), []);
    assert.match(withFile('Cord max <= 48 Gy must from local "house rules"')[0], /^RT5101 .*"house rules" gives 45 Gy/);
    assert.deepEqual(withFile('Cord max <= 48 Gy must from local "another protocol"'), []);
  });

  it('takes the place of a published row where it says so', () => {
    const overriding = { ...file, constraints: [{ ...row, overrides: 'quantec.spinalcord.max.50Gy' }] };
    assert.deepEqual(withFile('Cord max <= 45 Gy must from std.quantec', overriding), []);
    assert.match(
      withFile('Cord max <= 50 Gy must from std.quantec', overriding)[0],
      /^RT5101 .*gives 45 Gy \(your house\.cord in place of quantec\.spinalcord\.max\.50Gy\), 60 Gy/,
    );
  });

  it('brings its tissues by name', () => {
    const text = planWith('Gland mean <= 25 Gy must from std.quantec', { head }).replace(
      'structure "Parotid_L"',
      'structure "Parotid_L" of our_parotid',
    );
    const { plan, diagnostics } = analyse({ file: '/p/plan.rtplan', text }, () => JSON.stringify(file));
    assert.deepEqual(diagnostics, []);
    assert.equal(plan?.tissues.find(({ name }) => name.endsWith('our_parotid'))?.parameters['alpha/beta'].value, 3.2);
  });

  it('takes the place of a published tissue where it says so, visibly', () => {
    const tissues = [{ ...file.tissues[0], overrides: 'parotid' }];
    const text = planWith('Gland mean <= 25 Gy must', { head })
      .replace('"Parotid_L"\ntarget', '"Parotid_L"\ntarget')
      .replace('structure "Parotid_L"', 'structure "Parotid_L" of std.parotid');
    const { plan } = analyse({ file: '/p/plan.rtplan', text }, () => JSON.stringify({ ...file, tissues }));
    const tissue = plan?.tissues.find(({ name }) => name === 'std.parotid');
    assert.equal(tissue?.parameters['alpha/beta'].value, 3.2);
    assert.match(tissue?.source ?? '', /^House rules 3, 2025 \(overrides std\.parotid: Planning convention/);
  });

  it('is not taken at all where a row is amiss: the import names row and field', () => {
    const broken = { ...file, constraints: [{ ...row, source: undefined }] };
    const found = withFile('Cord max <= 45 Gy must from local "house rules"', broken);
    assert.match(found[0], /^RT1017 Nothing of this evidence is taken\. constraints "house\.cord", source: is needed/);
    assert.match(
      withFile('Cord max <= 45 Gy must', { ...file, constraints: [{ ...row, unit: '%' }] })[0],
      /^RT1017 .*house\.cord, unit: % does not fit max/,
    );
    assert.match(diagnose(planWith('Cord max <= 45 Gy must', { head }))[0].code, /RT1005/);
    assert.match(
      diagnose(planWith('Cord max <= 45 Gy must', { head }), { 'house.rtevidence.json': '{' })[0].message,
      /is not JSON/,
    );
  });
});

describe('the standard modules of the evidence', () => {
  it('bring sources by their bare names, and protocols by site', () => {
    assert.deepEqual(said('Cord max <= 50 Gy must from quantec', { head: 'import "std/constraints"\n' }), []);
    assert.match(said('Cord max <= 50 Gy must', { head: 'import "std/protocols/oropharynx"\n' })[0], /^RT1006/);
    assert.match(said('Cord max <= 50 Gy must', { head: 'import "std/protocols/moon"\n' })[0], /^RT1005/);
  });
});

describe('a published tissue that is superseded or contested', () => {
  const of = (tissue: string): string[] =>
    diagnose(
      planWith('Cord max <= 50 Gy must').replace(
        'target PTV    = structure "Tumour"',
        `target PTV = structure "Tumour" of ${tissue}`,
      ),
    ).map(({ code, message }) => `${code} ${message}`);

  it('is said where a plan takes it', () => {
    assert.match(
      of('std.breast_tumour_start')[0],
      /^RT5006 std\.breast_tumour_start is superseded by std\.breast_tumour: ten-year results/,
    );
    assert.match(of('std.prostate_brenner')[0], /^RT5006 std\.prostate_brenner is contested\./);
    assert.deepEqual(of('std.breast_tumour'), []);
  });
});
