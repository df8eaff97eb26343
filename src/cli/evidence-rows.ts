import type { EvidenceBase } from '../evidence/base.ts';
import { groupDisclaimer } from '../evidence/group-rules.ts';
import { hitLine } from '../evidence/hit-line.ts';
import type { Hit } from '../evidence/search.ts';
import { table } from './table.ts';

/** One line a row: what it says, for what course, how often the complication, by whom, how sure. */
export function hitsTable(hits: readonly Hit[], evidence: EvidenceBase): string {
  const rows = hits.map((hit) => hitLine(hit, evidence));
  const disclaimer = hits.some(({ kind }) => kind === 'group') ? `${groupDisclaimer()}\n` : '';
  return `${table(
    ['row', 'says', 'course', 'rate', 'citation', 'confidence'],
    rows.map(({ id, says, course, rate, citation, sure }) => [id, says, course, rate, shortened(citation), sure]),
    new Set(),
  )}${disclaimer}`;
}

/** The row as it is stored, with its source written out and what a reader has to know. */
export function hitJson(hit: Hit, evidence: EvidenceBase): unknown {
  const { id: _, ...line } = hitLine(hit, evidence);
  const overrides = hit.kind === 'constraint' ? evidence.overridden.get(hit.row.id)?.row : undefined;
  return { kind: hit.kind, score: hit.score, ...line, row: hit.row, ...(overrides ? { overrides } : {}) };
}

const citationLength = 48;

function shortened(text: string): string {
  return text.length > citationLength ? `${text.slice(0, citationLength - 1)}…` : text;
}
