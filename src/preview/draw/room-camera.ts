import type { Vec3 } from '../../patient/grid.ts';
import type { BoundsMm } from './plane.ts';
import type { Point } from './scene.ts';

/**
 * Where the 3D view is looked at from, in the patient's LPS frame. At azimuth 0 and elevation 0 the eye is in front of the patient, with the head
 * up and the patient's left on the right; the azimuth goes round to the patient's left, the elevation up to the head.
 */
export interface RoomCamera {
  readonly azimuthDeg: number;
  /** −90 to 90. */
  readonly elevationDeg: number;
  /** The point in the middle of the picture. */
  readonly targetMm: Vec3;
  /** Height of what is seen at the target. */
  readonly heightMm: number;
}

export const roomViews = [
  { name: 'front', words: 'Front', key: '1', azimuthDeg: 0, elevationDeg: 0 },
  { name: 'left', words: 'Left', key: '2', azimuthDeg: 90, elevationDeg: 0 },
  { name: 'above', words: 'Above', key: '3', azimuthDeg: 0, elevationDeg: 90 },
  { name: 'back', words: 'Back', key: '4', azimuthDeg: 180, elevationDeg: 0 },
  { name: 'right', words: 'Right', key: '5', azimuthDeg: 270, elevationDeg: 0 },
  { name: 'below', words: 'Below', key: '6', azimuthDeg: 0, elevationDeg: -90 },
] as const;
export type RoomView = (typeof roomViews)[number];

/** Full angle of view from bottom to top. */
export const fieldOfViewDeg = 24;

/** A frame of the picture. */
export interface RoomFrame {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Unit vectors to the right, up, and to the eye. */
export function cameraAxes({ azimuthDeg, elevationDeg }: Pick<RoomCamera, 'azimuthDeg' | 'elevationDeg'>): {
  readonly right: Vec3;
  readonly up: Vec3;
  readonly back: Vec3;
} {
  const [a, e] = [(azimuthDeg * Math.PI) / 180, (elevationDeg * Math.PI) / 180];
  const [sinA, cosA, sinE, cosE] = [Math.sin(a), Math.cos(a), Math.sin(e), Math.cos(e)];
  return {
    right: [cosA, sinA, 0],
    up: [-sinA * sinE, cosA * sinE, cosE],
    back: [sinA * cosE, -cosA * cosE, sinE],
  };
}

/** Distance of the eye from the target, mm. */
export function eyeDistanceMm({ heightMm }: Pick<RoomCamera, 'heightMm'>): number {
  return heightMm / 2 / Math.tan((fieldOfViewDeg * Math.PI) / 360);
}

/** Where a point is seen, px from the top left; nothing where it lies behind the eye. */
export function seenAt(camera: RoomCamera, { widthPx, heightPx }: RoomFrame, point: Vec3): Point | undefined {
  const { right, up, back } = cameraAxes(camera);
  const distance = eyeDistanceMm(camera);
  const from = minus(point, camera.targetMm);
  const depth = distance - dot(from, back);
  if (depth <= distance / 1000) return undefined;
  const pxPerMm = ((heightPx / camera.heightMm) * distance) / depth;
  return [widthPx / 2 + dot(from, right) * pxPerMm, heightPx / 2 - dot(from, up) * pxPerMm];
}

/** Looks at all of a box, and at further points, a little from above and from the patient's left, as one stands before a couch. */
export function startingCamera(
  { min, max }: BoundsMm,
  { widthPx, heightPx }: RoomFrame,
  further: readonly Vec3[] = [],
): RoomCamera {
  const at = (axis: 0 | 1 | 2) => (min[axis] + max[axis]) / 2;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n): Vec3 => {
    const end = (axis: 0 | 1 | 2) => ((n >> axis) & 1 ? max : min)[axis];
    return [end(0), end(1), end(2)];
  });
  const [azimuthDeg, elevationDeg] = [25, 18];
  const targetMm: Vec3 = [at(0), at(1), at(2)];
  const { right, up, back } = cameraAxes({ azimuthDeg, elevationDeg });
  const aspect = widthPx / Math.max(heightPx, 1);
  const tangent = Math.tan((fieldOfViewDeg * Math.PI) / 360);
  // A point is within the picture if the eye is so far behind it that it lies within the angle of view.
  const heights = [...corners, ...further].map((point) => {
    const from = minus(point, targetMm);
    const off = Math.max(Math.abs(dot(from, up)), Math.abs(dot(from, right)) / Math.max(aspect, 0.1));
    return 2 * (off + dot(from, back) * tangent);
  });
  return { azimuthDeg, elevationDeg, targetMm, heightMm: Math.max(...heights, 20) * margin };
}

/** Room for letters and names around what is looked at. */
const margin = 1.08;

export function orbited(camera: RoomCamera, azimuthDeg: number, elevationDeg: number): RoomCamera {
  return {
    ...camera,
    azimuthDeg: (((camera.azimuthDeg + azimuthDeg) % 360) + 360) % 360,
    elevationDeg: Math.min(Math.max(camera.elevationDeg + elevationDeg, -90), 90),
  };
}

/** Nearer by a factor above 1: from 20 mm to 5 m are seen. */
export function zoomed(camera: RoomCamera, factor: number): RoomCamera {
  return { ...camera, heightMm: Math.min(Math.max(camera.heightMm / factor, 20), 5000) };
}

/** Moves what is seen by so many pixels to the right and down. */
export function panned(camera: RoomCamera, { heightPx }: RoomFrame, rightPx: number, downPx: number): RoomCamera {
  const { right, up } = cameraAxes(camera);
  const mmPerPx = camera.heightMm / Math.max(heightPx, 1);
  const at = (axis: 0 | 1 | 2) => camera.targetMm[axis] - right[axis] * rightPx * mmPerPx + up[axis] * downPx * mmPerPx;
  return { ...camera, targetMm: [at(0), at(1), at(2)] };
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
