import assert from 'node:assert/strict';
import { parseLevels } from '../../webview/levels.ts';

describe('isodose levels as typed', () => {
  it('may be separated by spaces or commas and carry a per cent sign; they are shown from the highest down', () => {
    assert.deepEqual(parseLevels('50, 95 % 107 50'), { levels: [107, 95, 50] });
  });

  it('name the word that is no level', () => {
    assert.deepEqual(parseLevels('95 x'), { problem: '“x” is not a level between 0 and 200 %' });
    assert.deepEqual(parseLevels('0'), { problem: '“0” is not a level between 0 and 200 %' });
    assert.deepEqual(parseLevels(' '), { problem: 'give at least one level' });
  });
});
