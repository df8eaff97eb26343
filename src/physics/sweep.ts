import { channels } from './cones.ts';
import { densityLevels, levelDensity } from './density-levels.ts';
import type { Cone } from './cones.ts';

/**
 * Arrays over a grid, laid out for one sweep: rows of neighbouring values, rows side by side in planes, planes one after the other along the
 * sweep. Whatever axis that is in the patient, `direction`, `firstMm` and `spacingMm` are in the order row, across rows, across planes.
 */
export interface SweepFields {
  readonly rowLength: number;
  readonly rowCount: number;
  readonly planeCount: number;
  readonly rowStride: number;
  readonly planeStride: number;
  readonly spacingMm: readonly [number, number, number];
  /** Centre of the first voxel, seen from the source. */
  readonly firstMm: readonly [number, number, number];
  readonly densityLevel: Uint16Array;
  readonly termaLow: Float32Array;
  readonly termaHigh: Float32Array;
  readonly inverseDistance: Float32Array;
  /** Energy absorbed per mass, in the unit of the TERMA; the sweep adds to it. */
  readonly dose: Float32Array;
}

/** Working memory of a sweep: the energy in flight at two planes, with a rim of zeros, and the absorption table. */
export interface SweepBuffers {
  before: Float64Array;
  after: Float64Array;
  readonly absorption: Float64Array;
}

export function sweepBuffers(rowLength: number, rowCount: number): SweepBuffers {
  const size = (rowLength + 2) * (rowCount + 2) * channels;
  return {
    before: new Float64Array(size),
    after: new Float64Array(size),
    absorption: new Float64Array(densityLevels * channels),
  };
}

/**
 * Carries the energy that one cone takes from every voxel along the cone's direction, plane after plane, and adds what is absorbed to the dose.
 *
 * The transport lines of a direction are integer translates of one another: from each plane to the next every line moves by the same whole
 * number of voxels (the rounded position of the ideal line), so each voxel lies on exactly one line and rows stay contiguous. In a voxel of
 * density ρ that a line crosses over a length s, energy r (per voxel volume) comes in and q (per mass) is released evenly along the path.
 * With μ the channel's absorption coefficient, x = μρs and g = (1 − e^−x)/x, what is absorbed per mass is q − g·(q − μs·r) and
 * what goes on is r + ρg·(q − μs·r): their sum is what came in, exactly, whatever g.
 *
 * Energy in flight below `floor` is dropped: it would become denormal, which costs several times the time of a normal number.
 */
export function sweepCone(
  fields: SweepFields,
  cone: Pick<Cone, 'attenuationCm2PerG' | 'energy' | 'cosineFrom' | 'rowsPerCosine'>,
  direction: readonly [number, number, number],
  floor: number,
  buffers: SweepBuffers,
): void {
  const { rowLength, rowCount, planeCount, rowStride, planeStride, spacingMm, firstMm } = fields;
  const { densityLevel, termaLow, termaHigh, inverseDistance, dose } = fields;
  const { energy, attenuationCm2PerG, rowsPerCosine } = cone;
  const { absorption } = buffers;
  const [u0, u1, u2] = direction;
  const pathCm = spacingMm[2] / Math.abs(u2) / 10;
  const rowShift = (u0 / Math.abs(u2)) * (spacingMm[2] / spacingMm[0]);
  const acrossShift = (u1 / Math.abs(u2)) * (spacingMm[2] / spacingMm[1]);
  const s0 = attenuationCm2PerG[0] * pathCm;
  const s1 = attenuationCm2PerG[1] * pathCm;
  const s2 = attenuationCm2PerG[2] * pathCm;
  const s3 = attenuationCm2PerG[3] * pathCm;
  fillAbsorption(absorption, [s0, s1, s2, s3]);
  buffers.before.fill(0);
  buffers.after.fill(0);
  let { before, after } = buffers;
  const width = rowLength + 2;
  const cosineStep = u0 * spacingMm[0];
  const tableStart = 0.5 - cone.cosineFrom * rowsPerCosine;

  for (let n = 0; n < planeCount; n++) {
    const plane = u2 > 0 ? n : planeCount - 1 - n;
    const shiftRow = n === 0 ? 0 : roundHalfAway(n * rowShift) - roundHalfAway((n - 1) * rowShift);
    const shiftAcross = n === 0 ? 0 : roundHalfAway(n * acrossShift) - roundHalfAway((n - 1) * acrossShift);
    const along = u2 * (firstMm[2] + plane * spacingMm[2]);
    for (let row = 0; row < rowCount; row++) {
      let voxel = plane * planeStride + row * rowStride;
      let from = ((row + 1 - shiftAcross) * width + 1 - shiftRow) * channels;
      let to = ((row + 1) * width + 1) * channels;
      // Cosine between the cone and the photon at the voxel, times the distance to the source.
      let cosine = u0 * firstMm[0] + u1 * (firstMm[1] + row * spacingMm[1]) + along;
      for (let i = 0; i < rowLength; i++) {
        const level = densityLevel[voxel];
        const rho = densityOfLevel[level];
        const g = level * channels;
        const e = ((cosine * inverseDistance[voxel] * rowsPerCosine + tableStart) | 0) * channels;
        const low = termaLow[voxel];
        const high = termaHigh[voxel];

        const q0 = low * energy[e];
        const r0 = before[from];
        const w0 = absorption[g] * (q0 - s0 * r0);
        const left0 = r0 + rho * w0;
        after[to] = left0 > floor ? left0 : 0;

        const q1 = high * energy[e + 1];
        const r1 = before[from + 1];
        const w1 = absorption[g + 1] * (q1 - s1 * r1);
        const left1 = r1 + rho * w1;
        after[to + 1] = left1 > floor ? left1 : 0;

        const q2 = low * energy[e + 2];
        const r2 = before[from + 2];
        const w2 = absorption[g + 2] * (q2 - s2 * r2);
        const left2 = r2 + rho * w2;
        after[to + 2] = left2 > floor ? left2 : 0;

        const q3 = high * energy[e + 3];
        const r3 = before[from + 3];
        const w3 = absorption[g + 3] * (q3 - s3 * r3);
        const left3 = r3 + rho * w3;
        after[to + 3] = left3 > floor ? left3 : 0;

        dose[voxel] += q0 - w0 + (q1 - w1) + (q2 - w2) + (q3 - w3);
        voxel++;
        from += channels;
        to += channels;
        cosine += cosineStep;
      }
    }
    [before, after] = [after, before];
  }
}

/** g = (1 − e^−x)/x by density level and channel. */
function fillAbsorption(table: Float64Array, perDensity: readonly number[]): void {
  for (let level = 0; level < densityLevels; level++) {
    for (let c = 0; c < channels; c++) {
      const x = perDensity[c] * densityOfLevel[level];
      table[level * channels + c] = x === 0 ? 1 : -Math.expm1(-x) / x;
    }
  }
}

const densityOfLevel = Float64Array.from({ length: densityLevels }, (_, level) => levelDensity(level));

/** Odd, unlike Math.round, so that a mirrored direction makes a mirrored line. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}
