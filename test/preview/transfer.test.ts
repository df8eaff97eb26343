import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addChunk, splitVolume, startAssembly } from '../../src/preview/chunks.ts';
import type { LoadedModel } from '../../src/preview/loaded.ts';
import type { ChunkMessage, HostMessage, ViewMessage } from '../../src/preview/protocol.ts';
import { createReceiver } from '../../src/preview/receiver.ts';
import { createSender } from '../../src/preview/sender.ts';

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i + 0.5);

describe('an array in pieces', () => {
  it('is whole again in whatever order its pieces come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.infiniteStream(fc.nat()),
        (length, piece, order) => {
          const values = ramp(length);
          const pieces = [...splitVolume(1, 'k', values, piece)];
          const assembly = startAssembly('k', length);
          const shuffled = pieces.map((p) => ({ p, at: order.next().value as number })).sort((a, b) => a.at - b.at);
          const outcomes = shuffled.map(({ p }) => addChunk(assembly, p));
          assert.deepEqual(
            outcomes.map((o) => 'complete' in o && o.complete),
            outcomes.map((_, i) => i === outcomes.length - 1),
          );
          assert.deepEqual(assembly.values, values);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it('comes as copies: a piece can be sent though the array lies in shared memory', () => {
    const shared = new Float32Array(new SharedArrayBuffer(40));
    const [piece] = splitVolume(1, 'k', shared);
    assert.ok(piece.values.buffer instanceof ArrayBuffer);
  });

  it('takes a repeated piece once', () => {
    const [first, second] = [...splitVolume(1, 'k', ramp(8), 4)];
    const assembly = startAssembly('k', 8);
    addChunk(assembly, first);
    assert.deepEqual(addChunk(assembly, first), { complete: false });
    assert.deepEqual(addChunk(assembly, second), { complete: true });
  });

  it('refuses a piece of another length, beyond the end, or over another, in words', () => {
    const [first] = [...splitVolume(1, 'k', ramp(8), 4)];
    const refusal = (chunk: ChunkMessage) => {
      const assembly = startAssembly('k', 8);
      addChunk(assembly, first);
      return addChunk(assembly, chunk);
    };
    assert.deepEqual(refusal({ ...first, totalLength: 9 }), {
      refused: 'An image arrived with 9 values where its grid has 8.',
    });
    assert.deepEqual(refusal({ ...first, offset: 6 }), { refused: 'A piece of an image covers values 6 to 10 of 8.' });
    assert.deepEqual(refusal({ ...first, offset: 2 }), { refused: 'Two pieces of an image overlap at value 2.' });
  });
});

const grid = { size: [3, 2, 2], originMm: [0, 0, 0], spacingMm: [1, 1, 1] } as const;

function loaded(title: string, dose = `dose of ${title}`): LoadedModel {
  return {
    model: {
      title,
      patientId: 'P',
      images: [{ name: 'CT', quantity: 'HU', grid, values: 'ct' }],
      dose: { grid, values: dose, maxGy: 1, hundredPercentGy: 1, hundredPercentText: '100 % = 1 Gy' },
      maps: [],
      regions: [],
      dvhs: [],
      goals: [],
      outcome: [],
      beams: [],
      baselines: [],
      quality: { kind: 'final', gridMm: 3, cones: 60 },
    },
    volumes: new Map([
      ['ct', ramp(12)],
      [dose, ramp(12)],
    ]),
  };
}

/** A sender and a receiver joined by a queue; `drop` loses messages of the host. */
function joined(drop: (message: HostMessage) => boolean = () => false) {
  const toView: HostMessage[] = [];
  const sent: HostMessage[] = [];
  const replies: ViewMessage[] = [];
  const shown: LoadedModel[] = [];
  const refused: string[] = [];
  const sender = createSender((message) => {
    sent.push(message);
    toView.push(message);
  });
  const receiver = createReceiver();
  const settle = () => {
    for (let message = toView.shift(); message; message = toView.shift()) {
      if (drop(message) || (message.type !== 'model' && message.type !== 'chunk')) continue;
      const answer = receiver.receive(message);
      if (answer.show) shown.push(answer.show);
      if (answer.refused) refused.push(answer.refused);
      replies.push(...answer.replies);
      answer.replies.forEach((reply) => sender.receive(reply));
    }
  };
  return { sender, receiver, settle, sent, replies, shown, refused };
}

describe('a model on its way to the view', () => {
  it('is shown with its arrays, and said to be shown', () => {
    const link = joined();
    link.sender.send(loaded('A'));
    link.settle();
    assert.deepEqual(link.shown[0].model.title, 'A');
    assert.deepEqual(link.shown[0].volumes.get('ct'), ramp(12));
    assert.deepEqual(link.replies.at(-1), { type: 'shown', revision: 1 });
  });

  it('is sent again to a view that was loaded anew', () => {
    const link = joined();
    link.sender.send(loaded('A'));
    link.settle();
    link.sender.receive({ type: 'ready', have: [] });
    link.settle();
    assert.equal(link.shown.length, 2);
  });

  it('does not carry an array that the view holds', () => {
    const link = joined();
    link.sender.send(loaded('A'));
    link.settle();
    link.sender.send(loaded('B'));
    link.settle();
    assert.deepEqual(
      link.sent.filter((m) => m.type === 'chunk').map((m) => m.key),
      ['ct', 'dose of A', 'dose of B'],
    );
    assert.equal(link.shown[1].model.title, 'B');
    assert.deepEqual(link.receiver.have().sort(), ['ct', 'dose of B']);
  });

  it('does not replace the last good one while a piece is missing', () => {
    const link = joined((m) => m.type === 'chunk' && m.key === 'dose of B');
    link.sender.send(loaded('A'));
    link.settle();
    link.sender.send(loaded('B'));
    link.settle();
    assert.deepEqual(
      link.shown.map((s) => s.model.title),
      ['A'],
    );
  });

  it('gives way to a newer one, whose pieces alone count', () => {
    const link = joined((m) => m.type === 'chunk' && m.key === 'dose of A');
    link.sender.send(loaded('A'));
    link.settle();
    link.sender.send(loaded('C'));
    link.settle();
    assert.deepEqual(
      link.shown.map((s) => s.model.title),
      ['C'],
    );
  });

  it('is given up in words when an array is not as long as its grid', () => {
    const link = joined();
    const bad = loaded('A');
    link.sender.send({ ...bad, volumes: new Map([...bad.volumes, ['dose of A', ramp(11)]]) });
    link.settle();
    assert.equal(link.shown.length, 0);
    assert.match(link.refused[0], /11 values where its grid has 12.*last good view stays/);
  });

  it('has at most two pieces in flight', () => {
    const posted: HostMessage[] = [];
    const sender = createSender((message) => posted.push(message));
    const big = loaded('A');
    sender.send({ ...big, volumes: new Map([['ct', new Float32Array(512 * 1024 * 4)]]) });
    sender.receive({ type: 'needVolumes', revision: 1, keys: ['ct'] });
    const chunks = () => posted.filter((m) => m.type === 'chunk').length;
    assert.equal(chunks(), 2);
    sender.receive({ type: 'ack', revision: 1, key: 'ct', offset: 0 });
    assert.equal(chunks(), 3);
  });
});
