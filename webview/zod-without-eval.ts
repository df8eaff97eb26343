/** The page's policy forbids making code from text; zod must know before any schema is built, so this module is imported first. */
import * as z from 'zod';

z.config({ jitless: true });
