import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sameRange } from '../plan/source-range.ts';
import type { HostMessage, NumberInText, ViewMessage } from '../preview/protocol.ts';
import type { Server } from './client.ts';

export interface NumberControl extends vscode.Disposable {
  /** Tells the view of the number; again to one that was loaded anew. */
  tell(): void;
  /** Writes another number into the text, where that is still the one that the view was told of. */
  set(message: SetNumber): Promise<void>;
}

type SetNumber = Extract<ViewMessage, { type: 'setNumber' }>;

interface Ways {
  readonly post: (message: HostMessage) => void;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Follows the number of a plan's text that the cursor was at last, and lets the view of the plan change it. The text alone changes, by edits that are undone as those of a hand;
 * what is done in one gesture is undone in one step where the text is in an editor that shows it, else written when the gesture ends.
 */
export function createNumberControl(uri: vscode.Uri, server: Server, { post, log }: Ways): NumberControl {
  /** Where the number begins. */
  let place: vscode.Position | undefined;
  let told: NumberInText | undefined;
  /** The gesture that has written last. */
  let written: number | undefined;
  let asked = 0;

  const isText = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
  const openText = (): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(isText);
  const editorOfText = (): vscode.TextEditor | undefined =>
    vscode.window.visibleTextEditors.find((one) => isText(one.document));
  const tell = (): void => post({ type: 'number', number: told });

  /** Asks what stands at the place now, and tells the view; an answer on a text that was edited meanwhile is asked for again by that edit. */
  async function look(isFromCursor: boolean, from = place): Promise<void> {
    const mine = ++asked;
    const document = openText();
    if (!document || !from) return;
    const answer = await server.numberAt(uri, from);
    if (mine !== asked || answer.version !== document.version || document.isClosed) return;
    const { number, blocked } = answer;
    // A line without a number says nothing: the one before stays, as it is now.
    if (!number && isFromCursor && told) return look(false, place);
    if (number && !(await isWritable(uri))) return;
    if (mine !== asked) return;
    place = number && new vscode.Position(number.range.start.line, number.range.start.character);
    told = number && {
      ...number,
      version: answer.version,
      isLive: editorOfText() !== undefined,
      range: { file: uri.fsPath, ...number.range },
      ...(blocked === undefined ? {} : { blocked }),
    };
    tell();
  }
  const lookOrLog = (isFromCursor: boolean, from?: vscode.Position): void =>
    void look(isFromCursor, from).catch((error: unknown) =>
      log.warn(`The number at the cursor is not known: ${String(error)}`),
    );

  async function set({ version, range: changed, text, gesture, isLast }: SetNumber): Promise<void> {
    const document = openText();
    const isThatOne =
      told !== undefined &&
      told.blocked === undefined &&
      told.version === version &&
      document?.version === version &&
      sameRange(told.range, changed);
    const { start, end } = changed;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const editor = editorOfText();
    if (!isThatOne || document?.getText(range) === text) return tell();
    const undoStopBefore = gesture !== written;
    written = gesture;
    const isWritten = editor
      ? await editor.edit((edits) => edits.replace(range, text), { undoStopBefore, undoStopAfter: isLast })
      : await vscode.workspace.applyEdit(replacement(range, text));
    // What was written is told of by the change of the text.
    if (!isWritten) tell();
  }

  function replacement(range: vscode.Range, text: string): vscode.WorkspaceEdit {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, range, text);
    return edit;
  }

  const subscriptions = [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [{ active }] }) => {
      if (isText(textEditor.document)) lookOrLog(true, active);
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => {
      if (told && told.isLive !== (editorOfText() !== undefined)) lookOrLog(false);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isText(document) || !place || contentChanges.length === 0) return;
      for (const change of contentChanges) place = moved(place, change);
      lookOrLog(false);
    }),
  ];
  const shown = editorOfText();
  if (shown) lookOrLog(true, shown.selection.active);
  const tellAnew = (): void => {
    // Its gestures are counted from the first again.
    written = undefined;
    tell();
  };
  return { tell: tellAnew, set, dispose: () => vscode.Disposable.from(...subscriptions).dispose() };
}

/** A place in a text after a change of it; one inside of what was replaced begins where that did. */
function moved(place: vscode.Position, { range, text }: vscode.TextDocumentContentChangeEvent): vscode.Position {
  if (range.end.isAfter(place)) return range.start.isBefore(place) ? range.start : place;
  const lines = text.split('\n');
  const last = lines[lines.length - 1].length;
  const line = place.line + lines.length - 1 - (range.end.line - range.start.line);
  if (place.line !== range.end.line) return new vscode.Position(line, place.character);
  const before = lines.length > 1 ? 0 : range.start.character;
  return new vscode.Position(line, place.character - range.end.character + before + last);
}

async function isWritable(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return true;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return false;
  if (uri.scheme !== 'file') return true;
  return access(uri.fsPath, constants.W_OK).then(
    () => true,
    () => false,
  );
}
