import * as vscode from 'vscode';
import type { EvidenceItem } from '../server/protocol.ts';
import type { Server } from './client.ts';

type Pick = vscode.QuickPickItem & { readonly item: EvidenceItem };

const citation: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('copy'),
  tooltip: 'Copy the citation',
};

/** The command "Search Evidence": finds rows as words are typed, and writes the chosen one at the cursor. */
export function registerEvidenceSearch(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.commands.registerCommand('dosewright.searchEvidence', () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId === 'rtplan') return search(editor, server, log);
    void vscode.window.showInformationMessage('Open a plan (.rtplan) first: what is found is written at its cursor.');
    return undefined;
  });
}

function search(editor: vscode.TextEditor, server: Server, log: vscode.LogOutputChannel): void {
  const pick = vscode.window.createQuickPick<Pick>();
  pick.title = 'Search Evidence';
  pick.placeholder = 'An organ, an endpoint, a source: parotid mean, cord 5 fractions, quantec lung';
  // The server ranks; what is found by another spelling must not be filtered out again.
  pick.matchOnDescription = pick.matchOnDetail = true;
  let asked = 0;
  const ask = async (query: string): Promise<void> => {
    const question = ++asked;
    const found =
      query.trim() === '' ? [] : await server.searchEvidence(editor.document.uri, query, editor.selection.active);
    if (question !== asked) return;
    pick.items = found.map((item) => ({
      item,
      label: item.label,
      description: item.description,
      detail: item.detail,
      buttons: [citation],
      alwaysShow: true,
    }));
    pick.busy = false;
  };
  const subscriptions = vscode.Disposable.from(
    pick,
    pick.onDidChangeValue((query) => {
      pick.busy = true;
      ask(query).catch((error: unknown) => {
        pick.busy = false;
        log.error(error instanceof Error ? error : String(error));
      });
    }),
    pick.onDidTriggerItemButton(({ item: { item } }) => copy(item)),
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      pick.hide();
      if (!chosen) return;
      if (chosen.item.insert === undefined) copy(chosen.item);
      else void editor.insertSnippet(new vscode.SnippetString(chosen.item.insert));
    }),
    pick.onDidHide(() => subscriptions.dispose()),
  );
  pick.show();
}

function copy({ citation: text, insert }: EvidenceItem): void {
  void vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(
    insert === undefined
      ? 'Plans have no construct for this row. Its citation is on the clipboard.'
      : 'The citation is on the clipboard.',
  );
}
