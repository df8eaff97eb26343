import type { Patient, PlanImage } from './plan.ts';

/** The image that the plan is made on; absent where the patient has none of that name. */
export function planningImageOf({ images, planningImage }: Patient): PlanImage | undefined {
  return images.find(({ name }) => name === planningImage);
}

/** The patient's images, or what was made of them, with the planning image first: the others are checked against it, and shown over it. */
export function planningFirst<T extends { readonly name: string }>(
  images: readonly T[],
  { planningImage }: Patient,
): T[] {
  return [...images].sort((a, b) => Number(b.name === planningImage) - Number(a.name === planningImage));
}
