import type { Diagnostic } from '../../plan/diagnostic.ts';
import type { Grid, Volume } from '../grid.ts';

/** What is known of an image without reading its voxels. Holds no patient identifier. */
export interface ImageHeader {
  readonly format: 'dicom' | 'nifti' | 'nrrd';
  /** CT, PT, MR …; DICOM only. */
  readonly modality?: string;
  /** The grid of the volume as it will be loaded: patient axes, ascending. */
  readonly grid: Grid;
  /** DICOM only. Images and structures are laid over each other only where this agrees. */
  readonly frameOfReferenceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUids?: ReadonlySet<string>;
  /** HFS, FFS, HFP …, for the machine-to-patient transform only; geometry never depends on it. */
  readonly patientPosition?: string;
  /** PET only: whether SUVbw can be computed, else why not. */
  readonly suv?: { readonly possible: true } | { readonly possible: false; readonly reason: string };
}

export interface ImageContext {
  /** Folder that relative paths of the plan start from: the plan file's. */
  readonly baseFolder: string;
  /** The image is the one dose is planned on: nothing may be resampled. */
  readonly planning: boolean;
  /** The planning image, where this is another one: frames of reference are compared. */
  readonly planningHeader?: ImageHeader;
  /** Names of the files in the folder that make the image; absent: all of the folder, which then holds one series. DICOM only. */
  readonly files?: readonly string[];
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** `header` and `volume` are absent where a diagnostic of severity error says why. */
export interface LoadedImage {
  readonly header?: ImageHeader;
  readonly volume?: Volume;
  readonly diagnostics: readonly Diagnostic[];
}
