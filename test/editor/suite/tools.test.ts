import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openPlan, planText } from './support.ts';

describe('tools for language models', function () {
  this.timeout(120_000);

  before(async () => {
    await vscode.extensions.getExtension('dosewright.dosewright')!.activate();
  });

  it('are known to the editor', () => {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('dosewright_'));
    assert.deepEqual(names.sort(), [
      'dosewright_check_plan',
      'dosewright_dose_statistics',
      'dosewright_explain_diagnostic',
    ]);
  });

  it('check a plan: text, then inputs and geometry', async () => {
    assert.deepEqual(await invoke('dosewright_check_plan', { plan: 'ball.rtplan' }), {
      sound: true,
      findings: [],
      allowed: [],
    });
    const wrong = await openPlan((await planText('ball.rtplan')).replace('PTV 50 Gy', 'PTV 50'));
    const checked = await invoke('dosewright_check_plan', {});
    assert.equal(checked['sound'], false);
    const [finding] = checked['findings'] as { code: string; line: number; message: string }[];
    assert.match(finding.code, /^RT\d{4}$/);
    assert.equal(finding.line, wrong.at('PTV 50').line + 1);
    const explained = await invoke('dosewright_explain_diagnostic', { code: finding.code });
    assert.ok(String(explained['explanation']).length > 40);
  });

  it('give the dose of regions and what goals achieve', async () => {
    const text = await planText('ball.rtplan');
    const given = await invoke('dosewright_dose_statistics', { plan: 'ball.rtplan', region: 'PTV' });
    const [ptv, ...others] = given['regions'] as Record<string, number>[];
    assert.equal(others.length, 0);
    assert.ok(
      ptv['d98Gy'] <= ptv['d95Gy'] &&
        ptv['d95Gy'] <= ptv['d50Gy'] &&
        ptv['d50Gy'] <= ptv['d2Gy'] &&
        ptv['d2Gy'] <= ptv['maxGy'],
    );
    assert.ok(Math.abs(ptv['d50Gy'] - 50) < 0.1, `${text}: ${ptv['d50Gy']}`);
    assert.equal(given['quality'], 'final');
    assert.match(String(given['notice']), /not for clinical use/);
    assert.deepEqual(
      (given['goals'] as { region: string }[]).map(({ region }) => region),
      ['PTV'],
    );
  });

  it('refuse what is not there, and what lies outside the workspace', async () => {
    await assert.rejects(invoke('dosewright_explain_diagnostic', { code: 'toString' }), /is no diagnostic code/);
    await assert.rejects(
      invoke('dosewright_dose_statistics', { plan: 'ball.rtplan', region: 'Liver' }),
      /has no region "Liver"; it has/,
    );
    for (const plan of ['../elsewhere.rtplan', '/etc/passwd', 'notes.txt', 'file:///x.rtplan'])
      await assert.rejects(invoke('dosewright_check_plan', { plan }), /is not the path of a plan/);
  });
});

async function invoke(name: string, input: object): Promise<Record<string, unknown>> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return JSON.parse((result.content[0] as vscode.LanguageModelTextPart).value) as Record<string, unknown>;
}
