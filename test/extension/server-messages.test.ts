import assert from 'node:assert/strict';
import * as client from '../../src/extension/server-messages.ts';
import * as server from '../../src/server/protocol.ts';

/** Compiles only where each side's message is the other's. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const messages: [
  Same<client.PlanAnswer, server.PlanAnswer>,
  Same<client.Findings, server.Findings>,
  Same<client.ImportChanged, server.ImportChanged>,
  Same<client.ServerOptions, server.ServerOptions>,
] = [true, true, true, true];

describe('the messages between extension and server', () => {
  it('have the same names and shapes on both sides', () => {
    assert.ok(messages.every(Boolean));
    assert.deepEqual({ ...client }, { ...server });
  });
});
