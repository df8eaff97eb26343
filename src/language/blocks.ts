import type { AstNode } from 'langium';
import { type Context, replace, report, reportLater } from './context.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { isAllow, isLater, isUnknown } from './generated/ast.ts';
import { isBroken, rangeOf } from './source.ts';
import { type BlockName, vocabulary, wordsOf } from './vocabulary.ts';

/**
 * Reports a statement that is not computed yet or not known. Says whether there is nothing in it for the block that it stands in; an `allow` is read by
 * `read-allows.ts`.
 */
export function reportUnreadable(context: Context, node: AstNode, block: BlockName): boolean {
  if (isAllow(node)) return true;
  if (isLater(node)) {
    reportLater(context, rangeOf(node), laterWords(node.word, node.rest, block));
    return true;
  }
  if (!isUnknown(node)) return false;
  const words = wordsOf(block);
  const near = didYouMean(node.word, words);
  const range = rangeOf(node, 'word');
  const where = block === 'file' ? 'A plan' : 'This block';
  const possible = words.filter((word) => !vocabulary[block].later?.includes(word)).join(', ');
  const message = /^[\w/]+$/.test(node.word)
    ? `"${node.word}" begins no statement here${near ? `: "${near}"?` : `. ${where} has ${possible || 'none'}.`}`
    : `A statement cannot begin with ${node.word.length > 20 ? 'this' : `"${node.word.replace(/"/g, '')}"`}. ${where} has ${possible}.`;
  report(context, 'RT0007', range, message, near ? { fixes: [replace(`Write "${near}"`, range, near)] } : undefined);
  return true;
}

/** Properties that may be written once in a block. */
export function checkRepeated<Node extends AstNode>(
  context: Context,
  nodes: readonly Node[],
  key: (node: Node) => string | undefined,
): void {
  const first = new Map<string, Node>();
  for (const node of nodes) {
    const name = key(node);
    if (name === undefined) continue;
    const earlier = first.get(name);
    if (!earlier) first.set(name, node);
    else if (!isBroken(node))
      report(context, 'RT0012', rangeOf(node), `"${name}" is written twice here. Keep one of them.`, {
        related: [{ message: `"${name}" is written here first`, range: rangeOf(earlier) }],
      });
  }
}

/** The words of a construct that name it: "optimise", "GTV TCP", "beams proton". */
function laterWords(word: string, rest: readonly string[], block: BlockName): string {
  const anywhere = vocabulary[block].laterAnywhere?.find((candidate) => rest.includes(candidate));
  if (anywhere) return anywhere === 'most' ? 'at most' : anywhere;
  return word === 'beams' ? `${word} ${rest[0] ?? ''}`.trim() : word;
}
