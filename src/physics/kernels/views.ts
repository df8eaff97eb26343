import { geometryBlock as at } from './blocks.ts';
import type { Vec3 } from '../../patient/grid.ts';
import type { TracedMedium } from '../ray-trace.ts';

/** A memory as its four kinds of numbers. */
export interface MemoryViews {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
}

export function viewsOf(memory: ArrayBufferLike): MemoryViews {
  return {
    f32: new Float32Array(memory),
    f64: new Float64Array(memory),
    i32: new Int32Array(memory),
    u8: new Uint8Array(memory),
  };
}

/** What a geometry block says, and the medium that the arrays at two places are. */
export function mediumAt(
  { f32, f64, i32, u8 }: MemoryViews,
  geometry: number,
  density: number,
  material: number,
): { medium: TracedMedium & { rowStride: number }; sourceMm: Vec3 } {
  const w = geometry / 4;
  const vector = (place: number): Vec3 => {
    const first = geometry / 8 + place;
    return [f64[first], f64[first + 1], f64[first + 2]];
  };
  return {
    medium: {
      grid: {
        size: [i32[w + at.size], i32[w + at.size + 1], i32[w + at.size + 2]],
        originMm: vector(at.originMm),
        spacingMm: vector(at.spacingMm),
      },
      rowStride: i32[w + at.stride],
      densityGPerCm3: f32.subarray(density / 4),
      material: u8.subarray(material),
    },
    sourceMm: vector(at.sourceMm),
  };
}
