import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNrrd } from '../../src/patient/files/nrrd.ts';
import {
  type Elements,
  petElements,
  type RoiSpec,
  type SeriesSpec,
  structureSetBytes,
  writeSeries,
} from './dicom-writer.ts';
import { writeMachines } from './machine-files.ts';
import { writeNifti } from './nifti-writer.ts';
import { firstPoint, planBytes, type PlanSpec, standing } from './plan-writer.ts';

/** What the DICOM files say of the person: none of it may ever come out of the product. */
export const identifiers = ['Quellenhofer', 'Zdenka', 'MRN7731842', '19530817'] as const;

const person: Elements = {
  '00100010': ['PN', `${identifiers[0]}^${identifiers[1]}`],
  '00100020': ['LO', identifiers[2]],
  '00100030': ['DA', identifiers[3]],
};

let written: string | undefined;

/**
 * A small patient on disk, written once a process: an ellipse of water 12 × 10 × 5 cm in air with a lung, a spine and a tumour at (10, 0, 0) mm that
 * takes up FDG. Beside the good files lie damaged ones, each named for what is wrong with it. Plans name them relative to the folder returned.
 */
export function syntheticPatient(): string {
  if (written === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'dosewright-patient-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    writeImages(folder);
    writeStructures(folder);
    writePlans(folder);
    writePlainFiles(folder);
    writeMachines(folder);
    written = folder;
  }
  return written;
}

// --- The patient --------------------------------------------------------------------------------------------------------------------------------

type Point = readonly [x: number, y: number, z: number];

const voxelMm = 5;
const size = [32, 32, 12] as const;
const firstMm: Point = [-77.5, -77.5, -27.5];
const tumour = { centre: [10, 0, 0], radius: 15 } as const;

function positionOf(i: number, j: number, k: number): Point {
  return [firstMm[0] + voxelMm * i, firstMm[1] + voxelMm * j, firstMm[2] + voxelMm * k];
}

/** CT number; `shiftMm` moves the body, and nothing in it, to the left. */
function hu([x, y, z]: Point, shiftMm = 0): number {
  if (Math.hypot((x - shiftMm) / 60, y / 50) > 1 || Math.abs(z) > 25) return -1000;
  if (inTumour([x, y, z])) return 40;
  if (Math.hypot(x, y - 35) <= 8) return 800;
  if (Math.hypot(x + 30, y + 10, z) <= 12) return -700;
  return 0;
}

function inTumour([x, y, z]: Point): boolean {
  return Math.hypot(x - tumour.centre[0], y - tumour.centre[1], z - tumour.centre[2]) <= tumour.radius;
}

/** Bq/mL; SUV is about 2.9e-4 of it. The hot half of the tumour lies to the patient's left. */
function activity(point: Point): number {
  return inTumour(point) && point[0] >= tumour.centre[0] ? 20000 : hu(point) > -300 ? 5000 : 0;
}

// --- DICOM images -------------------------------------------------------------------------------------------------------------------------------

const ct: SeriesSpec = {
  columns: size[0],
  rows: size[1],
  slices: size[2],
  pixelSpacing: [voxelMm, voxelMm],
  position: (k) => positionOf(0, 0, k),
  stored: (i, j, k) => hu(positionOf(i, j, k)) + 1024,
};

const pet: SeriesSpec = {
  ...ct,
  modality: 'PT',
  seriesUid: '1.2.3.5',
  intercept: 0,
  stored: (i, j, k) => activity(positionOf(i, j, k)),
  extra: () => petElements(),
  fileName: (k) => `pet-${k}.dcm`,
};

function writeImages(folder: string): void {
  const write = (name: string, spec: SeriesSpec): string =>
    writeSeries(join(folder, name), { ...spec, extra: (k) => ({ ...person, ...spec.extra?.(k) }) });
  write('ct', ct);
  write('pet', pet);

  mkdirSync(join(folder, 'ct-empty'));
  write('ct-mixed', ct);
  write('ct-mixed', pet);
  const truncated = join(write('ct-truncated', ct), 'slice-21.dcm');
  truncateSync(truncated, readFileSync(truncated).length - 100);
  writeFileSync(join(write('ct-not-dicom', ct), 'slice-99.dcm'), 'Meeting at nine, bring the films.');
  const named = write('ct-named', ct);
  writeFileSync(join(named, `${identifiers[0]}_${identifiers[1]}.dcm`), 'a report saved over a slice');
  write('ct-jpeg2000', { ...ct, transferSyntaxUid: '1.2.840.10008.1.2.4.90' });
  const tilt = (15 * Math.PI) / 180;
  write('ct-tilted', {
    ...ct,
    orientation: [1, 0, 0, 0, Math.cos(tilt), Math.sin(tilt)],
    position: (k) => [firstMm[0], firstMm[1] - voxelMm * k * Math.sin(tilt), firstMm[2] + voxelMm * k * Math.cos(tilt)],
  });
  write('ct-missing-slice', { ...ct, slices: 11, position: (k) => positionOf(0, 0, k < 6 ? k : k + 1) });
  write('ct-coarse', { ...ct, slices: 4, position: (k) => positionOf(0, 0, 3 * k) });
  write('ct-duplicate-slice', { ...ct, slices: 13, position: (k) => positionOf(0, 0, k % 12) });
  write('ct-decubitus', { ...ct, extra: () => ({ '00185100': ['CS', 'HFDL'] }) });
  write('ct-cut', { ...ct, stored: (i, j, k) => hu(positionOf(i, j, k), 40) + 1024 });
  write('ct-padded', {
    ...ct,
    extra: () => ({ '00280120': ['SS', -2000] }),
    stored: (i, j, k) => (Math.hypot(i - 15.5, j - 15.5) > 16 ? -2000 : hu(positionOf(i, j, k)) + 1024),
  });
  writeFileSync(join(write('ct-with-notes', ct), 'notes.txt'), 'scanned on a Tuesday');

  write('pet-other-frame', { ...pet, frameOfReferenceUid: '1.2.3.8' });
  write('pet-no-weight', { ...pet, extra: () => petElements({ '00101030': undefined }) });
  write('pet-counts-per-second', { ...pet, extra: () => petElements({ '00541001': ['CS', 'PROPCPS'] }) });
  write('pet-shifted-dates', { ...pet, extra: () => petElements({}, { '00181078': ['DT', '20190101100000'] }) });
  const turn = (10 * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const turned = ([x, y, z]: Point): Point => [cos * x - sin * y, sin * x + cos * y, z];
  write('pet-oblique', {
    ...pet,
    orientation: [cos, sin, 0, -sin, cos, 0],
    position: (k) => turned(positionOf(0, 0, k)),
    stored: (i, j, k) => activity(turned(positionOf(i, j, k))),
  });
}

// --- Structure sets -----------------------------------------------------------------------------------------------------------------------------

function ellipse([x, y, z]: Point, rx: number, ry = rx): { points: [number, number, number][] } {
  return {
    points: Array.from({ length: 48 }, (_, n) => [
      Number((x + rx * Math.cos((2 * Math.PI * n) / 48)).toFixed(4)),
      Number((y + ry * Math.sin((2 * Math.PI * n) / 48)).toFixed(4)),
      z,
    ]),
  };
}

const bodySlicesMm = Array.from({ length: 10 }, (_, k) => firstMm[2] + voxelMm * (k + 1));
const middleSlicesMm = bodySlicesMm.slice(3, 7);

function column(number: number, name: string, x: number, y: number, r: number, slices = middleSlicesMm): RoiSpec {
  return { number, name, contours: slices.map((z) => ellipse([x, y, z], r)) };
}

function ball(number: number, name: string, { centre, radius }: { centre: Point; radius: number }): RoiSpec {
  const slices = bodySlicesMm.filter((z) => Math.abs(z - centre[2]) < radius);
  const radiusAt = (z: number): number => Math.sqrt(radius ** 2 - (z - centre[2]) ** 2);
  return { number, name, contours: slices.map((z) => ellipse([centre[0], centre[1], z], radiusAt(z))) };
}

const rois: RoiSpec[] = [
  { number: 1, name: 'External', contours: bodySlicesMm.map((z) => ellipse([0, 0, z], 60, 50)) },
  ball(2, 'GTV', tumour),
  column(3, 'Spine', 0, 35, 8, bodySlicesMm),
  column(4, 'Cord', 0, 35, 4, bodySlicesMm),
  ball(5, 'Nodes', { centre: [25, 0, 0], radius: 15 }),
  /** Half in air, to the patient's left. */
  column(6, 'Arm', 60, 0, 12),
  /** In air, beyond the box around the body. */
  column(7, 'Elsewhere', -70, -70, 6),
  /** At the left edge of the image, where the body of `ct-cut` goes on. */
  column(8, 'Edge', 72, 0, 9),
  { number: 9, name: 'Marker', contours: [{ type: 'POINT', points: [[10, 0, 2.5]] }] },
  column(10, 'Parotid_L', 35, -10, 10),
];

function writeStructures(folder: string): void {
  const write = (name: string, spec: Parameters<typeof structureSetBytes>[0]): void =>
    writeFileSync(join(folder, name), structureSetBytes({ ...spec, extra: person }));
  write('rtstruct.dcm', { rois });
  write('rtstruct-other-frame.dcm', { rois, frameOfReferenceUid: '1.2.3.8', seriesUid: '1.2.3.7' });
  const sagittal = {
    points: ellipse([0, 0, 10], 15).points.map(([y, z]): [number, number, number] => [10, y, z]),
  };
  write('rtstruct-sagittal.dcm', {
    rois: rois.map((roi) => (roi.name === 'GTV' ? { ...roi, contours: [sagittal] } : roi)),
  });
  const line = {
    type: 'OPEN_PLANAR',
    points: [
      [0, 0, 2.5],
      [5, 0, 2.5],
    ] as [number, number, number][],
  };
  write('rtstruct-open-line.dcm', {
    rois: rois.map((roi) => (roi.name === 'GTV' ? { ...roi, contours: [...roi.contours, line] } : roi)),
  });
  write('rtstruct-doubled.dcm', { rois: [...rois, ball(11, 'GTV', { ...tumour, radius: 12 })] });
}

// --- Plans --------------------------------------------------------------------------------------------------------------------------------------

/** 80 pairs of 5 mm leaves, as `std.linac6MV` has them; and 40 of 10 mm. */
const fine = Array.from({ length: 81 }, (_, i) => 5 * i - 200);
const wide = Array.from({ length: 41 }, (_, i) => 10 * i - 200);

function leaves(pairs: number, left: number, right: number): number[] {
  return Array.from({ length: 2 * pairs }, (_, i) => (i < pairs ? left : right));
}

function writePlans(folder: string): void {
  const write = (name: string, spec: PlanSpec): void =>
    writeFileSync(join(folder, name), planBytes({ ...spec, extra: { ...person, ...spec.extra } }));
  const shaped = (boundaries: readonly number[], ends: readonly number[], jaws = ['ASYMX', 'ASYMY']): PlanSpec => {
    const positions: Record<string, readonly number[]> = { MLCX: ends };
    for (const jaw of jaws) positions[jaw] = [-20, 20];
    return { beams: [standing({ leaves: { MLCX: boundaries }, jaws }, { positions })] };
  };
  const from = (gantry: number, name: string) => standing({ name }, { gantry });
  write('plan.dcm', { beams: [from(0, 'Anterior'), from(90, 'Left')] });
  write('plan-headless.dcm', { beams: [from(0, 'Anterior')], header: false });
  write('plan-leaves.dcm', shaped(fine, leaves(80, -15, 15)));
  write('plan-wide-leaves.dcm', shaped(wide, leaves(40, -15, 15)));
  write('plan-no-x-jaws.dcm', shaped(fine, leaves(80, -15, 15), ['ASYMY']));
  write('plan-crossing.dcm', shaped(fine, leaves(80, 5, -5)));
  write('plan-closed.dcm', shaped(fine, leaves(80, 0, 0)));
  write('plan-prone.dcm', { beams: [standing()], patientPosition: 'HFP' });
  write('plan-other-frame.dcm', { beams: [standing()], frameOfReferenceUid: '1.2.3.8' });
  write('plan-15mv.dcm', { beams: [standing({}, { energy: 15 })] });
  write('plan-electrons.dcm', { beams: [standing(), standing({ name: 'E', radiation: 'ELECTRON' }, { energy: 9 })] });
  write('plan-setup.dcm', { beams: [standing(), standing({ name: 'Setup', purpose: 'SETUP', meterset: undefined })] });
  write('plan-wedge.dcm', { beams: [standing({ extra: { '300a00d0': ['IS', 1] } })] });
  write('plan-eccentric.dcm', { beams: [standing({}, { extra: { '300a0125': ['DS', 5] } })] });
  write('plan-no-isocentre.dcm', { beams: [standing({}, { isocentre: undefined })] });
  write('plan-brachy.dcm', { beams: [standing()], extra: { '300a0230': ['SQ', [{ '300a0232': ['CS', 'X'] }]] } });
  write('plan-arc.dcm', {
    beams: [
      {
        name: 'Arc',
        meterset: 100,
        points: [
          { ...firstPoint, gantry: 330, gantrySense: 'CW' },
          { weight: 1, gantry: 30, gantrySense: 'NONE' },
        ],
      },
    ],
  });
}

// --- NIfTI and NRRD -----------------------------------------------------------------------------------------------------------------------------

function writePlainFiles(folder: string): void {
  const [ni, nj, nk] = size;
  const nifti = (name: string, value: (point: Point) => number, spacing = voxelMm): void => {
    const scale = spacing / voxelMm;
    const first = firstMm.map((mm) => mm + (spacing - voxelMm) / 2);
    writeNifti(join(folder, name), {
      size: [ni / scale, nj / scale, nk / scale],
      spacing: [spacing, spacing, spacing],
      // Voxel to RAS: x and y turned round against LPS.
      sform: [
        [-spacing, 0, 0, -first[0]],
        [0, -spacing, 0, -first[1]],
        [0, 0, spacing, first[2]],
      ],
      values: (i, j, k) => value([first[0] + spacing * i, first[1] + spacing * j, first[2] + spacing * k]),
    });
  };
  const uptake = (point: Point): number => activity(point) * 2.9e-4;
  nifti('ct.nii.gz', (point) => hu(point));
  nifti('pet.nii.gz', uptake);
  nifti('pet-nan.nii.gz', (point) => (inTumour(point) ? NaN : uptake(point)));
  nifti('pet-constant.nii.gz', () => 1);
  for (const [masks, spacing] of [
    ['masks', voxelMm],
    ['masks-coarse', 2 * voxelMm],
  ] as const) {
    mkdirSync(join(folder, masks));
    nifti(`${masks}/External.nii.gz`, (point) => Number(hu(point) > -900), spacing);
    nifti(`${masks}/GTV.nii.gz`, (point) => Number(inTumour(point)), spacing);
  }

  const values = new Float32Array(ni * nj * nk);
  for (let k = 0, o = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) values[o++] = uptake(positionOf(i, j, k));
  const grid = { size, originMm: firstMm, spacingMm: [voxelMm, voxelMm, voxelMm] as const };
  writeFileSync(join(folder, 'pet.nrrd'), writeNrrd({ grid, values, quantity: 'SUVbw' }));
  writeFileSync(join(folder, 'pet-cut-short.nrrd'), writeNrrd({ grid, values, quantity: 'SUVbw' }, 'raw'));
  truncateSync(join(folder, 'pet-cut-short.nrrd'), 5000);
  writeFileSync(join(folder, 'not-an-image.nii'), 'text, not voxels');
}
