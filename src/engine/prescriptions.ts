import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Phase, Prescription } from '../plan/plan.ts';
import { winsOver } from '../plan/precedence.ts';
import type { Region } from '../patient/grid.ts';
import { overlapVoxels } from './overlap.ts';

/**
 * The regions that a phase prescribes to, from the outermost inwards, so that one prescription holds in each voxel: the innermost region's. Regions that overlap
 * without one lying inside the other need `precedence`; without it their order is an error, as no voxel may have two prescriptions.
 */
export function prescriptionOrder(
  { prescriptions, precedence }: Pick<Phase, 'prescriptions' | 'precedence'>,
  regionNamed: (name: string) => Region | undefined,
): { order: Prescription[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const known = prescriptions.flatMap((prescription) => {
    const region = regionNamed(prescription.region);
    return region ? [{ prescription, region }] : [];
  });
  /** inner.get(a) holds the regions that win over `a` where both are. */
  const inner = new Map<string, Set<string>>(known.map(({ prescription }) => [prescription.region, new Set()]));

  for (const [index, a] of known.entries()) {
    for (const b of known.slice(index + 1)) {
      const [nameA, nameB] = [a.prescription.region, b.prescription.region];
      const { both, onlyA, onlyB, voxelCc } = overlapVoxels(a.region, b.region);
      if (both === 0) continue;
      if (winsOver(precedence, nameA, nameB)) inner.get(nameB)?.add(nameA);
      else if (winsOver(precedence, nameB, nameA)) inner.get(nameA)?.add(nameB);
      else if (onlyB === 0 && onlyA > 0) inner.get(nameA)?.add(nameB);
      else if (onlyA === 0 && onlyB > 0) inner.get(nameB)?.add(nameA);
      else {
        diagnostics.push(
          diagnostic(
            'RT4201',
            b.prescription.at,
            `${nameA} (${a.prescription.doseGy} Gy) and ${nameB} (${b.prescription.doseGy} Gy) share ${(both * voxelCc).toFixed(1)} cc and neither lies inside the other, ` +
              `so these voxels have two prescriptions. Write "precedence ${nameB} over ${nameA}" (or the reverse) in the schedule.`,
            { related: [{ message: `the other prescription, ${nameA}`, range: a.prescription.at }] },
          ),
        );
      }
    }
  }
  return {
    order: outermostFirst(
      known.map((k) => k.prescription),
      inner,
    ),
    diagnostics,
  };
}

/** Text order, except that a region stands after everything it lies inside of. */
function outermostFirst(
  prescriptions: readonly Prescription[],
  inner: ReadonlyMap<string, ReadonlySet<string>>,
): Prescription[] {
  const order: Prescription[] = [];
  const left = [...prescriptions];
  while (left.length > 0) {
    const next = left.findIndex((p) => !left.some((other) => other !== p && inner.get(other.region)?.has(p.region)));
    order.push(...left.splice(Math.max(next, 0), 1));
  }
  return order;
}
