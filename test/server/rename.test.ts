import assert from 'node:assert/strict';
import type { TextDocumentEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { prepareRename, rename } from '../../src/server/rename.ts';
import { open, plain, rangeText } from './marked.ts';

/** The text as it is after renaming what the cursor is on. */
function renamed(marked: string, newName: string, others?: Record<string, string>): Record<string, string> {
  const { plan, workspace, cursor } = open(plain(marked), others);
  const edits = rename(plan, cursor, newName, workspace).documentChanges as TextDocumentEdit[];
  return Object.fromEntries(
    edits.map((edit) => {
      const target = workspace.plan(edit.textDocument.uri)!;
      assert.equal(edit.textDocument.version, target.version);
      const document = TextDocument.create(target.uri, 'rtplan', 1, target.text);
      return [target.uri.slice('file:///plans/'.length), TextDocument.applyEdits(document, edit.edits)];
    }),
  );
}

function check(marked: string, newName: string, expected: string): void {
  assert.equal(renamed(marked, newName)['plan.rtplan'], plain(expected));
}

function refuses(marked: string, newName: string, reason: RegExp): void {
  assert.throws(() => renamed(marked, newName), { message: reason });
}

describe('rename', () => {
  it('gives a region its new name everywhere', () =>
    check(
      `
        target GTV = structure "GTV"
        target PTV = G<|>TV + 5 mm
        goals {
          GTV mean <= 5 Gy
        }
      `,
      'Tumour',
      `
        target Tumour = structure "GTV"
        target PTV = Tumour + 5 mm
        goals {
          Tumour mean <= 5 Gy
        }
      `,
    ));

  it('keeps the quotes of a structure whose solid is renamed', () =>
    check(
      `
        phantom Box { Lu<|>mp = box 8 cm at (0, 0, 0) mm }
        patient P { structures = phantom Box   override "Lump" = 1.0 g/cc }
        organ Lump = structure "Lump"
      `,
      'Ball',
      `
        phantom Box { Ball = box 8 cm at (0, 0, 0) mm }
        patient P { structures = phantom Box   override "Ball" = 1.0 g/cc }
        organ Lump = structure "Ball"
      `,
    ));

  it('reaches statements that are not computed yet', () =>
    check(
      'target GTV<|> = structure "x"\nschedule 3 fractions {\n  Hot point in GTV\n}\n',
      'T',
      'target T = structure "x"\nschedule 3 fractions {\n  Hot point in T\n}\n',
    ));

  it('reaches open plans that import the name', () =>
    assert.deepEqual(
      renamed('organ Co<|>rd = structure "Cord"\n', 'Spine', {
        'b.rtplan': 'import "plan.rtplan"\norgan B = Cord + 3 mm\n',
      }),
      {
        'b.rtplan': 'import "plan.rtplan"\norgan B = Spine + 3 mm\n',
        'plan.rtplan': 'organ Spine = structure "Cord"\n',
      },
    ));

  it('gives a fact its new name with the patient and in every condition', () =>
    check(
      `
        protocol House {
          fact smoker in (never, current)
          group Low when smo<|>ker = never { evidence "x" }
          group High otherwise { evidence "x" }
        }
        patient P { clinical { smoker = never } }
      `,
      'tobacco',
      `
        protocol House {
          fact tobacco in (never, current)
          group Low when tobacco = never { evidence "x" }
          group High otherwise { evidence "x" }
        }
        patient P { clinical { tobacco = never } }
      `,
    ));

  it('takes a fact along in an imported protocol', () =>
    assert.deepEqual(
      renamed('import "b.rtplan"\npatient P { clinical { smo<|>ker = yes } }\n', 'tobacco', {
        'b.rtplan': 'protocol House { group A when smoker { evidence "x" } }\n',
      }),
      {
        'b.rtplan': 'protocol House { group A when tobacco { evidence "x" } }\n',
        'plan.rtplan': 'import "b.rtplan"\npatient P { clinical { tobacco = yes } }\n',
      },
    ));

  it('gives a phase its new name where beams and later phases use it', () =>
    check(
      `
        schedule {
          phase Base 25 fractions { PTV 50 Gy }
          phase Boost 8 fractions after Ba<|>se { PTV 16 Gy }
        }
        beams photon in Base { machine = std.linac6MV }
      `,
      'First',
      `
        schedule {
          phase First 25 fractions { PTV 50 Gy }
          phase Boost 8 fractions after First { PTV 16 Gy }
        }
        beams photon in First { machine = std.linac6MV }
      `,
    ));

  it('shows what would be renamed', () => {
    const { plan, workspace, cursor, text } = open('target GTV = structure "x"\ntarget PTV = GTV<|> + 5 mm');
    const { range, placeholder } = prepareRename(plan, cursor, workspace);
    assert.equal(rangeText(text, range), '2:14 GTV');
    assert.equal(placeholder, 'GTV');
  });

  describe('refuses, with the reason,', () => {
    const two = 'target GTV<|> = structure "x"\norgan Cord = structure "y"\nimport "std/tissues"\n';

    it('what is no name', () => {
      refuses(two, '2nd', /"2nd" is not a name/);
      refuses(two, 'G TV', /is not a name/);
      refuses(two, '', /is not a name/);
      refuses(two, 'a"b', /is not a name/);
    });
    it('a name that is taken', () => refuses(two, 'Cord', /"Cord" is the name of something else already \(line 2/));
    it('a name that an import brings', () => refuses(two, 'hnscc', /imports/));
    it('the prefix of the standard names', () => refuses(two, 'std', /standard names/));
    it('a phase where the schedule has one of that name', () =>
      refuses('schedule {\n  phase A<|> 2 fractions { P 4 Gy }\n  phase B 2 fractions { P 4 Gy }\n}\n', 'B', /line 3/));
    it('a fact that a condition compares already, and those that language and published rules know', () => {
      const house = (fact: string, other: string): string =>
        `protocol H {\n  group A when ${fact} = a { evidence "x" }\n  group B when ${other} = b { evidence "x" }\n}\npatient P { clinical { ${fact} = a } }\n`;
      refuses(house('kind<|>', 'sort'), 'sort', /"sort" is the name of something else already \(line 3/);
      refuses(house('p16<|>', 'sort'), 'hpv16', /the language knows/);
      refuses(
        `import "std/protocols/glioblastoma"\n${house('age<|>', 'sort')}`,
        'years_old',
        /published rules of glioblastoma/,
      );
    });
    it('a solid where the phantom has one of that name', () =>
      refuses('phantom Box {\n  A<|> = box 8 cm at (0, 0, 0) mm\n  B = A minus A\n}\n', 'B', /line 3/));
    it('a word that would be read as another statement', () =>
      refuses(
        'target GTV<|> = structure "x"\nschedule 3 fractions {\n  GTV 60 Gy\n}\n',
        'precedence',
        /read differently/,
      ));
    it('a name that another file declares', () => {
      assert.throws(
        () =>
          renamed('import "b.rtplan"\norgan B = Co<|>rd + 3 mm', 'X', {
            'b.rtplan': 'organ Cord = structure "Cord"\n',
          }),
        { message: /declared in b\.rtplan/ },
      );
    });
    it('standard names, structures of the patient and everything else', () => {
      refuses('tissue T extends std.hn<|>scc', 'X', /not declared in this plan/);
      refuses('organ A = structure "Co<|>rd"', 'X', /there is none here/);
      refuses('or<|>gan A = structure "Cord"', 'X', /there is none here/);
    });
  });
});
