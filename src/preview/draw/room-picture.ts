/** What the 3D view draws, as plain data: surfaces, faces and lines in the patient's LPS frame, mm, with their colours. */
import type { Vec3 } from '../../patient/grid.ts';
import { beamColour } from '../palette.ts';
import type { BeamShape } from './beam-shape.ts';
import type { ChartLook } from './chart-look.ts';
import type { RoomSurface } from './room-parts.ts';
import type { RoomPlane } from './room-plane.ts';
import { surfaceExtentMm, type Surface } from './surface-nets.ts';

export interface RoomMesh {
  readonly part: RoomSurface;
  readonly surface: Surface;
  readonly colour: string;
  /** 1: hides what lies behind it. */
  readonly opacity: number;
  /** How much more is seen of it where it is looked along than where it is looked at: 0 to 1. */
  readonly rim: number;
  /** Of those that are seen through, from the innermost: what encloses another is drawn around it. */
  readonly nesting: number;
}

export interface RoomFaces {
  readonly beam: number;
  /** Corners of triangles. */
  readonly cornersMm: Float32Array;
  readonly colour: string;
  readonly opacity: number;
}

export interface RoomLines {
  /** Pairs of ends. */
  readonly endsMm: Float32Array;
  readonly colour: string;
  readonly widthPx: number;
  readonly opacity: number;
}

export interface RoomPicture {
  readonly background: string;
  readonly meshes: readonly RoomMesh[];
  readonly faces: readonly RoomFaces[];
  readonly lines: readonly RoomLines[];
  /** The slice that stands in the room, where it is wanted. */
  readonly plane?: RoomPlane;
}

/** What is chosen, and so stands out. */
export interface RoomEmphasis {
  readonly selectedRegion?: string;
  readonly beam: number;
}

export function roomPicture(
  made: readonly { readonly part: RoomSurface; readonly surface: Surface }[],
  beams: readonly BeamShape[],
  { selectedRegion, beam }: RoomEmphasis,
  look: ChartLook,
  plane?: RoomPlane,
): RoomPicture {
  const isAnySelected = made.some(({ part }) => part.region?.name === selectedRegion && part.region !== undefined);
  const sizes = made.map(({ surface }) => surfaceExtentMm(surface).reduce((volume, side) => volume * side, 1));
  const bySize = [...sizes.keys()].sort((a, b) => sizes[a] - sizes[b]);
  const meshes = made.map(({ part, surface }, n): RoomMesh => {
    const isSelected = part.region !== undefined && part.region.name === selectedRegion;
    return {
      part,
      surface,
      colour: part.colour[look.ground],
      ...substanceOf(part, isSelected, isAnySelected, look),
      nesting: bySize.indexOf(n) + 1,
    };
  });
  const colour = beamColour[look.ground];
  return {
    background: look.background,
    meshes,
    faces: beams.map((shape) => ({
      beam: shape.beam,
      cornersMm: sidesOf(shape),
      colour,
      opacity: shape.beam === beam ? 0.15 : 0.05,
    })),
    lines: [
      ...beams.flatMap((shape) => linesOf(shape, colour, shape.beam === beam)),
      ...(plane ? [{ endsMm: edgesOf(plane), colour: look.quiet, widthPx: 1, opacity: 0.8 }] : []),
    ],
    plane,
  };
}

function substanceOf(
  { substance, kind, region }: RoomSurface,
  isSelected: boolean,
  isAnySelected: boolean,
  { ground }: ChartLook,
): Pick<RoomMesh, 'opacity' | 'rim'> {
  switch (substance) {
    case 'glass':
      return { opacity: (isSelected ? 0.75 : 0.5) * (ground === 'light' ? 1.1 : 1), rim: 0.88 };
    case 'solid':
      // What is chosen is seen through what is not.
      return isAnySelected && !isSelected ? { opacity: 0.35, rim: 0.3 } : { opacity: 1, rim: 0 };
    case 'veil':
      if (isSelected) return { opacity: 0.75, rim: 0.3 };
      return {
        opacity: (kind === 'isodose' ? 0.3 : region?.derived ? 0.26 : 0.5) * (isAnySelected ? 0.7 : 1),
        rim: 0.6,
      };
  }
}

function edgesOf({ cornersMm }: RoomPlane): Float32Array {
  const ends: number[] = [];
  addRing(ends, cornersMm);
  return Float32Array.from(ends);
}

/** The sides of a beam's openings, two triangles for each piece of their outline. */
function sidesOf({ openings }: BeamShape): Float32Array {
  const corners: number[] = [];
  for (const { near, far } of openings)
    near.forEach((point, n) => {
      const next = (n + 1) % near.length;
      corners.push(...point, ...near[next], ...far[next], ...point, ...far[next], ...far[n]);
    });
  return Float32Array.from(corners);
}

/** Openings at the near end and where the beam leaves, the frame around them, the central axis, the way of a turning beam, the isocentre. */
function linesOf(shape: BeamShape, colour: string, isChosen: boolean): RoomLines[] {
  const opacity = isChosen ? 1 : 0.55;
  const strong: number[] = [];
  const thin: number[] = [];
  for (const { near, far } of shape.openings) {
    addRing(strong, near);
    addRing(thin, far);
    // The edges of a rectangle; of leaves there would be too many.
    if (near.length <= 4) near.forEach((point, n) => thin.push(...point, ...far[n]));
  }
  addRing(thin, shape.frame);
  thin.push(...shape.axisMm[0], ...shape.axisMm[1]);
  if (isChosen) addCross(strong, shape.isocentreMm);
  shape.pathMm.slice(1).forEach((point, n) => strong.push(...shape.pathMm[n], ...point));
  return [
    { endsMm: Float32Array.from(thin), colour, widthPx: 1, opacity: opacity * 0.6 },
    { endsMm: Float32Array.from(strong), colour, widthPx: isChosen ? 2 : 1.3, opacity },
  ];
}

function addRing(ends: number[], points: readonly Vec3[]): void {
  points.forEach((point, n) => ends.push(...point, ...points[(n + 1) % points.length]));
}

const crossMm = 10;

function addCross(ends: number[], [x, y, z]: Vec3): void {
  ends.push(
    x - crossMm,
    y,
    z,
    x + crossMm,
    y,
    z,
    x,
    y - crossMm,
    z,
    x,
    y + crossMm,
    z,
    x,
    y,
    z - crossMm,
    x,
    y,
    z + crossMm,
  );
}
