import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { type DensityCurve, densityAt, rangeOf } from './density-curve.ts';
import { type Grid, type Region, sameLattice, type Volume, voxelCount } from './grid.ts';
import { type Material, materials, type Medium } from './medium.ts';
import { mediumOnto } from './medium-onto.ts';
import { isInside } from './region.ts';

/** A region whose medium is written in the plan. Without density the material's nominal one; without material the nearest in density. */
export interface MediumOverride {
  /** Its voxels count, not its distances. */
  readonly region: Region;
  readonly densityGPerCm3?: number;
  readonly material?: string;
  readonly at: SourceRange;
}

/** Nominal mass density of a material, and the HU [fromHu, toHu) that are taken as it; no range, no HU. */
export interface MaterialRow {
  readonly material: Material;
  readonly densityGPerCm3: number;
  readonly fromHu?: number;
  readonly toHu?: number;
}

export interface MediumInput {
  /** The planning image, HU. */
  readonly image: Volume;
  /** The grid the medium is wanted on. */
  readonly grid: Grid;
  readonly curve: DensityCurve;
  readonly materials: readonly MaterialRow[];
  readonly body: Region;
  /** Outside the body there is air but for these; they count inside it too, as written. */
  readonly couch?: MediumOverride;
  readonly bolus: readonly MediumOverride[];
  /** Within body, couch and bolus; a later one over an earlier one. */
  readonly overrides: readonly MediumOverride[];
  /** Where findings about the image's HU stand. */
  readonly at: SourceRange;
}

/** `medium` is absent where a diagnostic of severity error says why. */
export interface MediumOutcome {
  readonly medium?: Medium;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The medium that radiation passes through: HU to mass density by the curve and to material by HU, voxel by voxel of the image; then the mean density over
 * each voxel of `grid`, so that mass is kept, and the material that makes up most of its mass. Air outside body, couch and bolus, and beyond the image.
 */
export function mediumFor(input: MediumInput): MediumOutcome {
  const fine = fineMedium(input);
  if (!fine.voxels) return { diagnostics: fine.diagnostics };
  const { density: densityGPerCm3, material } = fine.voxels;
  const air = input.materials.find((row) => row.material === 'air')!;
  const medium = mediumOnto({ grid: input.image.grid, densityGPerCm3, material }, input.grid, air.densityGPerCm3);
  return { medium, diagnostics: fine.diagnostics };
}

/** Index in `materials` of the material a value in HU is taken as. */
export function materialAt(table: readonly MaterialRow[], hu: number): number {
  const row = table.find(
    ({ fromHu = -Infinity, toHu = Infinity }) => (fromHu > -Infinity || toHu < Infinity) && hu >= fromHu && hu < toHu,
  );
  return row ? materials.indexOf(row.material) : -1;
}

/** Density and material at the image's own voxels. */
interface Voxels {
  readonly density: Float32Array;
  readonly material: Uint8Array;
}

function fineMedium(input: MediumInput): { voxels?: Voxels; diagnostics: readonly Diagnostic[] } {
  const { image, body, couch, bolus, overrides } = input;
  const diagnostics: Diagnostic[] = [];
  const n = voxelCount(image.grid);
  const air = input.materials.find(({ material }) => material === 'air')!;
  const voxels: Voxels = {
    density: new Float32Array(n).fill(air.densityGPerCm3),
    material: new Uint8Array(n).fill(materials.indexOf('air')),
  };
  const filled = new Uint8Array(n);

  const convert = converter(input);
  forEachInside(body, image.grid, (voxel) => {
    filled[voxel] = 1;
    convert.voxel(voxel, voxels);
  });
  for (const extra of [...(couch ? [couch] : []), ...bolus]) {
    const medium = mediumOf(extra, input.materials, diagnostics);
    if (!medium) continue;
    forEachInside(extra.region, image.grid, (voxel) => {
      if (!filled[voxel]) filled[voxel] = 2;
      paint(voxels, voxel, medium);
      convert.settled(voxel);
    });
  }
  for (const override of overrides) {
    const medium = mediumOf(override, input.materials, diagnostics);
    if (!medium) continue;
    let painted = 0;
    forEachInside(override.region, image.grid, (voxel) => {
      if (!filled[voxel]) return;
      painted++;
      paint(voxels, voxel, medium);
      convert.settled(voxel);
    });
    if (painted === 0) {
      diagnostics.push(
        diagnostic(
          'RT3046',
          override.at,
          `The density written for ${override.region.name} changes nothing: no voxel of it lies inside the body, the couch or a bolus.`,
        ),
      );
    }
  }
  diagnostics.push(...convert.findings());
  return diagnostics.some(({ severity }) => severity === 'error') ? { diagnostics } : { voxels, diagnostics };
}

/**
 * HU to medium, with an eye on values that the curve does not speak of. Where the plan writes a density over such a voxel, its HU no longer matter: it
 * is `settled`.
 */
function converter({ image, curve, materials: table, at }: MediumInput) {
  const { lowestHu, highestHu } = rangeOf(curve);
  // Most images hold whole HU: they are looked up.
  const low = Math.floor(lowestHu);
  const lookup = Array.from({ length: Math.ceil(highestHu) - low + 1 }, (_, i) => ({
    density: densityAt(curve, low + i),
    material: materialAt(table, low + i),
  }));
  const beyond = new Uint8Array(voxelCount(image.grid));
  return {
    voxel(voxel: number, voxels: Voxels) {
      const hu = image.values[voxel];
      if (!(hu >= lowestHu && hu <= highestHu)) beyond[voxel] = 1;
      const whole = Number.isInteger(hu) ? lookup[hu - low] : undefined;
      voxels.density[voxel] = whole ? whole.density : densityAt(curve, hu);
      voxels.material[voxel] = whole ? whole.material : materialAt(table, hu);
    },
    settled(voxel: number) {
      beyond[voxel] = 0;
    },
    findings(): Diagnostic[] {
      let [below, above, notNumbers] = [0, 0, 0];
      let [lowest, highest] = [Infinity, -Infinity];
      for (let voxel = 0; voxel < beyond.length; voxel++) {
        if (!beyond[voxel]) continue;
        const hu = image.values[voxel];
        if (hu < lowestHu) below++;
        else if (hu > highestHu) above++;
        else notNumbers++;
        lowest = Math.min(lowest, hu);
        highest = Math.max(highest, hu);
      }
      const findings: Diagnostic[] = [];
      if (notNumbers > 0)
        findings.push(
          diagnostic(
            'RT3043',
            at,
            `${count(notNumbers)} inside the patient hold no number. Repair the planning image, or override their density.`,
          ),
        );
      if (below > 0)
        findings.push(
          diagnostic(
            'RT3041',
            at,
            `${count(below)} inside the patient lie below the density curve's ${lowestHu} HU (lowest ${lowest} HU); they get its density there, ${Number(densityAt(curve, lowestHu).toPrecision(3))} g/cm³.`,
          ),
        );
      if (above > 0)
        findings.push(
          diagnostic(
            'RT3042',
            at,
            `${count(above)} inside the patient lie above the density curve's ${highestHu} HU (highest ${highest} HU); they get its density there, ${Number(densityAt(curve, highestHu).toPrecision(3))} g/cm³. Is it metal? Draw it and override its density.`,
          ),
        );
      return findings;
    },
  };
}

function mediumOf(
  { densityGPerCm3, material, at }: MediumOverride,
  table: readonly MaterialRow[],
  diagnostics: Diagnostic[],
): { density: number; material: number } | undefined {
  const named = material === undefined ? undefined : table.find((row) => row.material === material);
  if (material !== undefined && !named) {
    diagnostics.push(
      diagnostic('RT3047', at, `There is no material "${material}". There are ${materials.join(', ')}.`),
    );
    return undefined;
  }
  const density = densityGPerCm3 ?? named?.densityGPerCm3;
  if (density === undefined) return undefined;
  const nearest =
    named ??
    table.reduce((best, row) =>
      Math.abs(row.densityGPerCm3 - density) < Math.abs(best.densityGPerCm3 - density) ? row : best,
    );
  return { density, material: materials.indexOf(nearest.material) };
}

function paint(voxels: Voxels, voxel: number, medium: { density: number; material: number }): void {
  voxels.density[voxel] = medium.density;
  voxels.material[voxel] = medium.material;
}

/** Calls `visit` with every voxel of `grid` whose centre lies in the region. */
function forEachInside(region: Region, grid: Grid, visit: (voxel: number) => void): void {
  const [nx, ny, nz] = grid.size;
  if (!sameLattice(grid, region.grid)) {
    for (let k = 0, o = 0; k < nz; k++) {
      for (let j = 0; j < ny; j++) {
        for (let i = 0; i < nx; i++, o++) {
          const { originMm, spacingMm } = grid;
          if (
            isInside(region, [
              originMm[0] + i * spacingMm[0],
              originMm[1] + j * spacingMm[1],
              originMm[2] + k * spacingMm[2],
            ])
          )
            visit(o);
        }
      }
    }
    return;
  }
  const [rx, ry, rz] = region.grid.size;
  const [ox, oy, oz] = [0, 1, 2].map((axis) =>
    Math.round((region.grid.originMm[axis] - grid.originMm[axis]) / grid.spacingMm[axis]),
  );
  for (let k = Math.max(0, -oz); k < Math.min(rz, nz - oz); k++) {
    for (let j = Math.max(0, -oy); j < Math.min(ry, ny - oy); j++) {
      const own = rx * (j + ry * k);
      const theirs = ox + nx * (j + oy + ny * (k + oz));
      for (let i = Math.max(0, -ox); i < Math.min(rx, nx - ox); i++)
        if (region.signedDistanceMm[own + i] <= 0) visit(theirs + i);
    }
  }
}

function count(voxels: number): string {
  return voxels === 1 ? '1 voxel' : `${voxels.toLocaleString('en-GB')} voxels`;
}
