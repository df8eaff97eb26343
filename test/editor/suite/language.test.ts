import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnosticsWhere, errorsOf, openPlan, planText } from './support.ts';

describe('the language in the editor', () => {
  let ball: string;
  before(async () => {
    ball = await planText('ball.rtplan');
  });

  it('marks a name that is not there, offers the one that is meant, and is content once it is taken', async () => {
    const plan = await openPlan(ball.replace('target PTV = GTV', 'target PTV = GTW'));
    const [mistake] = errorsOf(await diagnosticsWhere(plan.uri, (all) => errorsOf(all).length > 0));
    assert.equal(plan.document.getText(mistake.range), 'GTW');
    assert.match(codeOf(mistake), /^RT\d{4}$/);

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      plan.uri,
      mistake.range,
    );
    const fix = actions.find((action) => action.edit);
    assert.ok(fix?.edit, 'a fix is offered');
    await vscode.workspace.applyEdit(fix.edit);
    await diagnosticsWhere(plan.uri, (all) => errorsOf(all).length === 0);
    assert.match(plan.document.getText(), /target PTV = GTV \+/);
  });

  it('a quick fix allows a finding: the cursor waits for the reason, and with one the finding is gone', async () => {
    const plan = await openPlan(ball.replace('Rod mean <= 0.5 Gy', 'Rod mean >= 0.5 Gy'));
    const codes = (all: readonly vscode.Diagnostic[]): string => all.map(codeOf).sort().join(' ');
    const [found] = await diagnosticsWhere(plan.uri, (all) => codes(all) === 'RT5004');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      plan.uri,
      found.range,
    );
    const allow = actions.find(({ title }) => title === 'Allow RT5004 here because …');
    assert.ok(allow?.edit && allow.command);
    await vscode.workspace.applyEdit(allow.edit);
    await vscode.commands.executeCommand(allow.command.command, ...(allow.command.arguments as unknown[]));
    await diagnosticsWhere(plan.uri, (all) => codes(all) === 'RT0020 RT5004');
    await vscode.commands.executeCommand('type', { text: 'the rod is meant, 3 Nov' });
    assert.match(
      plan.document.getText(),
      /^ {2}allow RT5004 because "the rod is meant, 3 Nov"\n {2}Rod mean >= 0\.5 Gy/m,
    );
    await diagnosticsWhere(plan.uri, (all) => all.length === 0);
    await plan.replace('Rod mean >= 0.5 Gy', 'Rod mean <= 0.5 Gy');
    await diagnosticsWhere(plan.uri, (all) => codes(all) === 'RT1052');
  });

  it('a broken line does not take the diagnostics of another', async () => {
    const plan = await openPlan(ball.replace('PTV 50 Gy', 'PTV 50').replace('Rod mean <= 0.5 Gy', 'Rod mean <= '));
    const errors = errorsOf(await diagnosticsWhere(plan.uri, (all) => errorsOf(all).length >= 2));
    const lines = new Set(errors.map((error) => plan.document.lineAt(error.range.start.line).text.trim()));
    assert.deepEqual(lines, new Set(['PTV 50', 'Rod mean <=  prefer 1']));
  });

  it('completes names of regions where one is due', async () => {
    const plan = await openPlan(ball);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      plan.uri,
      plan.at('centroid of PTV', 'centroid of '.length),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const name of ['GTV', 'PTV', 'Rod'])
      assert.ok(labels.includes(name), `${name} is offered among ${labels.join(' ')}`);
  });

  it('explains a region on hover', async () => {
    const plan = await openPlan(ball);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      plan.uri,
      plan.at('PTV 50 Gy', 1),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value)))
      .join('\n');
    assert.match(text, /PTV/);
  });

  it('goes to the definition and renames everywhere', async () => {
    const plan = await openPlan(ball);
    const [definition] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      plan.uri,
      plan.at('centroid of PTV', 'centroid of '.length + 1),
    );
    const range =
      'targetRange' in definition ? (definition.targetSelectionRange ?? definition.targetRange) : definition.range;
    assert.equal(range.start.line, plan.at('target PTV').line);

    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      plan.uri,
      plan.at('target PTV', 'target '.length),
      'PTV_50',
    );
    await vscode.workspace.applyEdit(edit);
    assert.equal(plan.document.getText(), ball.replace(/\bPTV\b/g, 'PTV_50'));
  });

  it('lists the constructs as symbols', async () => {
    const plan = await openPlan(ball);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      plan.uri,
    );
    const names = symbols.map(({ name }) => name).join(' ');
    for (const name of ['GTV', 'PTV', 'Rod']) assert.match(names, new RegExp(`\\b${name}\\b`));
  });

  it('folds blocks', async () => {
    const plan = await openPlan(ball);
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      plan.uri,
    );
    assert.ok(
      ranges.some(({ start }) => start === plan.at('beams photon').line),
      JSON.stringify(ranges),
    );
  });

  it('formats to a form that it leaves alone', async () => {
    const plan = await openPlan(ball.replace('  PTV 50 Gy', 'PTV      50 Gy'));
    const format = async (): Promise<vscode.TextEdit[]> =>
      (await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        plan.uri,
        {
          tabSize: 2,
          insertSpaces: true,
        },
      )) ?? [];
    const edit = new vscode.WorkspaceEdit();
    edit.set(plan.uri, await format());
    await vscode.workspace.applyEdit(edit);
    assert.match(plan.document.getText(), /^ {2}PTV +50 Gy$/m);
    assert.deepEqual(await format(), []);
  });
});
