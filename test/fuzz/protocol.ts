import assert from 'node:assert/strict';
import { volumesOf, type LoadedModel } from '../../src/preview/loaded.ts';
import { envelope, readHostMessage, readViewMessage, type ViewMessage } from '../../src/preview/protocol.ts';
import { createReceiver } from '../../src/preview/receiver.ts';
import { createSender } from '../../src/preview/sender.ts';
import { syntheticModel } from '../preview/synthetic-model.ts';
import type { Level } from './level.ts';
import { below, oneOf } from './mutate.ts';

const ways = ['toView', 'toHost'] as const;
const acts = ['pass', 'pass', 'pass', 'drop', 'double', 'late', 'cut', 'spoil', 'shorten'] as const;

/**
 * Host and view joined by a channel that does to messages what the script says, one line each: `toView 2 cut 17` cuts a part out of the third
 * message that waits for the view; `send 1` gives the host another model, `ready` loads the view anew.
 */
export function previewMessages(): Level {
  const models = [syntheticModel({ voxelMm: 40 }), syntheticModel({ voxelMm: 30 })].map(loadedOf);
  return {
    name: 'preview messages',
    caseOf(random) {
      const lines = ['send 0'];
      for (let steps = 3 + below(random, 30); steps > 0; steps--) {
        const chance = random();
        if (chance < 0.08) lines.push(`send ${below(random, models.length)}`);
        else if (chance < 0.12) lines.push('ready');
        else lines.push(`${oneOf(random, ways)} ${below(random, 3)} ${oneOf(random, acts)} ${below(random, 100_000)}`);
      }
      return { text: `${lines.join('\n')}\n`, check: (script) => play(script, models) };
    },
  };
}

function play(script: string, models: readonly LoadedModel[]): void {
  const toView: unknown[] = [];
  const toHost: unknown[] = [];
  const shown: LoadedModel[] = [];
  let receiver = createReceiver();
  const sender = createSender((message) => toView.push(envelope(message)));
  const asHost = (data: unknown): void => {
    const read = readViewMessage(data);
    if ('message' in read) sender.receive(read.message);
    else assert.match(read.refused, /preview protocol|cannot be read/);
  };
  const asView = (data: unknown): void => {
    const read = readHostMessage(data);
    if ('refused' in read) return assert.match(read.refused, /preview protocol|cannot be read/);
    const { message } = read;
    if (message.type !== 'model' && message.type !== 'chunk') return;
    const { replies, show } = receiver.receive(message);
    if (show) {
      for (const [key, values] of show.volumes) assert.ok(values instanceof Float32Array, key);
      shown.push(show);
    }
    toHost.push(...replies.map((reply: ViewMessage) => envelope(reply)));
  };
  const deliver = (way: string, data: unknown): void => (way === 'toView' ? asView : asHost)(data);

  for (const line of script.split('\n')) {
    const [word, place, act, number] = line.split(' ');
    const model = models[Number(place)];
    if (word === 'send' && model) sender.send(model);
    else if (word === 'ready') {
      receiver = createReceiver();
      toHost.push(envelope({ type: 'ready', have: receiver.have() }));
    } else if (word === 'toView' || word === 'toHost') {
      const queue = word === 'toView' ? toView : toHost;
      const at = Math.min(Number(place) || 0, queue.length - 1);
      if (at < 0) continue;
      const [data] = queue.splice(at, 1);
      if (act === 'drop') continue;
      if (act === 'late') queue.push(data);
      else deliver(word, spoilt(data, act, Number(number) || 0));
      if (act === 'double') deliver(word, data);
    }
  }

  // Whatever happened: once the channel is as it should be, the newest model comes, whole and right.
  toView.length = 0;
  toHost.length = 0;
  shown.length = 0;
  receiver = createReceiver();
  const newest = models[models.length - 1];
  sender.send(newest);
  for (let steps = 0; toView.length > 0 || toHost.length > 0; steps++) {
    assert.ok(steps < 1000, 'the two sides never come to rest');
    if (toView.length > 0) asView(toView.shift());
    if (toHost.length > 0) asHost(toHost.shift());
  }
  assert.ok(shown.length > 0, 'the newest model was never shown');
  const { volumes } = shown[shown.length - 1];
  assert.deepEqual([...volumes.keys()].sort(), [...newest.volumes.keys()].sort());
  for (const [key, values] of volumes)
    assert.ok(
      Buffer.from(values.buffer).equals(Buffer.from(newest.volumes.get(key)!.buffer)),
      `${key} is not what was sent`,
    );
}

/** A message of which a part was cut out, or made something else, or whose list or array is shorter. */
function spoilt(data: unknown, act: string, number: number): unknown {
  if (act !== 'cut' && act !== 'spoil' && act !== 'shorten') return data;
  const copy = structuredClone(data);
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      visit((value as Record<string, unknown>)[key]);
    }
  };
  visit(copy);
  const { holder, key } = places[number % places.length];
  const old = holder[key];
  if (act === 'cut') {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else if (act === 'shorten' && old instanceof Float32Array) holder[key] = old.slice(0, number % (old.length + 1));
  else if (act === 'shorten' && Array.isArray(old)) old.length = number % (old.length + 1);
  else holder[key] = junk[number % junk.length];
  return copy;
}

const junk: readonly unknown[] = [
  null,
  undefined,
  -1,
  0,
  1,
  3,
  1e9,
  2 ** 53,
  1.5,
  NaN,
  '',
  'ct',
  [],
  {},
  true,
  new Float32Array(3),
];

/** Lists of which a few stand for all, so that a mutation meets every kind of value. */
function loadedOf({ model, volumes }: LoadedModel): LoadedModel {
  const few = <T>(value: T): T => {
    if (Array.isArray(value)) return value.slice(0, 3).map(few) as T;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, few(one as unknown)])) as T;
  };
  const small = few(model);
  return { model: small, volumes: new Map([...volumes].filter(([key]) => volumesOf(small).has(key))) };
}
