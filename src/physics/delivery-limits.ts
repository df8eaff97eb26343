import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { ControlPoint, Delivery } from '../plan/delivery.ts';
import type { Aperture, BeamSetupInput } from './beam-setup-types.ts';
import type { DeliveredAperture } from './delivery.ts';
import type { Machine } from './machine.ts';

/** Writers round positions to a tenth or hundredth of a millimetre. */
const toleranceMm = 0.05;

/** Whether the machine can stand as a delivery says: leaves that do not cross and lie within their reach, jaws within theirs. One finding of a kind. */
export function checkDelivery(
  { beam, machine }: Pick<BeamSetupInput, 'beam' | 'machine'>,
  delivery: Delivery,
): Diagnostic[] {
  const points = delivery.controlPoints;
  if (points.some(({ leaves }) => leaves) && !machine.leaves) {
    const message = `${beam.name} is shaped by leaves, and ${machine.name} has none. Take a machine with leaves.`;
    return [diagnostic('RT4107', beam.at, message)];
  }
  const first = (wrong: (point: ControlPoint) => string | undefined): string | undefined => {
    for (const [index, point] of points.entries()) {
      const what = wrong(point);
      if (what !== undefined) return `At control point ${index} of ${beam.name} ${what}`;
    }
    return undefined;
  };
  const crossing = first(crossingLeaves);
  const leaf = machine.leaves && first((point) => leafBeyond(point, machine.leaves!.limitMm.value, machine.name));
  const jaw = first((point) => jawBeyond(point, machine));
  const findings: Diagnostic[] = [];
  if (crossing)
    findings.push(
      diagnostic(
        'RT3071',
        beam.at,
        `${crossing}: the file is wrong, or its banks are the other way round. Export the plan again.`,
      ),
    );
  if (leaf) findings.push(diagnostic('RT3071', beam.at, `${leaf}. Take the machine that the plan was made for.`));
  if (jaw) findings.push(diagnostic('RT4105', beam.at, `${jaw}. Take the machine that the plan was made for.`));
  if (findings.length === 0 && points.every((point) => isClosed(point, delivery))) {
    const message = `${beam.name} is closed by its jaws or leaves at every control point, so nothing opens. Check the file.`;
    findings.push(diagnostic('RT4106', beam.at, message));
  }
  return findings;
}

/** A delivered opening as a set-up has it: where there are no jaws, the side that the leaves shape ends where they ever open. */
export function machineAperture(
  { xJawsMm, yJawsMm, leaves }: Omit<DeliveredAperture, 'share'>,
  extent: Aperture['jaws'],
): Aperture {
  const [x1Mm, x2Mm] = xJawsMm ?? [extent.x1Mm, extent.x2Mm];
  const [y1Mm, y2Mm] = yJawsMm ?? [extent.y1Mm, extent.y2Mm];
  return { jaws: { x1Mm, x2Mm, y1Mm, y2Mm }, ...(leaves ? { leaves } : {}) };
}

/** The rectangle around all that the leaves open at any control point; pairs that stay behind the jaws do not count. */
export function openExtent({ controlPoints, leafBoundariesMm = [] }: Delivery): Aperture['jaws'] {
  const inSight = { from: -Infinity, to: Infinity };
  if (controlPoints[0].yJawsMm) {
    inSight.from = Math.min(...controlPoints.map(({ yJawsMm }) => yJawsMm![0]));
    inSight.to = Math.max(...controlPoints.map(({ yJawsMm }) => yJawsMm![1]));
  }
  const extent = { x1Mm: Infinity, x2Mm: -Infinity, y1Mm: Infinity, y2Mm: -Infinity };
  for (const { leaves } of controlPoints) {
    leaves?.leftMm.forEach((left, pair) => {
      const right = leaves.rightMm[pair];
      const [from, to] = [leafBoundariesMm[pair], leafBoundariesMm[pair + 1]];
      if (right <= left || to <= inSight.from || from >= inSight.to) return;
      extent.x1Mm = Math.min(extent.x1Mm, left);
      extent.x2Mm = Math.max(extent.x2Mm, right);
      extent.y1Mm = Math.min(extent.y1Mm, from);
      extent.y2Mm = Math.max(extent.y2Mm, to);
    });
  }
  return extent;
}

function crossingLeaves({ leaves }: ControlPoint): string | undefined {
  const pair = leaves ? leaves.leftMm.findIndex((left, i) => left > leaves.rightMm[i] + toleranceMm) : -1;
  return leaves && pair >= 0
    ? `the leaves of pair ${pair + 1} cross (${leaves.leftMm[pair]} and ${leaves.rightMm[pair]} mm)`
    : undefined;
}

function leafBeyond({ leaves }: ControlPoint, limitMm: number, machine: string): string | undefined {
  const ends = leaves ? [...leaves.leftMm, ...leaves.rightMm] : [];
  const end = ends.find((mm) => Math.abs(mm) > limitMm + toleranceMm);
  return end === undefined
    ? undefined
    : `a leaf stands at ${end} mm; those of ${machine} reach ${limitMm} mm from the axis`;
}

function jawBeyond({ xJawsMm, yJawsMm }: ControlPoint, { jaws, name }: Machine): string | undefined {
  for (const [jaw, ends] of [
    [jaws.x, xJawsMm],
    [jaws.y, yJawsMm],
  ] as const) {
    const end = ends?.find((mm) => jaw && Math.abs(mm) > jaw.limitMm.value + toleranceMm);
    if (end !== undefined)
      return `a jaw stands at ${end} mm; those of ${name} reach ${jaw!.limitMm.value} mm from the axis`;
  }
  return undefined;
}

function isClosed({ xJawsMm, yJawsMm, leaves }: ControlPoint, { leafBoundariesMm }: Delivery): boolean {
  if (xJawsMm && xJawsMm[1] <= xJawsMm[0]) return true;
  if (yJawsMm && yJawsMm[1] <= yJawsMm[0]) return true;
  if (!leaves || !leafBoundariesMm) return false;
  const [x1, x2] = xJawsMm ?? [-Infinity, Infinity];
  const [y1, y2] = yJawsMm ?? [-Infinity, Infinity];
  return leaves.leftMm.every((left, pair) => {
    const isHidden = leafBoundariesMm[pair + 1] <= y1 || leafBoundariesMm[pair] >= y2;
    return isHidden || Math.min(leaves.rightMm[pair], x2) <= Math.max(left, x1);
  });
}
