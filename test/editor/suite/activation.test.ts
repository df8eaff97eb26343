import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('starts with the first plan that is opened and registers its commands', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'rtplan', content: 'plan "Empty"\n' });
    await vscode.window.showTextDocument(document);
    const extension = vscode.extensions.getExtension('dosewright.dosewright');
    assert.ok(extension);
    await extension.activate();
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of (extension.packageJSON as { contributes: { commands: { command: string }[] } })
      .contributes.commands) {
      assert.ok(commands.includes(command), `${command} is registered`);
    }
  });
});
