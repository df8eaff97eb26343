import assert from 'node:assert/strict';
import { atCursor } from '../../src/preview/at-cursor.ts';
import { beamOf, rectangle, standing } from './draw/phantom-beams.ts';
import { syntheticModel } from './synthetic-model.ts';

const { model } = syntheticModel({ voxelMm: 12 });
const file = '/plans/head.rtplan';
const at = (line: number, from = file) => atCursor(model, { file: from, line, character: 4 });

describe('what is written where the cursor stands', () => {
  it('is a beam, a goal or a region by its line', () => {
    assert.deepEqual(at(47), { kind: 'beams', beams: [1] });
    assert.deepEqual(at(54), { kind: 'goal', goal: 0 });
    assert.deepEqual(at(31), { kind: 'region', region: 'Parotid_L' });
  });

  it('is nothing on other lines and in other files', () => {
    assert.equal(at(3), undefined);
    assert.equal(at(47, '/plans/other.rtplan'), undefined);
  });

  it('is all beams that one line makes', () => {
    const one = (name: string) => beamOf(name, [standing({}, [rectangle(1, -5, 5, -5, 5)])], 70);
    const arranged = { ...model, beams: [...model.beams, one('0°'), one('90°')] };
    assert.deepEqual(atCursor(arranged, { file, line: 70, character: 0 }), { kind: 'beams', beams: [3, 4] });
  });

  it('is the innermost of items that enclose the line', () => {
    const region = { ...model.regions[1], name: 'Outer', range: { file, start: { line: 45, character: 0 }, end: { line: 49, character: 1 } } }; // prettier-ignore
    const nested = { ...model, regions: [...model.regions, region] };
    assert.deepEqual(atCursor(nested, { file, line: 47, character: 0 }), { kind: 'beams', beams: [1] });
    assert.deepEqual(atCursor(nested, { file, line: 45, character: 0 }), { kind: 'region', region: 'Outer' });
  });
});
