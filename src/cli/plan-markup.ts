import { escaped } from '../preview/draw/escaped.ts';

/** A comment, a text, a number with its unit, or the word that a statement begins with. */
const token =
  /(?<comment>\/\/.*)|(?<string>"[^"\n]*"?)|(?<number>(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?: ?(?:%|[A-Za-zµ/][\w/]*(?:\[[^\]\n]*\])?)(?![\w.]))?)|(?<word>(?<=^[ \t]*|[{;][ \t]*)[a-z_]+\b(?! *[=.]))/gm;

/** A plan's text as markup: comments `i`, texts `s`, numbers `u`, leading words `b`; everything escaped. */
export function planMarkup(text: string): string {
  let markup = '';
  let from = 0;
  for (const match of text.matchAll(token)) {
    const { comment, string, number } = match.groups!;
    const tag = comment ? 'i' : string ? 's' : number ? 'u' : 'b';
    markup += `${escaped(text.slice(from, match.index))}<${tag}>${escaped(match[0])}</${tag}>`;
    from = match.index + match[0].length;
  }
  return markup + escaped(text.slice(from));
}
