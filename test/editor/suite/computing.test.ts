import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openPlan, planText } from './support.ts';

interface Computed {
  readonly computed: boolean;
  readonly reason?: string | string[];
  readonly quality?: string;
  readonly maxGy?: number;
  readonly goals?: { region: string; metric: string; achieved: string; met: boolean }[];
}

const compute = (uri: vscode.Uri): Thenable<Computed> =>
  vscode.commands.executeCommand<Computed>('dosewright.compute', uri);

describe('computing in the editor', function () {
  this.timeout(120_000);

  let ball: string;
  before(async () => {
    ball = await planText('ball.rtplan');
  });

  it('gives the goals with their achieved values', async () => {
    const plan = await openPlan(ball);
    const result = await compute(plan.uri);
    assert.equal(result.computed, true, JSON.stringify(result.reason));
    assert.deepEqual(
      result.goals?.map(({ region, metric, met }) => ({ region, metric, met })),
      [
        { region: 'PTV', metric: 'D95%', met: true },
        { region: 'Rod', metric: 'mean', met: false },
      ],
    );
    assert.ok(result.maxGy! > 50 && result.maxGy! < 100, `${result.maxGy} Gy`);
  });

  it('gives the final dose, whether a preview came before it or not', async () => {
    const plan = await openPlan(await planText('ball-fine.rtplan'));
    const { quality } = await compute(plan.uri);
    assert.match(quality ?? '', /^Final · 1\.5 mm · \d+ cones · the preview was within [\d.]+ % in targets$/);

    const settings = vscode.workspace.getConfiguration('dosewright');
    await settings.update('quickPreview', false, vscode.ConfigurationTarget.Global);
    try {
      const alone = await compute(plan.uri);
      assert.match(alone.quality ?? '', /^Final · 1\.5 mm · \d+ cones · ±[\d.]+ % in targets$/);
    } finally {
      await settings.update('quickPreview', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('refuses a text with errors and says why', async () => {
    const plan = await openPlan(ball.replace('PTV 50 Gy', 'PTV 50'));
    const result = await compute(plan.uri);
    assert.equal(result.computed, false);
    assert.ok(String(result.reason).length > 0);
  });

  it('is cancelled by the command, and the next run is complete', async () => {
    // A plan that no other test computes: what is kept from a run before would be there before it could be cancelled.
    const plan = await openPlan((await planText('ball-fine.rtplan')).replace('from 0 deg', 'from 7 deg'));
    const running = compute(plan.uri);
    const cancelling = untilSettled(running, () => vscode.commands.executeCommand('dosewright.cancel', plan.uri));
    const result = await running;
    await cancelling;
    assert.equal(result.computed, false);
    assert.match(String(result.reason), /cancelled/);
    assert.equal((await compute(plan.uri)).computed, true);
  });

  it('goes on to its end where the number of threads changes meanwhile', async () => {
    const plan = await openPlan((await planText('ball-fine.rtplan')).replace('from 0 deg', 'from 11 deg'));
    const settings = vscode.workspace.getConfiguration('dosewright');
    const running = compute(plan.uri);
    let changes = 0;
    try {
      await untilSettled(running, () =>
        settings.update('threads', 1 + (changes++ % 2), vscode.ConfigurationTarget.Global),
      );
      const result = await running;
      assert.equal(result.computed, true, JSON.stringify(result.reason));
      assert.ok(changes > 1, 'the setting did not change while the plan was computed');
    } finally {
      await settings.update('threads', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

/** A run can be cancelled once it has begun; when that is, only the extension knows. */
async function untilSettled(running: Thenable<unknown>, act: () => Thenable<unknown>): Promise<void> {
  let settled = false;
  void running.then(() => (settled = true));
  while (!settled) {
    await act();
    await new Promise((next) => setImmediate(next));
  }
}
