/** The words over the 3D view: letters of the patient's sides, axes, names of beams and regions. */
import type { Vec3 } from '../../patient/grid.ts';
import { notDosimetricMark } from '../format.ts';
import type { PreviewModel } from '../model.ts';
import { beamColour } from '../palette.ts';
import type { BeamShape } from './beam-shape.ts';
import type { ChartLook } from './chart-look.ts';
import { edgeLetters } from './eye-furniture.ts';
import { hullOf } from './hull.ts';
import { opposite, patientLetters } from './patient-letters.ts';
import { cameraAxes, roomViews, seenAt, type RoomCamera, type RoomFrame } from './room-camera.ts';
import type { RoomEmphasis, RoomMesh } from './room-picture.ts';
import {
  grown,
  overlaps,
  segment,
  text,
  type Box,
  type MeasureText,
  type Point,
  type Polyline,
  type Scene,
  type SceneItem,
} from './scene.ts';
import { notDosimetricBanner, type Furniture } from './slice-furniture.ts';
import { nameItems, placeNames } from './slice-labels.ts';
import { planeLetters, type RoomPlane } from './room-plane.ts';
import type { Surface } from './surface-nets.ts';

export interface RoomWords extends RoomEmphasis {
  readonly camera: RoomCamera;
  readonly look: ChartLook;
  readonly measure: MeasureText;
  /** While the view turns, names that would jump about are left out. */
  readonly isMoving: boolean;
  readonly plane?: RoomPlane;
}

export function roomScene(
  model: PreviewModel,
  meshes: readonly RoomMesh[],
  beams: readonly BeamShape[],
  view: RoomWords,
  frame: RoomFrame,
): Scene {
  const { camera, look, measure } = view;
  const { widthPx, heightPx } = frame;
  const furniture: Furniture[] = [
    edgeLetters(sidesSeen(camera), { ...frame, mmPerPx: 1 }, { look, head: [] }),
    axesAtCorner(camera, frame, look),
    ...(model.notDosimetric ? [notDosimetricBanner(frame, heightPx - 44, model.notDosimetric, measure)] : []),
  ];
  if (view.plane) furniture.push(lettersOnPlane(view.plane, camera, frame, look));
  const taken = furniture.flatMap(({ boxes }) => boxes);
  const names = beamNames(model, beams, view, frame, taken);
  taken.push(...names.boxes);
  const items = [
    ...names.items,
    ...(view.isMoving ? [] : regionNames(meshes, view, frame, taken)),
    ...furniture.flatMap((one) => one.items),
  ];
  return { widthPx, heightPx, title: roomTitle(model, meshes, camera), items };
}

/** Where the sides of the picture lie in the patient. */
function sidesSeen(camera: RoomCamera): Record<'left' | 'right' | 'top' | 'bottom', string> {
  const { right, up } = cameraAxes(camera);
  return {
    left: patientLetters(opposite(right)),
    right: patientLetters(right),
    top: patientLetters(up),
    bottom: patientLetters(opposite(up)),
  };
}

/** What a screen reader says of the picture. */
export function roomTitle(model: PreviewModel, meshes: readonly RoomMesh[], camera: RoomCamera): string {
  const sides = sidesSeen(camera);
  const shown = meshes.map(({ part }) => (part.kind === 'isodose' ? `isodose ${part.words}` : part.words));
  return [
    `${model.notDosimetric ? `${notDosimetricMark}: ` : ''}The patient in space, seen ${fromWhere(camera)}`,
    `right is ${sides.right}, up is ${sides.top}`,
    `shown: ${shown.join(', ') || 'no surface yet'}`,
    ...(model.beams.length > 0 ? [`beams ${model.beams.map(({ name }) => name).join(', ')}`] : []),
  ].join('; ');
}

/** "from the front", else the direction in letters of the patient: "from AL". */
export function fromWhere(camera: RoomCamera): string {
  const named = roomViews.find(
    ({ azimuthDeg, elevationDeg }) => azimuthDeg === camera.azimuthDeg && elevationDeg === camera.elevationDeg,
  );
  return named ? viewWords[named.name] : `from ${patientLetters(cameraAxes(camera).back)}`;
}

export const viewWords: Readonly<Record<(typeof roomViews)[number]['name'], string>> = {
  front: 'from the front',
  left: 'from the patient’s left',
  above: 'from the head',
  back: 'from the back',
  right: 'from the patient’s right',
  below: 'from the feet',
};

const armPx = 20;

/** The axes to left, posterior and head, as they lie in the picture, in the lower left corner. */
function axesAtCorner(camera: RoomCamera, { widthPx, heightPx }: RoomFrame, look: ChartLook): Furniture {
  if (widthPx < 200 || heightPx < 150) return { items: [], boxes: [] };
  const { right, up, back } = cameraAxes(camera);
  const middle: Point = [38, heightPx - 38];
  const axes = [0, 1, 2].map((axis) => {
    const direction: Vec3 = [axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0];
    return { letter: patientLetters(direction), x: right[axis], y: -up[axis], towards: back[axis] };
  });
  // The one that points away lies under the others.
  axes.sort((a, b) => a.towards - b.towards);
  const items = axes.flatMap(({ letter, x, y }): SceneItem[] => {
    const isSeen = Math.hypot(x, y) > 0.25;
    return [
      {
        kind: 'path',
        lines: [segment(middle[0], middle[1], middle[0] + armPx * x, middle[1] + armPx * y)],
        stroke: look.quiet,
        strokeWidth: 1.4,
        data: { part: 'axis', letter },
      },
      ...(isSeen
        ? [
            text(middle[0] + (armPx + 8) * x, middle[1] + (armPx + 8) * y + 4, letter, {
              anchor: 'middle',
              size: 11,
              weight: 600,
              fill: look.text,
              halo: look.background,
              data: { part: 'axis-letter' },
            }),
          ]
        : []),
    ];
  });
  return { items, boxes: [{ x: 2, y: heightPx - 74, width: 72, height: 72 }] };
}

function lettersOnPlane(plane: RoomPlane, camera: RoomCamera, frame: RoomFrame, look: ChartLook): Furniture {
  const seen = planeLetters(plane).flatMap(({ letter, atMm }) => {
    const at = seenAt(camera, frame, atMm);
    return at ? [{ letter, at }] : [];
  });
  return {
    items: seen.map(({ letter, at: [x, y] }) =>
      text(x, y + 4, letter, {
        anchor: 'middle',
        size: 12,
        weight: 600,
        fill: look.text,
        halo: look.background,
        data: { part: 'plane-letter' },
      }),
    ),
    boxes: seen.map(({ at: [x, y] }) => ({ x: x - 6, y: y - 8, width: 12, height: 16 })),
  };
}

/** Names with angles where the beams come from: the chosen one first, others where there is room. */
function beamNames(
  model: PreviewModel,
  beams: readonly BeamShape[],
  { camera, look, measure, beam: chosen }: RoomWords,
  frame: RoomFrame,
  taken: readonly Box[],
): Furniture {
  const boxes: Box[] = [];
  const items: SceneItem[] = [];
  const ordered = [...beams].sort((a, b) => Number(b.beam === chosen) - Number(a.beam === chosen));
  for (const shape of ordered) {
    const at = seenAt(camera, frame, beyond(shape.isocentreMm, shape.labelMm, 14));
    if (!at) continue;
    const isChosen = shape.beam === chosen;
    const name = model.beams[shape.beam].name;
    // A beam of an arrangement is named by its angle, after its target where there are several.
    const isSaid = name === shape.label || name.endsWith(` ${shape.label}`);
    const words = frame.widthPx < 240 || isSaid ? name : `${name} ${shape.label}`;
    const width = measure(words, 11.5, isChosen ? 600 : 400);
    const x = Math.min(Math.max(at[0], width / 2 + 4), frame.widthPx - width / 2 - 4);
    const y = Math.min(Math.max(at[1], 12), frame.heightPx - 8);
    const box: Box = { x: x - width / 2, y: y - 8, width, height: 16 };
    // A name that was pushed far from its beam would stand at another.
    if (Math.abs(x - at[0]) > width || Math.abs(y - at[1]) > 24) continue;
    if ([...boxes, ...(isChosen ? [] : taken)].some((other) => overlaps(other, box))) continue;
    boxes.push(box);
    items.push(
      text(x, y + 4, words, {
        anchor: 'middle',
        size: 11.5,
        weight: isChosen ? 600 : 400,
        fill: beamColour[look.ground],
        halo: look.background,
        data: { part: 'beam-name', beam: String(shape.beam) },
      }),
    );
  }
  return { items, boxes };
}

function beyond(from: Vec3, to: Vec3, mm: number): Vec3 {
  const share = 1 + mm / Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
  const at = (axis: 0 | 1 | 2) => from[axis] + (to[axis] - from[axis]) * share;
  return [at(0), at(1), at(2)];
}

/** Names of regions on leaders to their outlines, beside the body; in a small picture of the chosen one and of targets alone. */
function regionNames(
  meshes: readonly RoomMesh[],
  { camera, look, measure, selectedRegion }: RoomWords,
  frame: RoomFrame,
  taken: readonly Box[],
): SceneItem[] {
  const { widthPx, heightPx } = frame;
  if (widthPx < 280 || heightPx < 150) return [];
  const isLarge = widthPx >= 420 && heightPx >= 300;
  const named = meshes.filter(({ part: { region } }) => {
    if (!region || region.role === 'body') return false;
    return isLarge || region.role !== 'organ' || region.name === selectedRegion;
  });
  const outline = ({ surface }: RoomMesh) => outlineOf(surface, camera, frame);
  const body = meshes.filter(({ part: { region } }) => region?.role === 'body').map(outline);
  const names = named.map((mesh) => ({ name: mesh.part.words, lines: [outline(mesh)], colour: mesh.colour }));
  const placed = placeNames(names, body.length > 0 ? body : names.flatMap(({ lines }) => lines), {
    widthPx,
    heightPx,
    taken: taken.map((box) => grown(box, 2)),
    measure,
  });
  return placed.flatMap((one) =>
    nameItems(one, {
      colour: names.find(({ name }) => name === one.name)!.colour,
      halo: look.background,
      isSelected: one.name === selectedRegion,
    }),
  );
}

const outlineVertices = 600;

/** About the outline of a surface as it is seen. */
function outlineOf({ positions }: Surface, camera: RoomCamera, frame: RoomFrame): Polyline {
  const count = positions.length / 3;
  const step = Math.max(1, Math.floor(count / outlineVertices));
  const seen: Point[] = [];
  for (let n = 0; n < count; n += step) {
    const at = seenAt(camera, frame, [positions[3 * n], positions[3 * n + 1], positions[3 * n + 2]]);
    if (at) seen.push(at);
  }
  return hullOf(seen);
}
