import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsWhere, errorsOf } from './support.ts';

describe('examples', () => {
  it('come as copies that are not saved yet, without errors', async () => {
    const folder = vscode.Uri.joinPath(
      vscode.extensions.getExtension('dosewright.dosewright')!.extensionUri,
      'examples',
    );
    const names = (await vscode.workspace.fs.readDirectory(folder))
      .map(([name]) => name)
      .filter((name) => name.endsWith('.rtplan'));
    assert.ok(names.length >= 6);
    for (const name of names) {
      const uri = await vscode.commands.executeCommand<vscode.Uri>('dosewright.newFromExample', name);
      assert.equal(uri.scheme, 'untitled');
      const document = vscode.window.activeTextEditor!.document;
      assert.equal(document.uri.toString(), uri.toString());
      assert.equal(document.languageId, 'rtplan');
      assert.match(document.getText(), /^plan "/m);
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      assert.ok(symbols.length > 3);
      assert.deepEqual(
        errorsOf(vscode.languages.getDiagnostics(uri)).map(({ message }) => message),
        [],
      );
    }
  });
});

describe('tasks', function () {
  this.timeout(120_000);

  it('are offered for every plan of the workspace', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'dosewright' });
    const names = tasks.map(({ name }) => name);
    for (const name of ['test .', 'check ball.rtplan', 'run ball.rtplan', 'test ball.rtplan'])
      assert.ok(names.includes(name), name);
    assert.ok(tasks.every(({ problemMatchers }) => problemMatchers.includes('$dosewright')));
  });

  it('check a plan that is not open, and its findings become problems at their lines', async () => {
    const folder = vscode.workspace.workspaceFolders![0].uri;
    const uri = vscode.Uri.joinPath(folder, 'wrong-by-task.rtplan');
    const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'ball.rtplan'))).toString();
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text.replace('PTV 50 Gy', 'PTV 50')));
    const tasks = await vscode.tasks.fetchTasks({ type: 'dosewright' });
    const found = diagnosticsWhere(uri, (diagnostics) => diagnostics.length > 0);
    const task = tasks.find(({ name }) => name === 'check wrong-by-task.rtplan');
    assert.equal(await ran(task!), 1);
    const [first] = await found;
    assert.match(String(typeof first.code === 'object' ? first.code.value : first.code), /^RT\d{4}$/);
    assert.equal(first.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(first.range.start.line, text.slice(0, text.indexOf('PTV 50 Gy')).split('\n').length - 1);
    await vscode.workspace.fs.delete(uri);
  });
});

async function ran(task: vscode.Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((done) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      listener.dispose();
      done(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

describe('settings of the wrong type', function () {
  this.timeout(60_000);

  it('count as not set', async () => {
    const settings = vscode.workspace.getConfiguration('dosewright');
    const wrong = {
      threads: 'many',
      cacheSizeMB: -3,
      quickPreview: 'yes',
      computeOnChange: 7,
      showAchievedGoals: null,
    };
    for (const [name, value] of Object.entries(wrong))
      await settings.update(name, value, vscode.ConfigurationTarget.Global);
    try {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'ball.rtplan');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      const computed = await vscode.commands.executeCommand<{ computed: boolean; reason?: unknown }>(
        'dosewright.compute',
        uri,
      );
      assert.equal(computed.computed, true, JSON.stringify(computed.reason));
    } finally {
      for (const name of Object.keys(wrong)) await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
