import { type EvidenceBase, sourceOfRow } from '../evidence/base.ts';
import { groupDisclaimer } from '../evidence/group-rules.ts';
import { courseText, flags, limitText, ntcpText, tissueText } from '../evidence/row-text.ts';
import type { Hit } from '../evidence/search.ts';
import { table } from './table.ts';

/** One line a row: what it says, for what course, how often the complication, by whom, how sure. */
export function hitsTable(hits: readonly Hit[], evidence: EvidenceBase): string {
  const rows = hits.map((hit) => lineOf(hit, evidence));
  const disclaimer = hits.some(({ kind }) => kind === 'group') ? `${groupDisclaimer()}\n` : '';
  return `${table(
    ['row', 'says', 'course', 'rate', 'citation', 'confidence'],
    rows.map(({ id, says, course, rate, citation, sure }) => [id, says, course, rate, shortened(citation), sure]),
    new Set(),
  )}${disclaimer}`;
}

/** The row as it is stored, with its source written out and what a reader has to know. */
export function hitJson(hit: Hit, evidence: EvidenceBase): unknown {
  const { id: _, ...line } = lineOf(hit, evidence);
  const overrides = hit.kind === 'constraint' ? evidence.overridden.get(hit.row.id)?.row : undefined;
  return { kind: hit.kind, score: hit.score, ...line, row: hit.row, ...(overrides ? { overrides } : {}) };
}

interface Line {
  readonly id: string;
  readonly says: string;
  readonly course: string;
  readonly rate: string;
  readonly citation: string;
  readonly sure: string;
}

function lineOf(hit: Hit, evidence: EvidenceBase): Line {
  const source = 'source' in hit.row ? sourceOfRow(evidence, hit.row) : undefined;
  const id = 'id' in hit.row ? hit.row.id : `std.${hit.row.name}`;
  const old = evidence.overridden.get('id' in hit.row ? hit.row.id : hit.row.name)?.row;
  const oldName = old && ('id' in old ? `${old.id} (${limitText(old)})` : `std.${old.name}`);
  const marks = [...flags(hit.row, source), ...(oldName === undefined ? [] : [`overrides ${oldName}`])];
  return {
    id,
    ...saysOf(hit),
    citation: 'citation' in hit.row ? hit.row.citation : (source?.citation ?? hit.row.source),
    sure: [hit.row.confidence, ...marks].join(', '),
  };
}

function saysOf(hit: Hit): Pick<Line, 'says' | 'course' | 'rate'> {
  switch (hit.kind) {
    case 'constraint': {
      const { structure, organs, endpoint, population, scope, part } = hit.row;
      const about = [part, population, scope].filter((text) => text !== undefined);
      return {
        says: `${structure ?? organs.join(', ')} ${limitText(hit.row)}${about.length > 0 ? ` [${about.join('; ')}]` : ''}`,
        course: courseText(hit.row.course),
        rate: `${hit.row.rate?.text ?? ''} ${endpoint}`.trim(),
      };
    }
    case 'ntcp':
      return { says: `${hit.row.organs.join(', ')} ${ntcpText(hit.row)}`, course: '', rate: hit.row.endpoint };
    case 'tissue':
      return { says: `${hit.row.site}: ${tissueText(hit.row)}`, course: '', rate: '' };
    case 'pet':
      return { says: `${hit.row.tracer}: ${hit.row.ruleText}`, course: '', rate: '' };
    case 'rbe':
      return { says: Object.values(hit.row.text ?? {}).join('; ') || 'RBE 1.1', course: '', rate: '' };
    case 'group':
      return {
        says: `${hit.row.siteText}, ${hit.row.statusText}`,
        course: hit.row.regimens
          .map(({ totalDoseGy, fractions, notAdvised }) => `${totalDoseGy}/${fractions}${notAdvised ? '!' : ''}`)
          .join(', '),
        rate: hit.row.trial,
      };
  }
}

const citationLength = 48;

function shortened(text: string): string {
  return text.length > citationLength ? `${text.slice(0, citationLength - 1)}…` : text;
}
