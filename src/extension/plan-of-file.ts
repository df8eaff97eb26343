import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { PlanAnswer } from '../server/protocol.ts';
import type { Server } from './client.ts';

export const untrustedReason =
  'Nothing is computed until this workspace is trusted, because computing reads the image folders that the plan names.';

/** A plan as its text stands now. */
export interface AnsweredPlan {
  readonly document: vscode.TextDocument;
  readonly answer: PlanAnswer;
}

/** Asks what a plan means, open in an editor or not. An edit in the meantime is waited for. */
export async function planOfFile(server: Server, uri: vscode.Uri): Promise<AnsweredPlan> {
  let asked: AnsweredPlan;
  do {
    const document = await vscode.workspace.openTextDocument(uri);
    asked = { document, answer: await server.planOf(uri) };
  } while (asked.answer.version !== asked.document.version);
  return asked;
}

/** Relative paths in a plan start at its folder; in one that is not saved yet, at the workspace's. */
export function baseFolderOf(uri: vscode.Uri): string {
  if (uri.scheme !== 'untitled') return dirname(uri.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}
