import type { BeamGroup } from '../plan/plan.ts';
import { type Context, headRange, oneOf, report } from './context.ts';
import type { Beams, BeamsPart, Provided } from './generated/ast.ts';
import { isBroken, rangeOf } from './source.ts';

/** Whether the beams of a group come from a file. */
export function isProvided(node: Beams): boolean {
  return node.parts.some((part) => part.$type === 'Provided');
}

/** A group whose beams a file provides: angles, apertures, isocentres and monitor units are the file's, so the text may not say them too. */
export function resolveProvided(
  context: Context,
  node: Beams,
  parts: readonly BeamsPart[],
  {
    machine,
    acceptTruncated,
  }: { machine: Pick<BeamGroup, 'machine' | 'machineAt'> | undefined; acceptTruncated: boolean },
): BeamGroup | undefined {
  const provided = parts.find((part): part is Provided => part.$type === 'Provided');
  if (node.region)
    report(
      context,
      'RT0015',
      rangeOf(node, 'region'),
      `"for ${node.region}" scales beams to a prescription, and the monitor units of these are the file's. Write "beams photon" alone.`,
    );
  const contradicting = parts.filter((part) => saysItself.has(part.$type));
  for (const part of contradicting)
    report(
      context,
      'RT0015',
      rangeOf(part),
      `The beams of this group are the file's, with their angles, isocentres, apertures and monitor units. Take this out, or write it in a group of its own.`,
      { related: provided ? [{ message: 'the beams are provided here', range: rangeOf(provided) }] : [] },
    );
  if (!provided?.source || isBroken(provided) || !machine) return undefined;
  if (provided.source.$type !== 'FileSource')
    return report(
      context,
      'RT1010',
      rangeOf(provided.source),
      'Beams are provided by a file: provided = dicom "plan.dcm".',
    );
  const { format, path } = provided.source;
  if (!oneOf(context, provided.source, 'format', format, ['dicom'] as const, 'a kind of file with beams'))
    return undefined;
  if (node.region || contradicting.length > 0) return undefined;
  const at = rangeOf(provided);
  const only = provided.beams.map((name, i) => ({ name, at: rangeOf(provided, 'beams', i) }));
  return {
    ...machine,
    isocentre: { kind: 'provided', at },
    provided: { path, ...(only.length > 0 ? { only } : {}), at },
    beams: [],
    acceptTruncated,
    at: headRange(node),
  };
}

const saysItself: ReadonlySet<string> = new Set([
  'Isocentre',
  'Arrange',
  'Beam',
  'Arc',
  'ApertureSetting',
  'BeamNumber',
]);
