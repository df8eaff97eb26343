import { complicationOf, complicationRows, wordsFor } from '../evidence/complication-row.ts';
import type { EvidenceBase } from '../evidence/base.ts';
import type { NtcpParameters } from '../evidence/ntcp-parameters.ts';
import { ntcpText } from '../evidence/row-text.ts';
import type { EvidenceContext, EvidenceProposal } from './completion-evidence.ts';
import { organNamedBy } from '../language/goal-citation.ts';
import type { Token } from '../language/tokens.ts';

/** Metrics of goals that are no statistic of the dose: those of the region's organ with the published models that there are of it. */
export function outcomeMetricProposals(
  statement: readonly Token[],
  { scope, evidence }: EvidenceContext,
): EvidenceProposal[] {
  const region = statement[0]?.image;
  const node = scope.names.get(region)?.node;
  const organ = region === undefined ? undefined : organNamedBy(region, scope);
  const eqd2: EvidenceProposal = {
    label: 'eqd2',
    rank: 1,
    detail: 'a dose metric of the EQD2 at an alpha/beta',
    snippet: 'eqd2(${1:D2cc}, ${2:3 Gy})',
  };
  if (node?.$type === 'Organ')
    return [
      ...(organ === undefined ? [] : complicationProposals(organ, evidence().base)),
      eqd2,
      { label: 'gEUD', rank: 1, detail: 'generalised equivalent uniform dose', snippet: 'gEUD(a: ${1:4})' },
    ];
  return [
    { label: 'TCP', rank: 1, detail: 'tumour control probability' },
    eqd2,
    { label: 'gEUD', rank: 1, detail: 'generalised equivalent uniform dose', snippet: 'gEUD(a: ${1:-10})' },
    { label: 'QF', rank: 1, detail: 'quality factor against the prescription' },
    { label: 'conformity', rank: 1, detail: 'Paddick' },
    { label: 'homogeneity', rank: 1, detail: 'ICRU 83' },
  ];
}

/** `NTCP(xerostomia, dijkema)`: the words by which each row in force is found. */
function complicationProposals(organ: string, base: EvidenceBase): EvidenceProposal[] {
  return complicationRows(organ, base)
    .filter(({ supersededBy }) => supersededBy === undefined)
    .flatMap((row) => {
      const words = wordsThatMean(organ, row, base);
      return words ? [{ label: `NTCP(${words})`, rank: 1, detail: `${row.endpoint}. ${ntcpText(row)}` }] : [];
    });
}

function wordsThatMean(organ: string, row: NtcpParameters, base: EvidenceBase): string | undefined {
  for (const endpoint of row.endpoint.match(/\p{L}{4,}/gu) ?? []) {
    const found = complicationOf(organ, { endpoint, which: [] }, base);
    if (found.kind === 'found' && found.row === row) return endpoint;
    const which = wordsFor(organ, endpoint, row, base);
    // A word of the language is letters, digits and underscores.
    if (which?.every((word) => /^\p{L}[\p{L}\p{N}_]*$/u.test(word))) return [endpoint, ...which].join(', ');
  }
  return undefined;
}
