/** What a reader of a value has to know, as data: the value stands, and this beside it. */
export interface Caveat {
  readonly kind:
    | 'dose-per-fraction'
    | 'held-at-an-end'
    | 'missing'
    | 'negative'
    | 'underflow'
    | 'investigational'
    | 'let'
    | 'parameter';
  readonly text: string;
  readonly source: string;
}

/** Values voxel by voxel. Voxels outside the model's domain are counted; what they hold instead is said where the function is. */
export interface VoxelValues<Values extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly values: Values;
  readonly outOfDomain: number;
  /** Why, where there are any. */
  readonly reason?: string;
  /** Voxels whose value stands, but whose dose per fraction is beyond the model's validity. */
  readonly beyondValidity: number;
}
