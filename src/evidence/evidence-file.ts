import * as z from 'zod';
import { type EvidenceBase } from './base.ts';
import { constraintSchema } from './constraints.ts';
import { type Finding } from './finding.ts';
import { ntcpSchema } from './ntcp-parameters.ts';
import { sourceSchema } from './sources.ts';
import { tissueSchema } from './tissues.ts';

/** A user's own evidence: the rows of a house's protocol, or corrections of rows that the product brings. */
export const evidenceFileSchema = z.strictObject({
  schema: z.literal('rtevidence/1'),
  /** Cited as `from local "NAME"`. */
  name: z.string().min(1),
  note: z.string().optional(),
  sources: z.array(sourceSchema).min(1),
  constraints: z.array(constraintSchema).default([]),
  ntcp: z.array(ntcpSchema).default([]),
  tissues: z.array(tissueSchema).default([]),
});

export type EvidenceFile = z.infer<typeof evidenceFileSchema>;

/** Reads a user's evidence file; a file with any row amiss is not taken at all, and the findings name row and field. */
export function readEvidenceFile(text: string): {
  readonly file?: EvidenceFile;
  readonly findings: readonly Finding[];
} {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { findings: [fault('the file', '', `is not JSON: ${(error as Error).message}`)] };
  }
  const parsed = evidenceFileSchema.safeParse(data);
  if (parsed.success) return { file: parsed.data, findings: [] };
  return { findings: parsed.error.issues.flatMap((issue) => findingsOfIssue(issue, data)) };
}

/** The evidence base with users' files: their rows added, those with `overrides` in place of the base's. */
export function withFiles(base: EvidenceBase, files: readonly EvidenceFile[]): EvidenceBase {
  if (files.length === 0) return base;
  const overridden = new Map(base.overridden);
  const replaced = new Set<string>();
  for (const row of files.flatMap(({ constraints }) => constraints)) {
    const old = row.overrides === undefined ? undefined : base.constraints.find(({ id }) => id === row.overrides);
    if (!old) continue;
    overridden.set(row.id, { by: row.id, row: old });
    replaced.add(old.id);
  }
  for (const tissue of files.flatMap(({ tissues }) => tissues)) {
    const old = base.tissues.find(({ name }) => name === tissue.overrides);
    if (!old) continue;
    overridden.set(tissue.name, { by: tissue.name, row: old });
  }
  return {
    sources: [...base.sources, ...files.flatMap(({ sources }) => sources)],
    constraints: [
      ...files.flatMap(({ constraints }) => constraints),
      ...base.constraints.filter(({ id }) => !replaced.has(id)),
    ],
    ntcp: [...files.flatMap(({ ntcp }) => ntcp), ...base.ntcp],
    tissues: [...files.flatMap(({ tissues }) => tissues), ...base.tissues],
    overridden,
  };
}

function findingsOfIssue(issue: z.core.$ZodIssue, data: unknown): Finding[] {
  const row = rowNamed(issue.path, data);
  const field = issue.path.slice(row.depth).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => fault(row.name, field ? `${field}.${key}` : key, 'is no field of such a row'));
  return [fault(row.name, field, explained(field, issue))];
}

function explained(field: string, issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /received undefined$/.test(issue.message)) return missing(field);
  if (issue.code === 'too_small')
    return issue.origin === 'number'
      ? `has to be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
      : 'is empty';
  if (field === 'confidence') return 'has to be high, medium or low';
  return issue.message.replace(/^Invalid (input: |option: |discriminator value\. )/, '');
}

/** What a missing field would have said, for the fields whose absence is the commonest fault of public tables. */
function missing(field: string): string {
  if (field === 'fractionation') return 'is needed: the dose per fraction that the tolerance dose refers to';
  if (field === 'alphaBeta')
    return 'is needed: the alpha/beta that brings a dose to that fractionation, published or assumed';
  if (field === 'source') return 'is needed: the key of one of the sources of the file';
  if (field === 'citation') return 'is needed: the publication or the protocol that the values are of';
  if (field === 'course') return 'is needed: the fractions that the limit holds for';
  return 'is missing';
}

/** `constraints[3]` by its id, where it has one. */
function rowNamed(path: readonly PropertyKey[], data: unknown): { readonly name: string; readonly depth: number } {
  const [list, index] = path;
  if (typeof list !== 'string' || typeof index !== 'number') return { name: 'the file', depth: 0 };
  const row = (data as Record<string, { id?: unknown; name?: unknown; key?: unknown }[]>)[list]?.[index];
  const id = row?.id ?? row?.name ?? row?.key;
  return { name: typeof id === 'string' ? `${list} "${id}"` : `${list}[${index}]`, depth: 2 };
}

function fault(row: string, field: string, message: string): Finding {
  return { severity: 'error', row, field, message };
}
