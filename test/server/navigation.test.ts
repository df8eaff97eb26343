import assert from 'node:assert/strict';
import { definition, highlights, references } from '../../src/server/references.ts';
import { folding } from '../../src/server/folding.ts';
import { symbols } from '../../src/server/symbols.ts';
import { semanticTokens, semanticTokensLegend } from '../../src/server/semantic-tokens.ts';
import { open, plain, rangeText } from './marked.ts';
import { wholePlan } from './whole-plan.ts';

/** The ranges marked in the text are what the cursor's name leads to. */
function checkDefinition(marked: string, others?: Record<string, string>): void {
  const { plan, workspace, cursor, ranges, text } = open(plain(marked), others);
  const found = definition(plan, cursor, workspace);
  assert.deepEqual(
    found.map(({ range }) => rangeText(text, range)),
    ranges.map((range) => rangeText(text, range)),
  );
}

function checkReferences(marked: string): void {
  const { plan, workspace, cursor, ranges, text } = open(plain(marked));
  const expected = ranges.map((range) => rangeText(text, range)).sort();
  const found = references(plan, cursor, workspace, true).map(({ range }) => rangeText(text, range));
  assert.deepEqual(found.sort(), expected);
  const highlighted = highlights(plan, cursor).map(({ range }) => rangeText(text, range));
  assert.deepEqual(highlighted.sort(), expected);
}

describe('definition', () => {
  it('leads from a plan to its protocol and to the group', () => {
    const protocol = 'group A otherwise { evidence "x" }';
    checkDefinition(`plan "T" follows Ho<|>use\nprotocol <|House|> { ${protocol} }`);
    checkDefinition(`plan "T" follows House.A<|>\nprotocol House { group <|A|> otherwise { evidence "x" } }`);
  });

  it('leads from a use to its declaration', () =>
    checkDefinition('target <|GTV|> = structure "x"\ntarget PTV = G<|>TV + 5 mm'));

  it('leads from behind the name too', () =>
    checkDefinition('target <|GTV|> = structure "x"\ngoals {\n  GTV<|> mean <= 5 Gy\n}'));

  it('leads from an image rule to the image', () =>
    checkDefinition('patient P { images { <|fdg|> = dicom "pet" as SUVbw } }\nsubtarget A of B = f<|>dg >= 4 SUV'));

  it("leads from a phantom's structure to its solid", () =>
    checkDefinition(`
      phantom Box { <|Body|> = box 8 cm at (0, 0, 0) mm { material = water } }
      patient P { structures = phantom Box }
      organ A = structure "Bo<|>dy"
    `));

  it('leads to a solid and not to a region of the same name', () =>
    checkDefinition(`
      phantom Box {
        <|Lump|> = box 8 cm at (0, 0, 0) mm
        Rest = Lu<|>mp minus Lump
      }
      organ Lump = structure "Lump"
    `));

  it('leads into an imported file', () => {
    const { plan, workspace, cursor } = open('import "lib.rtplan"\norgan B = Co<|>rd + 3 mm', {
      'lib.rtplan': '// shared\norgan Cord = structure "Cord"\n',
    });
    const [found] = definition(plan, cursor, workspace);
    assert.equal(found.uri, 'file:///plans/lib.rtplan');
    assert.deepEqual(found.range.start, { line: 1, character: 6 });
  });

  it('leads from an import to its file', () => {
    const { plan, workspace, cursor } = open('import "../li<|>b.rtplan"');
    assert.deepEqual(
      definition(plan, cursor, workspace).map(({ uri }) => uri),
      ['file:///lib.rtplan'],
    );
  });

  const smokers = `
    protocol House {
      fact <|smoking|> in (never, current)
      group Low when smok<|>ing = never { evidence "x" }
      group High otherwise { evidence "x" }
    }
  `;

  it('leads from a condition to the fact of the patient and to the values that the protocol gives it', () =>
    checkDefinition(`${smokers}\n    patient P { clinical { <|smoking|> = never } }`));

  it('leads from T in a condition to the stage that says it', () =>
    checkDefinition(`
      protocol House { group Low when T<|> in (T1, T2) { evidence "x" } }
      patient P { clinical { <|stage|> = "T2 N0 M0" } }
    `));

  it('leads from the condition of an imported protocol to the patient of the plan that imports it', () => {
    const { plan, workspace, cursor } = open('protocol House { group Low when smok<|>ing = never { evidence "x" } }', {
      'case.rtplan': 'import "plan.rtplan"\npatient P {\n  clinical { smoking = never }\n}\n',
      'stranger.rtplan': 'patient P {\n  clinical { smoking = never }\n}\n',
    });
    assert.deepEqual(
      definition(plan, cursor, workspace).map(({ uri, range }) => `${uri} ${range.start.line + 1}`),
      ['file:///plans/case.rtplan 3'],
    );
  });

  it('leads from beams and from a later phase to the phase', () => {
    const phases = (after: string): string => `
      schedule {
        phase <|Base|> 25 fractions { PTV 50 Gy }
        phase Boost 8 fractions after ${after} { PTV 16 Gy }
      }
    `;
    checkDefinition(phases('Ba<|>se'));
    checkDefinition(`${phases('Base')}\n      beams photon in Base<|> for PTV { machine = std.linac6MV }`);
  });

  it('leads from beams to the phase of the protocol that the plan follows, by the group where it has its own', () => {
    const { plan, workspace, cursor } = open(
      'import "house.rtplan"\nplan "T" follows House\nbeams photon in Bo<|>ost { }\n',
      {
        'house.rtplan':
          'protocol House {\n  group A otherwise {\n    schedule {\n      phase Boost 8 fractions { PTV 16 Gy }\n    }\n  }\n}\n',
      },
    );
    assert.deepEqual(
      definition(plan, cursor, workspace).map(({ uri, range }) => `${uri} ${range.start.line + 1}`),
      ['file:///plans/house.rtplan 4'],
    );
  });

  it('leads nowhere from an unknown name, a number or a standard name', () => {
    checkDefinition('organ A = Un<|>known + 3 mm');
    checkDefinition('let a = 5<|> mm');
    checkDefinition('tissue A extends std.hn<|>scc');
  });
});

describe('references', () => {
  it('finds every use of a region, in every kind of statement', () =>
    checkReferences(`
      target <|GTV|> = structure "GTV"
      subtarget Hot of <|GTV|> = fdg >= 50 % of max in <|GTV|>
      schedule 30 fractions {
        <|G<|>TV|> 60 Gy
        Hot 66 Gy
        precedence Hot over <|GTV|>
        normalise <|GTV|> D50% = 60 Gy
      }
      beams photon for <|GTV|> {
        isocentre = centroid of <|GTV|>
        aperture = conformal to <|GTV|> margin 5 mm
      }
      goals {
        <|GTV|> D95% >= 95 % of prescription must
      }
    `));

  it('finds a fact in every condition, and where it is stated', () =>
    checkReferences(`
      protocol House {
        fact <|smoking|> in (never, current)
        group Low when <|smok<|>ing|> = never and age <= 60 years { evidence "x" }
        group High when not (<|smoking|> in (never)) or age > 60 years { evidence "x" }
      }
      patient P { clinical { <|smoking|> = never   age = 50 y } }
      organ smoking = structure "x"
    `));

  it('finds a phase in beams and later phases, and keeps a region of its name apart', () =>
    checkReferences(`
      schedule {
        phase <|Bo<|>ost|> 8 fractions { Boost 16 Gy }
        phase Last 2 fractions after <|Boost|> { PTV 4 Gy }
      }
      beams photon in <|Boost|> for Boost { machine = std.linac6MV }
    `));

  it('finds uses in statements that are not computed yet', () =>
    checkReferences(`
      target <|G<|>TV|> = structure "GTV"
      schedule 30 fractions {
        Hot isoeffective to <|GTV|>
      }
      robust { spare <|GTV|> }
    `));

  it('keeps structures, uptakes and images of the same name apart', () =>
    checkReferences(`
      phantom Box { Lump = box 8 cm at (0, 0, 0) mm { uptake <|f<|>dg|> = 8 SUV } }
      patient P { images { fdg = phantom Box uptake <|fdg|> as SUVbw } }
    `));

  it('finds uses in open plans that import the declaring one', () => {
    const { plan, workspace, cursor } = open('organ Co<|>rd = structure "Cord"\n', {
      'other.rtplan': 'import "plan.rtplan"\norgan B = Cord + 3 mm\n',
      'stranger.rtplan': 'organ Cord = structure "Else"\n',
    });
    const found = references(plan, cursor, workspace, true).map(
      ({ uri, range }) => `${uri.slice(14)}:${range.start.line + 1}`,
    );
    assert.deepEqual(found.sort(), ['other.rtplan:2', 'plan.rtplan:1']);
  });

  it('leaves the declaration out where the editor asks for uses only', () => {
    const { plan, workspace, cursor } = open('organ Co<|>rd = structure "Cord"\norgan B = Cord + 3 mm');
    assert.equal(references(plan, cursor, workspace, false).length, 1);
  });
});

describe('outline', () => {
  it('names the statements with what they declare below them', () => {
    const { plan } = open(wholePlan);
    const outline = symbols(plan).map(({ name, children }) => [name, (children ?? []).map((child) => child.name)]);
    assert.deepEqual(outline, [
      ['Test', []],
      ['Box', ['Body', 'Tumour']],
      ['P1', ['images']],
      ['Cancer', []],
      ['rim', []],
      ['GTV', []],
      ['PTV', []],
      ['Avid', []],
      ['schedule', ['PTV']],
      ['beams', ['4 beams']],
      ['goals', ['PTV', 'GTV']],
    ]);
  });

  it('keeps the selection inside the statement, as the protocol demands', () => {
    const { plan } = open(`${wholePlan}\ntarget = \norgan A\ntarget B = B +\n`);
    const offsets = ({ start, end }: { start: never; end: never }): number[] => [
      plan.offsetAt(start),
      plan.offsetAt(end),
    ];
    const visit = (list: ReturnType<typeof symbols>): void =>
      list.forEach(({ range, selectionRange, children }) => {
        const [start, end] = offsets(range as never);
        const [from, to] = offsets(selectionRange as never);
        assert.ok(start <= from && from <= to && to <= end);
        visit(children ?? []);
      });
    visit(symbols(plan));
  });
});

describe('folding', () => {
  const lines = (marked: string): string[] =>
    folding(open(plain(marked)).plan).map(
      ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`,
    );

  it('folds blocks, and blocks in them', () =>
    assert.deepEqual(lines('patient P {\n  images {\n    ct = dicom "ct"\n  }\n}\n'), ['1-4', '2-3']));

  it('does not fold a block on one line', () => assert.deepEqual(lines('compute { grid = 2 mm }'), []));

  it('folds runs of comments and imports', () =>
    assert.deepEqual(lines('// a\n// b\n\nimport "std/tissues"\nimport "std/curves"\n'), [
      '1-2 comment',
      '4-5 imports',
    ]));

  it('folds what is whole where another block is broken', () =>
    assert.deepEqual(lines('goals {\n  PTV D95% >=\n}\ncompute {\n  grid = 2 mm\n'), ['1-2']));
});

describe('semantic tokens', () => {
  it('colour names by what they stand for', () => {
    const { plan, workspace } = open('tissue Cancer extends std.hnscc\ntarget GTV = structure "x" of Cancer\n');
    const { data } = semanticTokens(plan, workspace);
    const types = [];
    for (let i = 0; i < data.length; i += 5) types.push(semanticTokensLegend.tokenTypes[data[i + 3]]);
    assert.deepEqual(types, ['class', 'class', 'variable', 'class']);
  });
});
