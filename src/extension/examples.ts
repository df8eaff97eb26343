import * as vscode from 'vscode';

/** The command "New Plan from Example": a copy of one of the plans that come with the extension, as a text that is not saved yet. `given` is the name of one. */
export function registerExamples(context: vscode.ExtensionContext): vscode.Disposable {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'examples');
  return vscode.commands.registerCommand('dosewright.newFromExample', async (given?: unknown) => {
    const chosen = typeof given === 'string' ? given : await choose(folder);
    if (chosen === undefined) return undefined;
    try {
      const content = await textOf(vscode.Uri.joinPath(folder, chosen));
      const document = await vscode.workspace.openTextDocument({ language: 'rtplan', content });
      await vscode.window.showTextDocument(document, { preview: false });
      return document.uri;
    } catch {
      const names = (await examplesIn(folder)).join(', ');
      void vscode.window.showErrorMessage(`There is no example "${chosen}". There are ${names}.`);
      return undefined;
    }
  });
}

async function choose(folder: vscode.Uri): Promise<string | undefined> {
  const names = await examplesIn(folder);
  const items = await Promise.all(
    names.map(async (name) => {
      const text = await textOf(vscode.Uri.joinPath(folder, name));
      return { label: titleIn(text) ?? name, description: name, detail: remarkIn(text), name };
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: 'New Plan from Example',
    placeHolder: 'A copy is opened; it needs no patient data',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.name;
}

async function examplesIn(folder: vscode.Uri): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .map(([name]) => name)
    .filter((name) => name.endsWith('.rtplan'))
    .sort();
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function titleIn(text: string): string | undefined {
  return /^plan "([^"]*)"/m.exec(text)?.[1];
}

/** The comment that a text begins with. */
function remarkIn(text: string): string | undefined {
  const lines = /^(\/\/.*\n)+/.exec(text)?.[0];
  return lines
    ?.replace(/^\/\/ ?/gm, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}
