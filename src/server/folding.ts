import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import type { PlanDocument } from './plan-document.ts';

/** Blocks in braces, and comments and imports of two lines or more. Taken from the tokens, so that broken statements fold too. */
export function folding(document: PlanDocument): FoldingRange[] {
  return [...blocks(document), ...runsOfLines(document)].sort((a, b) => a.startLine - b.startLine);
}

function blocks({ tokens }: PlanDocument): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const open: number[] = [];
  for (const { tokenType, startLine } of tokens) {
    if (tokenType.name === '{') open.push(startLine! - 1);
    if (tokenType.name !== '}') continue;
    const start = open.pop();
    const end = startLine! - 2;
    if (start !== undefined && end > start) folds.push({ startLine: start, endLine: end });
  }
  return folds;
}

function runsOfLines({ tokens }: PlanDocument): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const runs = {
    COMMENT: { kind: FoldingRangeKind.Comment, lines: [] as number[] },
    import: { kind: FoldingRangeKind.Imports, lines: [] as number[] },
  };
  let lastLine = -1;
  for (const { tokenType, startLine } of tokens) {
    if (tokenType.name === 'NL' || tokenType.name === 'SPACE') continue;
    const line = startLine! - 1;
    const beginsLine = line !== lastLine;
    lastLine = line;
    if (beginsLine && (tokenType.name === 'COMMENT' || tokenType.name === 'import'))
      runs[tokenType.name].lines.push(line);
  }
  for (const { kind, lines } of Object.values(runs)) {
    for (let from = 0; from < lines.length;) {
      let to = from;
      while (lines[to + 1] === lines[to] + 1) to++;
      if (to > from) folds.push({ startLine: lines[from], endLine: lines[to], kind });
      from = to + 1;
    }
  }
  return folds;
}
