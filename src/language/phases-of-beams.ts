import type { Phase, Schedule } from '../plan/plan.ts';
import { type Context, headRange, insertAfter, listed, report } from './context.ts';
import type { Beams } from './generated/ast.ts';
import { isBroken, rangeOf } from './source.ts';

/** The phase in which a group of beams is used: the one that it names, or the only one there is. */
export function phaseOfBeams(context: Context, node: Beams, { phases }: Schedule): Phase | undefined {
  const names = phases.flatMap(({ name }) => name ?? []);
  if (node.phase !== undefined) {
    const named = phases.find(({ name }) => name === node.phase);
    if (named) return named;
    const there =
      names.length === 0
        ? 'The schedule has no phases: take "in" and the name out'
        : `The schedule has ${listed(names, 'and')}`;
    return report(context, 'RT1022', rangeOf(node, 'phase'), `There is no phase ${node.phase}. ${there}.`);
  }
  if (names.length === 0) return phases[0];
  return report(
    context,
    'RT1022',
    headRange(node),
    `The schedule has the phases ${listed(names, 'and')}; say in which these beams are used: "beams photon in ${names[0]}".`,
    { fixes: names.map((name) => insertAfter(`Write "in ${name}"`, rangeOf(node, 'modality'), ` in ${name}`)) },
  );
}

/** Every phase is given by some beams. */
export function checkPhasesHaveBeams(context: Context, groups: readonly Beams[], { phases }: Schedule): void {
  const isOfPhase = ({ phase }: Beams): boolean => phases.some(({ name }) => name !== undefined && name === phase);
  // What cannot be read, or names no phase, may be what is missing.
  if (groups.length === 0 || groups.some((group) => isBroken(group) || !isOfPhase(group))) return;
  for (const { name, at } of phases) {
    if (name === undefined || groups.some(({ phase }) => phase === name)) continue;
    report(
      context,
      'RT1024',
      at,
      `The phase ${name} has no beams. Write "beams photon in ${name} { … }", or take the phase out.`,
    );
  }
}
