import {
  createCompletionParser,
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  createLangiumParser,
  EmptyFileSystem,
  inject,
  type LangiumCompletionParser,
  type LangiumCoreServices,
  type LangiumParser,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
} from 'langium';
import { DosewrightGeneratedModule, DosewrightGeneratedSharedModule } from './generated/module.ts';
import { PlanLexer } from './lexer.ts';
import { PlanParserErrorMessages } from './parse-errors.ts';
import { PlanTokenBuilder } from './token-builder.ts';
import { isEnding, type Token, type TokenType } from './tokens.ts';

/** What the plan language changes in langium; a language server adds its own services to it. */
export function createDosewrightModule(): Module<LangiumCoreServices, PartialLangiumCoreServices> {
  return {
    parser: {
      TokenBuilder: () => new PlanTokenBuilder(),
      Lexer: (services) => new PlanLexer(services),
      LangiumParser: (services) =>
        expectingOneToken(keepingLineEnds(withoutHiddenNodes(createLangiumParser(services)))),
      CompletionParser: (services) => expectingOneToken(createCompletionParser(services)),
      ParserErrorMessageProvider: () => new PlanParserErrorMessages(),
    },
  };
}

/**
 * Comments have no nodes in the tree. For each token langium looks for the place of those before it among all statements, also where there are
 * none, which makes long texts slow.
 */
function withoutHiddenNodes(parser: LangiumParser): LangiumParser {
  const { nodeBuilder } = parser as unknown as { nodeBuilder: { addHiddenNodes(tokens: readonly Token[]): void } };
  nodeBuilder.addHiddenNodes = () => undefined;
  return parser;
}

/** Recovery by leaving out one token may not leave out the end of a statement: the next statement would become part of a broken one. */
function keepingLineEnds(parser: LangiumParser): LangiumParser {
  const { wrapper } = parser as unknown as {
    wrapper: { LA(n: number): Token; canRecoverWithSingleTokenDeletion(expected: TokenType): boolean };
  };
  const canRecover = wrapper.canRecoverWithSingleTokenDeletion.bind(wrapper);
  wrapper.canRecoverWithSingleTokenDeletion = (expected) => !isEnding(wrapper.LA(1)) && canRecover(expected);
  return parser;
}

/**
 * Of what was expected only the first token is told. Chevrotain works out every way to go on for three tokens, which takes seconds in rules with
 * many alternatives.
 */
function expectingOneToken<Parser extends LangiumParser | LangiumCompletionParser>(parser: Parser): Parser {
  const { wrapper } = parser as unknown as { wrapper: { maxLookahead: number } };
  wrapper.maxLookahead = 1;
  return parser;
}

/** Services for a process without a file system and without an editor: parsing only. */
export function createDosewrightServices(): { shared: LangiumSharedCoreServices; dosewright: LangiumCoreServices } {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), DosewrightGeneratedSharedModule);
  const dosewright = inject(createDefaultCoreModule({ shared }), DosewrightGeneratedModule, createDosewrightModule());
  shared.ServiceRegistry.register(dosewright);
  return { shared, dosewright };
}
