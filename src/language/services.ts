import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  createLangiumParser,
  EmptyFileSystem,
  inject,
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
      LangiumParser: (services) => keepingLineEnds(createLangiumParser(services)),
      ParserErrorMessageProvider: () => new PlanParserErrorMessages(),
    },
  };
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

/** Services for a process without a file system and without an editor: parsing only. */
export function createDosewrightServices(): { shared: LangiumSharedCoreServices; dosewright: LangiumCoreServices } {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), DosewrightGeneratedSharedModule);
  const dosewright = inject(createDefaultCoreModule({ shared }), DosewrightGeneratedModule, createDosewrightModule());
  shared.ServiceRegistry.register(dosewright);
  return { shared, dosewright };
}
