/** Places the names of regions and the labels of isodoses so that nothing lies over anything else, the same way every time. */
import { occupancyOf, type Occupancy } from './occupancy.ts';
import { forEachSegment, lengthOf, nearestVertex, pointsAlong, segmentMeetsBox, segmentsCross } from './polyline.ts';
import { grown, overlaps, type Box, type MeasureText, type Point, type Polyline, type SceneItem } from './scene.ts';

export interface Leader {
  readonly from: Point;
  readonly to: Point;
}

export interface NameToPlace {
  readonly name: string;
  readonly lines: readonly Polyline[];
}

export interface PlacedName {
  readonly name: string;
  readonly box: Box;
  readonly anchor: 'start' | 'end';
  readonly leader: Leader;
}

export interface Room {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Boxes that are taken: header, letters, scale bar, colour bar, read-out. */
  readonly taken: readonly Box[];
  readonly measure: MeasureText;
  /** Where the crosshair's lines run: words keep off them where they can. */
  readonly crosshair?: Point;
}

const nameSize = 12;
const nameHeight = 16;

/** Names beside the body, each on a leader to the nearest point of its outline; a region without room on either side stays without a name. */
export function placeNames(names: readonly NameToPlace[], body: readonly Polyline[], room: Room): PlacedName[] {
  const placed: PlacedName[] = [];
  const bodyAt = extents(body, room.heightPx);
  for (const name of names) {
    const outline = longest(name.lines);
    if (!outline) continue;
    const width = room.measure(name.name, nameSize, 400);
    let best: PlacedName | undefined;
    let least = Infinity;
    for (const candidate of nameCandidates(
      name.name,
      width,
      body.length ? bodyAt : extents([outline], room.heightPx),
      outline,
      room,
    )) {
      const cost = nameCost(candidate, placed, bodyAt, room);
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    if (best && least < unacceptable) placed.push(best);
  }
  return untangled(placed, names);
}

/** Names on one side trade places where that shortens or uncrosses their leaders. */
function untangled(placed: PlacedName[], names: readonly NameToPlace[]): PlacedName[] {
  const outlineOf = (name: string) => longest(names.find((n) => n.name === name)!.lines)!;
  const moved = (name: PlacedName, to: PlacedName) => {
    const x = name.anchor === 'start' ? to.box.x : to.box.x + to.box.width - name.box.width;
    return candidate(name.name, { ...name.box, x, y: to.box.y }, name.anchor, outlineOf(name.name));
  };
  for (let i = 0; i < placed.length; i++) {
    for (let j = i + 1; j < placed.length; j++) {
      if (placed[i].anchor !== placed[j].anchor) continue;
      const traded = [...placed];
      traded[i] = moved(placed[i], placed[j]);
      traded[j] = moved(placed[j], placed[i]);
      if (tangle(traded) < tangle(placed) - 1) placed = traded;
    }
  }
  return placed;
}

function tangle(placed: readonly PlacedName[]): number {
  let cost = 0;
  placed.forEach(({ leader: a }, i) => {
    cost += Math.hypot(a.to[0] - a.from[0], a.to[1] - a.from[1]);
    for (const { leader: b } of placed.slice(i + 1)) if (segmentsCross(a.from, a.to, b.from, b.to)) cost += 200;
  });
  return cost;
}

const unacceptable = 1000;

function nameCandidates(name: string, width: number, extentAt: ExtentAt, outline: Polyline, room: Room): PlacedName[] {
  const candidates: PlacedName[] = [];
  for (let y = 12; y < room.heightPx - 12; y += 10) {
    const [left, right] = extentAt(y - 10, y + 10) ?? [room.widthPx / 2 - 20, room.widthPx / 2 + 20];
    for (const gap of [20, 40]) {
      const starts = Math.min(right + gap, room.widthPx - width - 4);
      candidates.push(
        candidate(name, { x: starts, y: y - nameHeight / 2, width, height: nameHeight }, 'start', outline),
      );
      const ends = Math.max(left - gap - width, 4);
      candidates.push(candidate(name, { x: ends, y: y - nameHeight / 2, width, height: nameHeight }, 'end', outline));
    }
  }
  return candidates;
}

function candidate(name: string, box: Box, anchor: 'start' | 'end', outline: Polyline): PlacedName {
  const from: Point = [anchor === 'start' ? box.x - 3 : box.x + box.width + 3, box.y + box.height / 2];
  return { name, box, anchor, leader: { from, to: nearestVertex(outline, from) } };
}

function nameCost(candidate: PlacedName, placed: readonly PlacedName[], bodyAt: ExtentAt, room: Room): number {
  const { from, to } = candidate.leader;
  const away = grown(candidate.box, 2);
  let cost = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (room.taken.some((box) => overlaps(box, away))) cost += unacceptable;
  if (onCrosshair(candidate.box, room)) cost += 60;
  if (room.taken.some((box) => segmentMeetsBox(from, to, box))) cost += 150;
  if (to[0] < 0 || to[1] < 0 || to[0] > room.widthPx || to[1] > room.heightPx) cost += unacceptable;
  // A name over the body hides anatomy; it is still better than none when the view is zoomed in.
  const inside = bodyAt(candidate.box.y, candidate.box.y + candidate.box.height);
  if (inside && candidate.box.x < inside[1] && candidate.box.x + candidate.box.width > inside[0]) cost += 300;
  for (const other of placed) {
    if (overlaps(other.box, away)) cost += unacceptable;
    if (segmentsCross(from, to, other.leader.from, other.leader.to)) cost += 200;
    if (segmentMeetsBox(from, to, grown(other.box, 2)) || segmentMeetsBox(other.leader.from, other.leader.to, away))
      cost += 400;
  }
  return cost;
}

function onCrosshair(box: Box, { crosshair }: Room): boolean {
  if (!crosshair) return false;
  const [x, y] = crosshair;
  return (x > box.x && x < box.x + box.width) || (y > box.y && y < box.y + box.height);
}

/** Least and greatest x of some lines within a band of y. */
type ExtentAt = (top: number, bottom: number) => [number, number] | undefined;

function extents(lines: readonly Polyline[], heightPx: number): ExtentAt {
  const low = new Float64Array(Math.ceil(heightPx) + 1).fill(Infinity);
  const high = new Float64Array(low.length).fill(-Infinity);
  for (const line of lines) {
    forEachSegment(line, (a, b) => {
      const first = Math.max(0, Math.floor(Math.min(a[1], b[1])));
      const last = Math.min(low.length - 1, Math.ceil(Math.max(a[1], b[1])));
      for (let y = first; y <= last; y++) {
        low[y] = Math.min(low[y], a[0], b[0]);
        high[y] = Math.max(high[y], a[0], b[0]);
      }
    });
  }
  return (top, bottom) => {
    let left = Infinity;
    let right = -Infinity;
    for (let y = Math.max(0, Math.floor(top)); y <= Math.min(low.length - 1, bottom); y++) {
      left = Math.min(left, low[y]);
      right = Math.max(right, high[y]);
    }
    return left <= right ? [left, right] : undefined;
  };
}

/** A placed name as it is drawn, on its leader. */
export function nameItems(
  { name, box, anchor, leader }: PlacedName,
  {
    colour,
    halo,
    isSelected,
    casing,
  }: {
    readonly colour: string;
    readonly halo: string;
    readonly isSelected: boolean;
    /** Of the leader, where it lies over an image. */
    readonly casing?: { readonly width: number; readonly opacity: number };
  },
): SceneItem[] {
  return [
    {
      kind: 'path',
      lines: [{ points: [leader.from, leader.to], closed: false }],
      stroke: colour,
      strokeWidth: 1,
      ...(casing ? { casing } : {}),
      data: { part: 'leader', region: name },
    },
    {
      kind: 'text',
      x: anchor === 'start' ? box.x : box.x + box.width,
      y: box.y + 12.2,
      anchor,
      spans: [{ text: name }],
      size: nameSize,
      weight: isSelected ? 600 : 400,
      fill: colour,
      halo,
      data: { part: 'region-name', region: name },
    },
  ];
}

export interface LabelToPlace {
  readonly text: string;
  readonly lines: readonly Polyline[];
}

export interface PlacedLabel {
  readonly text: string;
  readonly box: Box;
}

/** One label per level, centred on a point of its longest line in view; none where the level is not in view. */
export function placeIsodoseLabels(
  levels: readonly LabelToPlace[],
  size: number,
  room: Room & { readonly leaders: readonly Leader[] },
): (PlacedLabel | undefined)[] {
  const taken = [...room.taken];
  const view: Box = { x: 3, y: 3, width: room.widthPx - 6, height: room.heightPx - 6 };
  return levels.map((level) => {
    const line = longest(level.lines.flatMap((l) => clipToView(l, view)));
    if (!line) return undefined;
    const others = occupancyOf(
      levels.filter((other) => other !== level).flatMap((other) => other.lines),
      view,
    );
    const width = room.measure(level.text, size, 600) + 8;
    const height = size + 5;
    let best: Box | undefined;
    let least = Infinity;
    for (const [x, y] of pointsAlong(line, 6)) {
      const box: Box = { x: x - width / 2, y: y - height / 2, width, height };
      if (
        box.x < view.x ||
        box.y < view.y ||
        box.x + width > view.x + view.width ||
        box.y + height > view.y + view.height
      )
        continue;
      const cost = labelCost(box, others, taken, room);
      if (cost < least) {
        least = cost;
        best = box;
      }
    }
    if (!best) return undefined;
    taken.push(best);
    return { text: level.text, box: best };
  });
}

function labelCost(
  box: Box,
  others: Occupancy,
  taken: readonly Box[],
  room: Room & { readonly leaders: readonly Leader[] },
): number {
  const centre: Point = [box.x + box.width / 2, box.y + box.height / 2];
  const roomy = grown(box, 4);
  // Names tend to stand on the right: all else equal, labels keep to the left.
  let cost = 0.03 * centre[0];
  for (const other of taken) {
    if (overlaps(other, roomy)) cost += 1000;
    else cost += 600 / (20 + Math.hypot(other.x + other.width / 2 - centre[0], other.y + other.height / 2 - centre[1]));
  }
  for (const leader of room.leaders) if (segmentMeetsBox(leader.from, leader.to, roomy)) cost += 200;
  if (onCrosshair(roomy, room)) cost += 120;
  return cost + 3 * others.within(box);
}

function longest(lines: readonly Polyline[]): Polyline | undefined {
  let best: Polyline | undefined;
  let most = -1;
  for (const line of lines) {
    const length = lengthOf(line);
    if (length > most) {
      most = length;
      best = line;
    }
  }
  return best;
}

/** The stretches of a line whose points lie in the view. */
function clipToView(line: Polyline, view: Box): Polyline[] {
  const inside = ([x, y]: Point) => x >= view.x && y >= view.y && x <= view.x + view.width && y <= view.y + view.height;
  if (line.points.every(inside)) return [line];
  const pieces: Polyline[] = [];
  let points: Point[] = [];
  for (const p of line.points) {
    if (inside(p)) points.push(p);
    else {
      if (points.length > 1) pieces.push({ points, closed: false });
      points = [];
    }
  }
  if (points.length > 1) pieces.push({ points, closed: false });
  return pieces;
}
