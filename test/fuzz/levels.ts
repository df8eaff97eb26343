import type { Level } from './level.ts';
import { planTexts } from './plan-texts.ts';
import { previewMessages } from './protocol.ts';
import { serverRequests } from './server.ts';
import { untouchedStatements } from './untouched.ts';

/** What is fuzzed, with the share of the mutations that each gets: dear ones are fewer. The tests run ten thousand in these shares. */
export const levels: readonly { readonly name: string; readonly share: number; readonly make: () => Level }[] = [
  { name: 'plan texts', share: 0.15, make: planTexts },
  { name: 'untouched statements', share: 0.52, make: untouchedStatements },
  { name: 'language server', share: 0.08, make: serverRequests },
  { name: 'preview messages', share: 0.25, make: previewMessages },
];
