/** A head with a target, made from ellipsoids and a fixed seed: enough anatomy to judge a picture by, and no patient's. */
import type { Grid, Vec3 } from '../../src/patient/grid.ts';
import type { LoadedModel } from '../../src/preview/loaded.ts';
import type { PreviewGoal, PreviewModel, PreviewRegion } from '../../src/preview/model.ts';
import type { DoseQuality } from '../../src/preview/quality.ts';
import { seededRandom } from '../support/random.ts';
import { beamOf, roundOpening, standing } from './draw/phantom-beams.ts';

export interface Ellipsoid {
  readonly centre: Vec3;
  readonly radii: Vec3;
}

export const head: Ellipsoid = { centre: [0, -5, 10], radii: [76, 98, 112] };
const neck: Ellipsoid = { centre: [0, 12, -110], radii: [58, 62, 80] };
const skullOuter: Ellipsoid = { centre: [0, -5, 42], radii: [70, 90, 76] };
const skullInner: Ellipsoid = { centre: [0, -5, 42], radii: [63, 83, 69] };
const mandibleOuter: Ellipsoid = { centre: [0, -20, -30], radii: [56, 64, 22] };
const mandibleInner: Ellipsoid = { centre: [0, -10, -30], radii: [46, 62, 30] };
const airway: Ellipsoid = { centre: [-3, 2, -50], radii: [11, 7, 60] };
const vertebra: Ellipsoid = { centre: [0, 50, -70], radii: [27, 24, 90] };
const gtv: Ellipsoid = { centre: [26, -4, -8], radii: [17, 20, 18] };
const hypoxic: Ellipsoid = { centre: [29, -4, -8], radii: [8, 9, 9] };
const ptv70: Ellipsoid = { centre: [26, -4, -8], radii: [27, 30, 28] };
const ptv54: Ellipsoid = { centre: [4, 6, -12], radii: [56, 38, 44] };
const cord: Ellipsoid = { centre: [0, 60, -70], radii: [7, 6, 95] };
const parotidLeft: Ellipsoid = { centre: [58, 14, -6], radii: [9, 20, 22] };

export const headRegions: readonly { name: string; role: PreviewRegion['role']; derived: boolean; shape: Ellipsoid }[] =
  [
    { name: 'Cord', role: 'organ', derived: false, shape: cord },
    { name: 'Parotid_L', role: 'organ', derived: false, shape: parotidLeft },
    { name: 'GTV', role: 'target', derived: false, shape: gtv },
    { name: 'PTV_70', role: 'target', derived: true, shape: ptv70 },
    { name: 'PTV_54', role: 'target', derived: true, shape: ptv54 },
    { name: 'Hypoxic', role: 'subtarget', derived: false, shape: hypoxic },
  ];

/** Distance to an ellipsoid's surface, mm, exact for spheres and near the surface for the rest. */
export function distanceTo({ centre, radii }: Ellipsoid, x: number, y: number, z: number): number {
  const [dx, dy, dz] = [(x - centre[0]) / radii[0], (y - centre[1]) / radii[1], (z - centre[2]) / radii[2]];
  const k = Math.hypot(dx, dy, dz);
  const slope = Math.hypot(dx / radii[0], dy / radii[1], dz / radii[2]);
  return slope === 0 ? -Math.min(...radii) : (k * (k - 1)) / slope;
}

export function fill(grid: Grid, value: (x: number, y: number, z: number) => number): Float32Array {
  const out = new Float32Array(grid.size[0] * grid.size[1] * grid.size[2]);
  let o = 0;
  for (let k = 0; k < grid.size[2]; k++)
    for (let j = 0; j < grid.size[1]; j++)
      for (let i = 0; i < grid.size[0]; i++)
        out[o++] = value(
          grid.originMm[0] + i * grid.spacingMm[0],
          grid.originMm[1] + j * grid.spacingMm[1],
          grid.originMm[2] + k * grid.spacingMm[2],
        );
  return out;
}

/** A box of the planning lattice around an ellipsoid, two voxels to spare. */
function gridAround(planning: Grid, { centre, radii }: Ellipsoid): Grid {
  const low = [0, 1, 2].map((a) =>
    Math.max(0, Math.floor((centre[a] - radii[a] - planning.originMm[a]) / planning.spacingMm[a]) - 2),
  );
  const high = [0, 1, 2].map((a) =>
    Math.min(
      planning.size[a] - 1,
      Math.ceil((centre[a] + radii[a] - planning.originMm[a]) / planning.spacingMm[a]) + 2,
    ),
  );
  return {
    size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1],
    originMm: [0, 1, 2].map((a) => planning.originMm[a] + low[a] * planning.spacingMm[a]) as unknown as Vec3,
    spacingMm: planning.spacingMm,
  };
}

const at = (line: number) => ({
  file: '/plans/head.rtplan',
  start: { line, character: 2 },
  end: { line, character: 30 },
});

/** `voxelMm` in the slice; slices are 2.5 mm apart. The dose is on 2.5 mm, or on `voxelMm` where that is coarser. */
export function syntheticModel(
  options: { readonly voxelMm?: number; readonly notDosimetric?: string; readonly quality?: DoseQuality } = {},
): LoadedModel {
  const voxel = options.voxelMm ?? 1.5;
  const [nx, ny] = [Math.round(192 / voxel), Math.round(240 / voxel)];
  const planning: Grid = {
    size: [nx, ny, 88],
    originMm: [(-(nx - 1) / 2) * voxel, (-(ny - 1) / 2) * voxel, -101.5],
    spacingMm: [voxel, voxel, 2.5],
  };
  const step = Math.max(2.5, voxel);
  const doseGrid: Grid = {
    size: [Math.round(195 / step), Math.round(245 / step), Math.round(220 / step)],
    originMm: [-96.25, -121.25, -101.5],
    spacingMm: [step, step, step],
  };
  const random = seededRandom(7);
  const body = (x: number, y: number, z: number) => Math.min(distanceTo(head, x, y, z), distanceTo(neck, x, y, z));

  // Each tissue blends into what lies under it across one voxel, as a scanner would show it.
  const over = (under: number, hu: number, ...distances: number[]) => {
    const inside = Math.min(Math.max(0.5 - Math.max(...distances) / 1.6, 0), 1);
    return under + (hu - under) * inside;
  };
  const ct = fill(planning, (x, y, z) => {
    const outer = body(x, y, z);
    if (outer > 3) return -1000;
    const brain = distanceTo(skullInner, x, y, z);
    let hu = over(-1000, -95, outer);
    hu = over(hu, 48 + 10 * Math.sin(x / 9) * Math.cos(y / 11), outer + 7);
    hu = over(hu, 15, distanceTo(parotidLeft, x, y, z));
    hu = over(hu, 1000, distanceTo(skullOuter, x, y, z), -30 - z + 0.35 * (y + 40));
    hu = over(hu, 35, brain);
    hu = over(hu, 750, distanceTo(mandibleOuter, x, y, z), -distanceTo(mandibleInner, x, y, z), y - 12);
    hu = over(hu, -950, distanceTo(airway, x, y, z));
    hu = over(hu, 380, distanceTo(vertebra, x, y, z), z + 28);
    hu = over(hu, 38, distanceTo(cord, x, y, z));
    return hu + (random() + random() + random() - 1.5) * 45;
  });
  const dose = fill(doseGrid, (x, y, z) => {
    const depth = -body(x, y, z);
    const high = 71 / (1 + Math.exp((distanceTo(ptv70, x, y, z) - 6) / 2.6));
    const boost = 11 / (1 + Math.exp((distanceTo(hypoxic, x, y, z) - 2) / 2));
    const bath =
      40 * Math.exp(-Math.max(0, distanceTo(ptv54, x, y, z)) / 34) * (1 + 0.1 * Math.cos(5 * Math.atan2(y, x)));
    return (Math.max(high, Math.min(bath, 60)) + boost) * Math.min(1, Math.max(0.05, (depth + 6) / 12));
  });
  const pet = fill(planning, (x, y, z) =>
    body(x, y, z) > 0
      ? 0
      : 0.9 +
        7 / (1 + Math.exp(distanceTo(gtv, x, y, z) / 2)) +
        3 / (1 + Math.exp(distanceTo(hypoxic, x, y, z) / 2)) +
        0.2 * random(),
  );

  const volumes = new Map<string, Float32Array>([
    ['ct', ct],
    ['pet', pet],
    ['dose', dose],
  ]);
  volumes.set('Body', fill(planning, body));
  const previewRegions: PreviewRegion[] = [
    { name: 'Body', role: 'body', derived: false, grid: planning, signedDistance: 'Body', range: at(6) },
  ];
  for (const [i, { name, role, derived, shape }] of headRegions.entries()) {
    const grid = gridAround(planning, shape);
    volumes.set(
      name,
      fill(grid, (x, y, z) => distanceTo(shape, x, y, z)),
    );
    previewRegions.push({ name, role, derived, grid, signedDistance: name, range: at(30 + i) });
  }
  const maxGy = dose.reduce((most, d) => Math.max(most, d), 0);
  const model: PreviewModel = {
    title: 'Head phantom, hypoxia-guided boost',
    patientId: 'P017',
    images: [
      { name: 'CT', quantity: 'HU', grid: planning, values: 'ct' },
      { name: 'FMISO', quantity: 'SUVbw', grid: planning, values: 'pet' },
    ],
    dose: {
      grid: doseGrid,
      values: 'dose',
      maxGy,
      hundredPercentGy: 70,
      hundredPercentText: '100 % = 70 Gy, PTV_70 D50%',
    },
    maps: [],
    regions: previewRegions,
    dvhs: headRegions.map(({ name, shape }) => dvhOf(name, doseGrid, dose, shape, maxGy)),
    goals,
    outcome: [
      {
        region: 'GTV',
        what: 'TCP',
        value: '32.9 %',
        interval: '95 % interval 14.5 to 56.1 %',
        model: 'Poisson LQ, spread of alpha, repopulation, oxygen from uptake, reoxygenation',
        source: 'Webb S, Nahum AE. Phys Med Biol 1993;38:653-666',
        notes: '',
        range: at(30),
      },
      {
        region: 'Parotid_L',
        what: 'NTCP saliva < 25% at 1 year',
        value: '8.1 %',
        interval: 'no interval available: the row gives no standard errors',
        model: 'LKB',
        source: 'Dijkema T et al. Int J Radiat Oncol Biol Phys 2010;78:449-453',
        notes: 'unchecked',
        range: at(31),
      },
    ],
    beams,
    baselines: [],
    quality: options.quality ?? { kind: 'final', gridMm: 2.5, cones: 60 },
    notDosimetric: options.notDosimetric,
  };
  return { model, volumes };
}

function dvhOf(
  region: string,
  grid: Grid,
  dose: Float32Array,
  shape: Ellipsoid,
  maxGy: number,
): PreviewModel['dvhs'][number] {
  const inside: number[] = [];
  const distance = fill(grid, (x, y, z) => distanceTo(shape, x, y, z));
  distance.forEach((d, i) => {
    if (d <= 0) inside.push(dose[i]);
  });
  inside.sort((a, b) => a - b);
  const doseGy = Array.from({ length: Math.ceil(maxGy * 10) + 2 }, (_, i) => i / 10);
  let passed = 0;
  const volumePercent = doseGy.map((d) => {
    while (passed < inside.length && inside[passed] < d) passed++;
    return (100 * (inside.length - passed)) / inside.length;
  });
  const meanGy = inside.reduce((sum, d) => sum + d, 0) / inside.length;
  return {
    region,
    doseGy,
    volumePercent,
    volumeCc: (inside.length * grid.spacingMm[0] ** 3) / 1000,
    minGy: inside[0],
    meanGy,
    maxGy: inside[inside.length - 1],
    outsideDoseGridPercent: 0,
  };
}

const isocentreMm: Vec3 = [26, -4, -8];
const openings = [
  roundOpening(31.2, [0, 0], 34),
  roundOpening(12.4, [6, 4], 26),
  roundOpening(8.1, [-14, -6], 18),
  roundOpening(20.6, [3, 0], 15),
];
const beams = [
  beamOf('AP', [standing({ isocentreMm, collimatorDeg: 15 }, openings)], 46),
  beamOf('Left', [standing({ isocentreMm, gantryDeg: 80 }, openings.slice(0, 1))], 47),
  beamOf(
    'Arc',
    [100, 130, 160].map((gantryDeg, n) => standing({ isocentreMm, gantryDeg }, openings.slice(n, n + 1))),
    48,
  ),
];

const goals: readonly PreviewGoal[] = [
  {
    region: 'Cord',
    metric: 'D0.03cc',
    target: '≤ 45 Gy',
    achieved: '44.1 Gy',
    margin: '0.9 Gy below',
    met: true,
    level: 'must',
    source: 'head and neck protocol',
    marker: { doseGy: 45, volumePercent: 0.3, allowed: 'below', achievedDoseGy: 44.1, achievedVolumePercent: 0.3 },
    range: at(54),
  },
  {
    region: 'PTV_70',
    metric: 'D95%',
    target: '≥ 66.5 Gy',
    achieved: '67.4 Gy',
    margin: '0.9 Gy above',
    met: true,
    level: 'must',
    source: 'Oropharynx protocol',
    marker: { doseGy: 66.5, volumePercent: 95, allowed: 'above', achievedDoseGy: 67.4, achievedVolumePercent: 95 },
    range: at(55),
  },
  {
    region: 'Parotid_L',
    metric: 'mean',
    target: '≤ 25 Gy',
    achieved: '38.3 Gy',
    margin: '13.3 Gy above',
    met: false,
    level: 'prefer 1',
    source: 'std.quantec',
    marker: { doseGy: 25, allowed: 'below', achievedDoseGy: 38.3 },
    range: at(56),
  },
  {
    region: 'Parotid_L',
    metric: 'V30Gy',
    target: '≤ 60 %',
    achieved: '52.1 %',
    margin: '7.9 pp below',
    met: true,
    level: 'prefer 2',
    source: 'plan',
    marker: { doseGy: 30, volumePercent: 60, allowed: 'below', achievedDoseGy: 30, achievedVolumePercent: 52.1 },
    range: at(57),
  },
  {
    region: 'Hypoxic',
    metric: 'D98%',
    target: '≥ 78 Gy',
    achieved: '–',
    margin: '',
    met: false,
    level: 'prefer 3',
    source: 'plan',
    note: 'the region has fewer than 50 voxels',
    range: at(58),
  },
];
