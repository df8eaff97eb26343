import type { Delivery } from '../plan/delivery.ts';
import type { Beam, BeamGroup } from '../plan/plan.ts';
import type { Grid, Region, Vec3 } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { Axes, PatientPosition } from './coordinates.ts';
import type { Machine } from './machine.ts';

/** What a beam is placed against. */
export interface BeamSetupInput {
  readonly group: BeamGroup;
  readonly beam: Beam;
  readonly machine: Machine;
  readonly body: Region;
  readonly regionByName: (name: string) => Region | undefined;
  /** The planning image's whole grid: where it ends, the patient may go on unseen. */
  readonly planningGrid: Grid;
  /** On the dose grid. */
  readonly medium: Medium;
  readonly patientPosition: PatientPosition;
}

/** An opening of the beam-limiting devices: positions at the isocentre plane, mm, in the axes of the beam-limiting device. */
export interface Aperture {
  readonly jaws: { readonly x1Mm: number; readonly x2Mm: number; readonly y1Mm: number; readonly y2Mm: number };
  /** Leaf ends pair by pair with y ascending; a pair with `right <= left` is closed. */
  readonly leaves?: { readonly leftMm: readonly number[]; readonly rightMm: readonly number[] };
}

/** The share of the set-up's monitor units that goes through an aperture; the shares of a set-up sum to 1. */
export interface WeightedAperture {
  readonly share: number;
  readonly aperture: Aperture;
}

/** One beam placed against one patient: all that its dose needs besides the medium and the machine. Plain data; it crosses threads. */
export interface BeamSetup {
  readonly name: string;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  /** LPS, mm. */
  readonly isocentreMm: Vec3;
  readonly sourceMm: Vec3;
  /** Of the beam-limiting device, in LPS. */
  readonly axes: Axes;
  /** One for a simple field; several for the segments that one angle gives its monitor units through. */
  readonly apertures: readonly WeightedAperture[];
  /** From the source to the skin along the central axis. */
  readonly ssdMm: number;
  /** Along the central axis, from the skin to the isocentre; negative where the isocentre lies before the skin. */
  readonly isocentreDepthMm: number;
  readonly isocentreWaterEquivalentDepthMm: number;
  readonly fieldSizeMm: { readonly x: number; readonly y: number };
  /** The image cuts the patient where the beam enters, and the author accepted it. */
  readonly notDosimetric: boolean;
}

/**
 * A beam in its place, with the machine that gives it: what dose is computed of. A beam that turns while it gives dose has several set-ups; its
 * dose is their sum, each weighted with its share of the beam's MU. The shares sum to 1.
 */
export interface PlacedBeam {
  readonly machine: Machine;
  readonly setups: readonly WeightedSetup[];
  /** The movement that the set-ups stand for, of a beam whose machine moves while it gives dose. */
  readonly delivery?: Delivery;
}

export interface WeightedSetup {
  readonly share: number;
  readonly setup: BeamSetup;
}
