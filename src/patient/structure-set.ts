import type { Region } from './grid.ts';

/** The structures that came with a patient, whatever they were stored as; each becomes a region on the planning image's lattice when asked for. */
export interface StructureSet {
  readonly names: readonly string[];
  /** Undefined for a name that is not there. */
  region(name: string): Region | undefined;
}
