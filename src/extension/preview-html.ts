import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page of the preview. Only its own scripts and style run, by a nonce that a script hands on to the modules it loads; it can reach no network. */
export function previewHtml(
  webview: vscode.Webview,
  folder: vscode.Uri,
  { document, subject }: { readonly document: vscode.Uri; readonly subject: 'plan' | 'dose' },
): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = `default-src 'none'; img-src data: blob:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link nonce="${nonce}" rel="stylesheet" href="${file('main.css')}">
<title>Dosewright preview</title>
</head>
<body data-document="${escaped(document.toString())}" data-subject="${subject}">
<div id="preview"></div>
<script nonce="${nonce}" type="module" src="${file('main.js')}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
