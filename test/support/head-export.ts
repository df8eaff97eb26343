import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ellipsoid, head, headRegions, syntheticModel } from '../preview/synthetic-model.ts';
import { type RoiSpec, structureSetBytes, writeSeries } from './dicom-writer.ts';
import { doseBytes } from './rtdose-writer.ts';

/** Writes the synthetic head as a planning system exports a patient: `CT/`, `RS.dcm`, `RD.dcm`, all in one frame of reference. */
export function writeHeadExport(folder: string, { voxelMm = 2 } = {}): void {
  const { model, volumes } = syntheticModel({ voxelMm });
  const ct = { grid: model.images[0].grid, values: volumes.get('ct')! };
  const [nx, ny, nz] = ct.grid.size;
  const [x, y, z] = ct.grid.originMm;
  const [dx, dy, dz] = ct.grid.spacingMm;
  writeSeries(join(folder, 'CT'), {
    columns: nx,
    rows: ny,
    slices: nz,
    pixelSpacing: [dy, dx],
    position: (k) => [x, y, z + dz * k],
    stored: (i, j, k) => Math.round(ct.values[i + nx * (j + ny * k)]) + 1024,
    fileName: (k) => `CT.${k + 1}.dcm`,
  });
  const slices = Array.from({ length: nz }, (_, k) => z + dz * k);
  const rois = [{ name: 'External', shape: head }, ...headRegions].map(({ name, shape }, n): RoiSpec => ({
    number: n + 1,
    name,
    contours: slices.flatMap((at) => ellipseAt(shape, at)),
  }));
  writeFileSync(join(folder, 'RS.dcm'), structureSetBytes({ rois }));

  const { grid } = model.dose;
  const dose = volumes.get('dose')!;
  const [columns, rows, frames] = grid.size;
  writeFileSync(
    join(folder, 'RD.dcm'),
    doseBytes({
      columns,
      rows,
      bits: 32,
      position: [...grid.originMm],
      pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
      offsets: Array.from({ length: frames }, (_, k) => k * grid.spacingMm[2]),
      stored: (i, j, k) => Math.round(1e4 * dose[i + columns * (j + rows * k)]),
      scaling: 1e-4,
    }),
  );
}

function ellipseAt({ centre, radii }: Ellipsoid, z: number): RoiSpec['contours'] {
  const share = 1 - ((z - centre[2]) / radii[2]) ** 2;
  if (share <= 0) return [];
  const [rx, ry] = [radii[0], radii[1]].map((radius) => radius * Math.sqrt(share));
  const points = Array.from({ length: 60 }, (_, n): [number, number, number] => {
    const angle = (2 * Math.PI * n) / 60;
    return [fixed(centre[0] + rx * Math.cos(angle)), fixed(centre[1] + ry * Math.sin(angle)), z];
  });
  return [{ points }];
}

function fixed(mm: number): number {
  return Number(mm.toFixed(2));
}
