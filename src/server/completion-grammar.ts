import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  EmptyFileSystem,
  GrammarAST,
  inject,
  type LangiumCoreServices,
  type LexerResult,
  type TokenizeOptions,
} from 'langium';
import { findNextFeatures } from 'langium/lsp';
import { DosewrightGeneratedModule, DosewrightGeneratedSharedModule } from '../language/generated/module.ts';
import { trailingOperators } from '../language/layout.ts';
import { PlanLexer } from '../language/lexer.ts';
import { createDosewrightModule } from '../language/services.ts';
import { newlineTypes, type Token } from '../language/tokens.ts';
import { type BlockName, blockOpenedBy, vocabulary } from '../language/vocabulary.ts';

/** What may stand at a place in a plan, by the grammar. */
export interface PossibleHere {
  readonly block: BlockName;
  /** The first word of each statement that the place lies in, from the outermost block inwards, and of its own statement. */
  readonly heads: readonly Token[];
  /** The tokens of its own statement before the place. */
  readonly statement: readonly Token[];
  /** A new statement may begin here. */
  readonly startsStatement: boolean;
  readonly keywords: readonly string[];
  readonly terminals: readonly PossibleTerminal[];
}

/** A terminal with the syntax tree's property that it would fill: `{ rule: 'ID', type: 'Goal', property: 'region' }`. */
export interface PossibleTerminal {
  readonly rule: string;
  readonly type: string | undefined;
  readonly property: string | undefined;
}

/** Asks the grammar what may follow the text up to `offset`. Statements that are complete, or broken, before it do not matter. */
export function possibleAt(text: string, offset: number): PossibleHere {
  const { lexer, parser, entry } = services();
  const before = text.slice(startOfTopLevelStatement(text, offset), offset);
  const { tokens, block, heads, statement } = lexer.upTo(before);
  if (statement.length === 0) return { block, heads, statement, startsStatement: true, keywords: [], terminals: [] };
  const result = parser.parse(before);
  const start =
    result.tokenIndex === 0 ? [[{ feature: entry }]] : [result.elementStack.map((feature) => ({ feature }))];
  const features = findNextFeatures(start, tokens.slice(result.tokenIndex));
  const keywords = features.flatMap(({ feature }) => (GrammarAST.isKeyword(feature) ? [feature.value] : []));
  const terminals = features.flatMap(({ feature, type, property }) =>
    GrammarAST.isRuleCall(feature)
      ? [{ rule: feature.rule.$refText, type, property: property ?? assignedProperty(feature) }]
      : [],
  );
  const isComplete = keywords.includes('}') || terminals.some(({ rule }) => newlineTypes.has(rule) || rule === 'CLOSE');
  const sharesLine = block !== 'file' && block !== 'goals' && block !== 'schedule' && block !== 'phase';
  return {
    block,
    heads,
    statement,
    startsStatement: isComplete && sharesLine && statement[statement.length - 1].image !== '}',
    keywords: [...new Set(keywords)],
    terminals,
  };
}

const topLevelWord = new RegExp(`^(?:${Object.keys(vocabulary.file.statements).join('|')})\\b`);

/** Where the last statement of the file before `offset` begins, by its word at the left margin: what stands before it does not matter. */
function startOfTopLevelStatement(text: string, offset: number): number {
  for (let start = text.lastIndexOf('\n', offset - 1) + 1; start > 0; start = text.lastIndexOf('\n', start - 2) + 1)
    if (start < offset && topLevelWord.test(text.slice(start, Math.min(start + 20, offset)))) return start;
  return 0;
}

function assignedProperty(feature: GrammarAST.AbstractElement): string | undefined {
  const assignment = feature.$container;
  return assignment && GrammarAST.isAssignment(assignment) ? assignment.feature : undefined;
}

interface UpTo {
  readonly tokens: Token[];
  readonly block: BlockName;
  readonly heads: Token[];
  readonly statement: Token[];
}

/** Gives the parser the openings of the blocks around the end of the text and the statement at its end, and nothing else. */
class CursorLexer extends PlanLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const { tokens } = this.upTo(text, options);
    return { tokens: [...tokens], hidden: [], errors: [], report: { diagnostics: [] } };
  }

  /** Of one text first the words around its end are asked for, then what the grammar makes of them. */
  upTo(text: string, options?: TokenizeOptions): UpTo {
    if (this.last?.text !== text) this.last = { text, upTo: this.readUpTo(text, options) };
    return this.last.upTo;
  }

  private last?: { readonly text: string; readonly upTo: UpTo };

  private readUpTo(text: string, options?: TokenizeOptions): UpTo {
    const all = [...super.tokenize(text, options).tokens];
    while (isVirtual(all[all.length - 1])) all.pop();
    const kept: Token[] = [];
    const blocks: { name: BlockName; start: number }[] = [{ name: 'file', start: 0 }];
    let statementStart = 0;
    for (const token of all) {
      const block = blocks[blocks.length - 1];
      if (newlineTypes.has(token.tokenType.name)) {
        kept.length = statementStart = block.start;
        continue;
      }
      kept.push(token);
      if (opening.has(token.tokenType.name)) {
        const words = kept.slice(statementStart).map(({ image }) => image);
        blocks.push({ name: blockOpenedBy(words, block.name), start: kept.length });
        statementStart = kept.length;
      } else if (closing.has(token.tokenType.name) && blocks.length > 1) {
        blocks.pop();
        statementStart = blocks[blocks.length - 1].start;
      }
    }
    const block = blocks[blocks.length - 1];
    if (endsStatement(text, kept, statementStart, block.name)) kept.length = statementStart = block.start;
    const heads = blocks.slice(1).map((_, i) => kept[blocks[i].start]);
    const statement = kept.slice(statementStart);
    return {
      tokens: kept,
      block: block.name,
      heads: statement.length > 0 ? [...heads, statement[0]] : heads,
      statement,
    };
  }
}

/** The layout pass gives braces inside of blocks a token type of their own. */
const opening = new Set(['{', 'OPEN']);
const closing = new Set(['}', 'CLOSE']);

/** The layout pass drops the last newlines: whether one of them ends the last statement. */
function endsStatement(text: string, kept: readonly Token[], statementStart: number, block: BlockName): boolean {
  const last = kept[kept.length - 1];
  if (kept.length === statementStart) return false;
  const rest = text.slice(last.startOffset + last.image.length);
  if (!/[\n;]/.test(rest)) return false;
  const open = kept.slice(statementStart).reduce((n, { image }) => n + (image === '(' ? 1 : image === ')' ? -1 : 0), 0);
  const goesOn =
    open > 0 || (block !== 'goals' && block !== 'schedule' && block !== 'phase' && trailingOperators.has(last.image));
  return !goesOn;
}

function isVirtual(token: Token | undefined): boolean {
  return token?.isInsertedInRecovery === true;
}

interface CursorServices {
  readonly lexer: CursorLexer;
  readonly parser: {
    parse(text: string): { tokens: Token[]; elementStack: GrammarAST.AbstractElement[]; tokenIndex: number };
  };
  readonly entry: GrammarAST.AbstractElement;
}

let made: CursorServices | undefined;

function services(): CursorServices {
  if (made) return made;
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), DosewrightGeneratedSharedModule);
  const language = inject(createDefaultCoreModule({ shared }), DosewrightGeneratedModule, createDosewrightModule(), {
    parser: { Lexer: (core: LangiumCoreServices) => new CursorLexer(core) },
  });
  shared.ServiceRegistry.register(language);
  const entryRule = language.Grammar.rules.find(
    (rule): rule is GrammarAST.ParserRule => GrammarAST.isParserRule(rule) && rule.entry,
  )!;
  made = {
    lexer: language.parser.Lexer,
    parser: language.parser.CompletionParser,
    entry: entryRule.definition,
  };
  return made;
}
