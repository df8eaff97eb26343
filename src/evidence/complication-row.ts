import { type EvidenceBase, sourceOfRow } from './base.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';
import { modelNames } from './row-text.ts';

/** What `NTCP(endpoint, which, …)` of an organ means. */
export type Complication =
  | { readonly kind: 'found'; readonly row: NtcpParameters }
  /** No row of the organ has this endpoint; `rows` are those that it has. */
  | { readonly kind: 'none'; readonly rows: readonly NtcpParameters[] }
  /** The words for a source or model fit none of the rows with this endpoint. */
  | { readonly kind: 'noneOf'; readonly rows: readonly NtcpParameters[] }
  | { readonly kind: 'several'; readonly rows: readonly NtcpParameters[] };

/** Rows of complication models for an organ (TG-263 base name). */
export function complicationRows(organ: string, { ntcp }: EvidenceBase): NtcpParameters[] {
  return ntcp.filter(({ organs }) => organs.includes(organ));
}

/**
 * The row that the words mean: each word of the endpoint begins one of the row's endpoint, each word for which row begins one of its id, citation,
 * population or model. A superseded row stands for the one that replaces it, unless it is named. Of several the only one of high confidence.
 */
export function complicationOf(
  organ: string,
  { endpoint, which }: { readonly endpoint: string; readonly which: readonly string[] },
  evidence: EvidenceBase,
): Complication {
  const rows = complicationRows(organ, evidence);
  const asked = rows.filter((row) => hasWords(row.endpoint, endpoint));
  if (asked.length === 0) return { kind: 'none', rows };
  const inForce = [...new Set(asked.map((row) => replacement(row, rows)))];
  if (which.length === 0) return chosen(inForce);
  const fits = (row: NtcpParameters): boolean => which.every((words) => hasWords(namesOf(row, evidence), words));
  const wanted = [...new Set([...inForce, ...asked])].filter(fits);
  const current = wanted.filter((row) => row.supersededBy === undefined);
  if (wanted.length === 0) return { kind: 'noneOf', rows: inForce };
  return chosen(current.length > 0 ? current : wanted);
}

/** Words that tell a row from the others with its endpoint: `dijkema`, or `quantec_lung, logistic`. Nothing where none do. */
export function wordsFor(
  organ: string,
  endpoint: string,
  row: NtcpParameters,
  evidence: EvidenceBase,
): readonly string[] | undefined {
  const [author, ...rest] = [row.source.replace(/\d+\w?$/, ''), ...row.id.split('.').slice(1).reverse()];
  return [[author], ...rest.map((word) => [author, word])].find((which) => {
    const found = complicationOf(organ, { endpoint, which }, evidence);
    return found.kind === 'found' && found.row === row;
  });
}

function chosen(rows: readonly NtcpParameters[]): Complication {
  const sure = rows.filter(({ confidence }) => confidence === 'high');
  const only = rows.length === 1 ? rows[0] : sure.length === 1 ? sure[0] : undefined;
  return only ? { kind: 'found', row: only } : { kind: 'several', rows };
}

/** The row that is in force in place of a superseded one, where the organ has it. */
function replacement(row: NtcpParameters, rows: readonly NtcpParameters[]): NtcpParameters {
  const later = rows.find(({ id }) => id === row.supersededBy?.row);
  return later ? replacement(later, rows) : row;
}

function namesOf(row: NtcpParameters, evidence: EvidenceBase): string {
  const source = sourceOfRow(evidence, row);
  return [row.id, source?.title, source?.citation, row.population, row.model, modelNames[row.model]].join(' ');
}

function hasWords(text: string, words: string): boolean {
  const there = wordsIn(text);
  const wanted = wordsIn(words);
  return wanted.length > 0 && wanted.every((word) => there.some((other) => other.startsWith(word)));
}

/** Lower case, one spelling of oedema and oesophagus. */
function wordsIn(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/oe(?=sophag|dema)/g, 'e')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
