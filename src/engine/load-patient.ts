import { type Diagnostic, isError } from '../plan/diagnostic.ts';
import type { Plan, PlanImage } from '../plan/plan.ts';
import { planningFirst } from '../plan/planning-image.ts';
import type { ImageHeader } from '../patient/files/image-header.ts';
import { loadImage } from '../patient/files/load-image.ts';
import { loadStructures } from '../patient/files/load-structures.ts';
import type { Volume } from '../patient/grid.ts';
import { phantomImage, phantomStructures, phantomUptake } from '../patient/phantom.ts';
import type { StructureSet } from '../patient/structure-set.ts';
import { contentHash } from './graph/content-hash.ts';
import type { InputContent } from './graph/file-hashes.ts';
import { type Graph, stepKey } from './graph/graph.ts';
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
  /** Hash of each image's voxels, by name, and of what the structures are made from. */
  readonly hashes: { readonly images: ReadonlyMap<string, string>; readonly structures: string };
}

interface Source {
  readonly volume: Volume;
  readonly header?: ImageHeader;
  readonly hash: string;
}

export interface LoadOptions {
  readonly baseFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
  readonly graph: Graph;
}

/** Reads everything the plan names, but for what was read before and is still the same; `loaded` is absent where a diagnostic is an error. */
export async function loadPatient(
  plan: Plan,
  options: LoadOptions,
): Promise<{ readonly loaded?: LoadedPatient; readonly diagnostics: readonly Diagnostic[] }> {
  const { patient } = plan;
  const { graph } = options;
  const diagnostics: Diagnostic[] = [];
  const failed = () => diagnostics.some((d) => d.severity === 'error');
  const sources = new Map<string, Source>();

  // The planning image first: the others are checked against its frame of reference.
  const inOrder = planningFirst(patient.images, patient);
  for (const [index, image] of inOrder.entries()) {
    const source = image.source.kind === 'phantom' ? phantomSource(plan, image, graph) : await fileSource(index, image);
    if (source) sources.set(image.name, shifted(source, image));
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
      structures: structures?.set,
      patientPosition: planning.header ? planning.header.patientPosition : 'HFS',
      frameOfReferenceUid: planning.header?.frameOfReferenceUid,
      scanned: planning.header !== undefined,
      hashes: {
        images: new Map([...sources].map(([name, source]) => [name, source.hash])),
        structures: structures?.hash ?? '',
      },
    },
  };

  async function fileSource(index: number, image: PlanImage): Promise<Source | undefined> {
    const planningSource = sources.get(patient.planningImage);
    const load = async () => {
      const {
        volume,
        header,
        diagnostics: findings,
      } = await loadImage(image, {
        baseFolder: options.baseFolder,
        planning: image.name === patient.planningImage,
        planningHeader: planningSource?.header,
        signal: options.signal,
        onProgress: (share) => options.onProgress((index + share) / inOrder.length),
      });
      const source: Source | undefined = volume && { volume, header, hash: contentHash(volume, header) };
      return { source, findings };
    };
    const about = [image, planningSource?.hash, image.name === patient.planningImage];
    const { source, findings } = await fromFiles(image.source, about, load);
    diagnostics.push(...findings);
    return source;
  }

  async function structuresOf({
    header,
    volume,
    hash: planningHash,
  }: Source): Promise<{ set: StructureSet; hash: string } | undefined> {
    const source = patient.structures;
    if (!source) return undefined;
    if (source.kind === 'phantom') {
      const set = patient.phantom && phantomStructures(patient.phantom, volume.grid);
      const solids = patient.phantom?.solids.map(({ name, shape }) => ({ name, shape }));
      return set && { set, hash: contentHash(solids, volume.grid) };
    }
    const used = structureNamesOf(plan);
    const load = async () => {
      const { structures, diagnostics: findings } = await loadStructures(source, {
        baseFolder: options.baseFolder,
        planning: header ?? { format: 'nifti', grid: volume.grid },
        used,
      });
      return { structures, findings };
    };
    const about = [source, planningHash, [...used].sort()];
    const { structures, findings, hash } = await fromFiles(source, about, load);
    diagnostics.push(...findings);
    return structures && { set: structures, hash };
  }

  /** What `load` reads from an input, kept as long as the input holds the same. What was changed while it was read is not kept. */
  async function fromFiles<T extends { readonly findings: readonly Diagnostic[] }>(
    source: PlanImage['source'] | NonNullable<Plan['patient']['structures']>,
    about: readonly unknown[],
    load: () => Promise<T>,
  ): Promise<T & { hash: string }> {
    if (source.kind === 'phantom') throw new Error('a phantom has no files');
    const contentOf = (): Promise<InputContent> => graph.files.input(source.path, options.baseFolder, options.signal);
    const content = await contentOf();
    const key = stepKey('read input', content.named, ...about);
    let changed = false;
    const read = async (): Promise<T> => {
      const loaded = await load();
      changed = (await contentOf()).named !== content.named;
      return loaded;
    };
    const loaded = await graph.slowStep(key, read, ({ findings }) => !changed && !findings.some(isError));
    return { ...loaded, hash: key.hash };
  }
}

/** An image off its place, for a test that judges a plan by it. */
function shifted(source: Source, { shiftMm }: PlanImage): Source {
  if (!shiftMm) return source;
  const { grid } = source.volume;
  const originMm = grid.originMm.map((at, axis) => at + shiftMm[axis]) as [number, number, number];
  return {
    ...source,
    volume: { ...source.volume, grid: { ...grid, originMm } },
    hash: stepKey('shifted image', source.hash, shiftMm).hash,
  };
}

function phantomSource(plan: Plan, image: PlanImage, graph: Graph): Source | undefined {
  const { phantom } = plan.patient;
  if (!phantom || image.source.kind !== 'phantom') return undefined;
  const { image: uptake } = image.source;
  const quantity = image.quantity === 'ratio' ? 'raw' : image.quantity;
  const key = stepKey('phantom image', phantom, uptake, quantity);
  return graph.step(key, () => {
    const volume = uptake === undefined ? phantomImage(phantom) : phantomUptake(phantom, uptake, quantity);
    return { volume, hash: contentHash(volume) };
  });
}
