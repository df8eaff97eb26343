import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  envelope,
  protocolVersion,
  readHostMessage,
  readViewMessage,
  type HostMessage,
} from '../../src/preview/protocol.ts';
import type { PreviewModel } from '../../src/preview/model.ts';
import type { DoseQuality } from '../../src/preview/quality.ts';
import { syntheticModel } from './synthetic-model.ts';

const range = { file: '/plan.rtplan', start: { line: 1, character: 2 }, end: { line: 1, character: 9 } };

const number = {
  version: 3,
  range,
  text: '50',
  value: 50,
  label: 'Dose of PTV',
  unit: 'Gy',
  min: 25,
  max: 75,
  step: 0.5,
  isLive: true,
  blocked: 'line 3 cannot be read',
};

describe('the preview protocol', () => {
  it('reads what it writes, both ways', () => {
    const toView: HostMessage[] = [
      { type: 'chunk', revision: 1, key: 'k', totalLength: 3, offset: 0, values: new Float32Array([1, 2, 3]) },
      { type: 'progress', stage: 'dose', fraction: 0.4, secondsLeft: 3 },
      { type: 'stale', reason: 'the plan has changed' },
      { type: 'fresh' },
      { type: 'previewOnly', reason: 'the final dose failed' },
      { type: 'failure', messages: [{ text: 'no CT', range }] },
      { type: 'cancelled' },
      { type: 'compareWith', name: 'last commit' },
      { type: 'number', number },
      { type: 'number' },
    ];
    for (const message of toView) assert.deepEqual(read(readHostMessage(envelope(message))), message);
    assert.deepEqual(read(readViewMessage(envelope({ type: 'reveal', range }))), { type: 'reveal', range });
    assert.deepEqual(read(readViewMessage(envelope({ type: 'ready', have: ['k'] }))), { type: 'ready', have: ['k'] });
    const set = { type: 'setNumber', version: 3, range, text: '50.5', gesture: 2, isLast: true } as const;
    assert.deepEqual(read(readViewMessage(envelope(set))), set);
    for (const text of ['-1', '5e3', '50 Gy', '', '.5', '5.'])
      assert.match(JSON.stringify(readViewMessage(envelope({ ...set, text }))), /cannot be read: text/);
    const wanted = { type: 'wantCompared', with: 'lastCommit' } as const;
    assert.deepEqual(read(readViewMessage(envelope(wanted))), wanted);
  });

  it('carries a whole model', () => {
    const { model } = syntheticModel({ voxelMm: 12 });
    // As VS Code carries it: JSON, in which an absent value is no key.
    const travelled: unknown = JSON.parse(JSON.stringify(envelope({ type: 'model', revision: 1, model })));
    assert.deepEqual(
      read(readHostMessage(travelled)),
      JSON.parse(JSON.stringify({ type: 'model', revision: 1, model })),
    );
  });

  it('carries how good a dose is: of a preview its estimate, of a final dose what the preview before it was off', () => {
    const qualities: DoseQuality[] = [
      { kind: 'preview', gridMm: 5, cones: 40 },
      {
        kind: 'preview',
        gridMm: 4.5,
        cones: 40,
        estimatedDifference: { rmsPercent: 1.6, targetsPercent: 1.4, edgesMm: 1.4 },
      },
      { kind: 'final', gridMm: 3, cones: 60, previewDifference: { rmsPercent: 1.4, maxPercent: 12 } },
    ];
    for (const quality of qualities) {
      const { model } = syntheticModel({ voxelMm: 12, quality });
      const travelled: unknown = JSON.parse(JSON.stringify(envelope({ type: 'model', revision: 1, model })));
      const message = read(readHostMessage(travelled)) as { model: PreviewModel };
      assert.deepEqual(message.model.quality, quality);
    }
    const nameless = { ...syntheticModel({ voxelMm: 12 }).model, quality: { gridMm: 3, cones: 60 } };
    const answer = readHostMessage({ ...envelope({ type: 'fresh' }), type: 'model', revision: 1, model: nameless });
    assert.ok('refused' in answer && /quality\.kind/.test(answer.refused), 'a dose that does not say what it is');
  });

  it('refuses another version with the next step', () => {
    const answer = readHostMessage({ type: 'fresh', protocol: protocolVersion + 1 });
    assert.ok('refused' in answer);
    assert.match(
      answer.refused,
      new RegExp(`version ${protocolVersion + 1} .* version ${protocolVersion}\\. Reload the window`),
    );
  });

  it('names what is wrong in a message it cannot read', () => {
    const answer = readHostMessage({ type: 'progress', stage: 'dose', fraction: 3, protocol: protocolVersion });
    assert.ok('refused' in answer);
    assert.match(answer.refused, /"progress".*fraction/);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        assert.ok('refused' in readHostMessage(data));
        assert.ok('refused' in readViewMessage(data));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

function read<T>(answer: { message: T } | { refused: string }): unknown {
  assert.ok('message' in answer, 'refused' in answer ? answer.refused : '');
  return answer.message;
}
