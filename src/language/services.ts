import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  EmptyFileSystem,
  inject,
  type LangiumCoreServices,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
} from 'langium';
import { DosewrightGeneratedModule, DosewrightGeneratedSharedModule } from './generated/module.ts';
import { PlanLexer } from './lexer.ts';
import { PlanParserErrorMessages } from './parse-errors.ts';
import { PlanTokenBuilder } from './tokens.ts';

/** What the plan language changes in langium; a language server adds its own services to it. */
export function createDosewrightModule(): Module<LangiumCoreServices, PartialLangiumCoreServices> {
  return {
    parser: {
      TokenBuilder: () => new PlanTokenBuilder(),
      Lexer: (services) => new PlanLexer(services),
      ParserErrorMessageProvider: () => new PlanParserErrorMessages(),
    },
  };
}

/** Services for a process without a file system and without an editor: parsing only. */
export function createDosewrightServices(): { shared: LangiumSharedCoreServices; dosewright: LangiumCoreServices } {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), DosewrightGeneratedSharedModule);
  const dosewright = inject(createDefaultCoreModule({ shared }), DosewrightGeneratedModule, createDosewrightModule());
  shared.ServiceRegistry.register(dosewright);
  return { shared, dosewright };
}
