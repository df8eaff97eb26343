import assert from 'node:assert/strict';
import type { TextDocumentEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from '../../src/server/code-actions.ts';
import { formatting } from '../../src/server/formatting.ts';
import { open, plain } from './marked.ts';

describe('code actions', () => {
  function fixed(marked: string): Record<string, string> {
    const { plan, workspace, cursor, text } = open(plain(marked));
    const { diagnostics } = workspace.inspectionOf(plan);
    const actions = codeActions(plan, { start: cursor, end: cursor }, diagnostics, { workspace });
    return Object.fromEntries(
      actions.map(({ title, edit }) => {
        const [{ edits, textDocument }] = edit!.documentChanges as TextDocumentEdit[];
        assert.equal(textDocument.version, plan.version);
        return [title, TextDocument.applyEdits(TextDocument.create('file:///x', 'rtplan', 1, text), edits)];
      }),
    );
  }

  it('write the name that was meant', () =>
    assert.deepEqual(fixed('target Tumour = structure "x"\ntarget PTV = Tu<|>mor + 5 mm'), {
      'Write Tumour': 'target Tumour = structure "x"\ntarget PTV = Tumour + 5 mm',
    }));

  it('are offered where the finding is, and nowhere else', () =>
    assert.deepEqual(fixed('tar<|>get Tumour = structure "x"\ntarget PTV = Tumor + 5 mm'), {}));

  it('are all offered where a finding has several', () =>
    assert.deepEqual(Object.keys(fixed('target A = structure "x"\ngoals {\n  A D95<|> >= 60 Gy must\n}\n')), [
      'Write D95%',
      'Write D95cc',
    ]));
});

describe('formatting', () => {
  function check(text: string, expected: string): void {
    const { plan } = open(text);
    const edits = formatting(plan);
    const document = TextDocument.create(plan.uri, 'rtplan', 1, text);
    assert.equal(TextDocument.applyEdits(document, edits), expected);
  }

  it('writes the canonical layout', () => check('compute   {\ngrid=2 mm\n}\n', 'compute {\n  grid = 2 mm\n}\n'));

  it('edits only the lines that differ', () => {
    const { plan } = open('compute {\n  grid = 2 mm\n}\n\nlet   a = 5 mm\n\nlet b = 5 mm\n');
    const [edit, ...others] = formatting(plan);
    assert.equal(others.length, 0);
    assert.deepEqual(edit, {
      range: { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } },
      newText: 'let a = 5 mm\n',
    });
  });

  it('has nothing to do where the text is canonical', () =>
    assert.deepEqual(formatting(open('let a = 5 mm\n').plan), []));

  it('keeps the line ends of the text', () =>
    check('compute {\r\ngrid = 2 mm\r\n}\r\n', 'compute {\r\n  grid = 2 mm\r\n}\r\n'));

  it('leaves a statement that is not understood as it is, and formats the others', () =>
    check('let a   =   = 5\nlet   b = 5 mm\n', 'let a   =   = 5\nlet b = 5 mm\n'));
});
