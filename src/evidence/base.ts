import { type Constraint, standardConstraints } from './constraints.ts';
import { type NtcpParameters, standardNtcp } from './ntcp-parameters.ts';
import { type EvidenceSource, standardSources } from './sources.ts';
import { type PublishedTissue, publishedTissues } from './tissues.ts';

/** The rows that a search, a citation or a lint looks at: the evidence base, or that with a user's own files. */
export interface EvidenceBase {
  readonly sources: readonly EvidenceSource[];
  readonly constraints: readonly Constraint[];
  readonly ntcp: readonly NtcpParameters[];
  readonly tissues: readonly PublishedTissue[];
  /** Rows of the evidence base that a user's row takes the place of, by their own ids. */
  readonly overridden: ReadonlyMap<string, { readonly by: string; readonly row: Constraint | PublishedTissue }>;
}

let base: EvidenceBase | undefined;

/** What the product brings. */
export function standardEvidence(): EvidenceBase {
  return (base ??= {
    sources: standardSources,
    constraints: standardConstraints(),
    ntcp: standardNtcp(),
    tissues: publishedTissues,
    overridden: new Map(),
  });
}

export function sourceOfRow(evidence: EvidenceBase, row: { readonly source: string }): EvidenceSource | undefined {
  return evidence.sources.find(({ key }) => key === row.source);
}
