import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultSchema } from '../../src/engine/result-json.ts';
import marginRecipes from '../../src/evidence/margin-recipes.json' with { type: 'json' };
import { checkEvidenceFile } from '../../src/evidence/lint-file.ts';
import { materialTable } from '../../src/evidence/materials.ts';
import { analyse } from '../../src/language/analyse.ts';
import { standardNames } from '../../src/language/scope.ts';
import { format } from '../../src/language/format.ts';
import { vocabulary } from '../../src/language/vocabulary.ts';
import { machines } from '../../src/physics/machine.ts';
import { unitSymbols } from '../../src/units/units.ts';

const guide = readFileSync(join(import.meta.dirname, '../../examples/README.md'), 'utf8');

/** A fenced plan text of the guide, and what its fence says of it. */
interface Block {
  readonly line: number;
  /** Only part of a plan: the rest is taken from `surroundings`. */
  readonly fragment: boolean;
  /** The name under which the fragments may import it. */
  readonly file?: string;
  /** The codes that it is there to show. */
  readonly codes: readonly string[];
  readonly text: string;
}

const blocks: readonly Block[] = [...guide.matchAll(/^```rtplan(.*)\n([^]*?)^```$/gm)].map((match) => {
  const words = match[1].trim().split(/\s+/).filter(Boolean);
  return {
    line: guide.slice(0, match.index).split('\n').length,
    fragment: words.includes('fragment'),
    file: words.find((word) => word.startsWith('file='))?.slice('file='.length),
    codes: words.filter((word) => /^RT\d{4}$/.test(word)),
    text: match[2],
  };
});

const files = new Map(blocks.flatMap(({ file, text }) => (file ? [[`/guide/${file}`, text]] : [])));

/** A small plan, statement by statement; a fragment's own statements replace those of the same kind, and regions those of the same name. */
const surroundings: Readonly<Record<string, string>> = {
  plan: 'plan "Around a fragment of the guide"',
  phantom: `phantom Around {
  size = 20 cm x 20 cm x 20 cm
  External = box 18 cm x 18 cm x 18 cm at (0, 0, 0) mm { HU = 20   uptake fdg = 1 SUV   uptake fmiso = 1 }
  Tumour = sphere diameter 4 cm at (0, 0, 0) mm { HU = 40   uptake fdg = 9 SUV   uptake fmiso = 2 }
  Muscle = sphere diameter 2 cm at (60, 0, 0) mm
  Cord = cylinder diameter 1 cm length 18 cm along z at (0, 60, 0) mm
  Parotid_L = sphere diameter 3 cm at (50, 0, 40) mm
}`,
  patient: `patient P1 {
  images {
    ct = phantom Around
    fdg = phantom Around uptake fdg as SUVbw
    fmiso = phantom Around uptake fmiso as ratio to mean in Muscle
  }
  structures = phantom Around
}`,
  'region Muscle': 'organ Muscle = structure "Muscle"',
  'region Cord': 'organ Cord = structure "Cord"',
  'region Parotid_L': 'organ Parotid_L = structure "Parotid_L"',
  'region GTV': 'target GTV = structure "Tumour"',
  'region PTV': 'target PTV = GTV + 5 mm',
  schedule: 'schedule 30 fractions, 5 per week {\n  PTV 60 Gy\n  normalise PTV D50% = 60 Gy\n}',
  beams: `beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 7 mm
  arrange 4 beams every 90 deg from 0 deg
}`,
};

function whole({ fragment, text }: Block): string {
  if (!fragment) return text;
  const own = new Set(
    [...text.matchAll(/^(\w+)[ ]+(\w+)?/gm)].map(([, word, name]) =>
      ['organ', 'target', 'subtarget'].includes(word) ? `region ${name}` : word,
    ),
  );
  // The patient around a fragment is made of the phantom around it, which may stand beside the fragment's.
  if (!own.has('patient')) own.delete('phantom');
  const rest = Object.entries(surroundings).filter(([kind]) => !own.has(kind));
  return `${text}\n${rest.map(([, statement]) => statement).join('\n')}\n`;
}

describe('the guide to the plan language', () => {
  it('has plans, fragments of plans and files to import', () => {
    assert.ok(blocks.some(({ fragment, file }) => !fragment && !file));
    assert.ok(blocks.filter(({ fragment }) => fragment).length >= 10);
    assert.equal((guide.match(/^```rtplan/gm) ?? []).length, blocks.length);
  });

  for (const block of blocks) {
    const { line, fragment, file, codes, text } = block;
    const what = file ?? (fragment ? 'a fragment' : 'a plan');

    it(`line ${line}: ${what} ${codes.length > 0 ? `with ${codes.join(', ')} and nothing else` : 'without findings'}`, () => {
      const { plan, diagnostics } = analyse({ file: '/guide/guide.rtplan', text: whole(block) }, (path) =>
        files.get(path),
      );
      assert.deepEqual(
        [...new Set(diagnostics.map((d) => d.code))].sort(),
        [...codes].sort(),
        diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'),
      );
      const sound = diagnostics.every((d) => d.severity !== 'error');
      assert.equal(plan !== undefined, sound && file === undefined);
    });

    it(`line ${line}: ${what} is in canonical layout`, () => {
      assert.equal(format(text), text);
    });
  }

  it('names every unit, statement, machine and material', () => {
    const words = Object.values(vocabulary).flatMap(
      ({ statements, properties = [], later = [], laterAnywhere = [] }) => [
        ...Object.keys(statements),
        ...properties,
        ...later,
        ...laterAnywhere,
      ],
    );
    assert.deepEqual(
      [...unitSymbols.map((symbol) => `\`${symbol}\``), ...machines.keys()].filter((name) => !guide.includes(name)),
      [],
    );
    assert.deepEqual(
      [...words, ...materialTable.map(({ material }) => material)].filter(
        (word) => !new RegExp(`(?<![\\w/])${word}(?![\\w/])`).test(guide),
      ),
      [],
    );
  });

  it('gives an evidence file that is sound', () => {
    const [example] = [...guide.matchAll(/^```json\n([^]*?)^```$/gm)].filter(([text]) => text.includes('rtevidence/1'));
    const { file, findings } = checkEvidenceFile(example[1]);
    assert.deepEqual([file?.name, findings], ['head and neck protocol', []]);
  });

  it('names every source that goals can cite', () => {
    assert.deepEqual(
      standardNames('constraints').filter((name) => !guide.includes(`\`${name}\``)),
      [],
    );
  });

  it('gives what the machines do not model, in their own words', () => {
    const prose = guide.replace(/\s+/g, ' ');
    for (const { name, notModelled } of machines.values())
      for (const effect of notModelled) assert.ok(prose.includes(effect), `${name}: ${effect}`);
  });

  it("gives the margin recipe's numbers and citation", () => {
    const { systematic, random, citation } = marginRecipes.vanHerk;
    assert.ok(guide.includes(`${systematic} Σ + ${random} σ`));
    assert.ok(guide.replace(/\s+/g, ' ').includes(citation));
  });

  it('names every field of result.json', () => {
    assert.deepEqual(
      Object.keys(resultSchema.shape).filter((field) => !guide.includes(`\`${field}\``)),
      [],
    );
  });
});
