import assert from 'node:assert/strict';
import { numberRequest, type NumberAnswer } from '../../src/server/protocol.ts';
import { clientOfServer } from './client.ts';

const uri = 'file:///plans/p.rtplan';

describe('the number at the cursor, asked of the server', () => {
  async function ask(text: string, line: number, character: number): Promise<NumberAnswer> {
    const client = await clientOfServer();
    await client.open(uri, text);
    const answer = await client.request<NumberAnswer>(numberRequest, { uri, position: { line, character } });
    await client.stop();
    return answer;
  }

  it('is the nearest one on the line, with its place and the version of the text', async () => {
    const text = 'plan "A"\n\nbeams photon {\n  arrange 2 beams every 180 deg from 10 deg\n}\n';
    for (const [character, label, from] of [
      [0, 'Angle between the 2 beams', 24],
      [26, 'Angle between the 2 beams', 24],
      [43, 'Gantry of the first beam', 37],
    ] as const) {
      const { number, version, blocked } = await ask(text, 3, character);
      assert.equal(number?.label, label);
      assert.deepEqual(number.range.start, { line: 3, character: from });
      assert.deepEqual([version, blocked], [1, undefined]);
    }
  });

  it('is none on a line without one', async () => {
    assert.deepEqual(await ask('plan "A"\nlet a = 3 Gy\n', 0, 3), { version: 1 });
  });

  it('is not to be changed while the text cannot be read, and the reason names the line', async () => {
    const { number, blocked } = await ask('let a = 3 Gy\nlet b = = 4 Gy\n', 0, 3);
    assert.equal(number?.label, 'a');
    assert.match(blocked!, /^The text cannot be read at line 2: .* Mend that first\.$/);
  });
});
