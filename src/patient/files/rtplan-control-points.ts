import type { ControlPoint, Delivery, Sense } from '../../plan/delivery.ts';
import { codeOf, type DicomDataset, has, itemsOf, numberOf, numbersOf, type Tag } from './dicom-dataset.ts';

type Refusal = { readonly why: 'couch' | 'incomplete'; readonly reason: string };

/**
 * The control points of a beam, each with everything it inherits from those before it. Where the leaves move along y (MLCY) the whole
 * beam-limiting device is told with its collimator turned by 90 degrees, so that leaves move along x.
 */
export function readDelivery(
  beam: DicomDataset,
  items: readonly DicomDataset[],
): { readonly delivery: Delivery; readonly leavesAlongY: boolean } | Refusal {
  const leaves = leafGeometry(beam);
  if ('reason' in leaves) return leaves;
  if (items.length < 2)
    return incomplete(`has ${items.length === 0 ? 'no' : 'only one'} control point, and no dose between two`);

  const final = numberOf(beam, 'x300a010e');
  let state: State = { positions: new Map() };
  const points: ControlPoint[] = [];
  let lastWeight = 0;
  for (const [index, item] of items.entries()) {
    const couch = couchFinding(item);
    if (couch) return { why: 'couch', reason: couch };
    state = inherit(state, item);
    const weight = numberOf(item, 'x300a0134');
    if (weight === undefined || weight < lastWeight || (index === 0 && weight !== 0))
      return incomplete(
        `has a cumulative meterset weight of ${weight ?? 'nothing'} at control point ${index}, where it starts at 0 and never falls`,
      );
    lastWeight = weight;
    const point = pointOf(state, weight, leaves);
    if ('reason' in point) return { ...point, reason: `${point.reason} (control point ${index})` };
    points.push(point);
  }
  const whole = final ?? lastWeight;
  if (!(whole > 0) || Math.abs(lastWeight - whole) > 1e-3 * whole)
    return incomplete(
      `ends at a cumulative meterset weight of ${lastWeight}, and states ${final ?? 'none'} as the final one`,
    );
  const { along, boundariesMm } = leaves;
  const delivery: Delivery = {
    ...(boundariesMm
      ? { leafBoundariesMm: along === 'y' ? boundariesMm.map((y) => 0 - y).reverse() : boundariesMm }
      : {}),
    // By the last weight, so that the shares end at exactly 1.
    controlPoints: points.map((point) => {
      const share = { ...point, givenShare: point.givenShare / lastWeight };
      return along === 'y' ? turned(share) : share;
    }),
  };
  return { delivery, leavesAlongY: along === 'y' };
}

interface LeafGeometry {
  readonly along?: 'x' | 'y';
  readonly boundariesMm?: number[];
  readonly jaws: { readonly x: boolean; readonly y: boolean };
}

function leafGeometry(beam: DicomDataset): LeafGeometry | Refusal {
  const devices = itemsOf(beam, 'x300a00b6').map((device) => ({ type: codeOf(device, 'x300a00b8') ?? '', device }));
  const unknown = devices.find(({ type }) => !['X', 'Y', 'ASYMX', 'ASYMY', 'MLCX', 'MLCY'].includes(type));
  if (unknown)
    return incomplete(
      `is limited by a device of the kind ${unknown.type || 'unknown'}; jaws, MLCX and MLCY can be computed`,
    );
  const jaws = {
    x: devices.some(({ type }) => type === 'X' || type === 'ASYMX'),
    y: devices.some(({ type }) => type === 'Y' || type === 'ASYMY'),
  };
  const collimators = devices.filter(({ type }) => type.startsWith('MLC'));
  if (collimators.length > 1) return incomplete('has two multileaf collimators; one can be computed');
  if (collimators.length === 0)
    return jaws.x && jaws.y ? { jaws } : incomplete('lacks a jaw in one direction and has no leaves');
  const [{ type, device }] = collimators;
  const boundariesMm = numbersOf(device, 'x300a00be');
  const pairs = numberOf(device, 'x300a00bc');
  if (
    boundariesMm.length < 2 ||
    (pairs !== undefined && boundariesMm.length !== pairs + 1) ||
    boundariesMm.some((y, i) => !Number.isFinite(y) || (i > 0 && y <= boundariesMm[i - 1]))
  )
    return incomplete(
      `has ${boundariesMm.length} leaf boundaries for ${pairs ?? 'an unknown number of'} pairs; one more than pairs are expected, ascending`,
    );
  return { along: type === 'MLCX' ? 'x' : 'y', boundariesMm, jaws };
}

/** What holds at a control point, by the DICOM rule that what is not said again stays. */
interface State {
  readonly gantry?: Angle;
  readonly couch?: Angle;
  readonly collimator?: Angle;
  readonly isocentreMm?: readonly number[];
  readonly positions: ReadonlyMap<string, readonly number[]>;
}
interface Angle {
  readonly degrees: number;
  readonly sense: Sense;
}

function inherit(before: State, item: DicomDataset): State {
  const isocentre = numbersOf(item, 'x300a012c');
  const positions = new Map(before.positions);
  for (const device of itemsOf(item, 'x300a011a'))
    positions.set((codeOf(device, 'x300a00b8') ?? '').replace('ASYM', ''), numbersOf(device, 'x300a011c'));
  return {
    gantry: angle(item, 'x300a011e', 'x300a011f', before.gantry),
    collimator: angle(item, 'x300a0120', 'x300a0121', before.collimator),
    couch: angle(item, 'x300a0122', 'x300a0123', before.couch),
    isocentreMm: isocentre.length > 0 ? isocentre : before.isocentreMm,
    positions,
  };
}

function angle(item: DicomDataset, value: Tag, sense: Tag, before: Angle | undefined): Angle | undefined {
  const degrees = numberOf(item, value);
  const written = codeOf(item, sense);
  const known: Sense | undefined = written === 'CW' || written === 'CC' || written === 'NONE' ? written : undefined;
  if (degrees === undefined && known === undefined) return before;
  const kept = degrees === undefined ? before?.degrees : clean(degrees);
  return kept === undefined ? undefined : { degrees: kept, sense: known ?? before?.sense ?? 'NONE' };
}

/** From 0 up to 360, to a ten-thousandth of a degree: writers leave noise such as 7e-10. */
function clean(degrees: number): number {
  const rounded = Math.round((((degrees % 360) + 360) % 360) * 1e4) / 1e4;
  return rounded === 360 ? 0 : rounded;
}

function pointOf(state: State, weight: number, geometry: LeafGeometry): ControlPoint | Refusal {
  const { gantry, couch, collimator, isocentreMm, positions } = state;
  if (!gantry || !couch || !collimator)
    return incomplete(`does not state its ${!gantry ? 'gantry' : !collimator ? 'collimator' : 'couch'} angle`);
  if (isocentreMm?.length !== 3 || !isocentreMm.every(Number.isFinite)) return incomplete('has no isocentre');
  const xJawsMm = geometry.jaws.x ? pair(positions.get('X')) : undefined;
  const yJawsMm = geometry.jaws.y ? pair(positions.get('Y')) : undefined;
  if (xJawsMm === null || yJawsMm === null)
    return incomplete('does not state the positions of its jaws as two ascending numbers');
  const { along, boundariesMm } = geometry;
  const leaves = positions.get(along === 'y' ? 'MLCY' : 'MLCX');
  const count = boundariesMm ? boundariesMm.length - 1 : 0;
  if (along && (leaves?.length !== 2 * count || !leaves.every(Number.isFinite)))
    return incomplete(`has ${leaves?.length ?? 0} leaf positions where ${2 * count} are expected`);
  return {
    givenShare: weight,
    gantryDeg: gantry.degrees,
    couchDeg: couch.degrees,
    collimatorDeg: collimator.degrees,
    gantrySense: gantry.sense,
    couchSense: couch.sense,
    collimatorSense: collimator.sense,
    isocentreMm: [isocentreMm[0], isocentreMm[1], isocentreMm[2]],
    ...(xJawsMm ? { xJawsMm } : {}),
    ...(yJawsMm ? { yJawsMm } : {}),
    // The first N are the bank on the negative side (X1 or Y1).
    ...(along && leaves ? { leaves: { leftMm: leaves.slice(0, count), rightMm: leaves.slice(count) } } : {}),
  };
}

/** Null where they are missing or not in order. */
function pair(values: readonly number[] | undefined): [number, number] | null {
  return values?.length === 2 && values.every(Number.isFinite) && values[0] <= values[1]
    ? [values[0], values[1]]
    : null;
}

/**
 * A control point told with the collimator turned on by 90 degrees: the new x axis is the old y axis and the new y axis is the old -x, so
 * that leaves along the old y are leaves along the new x.
 */
function turned(point: ControlPoint): ControlPoint {
  const { xJawsMm: x, yJawsMm: y, leaves, ...rest } = point;
  return {
    ...rest,
    collimatorDeg: clean(point.collimatorDeg + 90),
    ...(y ? { xJawsMm: y } : {}),
    ...(x ? { yJawsMm: [0 - x[1], 0 - x[0]] as [number, number] } : {}),
    ...(leaves ? { leaves: { leftMm: [...leaves.leftMm].reverse(), rightMm: [...leaves.rightMm].reverse() } } : {}),
  };
}

/** Angles of the couch top and the gantry that the set-up of a beam does not know. */
function couchFinding(item: DicomDataset): string | undefined {
  const tilts = [
    ['couch pitch', has(item, 'x300a0140') ? item.float('x300a0140') : 0],
    ['couch roll', has(item, 'x300a0144') ? item.float('x300a0144') : 0],
    ['gantry pitch', has(item, 'x300a014a') ? item.float('x300a014a') : 0],
    ['table top eccentric angle', numberOf(item, 'x300a0125') ?? 0],
  ] as const;
  const tilted = tilts.find(
    ([, degrees]) => Math.abs(degrees ?? 0) > 0.01 && Math.abs(Math.abs(degrees ?? 0) - 360) > 0.01,
  );
  return tilted ? `has a ${tilted[0]} of ${Number((tilted[1] ?? 0).toFixed(2))} deg, which is not computed` : undefined;
}

function incomplete(reason: string): Refusal {
  return { why: 'incomplete', reason };
}
