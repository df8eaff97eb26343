import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { SourceRange } from '../plan/source-range.ts';
import type { Aperture } from './beam-setup-types.ts';
import type { Jaw, Leaves, Machine } from './machine.ts';

/** What of an aperture the machine cannot do: jaws and leaves beyond their travel, leaves too far apart or too near. One finding of each kind. */
export function apertureLimits(beam: string, aperture: Aperture, machine: Machine, at: SourceRange): Diagnostic[] {
  const { jaws, leaves } = aperture;
  if (jaws.x1Mm >= jaws.x2Mm || jaws.y1Mm >= jaws.y2Mm) {
    const message = `The field of ${beam} is closed: x from ${cm(jaws.x1Mm)} to ${cm(jaws.x2Mm)}, y from ${cm(jaws.y1Mm)} to ${cm(jaws.y2Mm)}. The second position has to be the larger.`;
    return [diagnostic('RT4106', at, message)];
  }
  const reach = reachMm(machine, leaves !== undefined);
  if (Math.max(-jaws.x1Mm, jaws.x2Mm) > reach.x || Math.max(-jaws.y1Mm, jaws.y2Mm) > reach.y) {
    const message = `The field of ${beam} reaches x ${cm(jaws.x1Mm)} to ${cm(jaws.x2Mm)}, y ${cm(jaws.y1Mm)} to ${cm(jaws.y2Mm)}; ${machine.name} opens to ${cm(reach.x)} from the axis in x and ${cm(reach.y)} in y. Move the isocentre nearer to the middle of the target, or divide the field.`;
    return [diagnostic('RT4105', at, message)];
  }
  const findings: Diagnostic[] = [];
  for (const [axis, jaw, low, high] of [
    ['x', machine.jaws.x, jaws.x1Mm, jaws.x2Mm],
    ['y', machine.jaws.y, jaws.y1Mm, jaws.y2Mm],
  ] as const) {
    const across = jaw && crossing(jaw, low, high);
    if (!jaw || across === undefined) continue;
    const message = `${beam} needs jaw ${axis}${across === low ? 1 : 2} at ${cm(across)}, across the axis by more than the ${cm(jaw.overMm.value)} that ${machine.name} allows. Move the isocentre into the field, or turn the collimator so that the other pair crosses the axis.`;
    findings.push(diagnostic('RT4113', at, message));
  }
  const fault = leaves && machine.leaves ? leafFault(leaves, machine.leaves) : undefined;
  if (fault) findings.push(diagnostic('RT4114', at, `${beam} cannot be given by ${machine.name}: ${fault}.`));
  return findings;
}

/** How far from the axis the machine opens: by jaws where it has them, and by leaves where they shape the field. */
function reachMm({ jaws, leaves }: Machine, shaped: boolean): { x: number; y: number } {
  const bank = leaves?.boundariesMm.value;
  const byLeaves = leaves && bank && { x: leaves.limitMm.value, y: Math.min(-bank[0], bank[bank.length - 1]) };
  const limit = (axis: 'x' | 'y'): number =>
    Math.min(jaws[axis]?.limitMm.value ?? Infinity, shaped && byLeaves ? byLeaves[axis] : Infinity);
  return { x: limit('x'), y: limit('y') };
}

/** The jaw that stands too far across the axis, if one does. */
function crossing({ overMm }: Jaw, low: number, high: number): number | undefined {
  if (low > overMm.value) return low;
  return -high > overMm.value ? high : undefined;
}

function leafFault({ leftMm, rightMm }: NonNullable<Aperture['leaves']>, leaves: Leaves): string | undefined {
  const pairs = leaves.boundariesMm.value.length - 1;
  if (leftMm.length !== pairs || rightMm.length !== pairs) {
    return `it has ${pairs} pairs of leaves, and positions are given for ${Math.max(leftMm.length, rightMm.length)}`;
  }
  const { limitMm, overMm, minGapMm, maxSpanMm, interdigitates } = leaves;
  for (let pair = 0; pair < pairs; pair++) {
    const [left, right] = [leftMm[pair], rightMm[pair]];
    const name = `pair ${pair + 1}`;
    if (right < left) return `the leaves of ${name} overlap, from ${cm(left)} to ${cm(right)}`;
    if (right - left < minGapMm.value - 1e-9) return `the leaves of ${name} are ${cm(right - left)} apart, and come no nearer than ${cm(minGapMm.value)}`; // prettier-ignore
    const outward = Math.max(-left, right);
    if (outward > limitMm.value) return `a leaf of ${name} would stand ${cm(outward)} from the axis, and they reach ${cm(limitMm.value)}`; // prettier-ignore
    const across = Math.max(left, -right);
    if (across > overMm.value) return `a leaf of ${name} would cross the axis by ${cm(across)}, and they cross it by up to ${cm(overMm.value)}`; // prettier-ignore
    if (!interdigitates.value && pair > 0 && (left > rightMm[pair - 1] || right < leftMm[pair - 1])) {
      return `the leaves of pairs ${pair} and ${pair + 1} would pass each other, and they cannot`;
    }
  }
  if (!maxSpanMm) return undefined;
  for (const ends of [leftMm, rightMm]) {
    const span = Math.max(...ends) - Math.min(...ends);
    if (span > maxSpanMm.value) return `leaves of one bank would stand ${cm(span)} apart, and they reach ${cm(maxSpanMm.value)}`; // prettier-ignore
  }
  return undefined;
}

function cm(mm: number): string {
  return `${Number((mm / 10).toFixed(2))} cm`;
}
