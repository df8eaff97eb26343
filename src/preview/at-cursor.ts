import type { PreviewModel } from './model.ts';
import type { SourceRange } from '../plan/source-range.ts';

/** A place in a plan's text, 0-based. */
export interface TextPlace {
  readonly file: string;
  readonly line: number;
  readonly character: number;
}

/** What of a model is written where the cursor stands: of several that enclose it, the one with the fewest lines. */
export type AtCursor =
  /** One line may make several beams. */
  | { readonly kind: 'beams'; readonly beams: readonly number[] }
  | { readonly kind: 'goal'; readonly goal: number }
  | { readonly kind: 'region'; readonly region: string };

export function atCursor(model: PreviewModel, place: TextPlace): AtCursor | undefined {
  const written: { readonly range?: SourceRange; readonly found: AtCursor }[] = [
    ...model.goals.map(({ range }, goal) => ({ range, found: { kind: 'goal', goal } as const })),
    ...model.regions.map(({ name, range }) => ({ range, found: { kind: 'region', region: name } as const })),
    ...model.beams.map(({ range }) => ({ range, found: beamsWrittenAt(model, range) })),
  ];
  let nearest: AtCursor | undefined;
  let fewest = Infinity;
  for (const { range, found } of written) {
    if (!range || range.file !== place.file || place.line < range.start.line || place.line > range.end.line) continue;
    const lines = range.end.line - range.start.line;
    if (lines < fewest) [nearest, fewest] = [found, lines];
  }
  return nearest;
}

function beamsWrittenAt({ beams }: PreviewModel, { file, start }: SourceRange): AtCursor {
  const same = (range: SourceRange): boolean =>
    range.file === file && range.start.line === start.line && range.start.character === start.character;
  return { kind: 'beams', beams: beams.flatMap(({ range }, index) => (same(range) ? [index] : [])) };
}
