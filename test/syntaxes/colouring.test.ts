import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as oniguruma from 'vscode-oniguruma';
import * as textmate from 'vscode-textmate';

/** The plan grammar as VS Code itself runs it. */
describe('colouring', () => {
  let grammar: textmate.IGrammar;
  before(async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
    const path = 'syntaxes/rtplan.tmLanguage.json';
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(path, 'utf8'), path)),
    });
    grammar = (await registry.loadGrammar('source.rtplan'))!;
  });

  /** Each coloured word of a line with the innermost scope, `source.rtplan` left out. */
  const words = (line: string): string[] =>
    grammar
      .tokenizeLine(line, null)
      .tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex).trim(),
        scope: scopes.at(-1)!,
      }))
      .filter(({ text, scope }) => text !== '' && scope !== 'source.rtplan')
      .map(({ text, scope }) => `${text}: ${scope.replace('.rtplan', '')}`);

  const cases: { line: string; expected: string[] }[] = [
    {
      line: '  arc Around { gantry = 181 deg to 179 deg clockwise every 2 deg }',
      expected: [
        'arc: storage.type.construct',
        'Around: variable.other',
        '{: punctuation.separator',
        'gantry: variable.other.property',
        '=: keyword.operator',
        '181: constant.numeric',
        'deg: keyword.other.unit',
        'to: keyword.control.word',
        '179: constant.numeric',
        'deg: keyword.other.unit',
        'clockwise: keyword.control.word',
        'every: keyword.control.word',
        '2: constant.numeric',
        'deg: keyword.other.unit',
        '}: punctuation.separator',
      ],
    },
    {
      line: '  allow RT4126 because "on purpose"',
      expected: [
        'allow: storage.type.construct',
        'RT4126: constant.language.code',
        'because: keyword.control.word',
        '": string.quoted.double',
        'on purpose: string.quoted.double',
        '": string.quoted.double',
      ],
    },
    {
      line: 'target PTV_70 = GTV + 5 mm // margin',
      expected: [
        'target: storage.type.construct',
        'PTV_70: entity.name.type',
        '=: keyword.operator',
        'GTV: variable.other',
        '+: keyword.operator',
        '5: constant.numeric',
        'mm: keyword.other.unit',
        '//: punctuation.definition.comment',
        'margin: comment.line.double-slash',
      ],
    },
    {
      line: '  Cord D0.03cc <= 45 Gy must',
      expected: [
        'Cord: variable.other',
        'D0.03cc: support.function.metric',
        '<=: keyword.operator',
        '45: constant.numeric',
        'Gy: keyword.other.unit',
        'must: keyword.control.level',
      ],
    },
    {
      line: '  Lung V20Gy <= 30 %',
      expected: [
        'Lung: variable.other',
        'V20Gy: support.function.metric',
        '<=: keyword.operator',
        '30: constant.numeric',
        '%: keyword.other.unit',
      ],
    },
    {
      line: '  alpha/beta = 10 Gy',
      expected: [
        'alpha/beta: variable.other.property',
        '=: keyword.operator',
        '10: constant.numeric',
        'Gy: keyword.other.unit',
      ],
    },
    {
      line: 'subtarget Avid of GTV = fdg >= 50 % of max in GTV',
      expected: [
        'subtarget: storage.type.construct',
        'Avid: entity.name.type',
        'of: keyword.control.word',
        'GTV: variable.other.property',
        '=: keyword.operator',
        'fdg: variable.other',
        '>=: keyword.operator',
        '50: constant.numeric',
        '%: keyword.other.unit',
        'of: keyword.control.word',
        'max: support.function.metric',
        'in: keyword.control.word',
        'GTV: variable.other',
      ],
    },
    {
      line: '  Ball = sphere diameter 4 cm at (0, 0, 5) cm { material = water }',
      expected: [
        'Ball: variable.other.property',
        '=: keyword.operator',
        'sphere: support.function.shape',
        'diameter: keyword.control.word',
        '4: constant.numeric',
        'cm: keyword.other.unit',
        'at: keyword.control.word',
        '(: punctuation.separator',
        '0: constant.numeric',
        ',: punctuation.separator',
        '0: constant.numeric',
        ',: punctuation.separator',
        '5: constant.numeric',
        '): punctuation.separator',
        'cm: keyword.other.unit',
        '{: punctuation.separator',
        'material: variable.other.property',
        '=: keyword.operator',
        'water: variable.other',
        '}: punctuation.separator',
      ],
    },
    {
      line: '  deliver = step_and_shoot, at most 80 segments',
      expected: [
        'deliver: variable.other.property',
        '=: keyword.operator',
        'step_and_shoot: support.class',
        ',: punctuation.separator',
        'at: keyword.control.word',
        'most: keyword.control.word',
        '80: constant.numeric',
        'segments: keyword.control.word',
      ],
    },
  ];
  for (const { line, expected } of cases) {
    it(`of "${line.trim()}"`, () => assert.deepEqual(words(line), expected));
  }

  it('a string that is not closed ends with its line', () => {
    const { ruleStack } = grammar.tokenizeLine('plan "Oropharynx', null);
    assert.deepEqual(grammar.tokenizeLine('goals {', ruleStack).tokens[0].scopes, [
      'source.rtplan',
      'storage.type.construct.rtplan',
    ]);
  });

  it('a unit is one only after a number: `fractions` and `per` stay words', () => {
    assert.ok(!words('schedule 35 fractions, 5 per week {').some((word) => word.includes('unit')));
  });
});
