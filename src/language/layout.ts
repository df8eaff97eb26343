import { beginsTopLevel, repairBraces } from './balance.ts';
import { editDistance } from '../plan/did-you-mean.ts';
import type { TextFinding } from './findings.ts';
import { matchParentheses } from './parentheses.ts';
import { isBrace, isName, isNewline, newlineTypes, retyped, type Token, type TokenType, virtual } from './tokens.ts';
import { type BlockName, blockOpenedBy, vocabulary, wordsOf } from './vocabulary.ts';

/** The first word of a statement, as the layout pass read it. */
export interface StatementStart {
  readonly block: BlockName;
  /** `later` and `unknown` statements are read as a whole. */
  readonly reading: 'known' | 'later' | 'unknown';
}

export interface LaidOut {
  readonly tokens: Token[];
  readonly findings: TextFinding[];
  /** By the offset of the first word; the insides of `later` and `unknown` statements are not entered. */
  readonly statements: ReadonlyMap<number, StatementStart>;
}

/**
 * Prepares tokens for the parser: drops the newlines that do not end a statement, adds the ones that are understood (between two pairs on one
 * line), mends braces, and names the first word of each statement by the block it stands in.
 */
export function layOut(raw: readonly Token[], types: Readonly<Record<string, TokenType>>): LaidOut {
  const repair = repairBraces(raw);
  const findings: TextFinding[] = [...repair.findings];
  const all = withRepairs(raw, repair, types);
  const matching = matchParentheses(all, findings);
  const statements = new Map<number, StatementStart>();
  const out: Token[] = [];
  const blocks: BlockName[] = ['file'];
  /** What the braces of the statement being read open. */
  let opens: BlockName = 'file';
  let statementStart = true;
  let sawEquals = false;
  let i = 0;

  while (i < all.length) {
    const token = all[i];
    const block = blocks[blocks.length - 1];
    if (isNewline(token)) {
      if (statementStart || continuesLine(i, block)) i++;
      else {
        endStatement(retyped(token, newline()));
        i++;
      }
    } else if (token.image === '}' && isBrace(token)) {
      if (out.length > 0 && newlineTypes.has(out[out.length - 1].tokenType.name)) out.pop();
      out.push(blocks.length > 2 ? retyped(token, types.CLOSE) : token);
      if (blocks.length > 1) blocks.pop();
      i++;
      statementStart = false;
      sawEquals = false;
      if (i < all.length && !isNewline(all[i]) && all[i].image !== '}' && !goesOnAfterBlock(all[i]))
        endStatement(virtual(newline(), token));
    } else if (statementStart) {
      i = beginStatement(i, block);
    } else if (beginsAnotherPair(i, block)) {
      endStatement(virtual(newline(), all[i - 1]));
    } else if (token.image === '{' && isBrace(token)) {
      out.push(blocks.length > 1 ? retyped(token, types.OPEN) : token);
      blocks.push(opens);
      statementStart = true;
      i++;
    } else {
      if (token.image === '=') sawEquals = true;
      if (block === 'file' && all[i - 1].image === 'with') opens = blockOpenedBy(['with', token.image], block);
      out.push(isShare(i) ? retyped(token, types.SHARE) : token);
      i++;
    }
  }
  while (out.length > 0 && newlineTypes.has(out[out.length - 1].tokenType.name)) out.pop();
  return { tokens: out, findings, statements };

  /** The token type of a newline at the present depth. */
  function newline(): TokenType {
    return types[['NL', 'NL1', 'NL2'][Math.min(blocks.length - 1, 2)]];
  }

  /** The `of` of `50 % of max in GTV` and `95 % of prescription`, not the one of `organ Cord = … of std.spinal_cord`. */
  function isShare(at: number): boolean {
    return (
      all[at].image === 'of' &&
      ['UNIT', 'NUMBER'].includes(all[at - 1].tokenType.name) &&
      shares.has(all[at + 1]?.image ?? '')
    );
  }

  function endStatement(newline: Token): void {
    out.push(newline);
    statementStart = true;
    sawEquals = false;
  }

  /** Reads the first word of a statement (or all of it, where it is not ours to parse) and returns the index of the next token. */
  function beginStatement(at: number, block: BlockName): number {
    statementStart = false;
    sawEquals = false;
    const head = all[at];
    const { statements: words, properties, named, later, laterAnywhere } = vocabulary[block];
    statements.set(head.startOffset, { block, reading: 'known' });
    const second = all[at + 1];
    const isWord = isName(head);
    if (isWord && later?.includes(head.image)) return swallow(at, types.LATER);
    if (
      isWord &&
      block === 'file' &&
      head.image === 'beams' &&
      /^(proton|electron|carbon|ion)s?$/.test(second?.image ?? '')
    )
      return swallow(at, types.LATER);
    if (isWord && laterAnywhere && line(at).some((t) => isName(t) && laterAnywhere.includes(t.image)))
      return swallow(at, types.LATER);
    if (isWord && Object.hasOwn(words, head.image)) {
      opens = words[head.image] ?? block;
      out.push(head);
    } else if (isWord && properties?.includes(head.image)) {
      out.push(retyped(head, types.NAME));
    } else if (isWord && named && !looksMisspelt(head, second, all[at + 2], block)) {
      opens = named.opens ?? block;
      out.push(retyped(head, types.NAME));
    } else {
      return swallow(at, types.UNKNOWN);
    }
    return at + 1;
  }

  /** A statement that is read as a whole, its block included. */
  function swallow(at: number, headType: TokenType): number {
    statements.set(all[at].startOffset, {
      block: blocks[blocks.length - 1],
      reading: headType === types.LATER ? 'later' : 'unknown',
    });
    out.push(retyped(all[at], headType));
    let depth = all[at].image === '{' && isBrace(all[at]) ? 1 : 0;
    let end = at + 1;
    for (; end < all.length; end++) {
      const token = all[end];
      if (
        depth === 0 &&
        (token.image === '}' ||
          (isNewline(token) && !continuesLine(end, 'file')) ||
          beginsAnotherPair(end, blocks[blocks.length - 1]))
      )
        break;
      if (isNewline(token)) continue;
      if (token.image === '{' && isBrace(token)) depth++;
      if (token.isInsertedInRecovery !== true) out.push(retyped(token, types.OPAQUE));
      if (token.image === '}' && isBrace(token) && --depth === 0) {
        end++;
        break;
      }
    }
    if (end < all.length && !isNewline(all[end]) && all[end].image !== '}')
      endStatement(virtual(newline(), all[end - 1]));
    return end;
  }

  /** In a block where statements begin with names, a near miss of a word of the block that is also used like that word. */
  function looksMisspelt(head: Token, second: Token | undefined, third: Token | undefined, block: BlockName): boolean {
    const isUsedLikeAWord =
      block === 'schedule' || block === 'phase'
        ? second !== undefined && isName(second)
        : block === 'phantom' && third !== undefined && (third.tokenType.name === 'NUMBER' || third.image === '(');
    return (
      isUsedLikeAWord &&
      wordsOf(block).some(
        (word) => word.length > 3 && editDistance(word, head.image) <= Math.max(1, Math.floor(word.length / 4)),
      )
    );
  }

  /** `alpha = 0.3 /Gy   beta = …`: the next `name =` on the line ends the value. */
  function beginsAnotherPair(at: number, block: BlockName): boolean {
    // A condition holds several `fact = value`.
    if (block === 'file' || block === 'protocol' || matching.inside[at]) return false;
    const token = all[at];
    if (!isName(token)) return false;
    const { statements, properties } = vocabulary[block];
    const next = all[at + 1]?.image;
    if (next === '{') return sawEquals && statements[token.image] !== undefined;
    if (token.image === 'reoxygenates' && next === 'with') return sawEquals && Object.hasOwn(statements, token.image);
    if ((block === 'solid' && token.image === 'uptake') || (block === 'patient' && token.image === 'override'))
      return sawEquals && all[at + 2]?.image === '=';
    if (next !== '=') return false;
    const before = all[at - 1];
    if (before.image === 'uptake' || before.image === 'override') return false;
    return sawEquals || Object.hasOwn(statements, token.image) || properties?.includes(token.image) === true;
  }

  /** Whether the newline at `at` stands inside a statement. */
  function continuesLine(at: number, block: BlockName): boolean {
    if (matching.inside[at]) return true;
    let next = at + 1;
    while (next < all.length && isNewline(all[next])) next++;
    const following = all[next];
    if (following === undefined) return false;
    if (
      all[at].image === '\n' &&
      leadingOperators.has(following.image) &&
      !(isName(following) && all[next + 1]?.image === '=')
    )
      return true;
    if (block === 'goals' || block === 'schedule' || block === 'phase') return false;
    const before = all[at - 1];
    if (before === undefined || !trailingOperators.has(before.image)) return false;
    return (
      !beginsTopLevel(all, next) && (block === 'protocol' || all[next + 1]?.image !== '=') && following.image !== '}'
    );
  }

  function line(at: number): Token[] {
    const tokens: Token[] = [];
    for (let j = at; j < all.length && !isNewline(all[j]) && all[j].image !== '}'; j++) tokens.push(all[j]);
    return tokens;
  }
}

/** A baseline: `this with schedule … { … } with beams photon { … }`. */
export function goesOnAfterBlock({ image }: Token): boolean {
  return image === 'with' || image === 'without';
}

const shares = new Set(['max', 'mean', 'min', 'median', 'prescription']);
/** At the end of a line they say that the statement goes on, but for blocks whose statements are one line each. */
export const trailingOperators: ReadonlySet<string> = new Set(['+', '-', '*', '/', ',', 'and', 'or', 'minus']);
const leadingOperators = new Set(['+', '-', '*', '/', '<', '>', '<=', '>=', 'and', 'or', 'minus', 'within']);

function withRepairs(
  raw: readonly Token[],
  repair: ReturnType<typeof repairBraces>,
  types: Readonly<Record<string, TokenType>>,
): Token[] {
  if (repair.insert.size === 0 && repair.drop.size === 0) return [...raw];
  const all: Token[] = [];
  for (let i = 0; i <= raw.length; i++) {
    for (const brace of repair.insert.get(i) ?? [])
      all.push({ ...virtual(types[brace], raw[Math.max(i - 1, 0)]), image: brace });
    if (i < raw.length && !repair.drop.has(i)) all.push(raw[i]);
  }
  return all;
}
