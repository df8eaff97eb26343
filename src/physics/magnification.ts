/** How much of the source's size the blur of an edge has, projected to the isocentre plane. */
export function magnification(sadMm: number, edgeDistanceMm: number, axialMm: number): number {
  return Math.abs(sadMm / edgeDistanceMm - sadMm / axialMm);
}
