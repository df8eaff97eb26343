import assert from 'node:assert/strict';
import { createAnalyser } from '../../src/language/analyse.ts';
import { seededRandom } from '../support/random.ts';
import { faultText, firstFault, minimised } from './level.ts';
import { levels } from './levels.ts';
import { mutate } from './mutate.ts';
import { untouchedStatements } from './untouched.ts';

const mutations = 10_000;
const seed = 20_240_607;

describe(`under ${mutations} seeded mutations`, () => {
  for (const { name, share, make } of levels)
    it(`${name}: ${mutations * share}`, async function () {
      this.timeout(300_000);
      const level = make();
      try {
        const fault = await firstFault(level, { seed, mutations: mutations * share });
        if (fault) assert.fail(faultText(fault));
      } finally {
        await level.stop?.();
      }
    });

  it('are all of them', () => {
    assert.ok(Math.abs(levels.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    assert.ok(untouchedStatements().planted >= 12, 'too few findings are planted');
  });

  it('are made small where they fail', async () => {
    const fails = (text: string): Promise<boolean> => Promise.resolve(text.includes('b') && text.includes('\nd'));
    assert.equal(await minimised('a b c\nx y\nd e f\n', fails), 'b\nd');
  });

  it('of one line keep the findings of the other lines of its block', function () {
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
      if (/[{}\n\r;]/.test(mutated)) continue;
      const after = new Set(findings(text(goals.with(line, mutated))));
      for (const finding of before) {
        if (finding.endsWith(` ${line + 3}`)) continue;
        assert.ok(after.has(finding), `mutation ${i}: lost ${finding} after "${mutated}"`);
      }
    }
  });
});
