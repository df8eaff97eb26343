import type { Fix } from '../plan/diagnostic.ts';
import type { Schedule } from '../plan/plan.ts';
import { type Context, headRange, listed, replace, report } from './context.ts';
import type { BeamPart, Beams, BeamsPart, Optimise } from './generated/ast.ts';
import { isProvided } from './resolve-provided.ts';
import { isBroken, rangeBetween, rangeOf, sourceOf, spanOf } from './source.ts';

/** What the beams of a group, in a plan that is optimised, may not say themselves. */
export function checkOptimisedBeams(context: Context, node: Beams, optimise: Optimise): void {
  const related = { related: [{ message: 'the beams are optimised here', range: headRange(optimise) }] };
  if (isProvided(node)) {
    const provided = node.parts.find((part) => part.$type === 'Provided')!;
    if (isBroken(provided)) return;
    report(
      context,
      'RT2016',
      rangeOf(provided),
      'Beams of a file are not optimised by this version: they keep their openings and monitor units. Write beams in the plan, or take the "optimise" block out.',
      related,
    );
    return;
  }
  for (const arc of node.parts) {
    if (arc.$type !== 'Arc') continue;
    report(
      context,
      'RT1037',
      headRange(arc),
      `Arc ${arc.name} is not optimised by this version, which finds openings and weights of beams that stand still. Write "arrange 9 beams every 40 deg from 0 deg" in its place, or take the "optimise" block out.`,
      related,
    );
  }
  const parts = node.parts.flatMap((part): (BeamsPart | BeamPart)[] => (part.$type === 'Beam' ? part.parts : [part]));
  for (const part of parts) {
    const what = decided(part);
    if (what === undefined || isBroken(part)) continue;
    report(
      context,
      'RT1029',
      rangeOf(part),
      `The optimiser finds ${what} from prescription and goals, so a beam has none of its own. Take this out.`,
      { ...related, fixes: [removal(part)] },
    );
  }
}

/** A schedule of one phase has one set of beams to optimise. */
export function checkOptimisedPhases(context: Context, { phases }: Schedule, optimise: Optimise): void {
  if (phases.length < 2) return;
  const names = phases.flatMap(({ name }) => name ?? []);
  report(
    context,
    'RT2016',
    headRange(optimise),
    `The schedule has the phases ${listed(names, 'and')}. Beams of several phases are not optimised by this version: make it one phase, or take this block out.`,
    { related: phases.map(({ name, at }) => ({ message: `the phase ${name}`, range: at })) },
  );
}

/** What `maximise P_plus` needs: an optimiser, and a plan whose dose is its to find. */
export function checkMaximise(context: Context, { maximise, phases }: Schedule, isOptimised: boolean): void {
  if (!maximise) return;
  if (!isOptimised)
    return report(
      context,
      'RT1031',
      maximise.at,
      'Only an optimiser finds the dose with the greatest P+, and this plan has none. Add an "optimise" block, or take this out.',
    );
  const [{ normalise }] = phases;
  if (normalise.kind === 'metric')
    report(
      context,
      'RT1031',
      maximise.at,
      'The greatest P+ decides how much dose there is, so nothing scales it afterwards. Write "normalise none".',
      {
        related: [{ message: 'scaled here', range: normalise.at }],
        fixes: [replace('Write "normalise none"', normalise.at, 'normalise none')],
      },
    );
}

/** What of a beam is the optimiser's, in words. */
function decided(part: BeamsPart | BeamPart): string | undefined {
  if (part.$type === 'ApertureSetting') return 'the openings of the beams';
  if (part.$type !== 'BeamNumber') return undefined;
  if (part.property === 'weight') return 'the weights of the beams';
  return part.property === 'mu' ? 'the monitor units' : undefined;
}

/** Takes a statement out, with its line where it stands alone on one. */
function removal(node: BeamsPart | BeamPart): Fix {
  const source = sourceOf(node);
  const { text } = source;
  const { start, end } = spanOf(node);
  const before = text.slice(0, start).trimEnd().length;
  const newline = text.indexOf('\n', end);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const standsAlone = before < lineStart && newline >= 0 && text.slice(end, newline).trim() === '';
  const range = standsAlone
    ? rangeBetween(source, lineStart, newline + 1)
    : rangeBetween(source, Math.max(before, lineStart), end);
  return { title: 'Remove it', edits: [{ range, newText: '' }] };
}
