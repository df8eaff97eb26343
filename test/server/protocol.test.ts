import assert from 'node:assert/strict';
import * as extension from '../../src/extension/server-messages.ts';
import * as server from '../../src/server/protocol.ts';

/** Fails to compile where one is not the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

describe('the messages between extension and server', () => {
  it('have one name on both sides', () => {
    assert.equal(extension.planRequest, server.planRequest);
    assert.equal(extension.findingsNotification, server.findingsNotification);
    assert.equal(extension.trustedNotification, server.trustedNotification);
    assert.equal(extension.importChangedNotification, server.importChangedNotification);
  });

  it('have one shape on both sides', () => {
    const same: [
      Same<extension.ServerOptions, server.ServerOptions>,
      Same<extension.PlanAnswer, server.PlanAnswer>,
      Same<extension.Findings, server.Findings>,
      Same<extension.ImportChanged, server.ImportChanged>,
    ] = [true, true, true, true];
    assert.ok(same.every(Boolean));
  });
});
