import { standardEvidence } from './base.ts';
import { type EvidenceFile, readEvidenceFile, withFiles } from './evidence-file.ts';
import type { Finding } from './finding.ts';
import { lintEvidence } from './lint.ts';

/** How the names of a user's own evidence files end. */
export const evidenceFileEnding = '.rtevidence.json';

export interface CheckedFile {
  /** Only where no finding is an error. */
  readonly file?: EvidenceFile;
  readonly findings: readonly Finding[];
}

/** A user's evidence file with all that is said of its rows, alone and over the evidence base. */
export function checkEvidenceFile(text: string): CheckedFile {
  const { file, findings } = readEvidenceFile(text);
  if (!file) return { findings };
  const own = new Set([
    ...file.constraints.map(({ id }) => id),
    ...file.ntcp.map(({ id }) => id),
    ...file.tissues.flatMap(({ name }) => [name, `std.${name}`]),
    ...file.sources.map(({ key }) => `source ${key}`),
  ]);
  const found = lintEvidence(withFiles(standardEvidence(), [file])).filter(({ row }) => own.has(row));
  return { ...(found.some(({ severity }) => severity === 'error') ? {} : { file }), findings: found };
}
