import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Delivery } from '../plan/delivery.ts';
import type { Plan, Prescription } from '../plan/plan.ts';
import type { Suppressed } from '../plan/suppression.ts';
import type { Dvh, GoalResult } from '../evaluate/types.ts';
import type { Aperture } from '../physics/beam-setup-types.ts';
import type { Axes } from '../physics/coordinates.ts';
import type { Grid, Region, Vec3, Volume } from '../patient/grid.ts';
import type { BiologicalMap } from './outcome/biological-maps.ts';
import type { Measurement } from './ladder/measure.ts';
import type { RegionBiology } from './outcome/biology-summary.ts';
import type { Outcome } from './outcome/types.ts';
import type { OptimisationReport } from './optimise/optimise-beams.ts';
import type { PhaseOfDose } from './plan-dose.ts';
import type { DoseQuality } from '../preview/quality.ts';

/** One standing of the machine that dose was computed of, with its part of the beam's MU. */
export interface BeamPosition {
  readonly muPerFraction: number;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  readonly isocentreMm: Vec3;
  readonly sourceMm: Vec3;
  /** Of the gantry system (IEC 61217) in LPS: those of the beam-limiting device without the collimator's turn. */
  readonly gantryAxes: Axes;
  readonly apertures: readonly GivenAperture[];
}

/** An aperture with the part of the beam's MU that goes through it. */
export interface GivenAperture extends Aperture {
  readonly muPerFraction: number;
  /** Of the opening at the isocentre plane, in the axes of the beam-limiting device, mm; one line for each part, its last point joined to its first. */
  readonly outlineMm: readonly (readonly (readonly [number, number])[])[];
}

/** What one beam turned out to be; of a turning beam, at its first position where nothing else is said. Lengths mm, angles degrees (IEC 61217), doses Gy. */
export interface BeamResult {
  readonly name: string;
  readonly group?: string;
  readonly machine: string;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  readonly isocentreMm: Vec3;
  readonly ssdMm: number;
  readonly isocentreDepthMm: number;
  readonly isocentreWaterEquivalentDepthMm: number;
  readonly muPerFraction: number;
  /** In the order in which they are given: one for a beam that stands still. */
  readonly positions: readonly BeamPosition[];
  /** What the positions stand for, of a beam whose machine moves while it gives dose. */
  readonly delivery?: Delivery;
  /** Extent of the jaws' openings at the isocentre plane, all positions together. */
  readonly fieldSizeMm: { readonly x: number; readonly y: number };
  /** Where the sides of the leaves lie along y at the isocentre plane, mm, ascending; absent where the machine has none. */
  readonly leafBoundariesMm?: readonly number[];
}

/** Everything one run gives; plain data that crosses threads (typed arrays over shared memory). */
export interface RunResult {
  readonly plan: Plan;
  readonly images: readonly { readonly name: string; readonly volume: Volume }[];
  readonly body: Region;
  /** In the plan's order. */
  readonly regions: readonly Region[];
  readonly doseGrid: Grid;
  /** Absorbed dose of the whole course, Gy, dose to medium; NaN never occurs. */
  readonly doseGy: Float32Array;
  readonly dvhs: readonly Dvh[];
  readonly goals: readonly GoalResult[];
  /** TCP, NTCP and P+ by the plan's tissues. */
  readonly outcome: Outcome;
  /** Those that were asked for. */
  readonly maps: readonly BiologicalMap[];
  /** The maps by region; absent where that was not asked for. */
  readonly biology?: readonly RegionBiology[];
  readonly beams: readonly BeamResult[];
  readonly hotSpot: { readonly doseGy: number; readonly positionMm: Vec3 };
  /** Of each phase, from the outermost inwards, with the dose that a rule gives as the median of its region. */
  readonly prescriptions: readonly (readonly Prescription[])[];
  /** In their order; a schedule without phases is one. */
  readonly phases: readonly Omit<PhaseOfDose, 'doseGy'>[];
  /** How the beams were found, of a plan that has them optimised. */
  readonly optimisation?: OptimisationReport;
  /** What tests have asked to be measured, one for each request. */
  readonly measured?: readonly Measurement[];
  readonly groupFactors: readonly {
    readonly phase?: string;
    readonly region?: string;
    readonly factor: number;
  }[];
  /** The dose that isodoses in per cent refer to, and its name: "100 % = 70 Gy, PTV_70 D50%". */
  readonly hundredPercent: { readonly doseGy: number; readonly text: string };
  /** The image cuts the patient where a beam enters and the author accepted that. */
  readonly notDosimetric: boolean;
  /** Findings about inputs, geometry and results, errors excluded (a run with an error gives no result). */
  readonly diagnostics: readonly Diagnostic[];
  /** Those that the plan allows. */
  readonly suppressed: readonly Suppressed[];
  /** A preview or the final dose, how computed, and how far it can be trusted. */
  readonly quality: DoseQuality;
  readonly engine: { readonly id: string; readonly version: string };
}
