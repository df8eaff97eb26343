/** One parameter a standard error below and above its value, all others as they are: the probability that comes out. */
export interface TornadoBar {
  readonly parameter: string;
  readonly below: number;
  readonly above: number;
}

/** A probability, 0 to 1, with what has to stand beside it. */
export interface ModelledProbability {
  readonly value: number;
  readonly model: string;
  readonly source: string;
  /** 95 % interval from the parameters' standard errors; where there is none, why. */
  readonly interval: { readonly from: number; readonly to: number } | { readonly none: string };
  /** Widest first. */
  readonly tornado: readonly TornadoBar[];
  readonly notes: readonly string[];
}

export interface Complication extends ModelledProbability {
  readonly endpoint: string;
  /** Id of the evidence row. */
  readonly row: string;
}

/** EQD2 of a region voxel by voxel, Gy, as statistics of its own histogram. */
export interface Eqd2Summary {
  readonly alphaBetaGy: number;
  readonly meanGy: number;
  readonly d98Gy: number;
  readonly d50Gy: number;
  readonly d2Gy: number;
}

export interface RegionOutcome {
  readonly region: string;
  readonly tcp?: ModelledProbability;
  readonly ntcps: readonly Complication[];
  readonly eqd2?: Eqd2Summary;
}

/** What a plan's dose does to tumour and organs, as models have it. */
export interface Outcome {
  /** Regions of which there is something to say, in the plan's order. */
  readonly regions: readonly RegionOutcome[];
  /** Control without complication; absent without a TCP. */
  readonly pPlus?: ModelledProbability;
  /** What the intervals were sampled with. */
  readonly sampling: { readonly seed: number; readonly samples: number };
}
