import { type EvidenceBase, sourceOfRow } from './base.ts';
import { courseText, flags, limitText, ntcpText, tissueText } from './row-text.ts';
import type { Hit } from './search.ts';

/** A hit of a search in words. */
export interface HitLine {
  readonly id: string;
  readonly says: string;
  readonly course: string;
  readonly rate: string;
  /** Short name of the source; empty where rows are cited one by one. */
  readonly source: string;
  readonly citation: string;
  readonly sure: string;
}

export function hitLine(hit: Hit, evidence: EvidenceBase): HitLine {
  const source = 'source' in hit.row ? sourceOfRow(evidence, hit.row) : undefined;
  const id = 'id' in hit.row ? hit.row.id : `std.${hit.row.name}`;
  const old = evidence.overridden.get('id' in hit.row ? hit.row.id : hit.row.name)?.row;
  const oldName = old && ('id' in old ? `${old.id} (${limitText(old)})` : `std.${old.name}`);
  const marks = [...flags(hit.row, source), ...(oldName === undefined ? [] : [`overrides ${oldName}`])];
  return {
    id,
    ...saysOf(hit),
    source: source?.title ?? '',
    citation: 'citation' in hit.row ? hit.row.citation : (source?.citation ?? hit.row.source),
    sure: [hit.row.confidence, ...marks].join(', '),
  };
}

function saysOf(hit: Hit): Pick<HitLine, 'says' | 'course' | 'rate'> {
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
