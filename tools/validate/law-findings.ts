import { finalOptions } from './engine-dose.ts';
import { atMost } from './finding.ts';
import { gridOriginChange, reciprocityDifference, rotationChange, superpositionDifference } from './laws.ts';
import type { Finding } from './finding.ts';

const voxelMm = 4;
const evenVoxelMm = 5;

/** The laws that hold without any reference. What is required of them is this project's choice. */
export function lawFindings(onLaw: (name: string) => void): Finding[] {
  const finding = (name: string, quantity: string, reached: number, required: number, aim: number, unit: string) => ({
    topic: 'Laws',
    case: name,
    quantity,
    reference: 'law' as const,
    required: atMost(reached, required, unit),
    aim: atMost(reached, aim, unit),
  });
  const measured = <T>(name: string, measure: () => T): T => {
    onLaw(name);
    return measure();
  };
  return [
    finding(
      'grid origin',
      `voxels of ${voxelMm} mm moved by a third and a half`,
      measured('grid origin', () => gridOriginChange(voxelMm, finalOptions)),
      1,
      0.5,
      '% of Dmax',
    ),
    finding(
      'rotation',
      'gantry turned about a cylinder, on the axis beyond 2 cm',
      measured('rotation', () => rotationChange(voxelMm, finalOptions)),
      1,
      0.5,
      '% of Dmax',
    ),
    finding(
      'reciprocity',
      'broad field against the sum of pencil beams, beyond 1.5 cm',
      measured('reciprocity', () => reciprocityDifference(evenVoxelMm, finalOptions)),
      1,
      0.5,
      '% local',
    ),
    finding(
      'superposition',
      'a field against its two unequal halves, bone slab in water',
      measured('superposition', () => superpositionDifference(evenVoxelMm, finalOptions)),
      0.01,
      0.001,
      '% of Dmax',
    ),
  ];
}
