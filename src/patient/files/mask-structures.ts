import { basename, join } from 'node:path';
import type { Grid, Region } from '../grid.ts';
import { sameLattice } from '../grid.ts';
import { cropped, isEmpty } from '../level-set.ts';
import { redistance } from '../redistance.ts';
import { regionOf } from '../region.ts';
import type { InputPath } from './input-path.ts';
import { filesIn } from './input-path.ts';
import { readNifti, readNiftiHeader } from './nifti.ts';
import { place } from './place.ts';

/** One structure of a mask or label map, on the planning image's grid. */
export interface MaskStructure {
  readonly name: string;
  readonly region: () => Region;
}

/** A problem names the file; `grid` marks a mask that lies on another grid. */
export type MaskOutcome =
  { readonly structures: readonly MaskStructure[] } | { readonly problem: string; readonly kind: 'file' | 'grid' };

/**
 * A folder of masks (each named by its file, inside where not 0), or one file: a mask named by its file, or where it holds several labels a label map
 * with structures "label 1", "label 2" ….
 */
export async function readMasks(input: InputPath & { kind: 'file' | 'folder' }, planning: Grid): Promise<MaskOutcome> {
  const paths = await maskPaths(input);
  if (paths.length === 0) return { kind: 'file', problem: 'the folder holds no .nii or .nii.gz files' };
  const structures: MaskStructure[] = [];
  for (const path of paths) {
    const file = await readNifti(path);
    if ('problem' in file) return { kind: 'file', problem: `"${basename(path)}" ${file.problem}` };
    const placed = place(file.header.stored, { planning: true, outside: 0 });
    if (placed.kind !== 'placed' || !sameGrid(placed.grid, planning)) {
      return {
        kind: 'grid',
        problem: `"${basename(path)}" does not lie on the voxel grid of the planning image (${describe(planning)}${placed.kind === 'placed' ? ` against ${describe(placed.grid)}` : ''})`,
      };
    }
    const values = placed.apply(file.values);
    const labels = input.kind === 'file' ? labelsIn(values) : [];
    if (labels.length > 1) {
      for (const label of labels)
        structures.push({
          name: `label ${label}`,
          region: () => regionWhere(`label ${label}`, planning, (i) => values[i] === label, values.length),
        });
    } else {
      const name = maskName(path);
      structures.push({ name, region: () => regionWhere(name, planning, (i) => values[i] !== 0, values.length) });
    }
  }
  return { structures };
}

/** The names alone: file names, except that a single file must be read to see whether it is a label map. */
export async function readMaskNames(
  input: InputPath & { kind: 'file' | 'folder' },
): Promise<{ names: readonly string[] } | { problem: string }> {
  const paths = await maskPaths(input);
  if (paths.length === 0) return { problem: 'the folder holds no .nii or .nii.gz files' };
  if (input.kind === 'folder') {
    const headers = await Promise.all(paths.map(readNiftiHeader));
    const bad = headers.findIndex((header) => 'problem' in header);
    return bad < 0
      ? { names: paths.map(maskName) }
      : { problem: `"${basename(paths[bad])}" ${(headers[bad] as { problem: string }).problem}` };
  }
  const file = await readNifti(paths[0]);
  if ('problem' in file) return { problem: `"${basename(paths[0])}" ${file.problem}` };
  const labels = labelsIn(file.values);
  return { names: labels.length > 1 ? labels.map((label) => `label ${label}`) : [maskName(paths[0])] };
}

async function maskPaths(input: InputPath & { kind: 'file' | 'folder' }): Promise<string[]> {
  if (input.kind === 'file') return [input.path];
  return (await filesIn(input.path))
    .filter((name) => /\.nii(\.gz)?$/i.test(name))
    .map((name) => join(input.path, name));
}

function maskName(path: string): string {
  return basename(path).replace(/\.nii(\.gz)?$/i, '');
}

function labelsIn(values: Float32Array): number[] {
  const labels = new Set<number>();
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) labels.add(values[i]);
  return [...labels].sort((a, b) => a - b);
}

/** A region of whole voxels: its surface runs along voxel faces, rounded by less than a voxel. */
function regionWhere(name: string, grid: Grid, inside: (voxel: number) => boolean, voxels: number): Region {
  const values = new Float32Array(voxels);
  for (let i = 0; i < voxels; i++) values[i] = inside(i) ? -1 : 1;
  const field = cropped({ grid, values }, grid);
  return regionOf(name, isEmpty(field) ? field : redistance(field));
}

function sameGrid(a: Grid, b: Grid): boolean {
  return (
    sameLattice(a, b) &&
    a.size.every(
      (n, axis) => n === b.size[axis] && Math.abs(a.originMm[axis] - b.originMm[axis]) < 0.01 * a.spacingMm[axis],
    )
  );
}

function describe(grid: Grid): string {
  return `${grid.size.join(' × ')} voxels of ${grid.spacingMm.map((mm) => Number(mm.toFixed(3))).join(' × ')} mm`;
}
