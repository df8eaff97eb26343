import { dicomBytes, type Elements, type Encoding } from './dicom-writer.ts';

/** What a control point says; what it leaves out it inherits. */
export interface PointSpec {
  readonly weight: number | string;
  readonly gantry?: number | string;
  readonly gantrySense?: string;
  readonly collimator?: number;
  readonly couch?: number;
  readonly isocentre?: readonly number[];
  /** Positions by the type of the device: `{ ASYMX: [-50, 50] }`. */
  readonly positions?: Readonly<Record<string, readonly number[]>>;
  readonly energy?: number;
  readonly extra?: Elements;
}

export interface BeamSpec {
  readonly name?: string;
  readonly radiation?: string;
  readonly purpose?: string;
  /** Absent: not in the fraction group. */
  readonly meterset?: number | null;
  /** Leaf boundaries by the type of the collimator: `{ MLCX: [-100, 0, 100] }`. */
  readonly leaves?: Readonly<Record<string, readonly number[]>>;
  readonly jaws?: readonly string[];
  readonly finalWeight?: number;
  readonly points: readonly PointSpec[];
  readonly extra?: Elements;
}

export interface PlanSpec {
  readonly beams: readonly BeamSpec[];
  readonly fractions?: number;
  readonly fractionGroups?: number;
  readonly patientPosition?: string;
  readonly frameOfReferenceUid?: string;
  readonly encoding?: Encoding;
  readonly header?: boolean;
  readonly extra?: Elements;
}

/** What the first control point of a beam says where a test is about something else. */
export const firstPoint: PointSpec = {
  weight: 0,
  gantry: 0,
  gantrySense: 'NONE',
  collimator: 0,
  couch: 0,
  isocentre: [0, 0, 0],
  positions: { ASYMX: [-20, 20], ASYMY: [-20, 20] },
  energy: 6,
};

/** A standing beam: one opening for all its MU. */
export function standing(over: Partial<BeamSpec> = {}, first: Partial<PointSpec> = {}): BeamSpec {
  return { name: 'A', meterset: 100, points: [{ ...firstPoint, ...first }, { weight: 1 }], ...over };
}

/** The bytes of an RT plan. */
export function planBytes(spec: PlanSpec): Uint8Array {
  const { beams, fractions = 25, fractionGroups = 1, patientPosition = 'HFS', frameOfReferenceUid = '1.2.3.9' } = spec;
  const references = beams.flatMap(({ meterset }, i): Elements[] =>
    meterset === undefined
      ? []
      : [{ '300a0086': meterset === null ? undefined : ['DS', meterset], '300c0006': ['IS', i + 1] }],
  );
  const group: Elements = {
    '300a0071': ['IS', 1],
    '300a0078': ['IS', fractions],
    '300a0080': ['IS', beams.length],
    '300c0004': ['SQ', references],
  };
  return dicomBytes(
    {
      '00080005': ['CS', 'ISO_IR 192'],
      '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.481.5'],
      '00080060': ['CS', 'RTPLAN'],
      '00100010': ['PN', 'Doe^Jane'],
      '00200052': frameOfReferenceUid === '' ? undefined : ['UI', frameOfReferenceUid],
      '300a0070': ['SQ', Array.from({ length: fractionGroups }, () => group)],
      '300a00b0': ['SQ', beams.map(beamElements)],
      '300a0180': ['SQ', [{ '00185100': ['CS', patientPosition], '300a0182': ['IS', 1] }]],
      '300c0060': ['SQ', [{ '00081155': ['UI', '1.2.3.77'] }]],
      ...spec.extra,
    },
    { encoding: spec.encoding ?? 'implicit', header: spec.header },
  );
}

function beamElements(beam: BeamSpec, index: number): Elements {
  const { jaws = ['ASYMX', 'ASYMY'], leaves = {} } = beam;
  return {
    '300a00b2': ['SH', 'LINAC'],
    '300a00b3': ['CS', 'MU'],
    '300a00b4': ['DS', 1000],
    '300a00b6': [
      'SQ',
      [
        ...jaws.map((type): Elements => ({ '300a00b8': ['CS', type], '300a00bc': ['IS', 1] })),
        ...Object.entries(leaves).map(([type, boundaries]): Elements => ({
          '300a00b8': ['CS', type],
          '300a00bc': ['IS', boundaries.length - 1],
          '300a00be': ['DS', boundaries.join('\\')],
        })),
      ],
    ],
    '300a00c0': ['IS', index + 1],
    '300a00c2': beam.name === undefined ? undefined : ['LO', beam.name],
    '300a00c4': ['CS', 'STATIC'],
    '300a00c6': ['CS', beam.radiation ?? 'PHOTON'],
    '300a00ce': ['CS', beam.purpose ?? 'TREATMENT'],
    '300a00d0': ['IS', 0],
    '300a010e': ['DS', beam.finalWeight ?? 1],
    '300a0110': ['IS', beam.points.length],
    '300a0111': ['SQ', beam.points.map(pointElements)],
    '300c006a': ['IS', 1],
    ...beam.extra,
  };
}

function pointElements(point: PointSpec, index: number): Elements {
  const number = (value: number | string | undefined): ['DS', string] | undefined =>
    value === undefined ? undefined : ['DS', String(value)];
  return {
    '300a0112': ['IS', index],
    '300a0114': number(point.energy),
    '300a011a': point.positions && [
      'SQ',
      Object.entries(point.positions).map(([type, ends]): Elements => ({
        '300a00b8': ['CS', type],
        '300a011c': ['DS', ends.join('\\')],
      })),
    ],
    '300a011e': number(point.gantry),
    '300a011f': point.gantrySense === undefined ? undefined : ['CS', point.gantrySense],
    '300a0120': number(point.collimator),
    '300a0122': number(point.couch),
    '300a012c': point.isocentre && ['DS', point.isocentre.join('\\')],
    '300a0134': number(point.weight),
    ...point.extra,
  };
}
