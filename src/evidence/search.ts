import type { EvidenceBase } from './base.ts';
import type { Constraint } from './constraints.ts';
import { type GroupRule, groupRules } from './group-rules.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';
import { organNamed, organs, organOfStructure, spelling } from './organs.ts';
import { type PetThreshold, petThresholds } from './pet-thresholds.ts';
import { type RbeModel, rbeModels } from './rbe-models.ts';
import { courseText, metricText } from './row-text.ts';
import type { PublishedTissue } from './tissues.ts';

export type Hit = { readonly score: number } & (
  | { readonly kind: 'constraint'; readonly row: Constraint }
  | { readonly kind: 'ntcp'; readonly row: NtcpParameters }
  | { readonly kind: 'tissue'; readonly row: PublishedTissue }
  | { readonly kind: 'pet'; readonly row: PetThreshold }
  | { readonly kind: 'rbe'; readonly row: RbeModel }
  | { readonly kind: 'group'; readonly row: GroupRule }
);

export interface SearchOptions {
  /** Rows of this organ only, however it is spelled. */
  readonly organ?: string;
  /** How many at most; 20 where nothing is said. */
  readonly limit?: number;
}

/**
 * Rows that words are about, best first. Organs are known by their TG-263 names, with or without a side, and by what else people call them;
 * other words are looked for in endpoint, source, metric and course, and may have a letter wrong. A row answers to every word, unless none does.
 */
export function searchEvidence(evidence: EvidenceBase, query: string, options: SearchOptions = {}): Hit[] {
  const wanted = options.organ === undefined ? undefined : organsSpelled(options.organ);
  const terms = termsOf(query);
  if (terms.length === 0 && !wanted) return [];
  const entries = entriesOf(evidence).filter(({ organs }) => !wanted || organs.some((organ) => wanted.has(organ)));
  const scored = entries.map((entry) => ({ entry, scores: terms.map((term) => scoreOf(entry, term)) }));
  const complete = scored.filter(({ scores }) => scores.every((score) => score > 0));
  const some = complete.length > 0 ? complete : scored.filter(({ scores }) => scores.some((score) => score > 0));
  return some
    .map(({ entry: { hit, weight }, scores }, order) => ({
      hit: { ...hit, score: scores.reduce((sum, score) => sum + score, weight) },
      order,
    }))
    .sort((a, b) => b.hit.score - a.hit.score || a.order - b.order)
    .slice(0, options.limit ?? 20)
    .map(({ hit }) => hit);
}

// --- Words of the query -------------------------------------------------------------------------------------------------------------------------

/** An organ, or a word. */
type Term = { readonly organs: ReadonlySet<string> } | { readonly word: string };

/** The longest runs of words that name an organ, and the words between them. */
function termsOf(query: string): Term[] {
  const words = query.split(/[\s,;]+/).filter((word) => spelling(word) !== '');
  const terms: Term[] = [];
  for (let i = 0; i < words.length;) {
    const length = [4, 3, 2, 1].find(
      (n) => i + n <= words.length && organsSpelled(words.slice(i, i + n).join(' ')).size > 0,
    );
    if (length === undefined) terms.push({ word: spelling(words[i++]) });
    else {
      terms.push({ organs: organsSpelled(words.slice(i, i + length).join(' ')) });
      i += length;
    }
  }
  return terms;
}

/** Every organ of that name: "optic" is nerve and chiasm, "bowel" is several. */
function organsSpelled(text: string): Set<string> {
  const plain = spelling(text);
  const found = namesOfOrgans().get(plain) ?? namesOfOrgans().get(plain.replace(/s$/, '')) ?? [];
  const structure = organOfStructure(text);
  return new Set([...found, ...(structure ? [structure.name] : [])]);
}

let organsByName: ReadonlyMap<string, readonly string[]> | undefined;

function namesOfOrgans(): ReadonlyMap<string, readonly string[]> {
  if (organsByName) return organsByName;
  const byName = new Map<string, string[]>();
  for (const { name, title, synonyms } of organs)
    for (const one of new Set([name, title, ...synonyms].map(spelling)))
      byName.set(one, [...(byName.get(one) ?? []), name]);
  return (organsByName = byName);
}

// --- Rows ---------------------------------------------------------------------------------------------------------------------------------------

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface Entry {
  readonly hit: DistributiveOmit<Hit, 'score'>;
  readonly organs: readonly string[];
  /** Words, each with what finding it is worth. */
  readonly words: ReadonlyMap<string, number>;
  /** What speaks for the row itself. */
  readonly weight: number;
}

const kept = new WeakMap<EvidenceBase, readonly Entry[]>();

function entriesOf(evidence: EvidenceBase): readonly Entry[] {
  let entries = kept.get(evidence);
  if (!entries) {
    entries = [
      ...evidence.constraints.map((row) =>
        entry({ kind: 'constraint', row }, row.organs, row, [
          [3, `${metricText(row)} ${row.metricText ?? ''}`],
          [3, sourceWords(evidence, row.source)],
          [2, row.endpoint],
          [
            1,
            `${courseText(row.course)} ${row.course.text} ${row.organText ?? ''} ${row.population ?? ''} constraint limit`,
          ],
          [1, row.id],
        ]),
      ),
      ...evidence.ntcp.map((row) =>
        entry({ kind: 'ntcp', row }, row.organs, row, [
          [3, `${row.model} ntcp td50`],
          [3, sourceWords(evidence, row.source)],
          [2, row.endpoint],
          [1, `${row.population ?? ''} ${row.organText ?? ''} ${row.id} complication model`],
        ]),
      ),
      ...evidence.tissues.map((row) =>
        entry({ kind: 'tissue', row }, row.organ === undefined ? [] : [row.organ], row, [
          [4, `${row.name} ${row.site}`],
          [2, `${row.kind} tissue alphabeta ${Object.keys(row.parameters).join(' ')}`],
          [1, row.citation],
        ]),
      ),
      ...petThresholds.map((row) =>
        entry({ kind: 'pet', row }, [], row, [
          [3, `${row.tracer} pet threshold ${row.id}`],
          [1, `${row.ruleText} ${row.citation}`],
        ]),
      ),
      ...rbeModels.map((row) =>
        entry({ kind: 'rbe', row }, [], row, [
          [3, `${row.id} rbe proton let`],
          [1, row.citation],
        ]),
      ),
      ...groupRules().map((row) =>
        entry({ kind: 'group', row }, [], row, [
          [3, `${row.site} ${row.siteText} ${row.trial}`],
          [2, `group rule protocol ${row.regimens.map(({ label }) => label).join(' ')}`],
          [1, `${row.citation} ${Object.entries(row.conditionText).flat().join(' ')} ${row.status}`],
        ]),
      ),
    ];
    kept.set(evidence, entries);
    wordsOfText.clear();
  }
  return entries;
}

function sourceWords(evidence: EvidenceBase, key: string): string {
  const source = evidence.sources.find((one) => one.key === key);
  return source ? `${source.module} ${source.title} ${source.citation}` : key;
}

function entry(
  hit: Entry['hit'],
  names: readonly string[],
  row: {
    readonly confidence: string;
    readonly check: string;
    readonly contested?: string;
    readonly supersededBy?: unknown;
  },
  texts: readonly (readonly [number, string])[],
): Entry {
  const words = new Map<string, number>();
  const organWords = names.flatMap((name) => {
    const organ = organNamed(name);
    return organ ? [organ.name, organ.title, ...organ.synonyms] : [name];
  });
  for (const [worth, text] of [...texts, [4, organWords.join(' ')] as const])
    for (const word of wordsOf(text)) if ((words.get(word) ?? 0) < worth) words.set(word, worth);
  const weight =
    (row.confidence === 'high' ? 0.3 : row.confidence === 'low' ? -0.3 : 0) +
    (row.check === 'recalled' ? -0.1 : 0) +
    (row.supersededBy ? -0.5 : 0) +
    (row.contested === undefined ? 0 : -0.3) +
    { constraint: 0.2, ntcp: 0.1, tissue: 0.1, pet: 0, rbe: 0, group: 0 }[hit.kind];
  return { hit, organs: names, words, weight };
}

/** Hundreds of rows share their source, organ and course: their words are found once. */
const wordsOfText = new Map<string, readonly string[]>();

function wordsOf(text: string): readonly string[] {
  let words = wordsOfText.get(text);
  if (!words) {
    const written = text.split(/[\s,;:()/]+/).flatMap((one) => [one, ...one.split(/[_.\-]/)]);
    words = [...new Set(written.map(spelling).filter((word) => word !== ''))];
    wordsOfText.set(text, words);
  }
  return words;
}

const organScore = 8;

function scoreOf({ organs: names, words }: Entry, term: Term): number {
  if ('organs' in term) {
    if (names.some((name) => term.organs.has(name))) return organScore;
    // Tumours and protocols are of a site, not of an organ: their words have the organ's name.
    return Math.max(0, ...[...term.organs].map((name) => words.get(spelling(organNamed(name)!.title)) ?? 0));
  }
  const { word } = term;
  const exact = words.get(word);
  if (exact !== undefined) return exact;
  let best = 0;
  for (const [other, worth] of words) {
    if (worth <= best) continue;
    if (word.length >= 2 && other.startsWith(word)) best = Math.max(best, worth * 0.7);
    else if (word.length >= 5 && isNear(word, other)) best = Math.max(best, worth * 0.5);
  }
  return best;
}

/** One letter wrong, missing or too many, or two neighbours swapped. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
