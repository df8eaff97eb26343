/** Words that many endpoints share, and that tell none from another. */
const commonWords = new Set([
  'acute',
  'classic',
  'clinical',
  'clinically',
  'excess',
  'function',
  'grade',
  'late',
  'long',
  'permanent',
  'radiation',
  'relevant',
  'severe',
  'symptomatic',
  'term',
]);

/**
 * Whether two endpoints are of one complication: a word of either begins one of the other (`saliva`, `salivary`), they are not of different grades, and
 * not one acute and the other late.
 */
export function sameComplication(a: string, b: string): boolean {
  const [first, second] = [a, b].map(read);
  return (
    agree(first.grades, second.grades) &&
    agree(first.times, second.times) &&
    first.words.some((word) => second.words.some((other) => other.startsWith(word) || word.startsWith(other)))
  );
}

interface Endpoint {
  readonly words: readonly string[];
  readonly grades: readonly string[];
  readonly times: readonly string[];
}

function read(text: string): Endpoint {
  const lower = text.toLowerCase().replace(/oe(?=sophag|dema)/g, 'e');
  const words = lower.match(/\p{L}{4,}/gu) ?? [];
  return {
    words: words.filter((word) => !commonWords.has(word)),
    grades: lower.includes('grade') ? (lower.match(/\b[1-5]\b/g) ?? []) : [],
    times: words.filter((word) => word === 'acute' || word === 'late'),
  };
}

/** What one of them leaves open cannot disagree. */
function agree(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((one) => b.includes(one));
}
