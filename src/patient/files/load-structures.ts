import { join } from 'node:path';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Patient } from '../../plan/plan.ts';
import type { SourceRange } from '../../plan/source-range.ts';
import { regionFromContours } from '../contours.ts';
import type { Region } from '../grid.ts';
import type { StructureSet } from '../structure-set.ts';
import { readDicomHeader } from './dicom-file.ts';
import { inBatches, modalityOf } from './dicom-folder.ts';
import type { ImageHeader } from './image-header.ts';
import { filesIn, findInput, type InputPath } from './input-path.ts';
import { readMaskNames, readMasks } from './mask-structures.ts';
import { readRtStructureNames, readRtStructures, type RtStructure } from './rtstruct.ts';

export type StructureSource = NonNullable<Patient['structures']> & { readonly kind: 'dicom' | 'nifti' };

export interface StructureContext {
  readonly baseFolder: string;
  /** The image that contours are laid on. */
  readonly planning: ImageHeader;
  /** The names that the plan uses: findings about other structures of the set are left out. Absent: all. */
  readonly used?: ReadonlySet<string>;
}

/** `structures` is absent where a diagnostic of severity error says why. */
export interface LoadedStructures {
  readonly structures?: StructureSet;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads the patient's structures. Each becomes a region on the planning image's lattice when it is asked for, once. Findings stand at `structures =`. */
export async function loadStructures(source: StructureSource, context: StructureContext): Promise<LoadedStructures> {
  const input = await findInput(source.path, context.baseFolder, source.at);
  if (input.kind === 'missing') return { diagnostics: [input.diagnostic] };
  return source.kind === 'dicom' ? loadContours(source, input, context) : loadMasks(source, input, context);
}

/** The names in a structure set, fast. */
export async function readStructureNames(
  source: StructureSource,
  baseFolder: string,
): Promise<{ names?: readonly string[]; diagnostics: readonly Diagnostic[] }> {
  const input = await findInput(source.path, baseFolder, source.at);
  if (input.kind === 'missing') return { diagnostics: [input.diagnostic] };
  if (source.kind === 'nifti') {
    const masks = await readMaskNames(input);
    return 'problem' in masks
      ? { diagnostics: [maskUnreadable(source, masks.problem)] }
      : { names: masks.names, diagnostics: [] };
  }
  const path = await structureFile(source, input);
  if ('diagnostic' in path) return { diagnostics: [path.diagnostic] };
  const outcome = await readRtStructureNames(path.path);
  if ('problem' in outcome) return { diagnostics: [unreadable(source, outcome.problem)] };
  return { names: outcome.structures.map(({ name }) => name), diagnostics: [] };
}

async function loadContours(
  source: StructureSource,
  input: InputPath & { kind: 'file' | 'folder' },
  context: StructureContext,
): Promise<LoadedStructures> {
  const path = await structureFile(source, input);
  if ('diagnostic' in path) return { diagnostics: [path.diagnostic] };
  const outcome = await readRtStructures(path.path);
  if ('problem' in outcome) return { diagnostics: [unreadable(source, outcome.problem)] };
  const { structures } = outcome;
  const used = structures.filter(({ name }) => !context.used || context.used.has(name));
  const diagnostics = [
    ...frameFindings(source.at, used, context.planning),
    ...contourFindings(source.at, used),
    ...nameFindings(source.at, structures, context.used),
  ];
  if (diagnostics.some((d) => d.severity === 'error')) return { diagnostics };
  // Structures on another frame cannot be asked for by a plan that got here, and are not offered.
  const usable = structures.filter((structure) => frameOf(structure, context.planning) !== 'another');
  return {
    structures: lazily(
      usable.map((structure) => ({
        name: structure.name,
        region: () => regionFromContours(structure.name, structure.planes, context.planning.grid),
      })),
    ),
    diagnostics,
  };
}

async function loadMasks(
  source: StructureSource,
  input: InputPath & { kind: 'file' | 'folder' },
  context: StructureContext,
): Promise<LoadedStructures> {
  const masks = await readMasks(input, context.planning.grid);
  if (!('problem' in masks)) return { structures: lazily(masks.structures), diagnostics: [] };
  if (masks.kind === 'file') return { diagnostics: [maskUnreadable(source, masks.problem)] };
  return {
    diagnostics: [diagnostic('RT3017', source.at, `${masks.problem}. Export the masks on the planning image.`)],
  };
}

function lazily(structures: readonly { readonly name: string; readonly region: () => Region }[]): StructureSet {
  const made = new Map<string, Region>();
  return {
    names: structures.map(({ name }) => name),
    region(name) {
      const structure = structures.find((s) => s.name === name);
      if (structure && !made.has(name)) made.set(name, structure.region());
      return made.get(name);
    },
  };
}

/** The RT structure set that a plan names: the file, or the one in the folder. */
async function structureFile(
  source: StructureSource,
  input: InputPath & { kind: 'file' | 'folder' },
): Promise<{ path: string } | { diagnostic: Diagnostic }> {
  if (input.kind === 'file') return { path: input.path };
  const paths = (await filesIn(input.path)).map((name) => join(input.path, name));
  const headers = await inBatches(paths, (path) => readDicomHeader(path));
  const sets = headers.flatMap((outcome) =>
    'file' in outcome && modalityOf(outcome.file) === 'RTSTRUCT' ? [outcome.file.path] : [],
  );
  if (sets.length === 1) return { path: sets[0] };
  const message =
    sets.length === 0
      ? `The folder "${source.path}" holds no RT structure set. Name the file or a folder that holds one.`
      : `The folder "${source.path}" holds ${sets.length} RT structure sets. Name the file of the one to use.`;
  return { diagnostic: diagnostic(sets.length === 0 ? 'RT3002' : 'RT3003', source.at, message) };
}

/** Whether the structure's frame is the planning image's: by its UID, or because it was drawn on that very series. */
function frameOf(structure: RtStructure, planning: ImageHeader): 'same' | 'another' | 'unknown' {
  const { frameOfReferenceUid: frame, referencedUids } = structure;
  if (frame !== undefined && frame === planning.frameOfReferenceUid) return 'same';
  const drawnOnIt =
    (planning.seriesInstanceUid !== undefined && referencedUids.has(planning.seriesInstanceUid)) ||
    [...(planning.sopInstanceUids ?? [])].some((uid) => referencedUids.has(uid));
  if (drawnOnIt) return 'same';
  return frame === undefined || planning.frameOfReferenceUid === undefined ? 'unknown' : 'another';
}

function frameFindings(at: SourceRange, used: readonly RtStructure[], planning: ImageHeader): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const foreign = used.filter((structure) => frameOf(structure, planning) === 'another');
  if (foreign.length > 0) {
    findings.push(
      diagnostic(
        'RT3011',
        at,
        `${listed(foreign)} ${foreign.length === 1 ? 'was' : 'were'} drawn on another frame of reference than the planning image's, so the coordinates mean another place. Use the planning image's structure set, or transfer the contours by a registration.`,
      ),
    );
  }
  if (used.some((structure) => frameOf(structure, planning) === 'unknown')) {
    findings.push(
      diagnostic(
        'RT3016',
        at,
        'Nothing but coordinates says that these structures belong to the planning image: one of the two states no frame of reference. Look at the contours before using them.',
      ),
    );
  }
  return findings;
}

function contourFindings(at: SourceRange, used: readonly RtStructure[]): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const damaged = used.filter((structure) => structure.damaged > 0);
  if (damaged.length > 0)
    findings.push(
      diagnostic(
        'RT3004',
        at,
        `Contours of ${listed(damaged)} hold coordinates that are not triples of numbers. Export the structure set again.`,
      ),
    );
  const oblique = used.filter((structure) => structure.notAxial > 0);
  if (oblique.length > 0)
    findings.push(
      diagnostic(
        'RT3013',
        at,
        `Contours of ${listed(oblique)} do not lie on axial planes. Contour or export on the axial slices of the planning image.`,
      ),
    );
  // A structure of points alone (a marker) has no volume to lose; it is reported as empty where it is used.
  const partly = used.filter((structure) => structure.unusable > 0 && structure.planes.length > 0);
  for (const structure of partly) {
    findings.push(
      diagnostic(
        'RT3012',
        at,
        `${structure.unusable} contours of "${structure.name}" enclose no area (points, open lines) and are left out. Check that the structure is complete.`,
      ),
    );
  }
  return findings;
}

/** Two structures of one name matter where the plan uses that name, bare or numbered. */
function nameFindings(
  at: SourceRange,
  structures: readonly RtStructure[],
  used: ReadonlySet<string> | undefined,
): Diagnostic[] {
  const doubled = structures.filter(({ name }) => name.endsWith(' (2)')).map(({ name }) => name.slice(0, -4));
  return doubled
    .filter((name) => !used || used.has(name) || used.has(`${name} (1)`) || used.has(`${name} (2)`))
    .map((name) =>
      diagnostic(
        'RT3015',
        at,
        `Several structures are called "${name}"; they are offered as "${name} (1)", "${name} (2)" in the order of the file. Rename them.`,
      ),
    );
}

function listed(structures: readonly RtStructure[]): string {
  const names = structures.slice(0, 4).map(({ name }) => `"${name}"`);
  return names.join(', ') + (structures.length > 4 ? ` and ${structures.length - 4} more` : '');
}

function unreadable(source: StructureSource, problem: string): Diagnostic {
  return diagnostic(
    'RT3004',
    source.at,
    `The structure set "${source.path}" ${problem}. Export it again, or name the right file.`,
  );
}

function maskUnreadable(source: StructureSource, problem: string): Diagnostic {
  return diagnostic(
    'RT3004',
    source.at,
    `The masks "${source.path}" cannot be read: ${problem}. Write them again as NIfTI.`,
  );
}
