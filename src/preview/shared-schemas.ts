import * as z from 'zod';

const position = z.object({ line: z.number(), character: z.number() });
export const sourceRangeSchema = z.object({ file: z.string(), start: position, end: position });
export const tripleSchema = z.tuple([z.number(), z.number(), z.number()]);
