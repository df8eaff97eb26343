import type { Grid, Vec3 } from '../patient/grid.ts';
import type { SourceRange } from '../plan/source-range.ts';
import type { PreviewBeam } from './beam.ts';
import type { MapName } from './map-names.ts';
import type { DoseQuality } from './quality.ts';

/** Key of an array that is sent once and referred to afterwards: content hash of its bytes. */
export type VolumeKey = string;

/** Name and quantity of the image that a dose lies on whose own was not found: the same grey everywhere, without a value to read. */
export const noImage = 'no image';

/** Everything the preview shows, arrays apart: they travel in chunks (see `protocol.ts`) and are looked up by key. */
export interface PreviewModel {
  readonly title: string;
  readonly patientId: string;
  /** The planning image stands first. Values are float32. */
  readonly images: readonly {
    readonly name: string;
    readonly quantity: string;
    readonly grid: Grid;
    readonly values: VolumeKey;
  }[];
  readonly dose: {
    readonly grid: Grid;
    readonly values: VolumeKey;
    readonly maxGy: number;
    /** What 100 % means, in Gy and in words: "100 % = 70 Gy, PTV_70 D50%". */
    readonly hundredPercentGy: number;
    readonly hundredPercentText: string;
  };
  /** Biology voxel by voxel, as far as it was asked for; NaN where the plan says nothing of it. */
  readonly maps: readonly PreviewMap[];
  readonly regions: readonly PreviewRegion[];
  readonly dvhs: readonly {
    readonly region: string;
    readonly doseGy: readonly number[];
    readonly volumePercent: readonly number[];
    readonly volumeCc: number;
    readonly minGy: number;
    readonly meanGy: number;
    readonly maxGy: number;
    readonly outsideDoseGridPercent: number;
  }[];
  readonly goals: readonly PreviewGoal[];
  readonly outcome: readonly PreviewOutcome[];
  readonly beams: readonly PreviewBeam[];
  /** Baselines that the plan has, in the order of the text. */
  readonly baselines: readonly string[];
  /** The plan's text lies in a git repository, so that it can be compared with how it was committed last. */
  readonly hasLastCommit?: boolean;
  /** What the plan is compared with and the plan beside each other, once that was asked for: its baselines, or the last commit. */
  readonly ladder?: PreviewLadder;
  /** Absent of a dose file that says nothing of how its dose was computed. */
  readonly quality?: DoseQuality;
  /** Of a dose file that is looked at, without a plan: there are no beams, goals and baselines then. */
  readonly file?: {
    /** What it is: "RT dose (PLAN) · 2.5 × 2.5 × 2.5 mm · at most 74.1 Gy". */
    readonly words: string;
    /** Sentences on what has to be known: that the image was not found and where it was looked for. */
    readonly remarks: readonly string[];
    /** Where the dose is highest. */
    readonly hottestMm: Vec3;
  };
  /** Shown across every view where set: NOT DOSIMETRIC and why. */
  readonly notDosimetric?: string;
}

/** What is shown of a plan, which always says how its dose was computed. */
export type PlanModel = PreviewModel & { readonly quality: DoseQuality };

/** The plan's baselines, each judged by the plan's own biology, or the plan as it was committed last, judged by its own; computed, beside the plan. */
export interface PreviewLadder {
  readonly rungs: readonly {
    readonly name: string;
    /** Absent of the last commit, which is not in the text. */
    readonly range?: SourceRange;
    /** On the grid of the plan's dose; NaN where the other has none. */
    readonly dose: VolumeKey;
    readonly dvhs: readonly Pick<PreviewModel['dvhs'][number], 'region' | 'doseGy' | 'volumePercent'>[];
  }[];
  /** Each with a cell for every rung, and the plan's last. */
  readonly rows: readonly LadderRow[];
  /** Goals of the last commit that the plan no longer has: "PTV D95% ≥ 40 Gy must". */
  readonly dropped?: readonly string[];
  readonly tests: readonly {
    readonly name: string;
    readonly holds: boolean;
    readonly assertions: readonly {
      readonly text: string;
      readonly holds: boolean;
      readonly words: string;
      readonly range: SourceRange;
    }[];
  }[];
}

export interface LadderRow {
  readonly kind: 'prescription' | 'control' | 'complication' | 'pPlus' | 'dose' | 'goal';
  /** "Plan" for what is of the whole. */
  readonly region: string;
  /** "TCP", "mean dose", "D0.03cc ≤ 45 Gy must" */
  readonly what: string;
  /** Of a goal, its place in the text. */
  readonly range?: SourceRange;
  readonly cells: readonly LadderCell[];
}

/** What a rung has of a row; without a value it has no such thing. */
export interface LadderCell {
  readonly words: string;
  /** Per cent, Gy, cm³ or an index. */
  readonly value?: number;
  /** Of a modelled probability, per cent. */
  readonly interval?: { readonly from: number; readonly to: number };
  /** Of a goal. */
  readonly met?: boolean;
  /** What has to be known beside the words. */
  readonly title?: string;
}

export interface PreviewMap {
  readonly name: MapName;
  /** By what it was worked out. */
  readonly model: string;
  readonly grid: Grid;
  readonly values: VolumeKey;
}

export interface PreviewRegion {
  readonly name: string;
  readonly role: 'body' | 'organ' | 'target' | 'subtarget';
  /** Made from other regions by margins or set algebra: its contour is dashed. */
  readonly derived: boolean;
  readonly grid: Grid;
  /** Signed distance, mm, negative inside (float32). */
  readonly signedDistance: VolumeKey;
  readonly range?: SourceRange;
}

/** A modelled probability in words: never without its interval, or why there is none, its model and its citation. */
export interface PreviewOutcome {
  /** "Plan" for P+. */
  readonly region: string;
  /** "TCP", "NTCP pneumonitis", "P+" */
  readonly what: string;
  /** "63.1 %", "≈ 63.1 %" in a preview. */
  readonly value: string;
  /** "95 % interval 41.2 to 73.0 %" or "no interval available: …" */
  readonly interval: string;
  readonly model: string;
  readonly source: string;
  /** Empty where there is nothing to say. */
  readonly notes: string;
  readonly range?: SourceRange;
}

export interface PreviewGoal {
  readonly region: string;
  readonly metric: string;
  /** "≤ 45 Gy" */
  readonly target: string;
  /** "44.1 Gy", "≈ 44.1 Gy" in a preview, or "–" with a note. */
  readonly achieved: string;
  /** "0.9 Gy below" */
  readonly margin: string;
  readonly met: boolean;
  readonly level: string;
  readonly source: string;
  readonly note?: string;
  /** For the marker on the DVH: a dose (Gy) and a volume (%) of the limit, and the side that is allowed. */
  readonly marker?: {
    readonly doseGy: number;
    readonly volumePercent?: number;
    readonly allowed: 'below' | 'above';
    readonly achievedDoseGy?: number;
    readonly achievedVolumePercent?: number;
  };
  readonly range: SourceRange;
}
