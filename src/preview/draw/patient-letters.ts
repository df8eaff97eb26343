import type { Vec3 } from '../../patient/grid.ts';

/** Cosine of the angle from a patient axis up to which it is named: at less than 22.5° from one axis the others are not. */
const namedFrom = Math.sin(Math.PI / 8);

/** Where a direction of the patient's LPS frame leads: "L", or the nearer axis first, "LP", where it lies between two. */
export function patientLetters(direction: Vec3): string {
  const names = [
    ['R', 'L'],
    ['A', 'P'],
    ['F', 'H'],
  ];
  const length = Math.hypot(...direction);
  return direction
    .map((component, axis) => ({ share: Math.abs(component) / length, letter: names[axis][component > 0 ? 1 : 0] }))
    .filter(({ share }) => share > namedFrom)
    .sort((a, b) => b.share - a.share)
    .map(({ letter }) => letter)
    .join('');
}

export function opposite([x, y, z]: Vec3): Vec3 {
  return [-x, -y, -z];
}
