import type { MetricUnit } from '../plan/in-words.ts';
import type { Goal } from '../plan/plan.ts';

/**
 * Cumulative dose–volume histogram of one region. `volumePercent[i]` of the region receives at least `doseGy[i]`; doses ascend from 0.
 */
export interface Dvh {
  readonly region: string;
  readonly volumeCc: number;
  /** Voxels of the planning image whose centre lies in the region. Under 50, every metric of the region is flagged. */
  readonly voxels: number;
  /** Greatest depth of a voxel centre below the region's surface, in mean voxel sides. Under a half the region is thinner than the voxels. */
  readonly depthVoxels: number;
  readonly minGy: number;
  readonly meanGy: number;
  readonly maxGy: number;
  readonly doseGy: Float64Array;
  readonly volumePercent: Float64Array;
  /** Share of the region outside the dose grid, where there is no dose: counted beside the curve, never as 0 Gy. */
  readonly outsideDoseGridPercent: number;
}

export interface GoalResult {
  readonly goal: Goal;
  /** In the unit of the goal's limit; undefined where it could not be computed, with the reason. */
  readonly achieved?: number;
  readonly unit: MetricUnit;
  /** How far on the right side of the limit, in the same unit; negative where the goal fails. */
  readonly margin?: number;
  readonly met: boolean;
  /** Caveat shown with the value: too few voxels, part of the region outside the dose grid, why there is no value. */
  readonly note?: string;
}
