import type { Plan } from '../plan/plan.ts';

const at = { file: 'warm-up', start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const structure = (name: string) => ({ kind: 'structure' as const, name, at });
const solid = { uptake: [], at };
const region = { smoothMm: 0, dropBelowCc: 0, at };

/** A plan of beams from all sides, past air and through lung, on a phantom of its own: what most plans have, small. */
export const warmUpPlan: Plan = {
  schema: 'dosewright-plan/1',
  title: 'Warm-up',
  patient: {
    id: 'warm-up',
    images: [{ name: 'ct', source: { kind: 'phantom' }, quantity: 'HU', at }],
    planningImage: 'ct',
    structures: { kind: 'phantom', at },
    phantom: {
      name: 'Warm-up',
      sizeMm: [320, 300, 200],
      voxelMm: [3, 3, 3],
      centreMm: [0, 0, 0],
      solids: [
        {
          name: 'Skin',
          shape: { kind: 'ellipsoid', centreMm: [0, 0, 0], radiiMm: [140, 110, 200] },
          material: 'water',
          ...solid,
        },
        {
          name: 'Lung',
          shape: { kind: 'ellipsoid', centreMm: [-60, 0, 0], radiiMm: [35, 45, 70] },
          hu: -740,
          ...solid,
        },
        {
          name: 'Spine',
          shape: { kind: 'cylinder', centreMm: [0, 70, 0], axis: 'z', radiusMm: 15, innerRadiusMm: 0, lengthMm: 180 },
          hu: 700,
          ...solid,
        },
        { name: 'Tumour', shape: { kind: 'ellipsoid', centreMm: [0, 0, 0], radiiMm: [25, 25, 25] }, ...solid },
      ],
      at,
    },
    body: structure('Skin'),
    bolus: [],
    density: { curve: 'std.curve_120kV', isDefault: true, at },
    overrides: [],
    facts: [],
    at,
  },
  tissues: [],
  regions: [
    { name: 'Lung', role: 'organ', expression: structure('Lung'), ...region },
    { name: 'Spine', role: 'organ', expression: structure('Spine'), ...region },
    { name: 'GTV', role: 'target', expression: structure('Tumour'), ...region },
    {
      name: 'PTV',
      role: 'target',
      expression: {
        kind: 'margin',
        of: { kind: 'region', name: 'GTV', at },
        marginMm: { left: 8, right: 8, anterior: 8, posterior: 8, superior: 8, inferior: 8 },
        at,
      },
      ...region,
    },
  ],
  schedule: {
    perWeek: 5,
    start: 'monday',
    missedDays: [],
    gradients: [],
    phases: [
      {
        fractions: 25,
        prescriptions: [
          { region: 'PTV', doseGy: 50, metric: { kind: 'doseAtVolume', value: 50, unit: 'percent' }, at },
        ],
        precedence: [],
        normalise: { kind: 'none' },
        at,
      },
    ],
    at,
  },
  beamGroups: [
    {
      machine: 'std.linac6MV',
      isocentre: { kind: 'centroid', region: 'PTV', at },
      beams: [20, 92, 164, 236, 308].map((gantryDeg) => ({
        name: `G${gantryDeg}`,
        gantryDeg,
        couchDeg: 0,
        collimatorDeg: 0,
        aperture: { kind: 'conformal', region: 'PTV', marginMm: 5, at },
        weight: 1,
        at,
      })),
      acceptTruncated: false,
      at,
    },
  ],
  goals: [
    {
      text: 'PTV D95% >= 47.5 Gy',
      region: 'PTV',
      metric: { kind: 'doseAtVolume', value: 95, unit: 'percent' },
      comparison: '>=',
      limit: 47.5,
      level: { kind: 'must' },
      at,
    },
  ],
  compute: { gridMm: 3, algorithm: 'collapsed_cone', report: 'dose_to_medium' },
  evidence: [],
  baselines: [],
  tests: [],
  notComputed: [],
  allows: [],
  at,
};
