/** Seeded edits of plan texts: what a hand, a merge or a broken tool does to them. */

const scraps = [
  '{',
  '}',
  '(',
  ')',
  '"',
  '=',
  '\n',
  ';',
  '//',
  '<=',
  ',',
  '.',
  '-',
  '%',
  ' Gy',
  ' mm',
  ' of ',
  ' 3 ',
  'target',
  'goals {',
  'beam',
  '$',
  'é',
  '\u0000',
  '\uE001',
  'alpha/beta',
  '1e7',
  'std.',
  ' and ',
  '\t',
  '\r',
  '\r\n',
  '\uFEFF',
  '😀',
  '// dosewright-ignore RT5001: ',
];

export function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

export function oneOf<T>(random: () => number, choices: readonly T[]): T {
  return choices[below(random, choices.length)];
}

/** One edit between two offsets: insert, delete, replace, double or turn round a piece. */
export function mutate(text: string, from: number, to: number, random: () => number): string {
  const at = from + below(random, to - from);
  const length = Math.min(1 + below(random, 12), to - at);
  const scrap = oneOf(random, scraps);
  switch (below(random, 5)) {
    case 0:
      return text.slice(0, at) + scrap + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + scrap + text.slice(at + length);
    case 3:
      return text.slice(0, at + length) + text.slice(at);
    default:
      return (
        text.slice(0, at) +
        text[at] +
        text
          .slice(at, at + length)
          .split('')
          .reverse()
          .join('') +
        text.slice(at + length)
      );
  }
}

/** One to three edits of a whole text. */
export function mutatedText(text: string, random: () => number): string {
  for (let edits = 1 + below(random, 3); edits > 0; edits--) text = mutate(text, 0, text.length, random);
  return text;
}
