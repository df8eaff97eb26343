import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan, PlanImage } from '../plan/plan.ts';
import { planningFirst } from '../plan/planning-image.ts';
import type { ImageHeader } from '../patient/files/image-header.ts';
import { loadImage } from '../patient/files/load-image.ts';
import { loadStructures } from '../patient/files/load-structures.ts';
import type { Volume } from '../patient/grid.ts';
import { phantomImage, phantomStructures, phantomUptake } from '../patient/phantom.ts';
import type { StructureSet } from '../patient/structure-set.ts';
import { structureNamesOf } from './structure-names.ts';

/** A patient's images and structures, read. */
export interface LoadedPatient {
  readonly planning: Volume;
  /** By name, the planning image among them. */
  readonly images: ReadonlyMap<string, Volume>;
  readonly structures: StructureSet | undefined;
  /** As the planning image says; absent where it does not. */
  readonly patientPosition: string | undefined;
  /** Of the planning image; absent where it does not say, as in a phantom. */
  readonly frameOfReferenceUid: string | undefined;
  /** The planning image is a scan, not a phantom. */
  readonly scanned: boolean;
}

interface Source {
  readonly volume: Volume;
  readonly header?: ImageHeader;
}

/** Reads everything the plan names; `loaded` is absent where a diagnostic is an error. */
export async function loadPatient(
  plan: Plan,
  options: { readonly baseFolder: string; readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<{ readonly loaded?: LoadedPatient; readonly diagnostics: readonly Diagnostic[] }> {
  const { patient } = plan;
  const diagnostics: Diagnostic[] = [];
  const failed = () => diagnostics.some((d) => d.severity === 'error');
  const sources = new Map<string, Source>();

  // The planning image first: the others are checked against its frame of reference.
  const inOrder = planningFirst(patient.images, patient);
  for (const [index, image] of inOrder.entries()) {
    const source = image.source.kind === 'phantom' ? phantomSource(plan, image) : await fileSource(index, image);
    if (source) sources.set(image.name, source);
  }
  const planning = sources.get(patient.planningImage);
  if (!planning || failed()) return { diagnostics };

  const structures = await structuresOf(planning);
  if (failed()) return { diagnostics };
  return {
    diagnostics,
    loaded: {
      planning: planning.volume,
      images: new Map(
        patient.images.flatMap(({ name }) => {
          const source = sources.get(name);
          return source ? [[name, source.volume]] : [];
        }),
      ),
      structures,
      patientPosition: planning.header ? planning.header.patientPosition : 'HFS',
      frameOfReferenceUid: planning.header?.frameOfReferenceUid,
      scanned: planning.header !== undefined,
    },
  };

  async function fileSource(index: number, image: PlanImage): Promise<Source | undefined> {
    const found = await loadImage(image, {
      baseFolder: options.baseFolder,
      planning: image.name === patient.planningImage,
      planningHeader: sources.get(patient.planningImage)?.header,
      signal: options.signal,
      onProgress: (share) => options.onProgress((index + share) / inOrder.length),
    });
    diagnostics.push(...found.diagnostics);
    return found.volume && { volume: found.volume, header: found.header };
  }

  async function structuresOf({ header, volume }: Source): Promise<StructureSet | undefined> {
    const source = patient.structures;
    if (!source) return undefined;
    if (source.kind === 'phantom') return patient.phantom && phantomStructures(patient.phantom, volume.grid);
    const found = await loadStructures(source, {
      baseFolder: options.baseFolder,
      planning: header ?? { format: 'nifti', grid: volume.grid },
      used: structureNamesOf(plan),
    });
    diagnostics.push(...found.diagnostics);
    return found.structures;
  }
}

function phantomSource({ patient }: Plan, image: PlanImage): Source | undefined {
  if (!patient.phantom || image.source.kind !== 'phantom') return undefined;
  const { image: uptake } = image.source;
  if (uptake === undefined) return { volume: phantomImage(patient.phantom) };
  return { volume: phantomUptake(patient.phantom, uptake, image.quantity === 'ratio' ? 'raw' : image.quantity) };
}
