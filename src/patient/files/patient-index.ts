import type { Diagnostic } from '../../plan/diagnostic.ts';
import type { Patient } from '../../plan/plan.ts';
import { planningFirst } from '../../plan/planning-image.ts';
import type { ImageHeader } from './image-header.ts';
import { inspectImage } from './load-image.ts';
import { readStructureNames } from './load-structures.ts';

/** What the patient's files say of themselves, without voxels and contours. Phantoms have no files and are left out. */
export interface PatientIndex {
  /** By image name; only images whose headers are in order. */
  readonly images: ReadonlyMap<string, ImageHeader>;
  /** Absent where there is no structure set, or it cannot be read. */
  readonly structureNames?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads headers of all images and the names in the structure set: fast enough to run while a plan is typed. Findings stand at the lines that asked. */
export async function readPatientIndex(
  patient: Patient,
  baseFolder: string,
  signal?: AbortSignal,
): Promise<PatientIndex> {
  const images = new Map<string, ImageHeader>();
  const diagnostics: Diagnostic[] = [];
  for (const image of planningFirst(patient.images, patient)) {
    signal?.throwIfAborted();
    const planning = image.name === patient.planningImage;
    const found = await inspectImage(image, {
      baseFolder,
      planning,
      planningHeader: planning ? undefined : images.get(patient.planningImage),
      signal,
    });
    if (found.header) images.set(image.name, found.header);
    diagnostics.push(...found.diagnostics);
  }
  const { structures } = patient;
  if (!structures || structures.kind === 'phantom') return { images, diagnostics };
  const read = await readStructureNames(
    { kind: structures.kind, path: structures.path, at: structures.at },
    baseFolder,
  );
  return { images, structureNames: read.names, diagnostics: [...diagnostics, ...read.diagnostics] };
}
