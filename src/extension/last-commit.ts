import path from 'node:path';
import * as vscode from 'vscode';
import { gitFolderOf } from '../engine/git-text.ts';

/** The git folder of a plan on disk, where it has one. */
export function repositoryOf(uri: vscode.Uri): string | undefined {
  return uri.scheme === 'file' ? gitFolderOf(uri.fsPath) : undefined;
}

/** Told whenever HEAD may stand for another commit: another branch is checked out, or something is committed, reset or pulled. */
export function watchHead(uri: vscode.Uri, onMove: () => void): vscode.Disposable | undefined {
  const gitFolder = repositoryOf(uri);
  if (gitFolder === undefined) return undefined;
  // The log is written with every move of HEAD, the file itself only where HEAD names another branch.
  const watchers = [gitFolder, path.join(gitFolder, 'logs')].map((folder) => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), 'HEAD'),
    );
    return vscode.Disposable.from(watcher, watcher.onDidChange(onMove), watcher.onDidCreate(onMove));
  });
  return vscode.Disposable.from(...watchers);
}
