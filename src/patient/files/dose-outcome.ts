import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { SourceRange } from '../../plan/source-range.ts';
import type { Volume } from '../grid.ts';
import type { DoseFileProblem } from './rtdose.ts';

/** A dose distribution as its file gives it. */
export interface LoadedDose {
  /** Absorbed dose, Gy; there is no dose outside the grid. */
  readonly volume: Volume;
  /** DICOM only. */
  readonly frameOfReferenceUid?: string;
  /** In words, for reports: "RT dose (PLAN)", "sum of 3 RT doses (BEAM)", "NRRD". */
  readonly origin: string;
}

/** `dose` is absent where a diagnostic of severity error says why. */
export interface DoseOutcome {
  readonly dose?: LoadedDose;
  readonly diagnostics: readonly Diagnostic[];
}

/** What stands in the way of a dose file, at its place. */
export function doseFinding(at: SourceRange, subject: string, { code, problem }: DoseFileProblem): Diagnostic {
  return diagnostic(code, at, `${subject} ${problem}.`);
}
