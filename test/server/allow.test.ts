import assert from 'node:assert/strict';
import type { CodeAction, Hover, MarkupContent, TextDocumentEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { diagnostic } from '../../src/plan/diagnostics/catalogue.ts';
import { codeActions } from '../../src/server/code-actions.ts';
import { clientOfServer, codes } from './client.ts';
import { completionsShownAt } from '../support/completions.ts';
import { open } from './marked.ts';
import { wholePlan } from './whole-plan.ts';

const reason = 'because "the whole body is meant, discussed 3 Nov"';
const soundPlan = wholePlan.replace(' {\n  alpha/beta = 8 Gy\n}', '');
const head = soundPlan.replace(/goals \{[^]*$/, '').replace('target GTV', 'organ Body = structure "Body"\ntarget GTV');
/** A plan whose only finding is a goal in the unusual direction, RT5004. */
const unusual = (goals: string): string => `${head}${goals}`;

describe('the quick fix that allows a finding', () => {
  function allowed(
    marked: string,
    extra: readonly Diagnostic[] = [],
  ): { readonly title: string; readonly text: string; readonly reasonAt: string } {
    // prettier-ignore
    const { plan, workspace, cursor, text } = open(marked);
    const found = [...workspace.inspectionOf(plan).diagnostics, ...extra];
    const actions = codeActions(plan, { start: cursor, end: cursor }, found, { workspace, writesReasons: true });
    const action = actions.find(({ title }) => title.startsWith('Allow')) as CodeAction;
    assert.ok(action, `none among ${actions.map(({ title }) => title).join(', ') || 'no actions'}`);
    const [{ edits }] = action.edit!.documentChanges as TextDocumentEdit[];
    const after = TextDocument.applyEdits(TextDocument.create('file:///x', 'rtplan', 1, text), edits);
    const [uri, line, character] = action.command!.arguments as [string, number, number];
    assert.equal(uri, plan.uri);
    return { title: action.title, text: after, reasonAt: after.split('\n')[line].slice(0, character) };
  }

  it('writes the statement above what has the finding, in its block, and puts the cursor between the quotes', () => {
    const { title, text, reasonAt } = allowed(unusual('goals {\n  // why\n  Body D95% <|>>= 10 Gy must\n}\n'));
    assert.equal(title, 'Allow RT5004 here because …');
    assert.equal(text, unusual('goals {\n  // why\n  allow RT5004 because ""\n  Body D95% >= 10 Gy must\n}\n'));
    assert.equal(reasonAt, '  allow RT5004 because "');
  });

  it('gives a block of one line the lines that it needs', () => {
    const { text, reasonAt } = allowed(unusual('goals { Body D95% <|>>= 10 Gy must }\n'));
    assert.equal(text, unusual('goals {\n  allow RT5004 because ""\n  Body D95% >= 10 Gy must }\n'));
    assert.equal(reasonAt, '  allow RT5004 because "');
  });

  it('goes into the block whose head has the finding, and to the file where there is no block', () => {
    const { text, title } = allowed(soundPlan.replace('target PTV = GTV + rim', 'target PTV = GTV + 8<|> cm'));
    assert.equal(title, 'Allow RT5009 in this file because …');
    assert.match(text, /^allow RT5009 because ""\ntarget PTV = GTV \+ 8 cm$/m);
    const inBlock = allowed(
      soundPlan.replace('target PTV = GTV + rim', 'target PTV = GTV + 8<|> cm {\n  // round\n  smooth = 2 mm\n}'),
    );
    assert.match(inBlock.text, /8 cm \{\n {2}allow RT5009 because ""\n {2}\/\/ round\n {2}smooth = 2 mm\n\}/);
  });

  it('is refused until a reason is written, and then covers the finding', () => {
    const { text } = allowed(unusual('goals {\n  Body D95% <|>>= 10 Gy must\n}\n'));
    const found = (written: string): string[] =>
      open(written)
        .workspace.inspectionOf(open(written).plan)
        .diagnostics.map(({ code }) => code);
    assert.deepEqual(found(text), ['RT0020', 'RT5004']);
    assert.deepEqual(found(text.replace('because ""', reason)), []);
  });

  it('is offered for what a run finds, at every place of a plan', () => {
    const { plan } = open(soundPlan);
    const lines = soundPlan.split('\n');
    let offered = 0;
    for (const [line, text] of lines.entries()) {
      const character = text.length - text.trimStart().length;
      if (text.trim() === '' || text.trim() === '}') continue;
      const range = { file: plan.file, start: { line, character }, end: { line, character: text.length } };
      const marked = [...lines.slice(0, line), `${text.slice(0, character)}<|>${text.slice(character)}`, ...lines.slice(line + 1)].join('\n'); // prettier-ignore
      const { text: after } = allowed(marked, [diagnostic('RT6001', range, 'Missed.')]);
      const again = open(after.replace('because ""', reason));
      const { diagnostics, plan: resolved } = again.workspace.inspectionOf(again.plan);
      assert.deepEqual(diagnostics, [], after);
      const [allow] = resolved!.allows;
      const { start } = allow.covers;
      const moved = allow.at.start.line <= line ? line + 1 : line;
      assert.ok(start.line <= moved && moved <= allow.covers.end.line, `line ${line + 1} is not covered in\n${after}`);
      offered++;
    }
    assert.ok(offered > 25);
  });

  it('is not offered for errors, hints and an allow that covers nothing', () => {
    const none = (marked: string): void => {
      const { plan, workspace, cursor } = open(marked);
      const { diagnostics } = workspace.inspectionOf(plan);
      assert.ok(diagnostics.length > 0);
      const actions = codeActions(plan, { start: cursor, end: cursor }, diagnostics, { workspace });
      assert.deepEqual(actions.filter(({ title }) => title.startsWith('Allow')), []); // prettier-ignore
    };
    none(soundPlan.replace('GTV + rim', '<|>GVT + rim'));
    none(`${soundPlan}import <|>"std/constraints"\n`);
    none(`${soundPlan}allow<|> RT5004 ${reason}\n`);
  });
});

describe('completion behind allow', () => {
  async function labels(marked: string): Promise<{ label: string; detail?: string; newText: string }[]> {
    const found = await completionsShownAt(open(marked));
    return found.map(({ label, detail, textEdit }) => ({ label, detail, newText: textEdit!.newText }));
  }

  it('has the codes found in the block first, each with its message, then those of the plan, then all that can be allowed', async () => {
    const text = unusual('goals {\n  allow <|>\n  Body D95% >= 10 Gy must\n}\n').replace('GTV + rim', 'GTV + 8 cm');
    const found = await labels(text);
    assert.equal(found[0].label, 'RT5004');
    assert.match(found[0].detail!, /Body/);
    assert.equal(found[0].newText, 'RT5004 because "${1:why}"');
    assert.equal(found[1].label, 'RT5009');
    assert.ok(found.some(({ label, detail }) => label === 'RT6001' && detail === 'Goal not met'));
    assert.ok(!found.some(({ label }) => ['RT1001', 'RT1052'].includes(label)), 'errors cannot be allowed');
  });

  it('changes the code alone where the rest is written', async () => {
    const [first] = await labels(unusual(`goals {\n  allow RT<|> ${reason}\n  Body D95% >= 10 Gy must\n}\n`));
    assert.deepEqual([first.label, first.newText], ['RT5004', 'RT5004']);
  });

  it('goes on with because, and offers the statement in every block', async () => {
    assert.deepEqual((await labels('goals {\n  allow RT5004 <|>\n}\n')).map(({ label }) => label), ['because']); // prettier-ignore
    for (const block of ['', 'goals {\n  ', 'patient P {\n  images {\n    ', 'beams photon {\n  beam A {\n    '])
      assert.ok(
        (await labels(`${block}<|>`)).some(({ label }) => label === 'allow'),
        block,
      );
  });
});

describe('what is allowed in the editor', () => {
  const uri = 'file:///plans/plan.rtplan';
  const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length - 1;
  const text = unusual(`goals {\n  allow RT6002 ${reason}\n  allow RT5004 ${reason}\n  Body D95% >= 10 Gy must\n}\n`);

  it('is not published, and the hover of allow tells what it covers now, from the text and from a run', async () => {
    const client = await clientOfServer();
    const hover = async (words: string, at: string): Promise<string> => {
      const line = lineOf(text, words);
      const character = text.split('\n')[line].indexOf(at);
      const answer = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position: { line, character } }); // prettier-ignore
      return (answer.contents as MarkupContent).value;
    };
    try {
      await client.open(uri, text);
      assert.deepEqual(codes(await client.published(uri)), []);
      assert.match(
        await hover('allow RT5004', 'allow'),
        /Accepts the findings.*Covers one finding now:\n\n- line \d+: /s,
      );
      assert.match(await hover('allow RT5004', 'RT5004'), /\*\*RT5004\*\*: Goal in the unusual direction/);
      assert.match(await hover('allow RT6002', 'RT6002'), /Covers nothing in lines \d+ to \d+ yet: a run finds RT6002/);

      const line = lineOf(text, 'Body D95%');
      const range = { file: '/plans/plan.rtplan', start: { line, character: 2 }, end: { line, character: 6 } };
      const at = { file: '/plans/plan.rtplan', start: { line: line - 2, character: 2 }, end: { line: line - 2, character: `  allow RT6002 ${reason}`.length } }; // prettier-ignore
      const finding = diagnostic('RT6002', range, 'Body D95% has 8 Gy.');
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [], suppressed: [{ finding, reason: 'meant', at }] }); // prettier-ignore
      await client.published(uri);
      assert.match(await hover('allow RT6002', 'allow'), /Covers one finding now:\n\n- line \d+: Body D95% has 8 Gy\./);
    } finally {
      await client.stop();
    }
  });
});
