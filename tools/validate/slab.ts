import { buildUpEndMm, largestDifference } from './depth-dose.ts';
import { atMost } from './finding.ts';
import type { DepthDose } from './depth-dose.ts';
import type { Finding } from './finding.ts';

/** A slab of another material in water. */
export interface Slab {
  readonly material: 'lung' | 'bone';
  readonly fromMm: number;
  readonly toMm: number;
  readonly fieldCm: number;
}

/** Nearer to an interface than this, dose is not judged, but for what is asked of small fields right behind a slab. */
const interfaceMm = 10;
const rebuildUpMm = 6;

/** Percentages required of the local dose and aimed at of the maximum. Small fields are those without lateral equilibrium in lung. */
export function slabFindings(
  curve: DepthDose,
  slab: Slab,
  about: Pick<Finding, 'topic' | 'case' | 'reference'>,
): Finding[] {
  const small = slab.fieldCm < 5;
  const inside = small ? { required: slab.material === 'lung' ? 5 : 4, aim: 3 } : { required: 3, aim: 2 };
  const behind = small ? { required: 3, aim: 1.5 } : { required: 2, aim: 1 };
  const part = (quantity: string, fromMm: number, toMm: number, limit: { required: number; aim?: number }): Finding => {
    const worst = largestDifference(curve, (depthMm) => depthMm >= fromMm && depthMm <= toMm);
    return {
      ...about,
      quantity,
      required: atMost(worst.localPercent, limit.required, '% local'),
      aim: limit.aim === undefined ? undefined : atMost(worst.ofMaximumPercent, limit.aim, '% of Dmax'),
    };
  };
  const end = curve.depthMm.at(-1)!;
  return [
    part('before the slab', buildUpEndMm, slab.fromMm - interfaceMm, { required: 2, aim: 1 }),
    part('in the slab', slab.fromMm + interfaceMm, slab.toMm - interfaceMm, inside),
    ...(small ? [part('first 6 mm behind the slab', slab.toMm, slab.toMm + rebuildUpMm, { required: 5 })] : []),
    part('further behind the slab', slab.toMm + (small ? rebuildUpMm : interfaceMm), end, behind),
  ];
}
