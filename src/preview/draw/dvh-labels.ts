import { forEachSegment, pointsAlong, segmentMeetsBox, segmentsCross } from './polyline.ts';
import { grown, overlaps, type Box, type MeasureText, type Point, type Polyline } from './scene.ts';

export interface CurveName {
  readonly region: string;
  readonly text: string;
  readonly line: Polyline;
}

export interface PlacedCurveName {
  readonly region: string;
  readonly text: string;
  readonly box: Box;
  /** From the name to its curve, where they do not touch. */
  readonly leader?: { readonly from: Point; readonly to: Point };
}

const size = 12;

/** A place for each name beside its own curve, off the other curves and names; on a leader where it has to stand away. */
export function placeCurveNames(curves: readonly CurveName[], plot: Box, takenBefore: readonly Box[], measure: MeasureText): PlacedCurveName[] {
  const taken = [...takenBefore];
  const placed: PlacedCurveName[] = [];
  for (const curve of curves) {
    const width = measure(curve.text, size, 600);
    let best: PlacedCurveName | undefined;
    let least = Infinity;
    for (const at of pointsAlong(curve.line, 9)) {
      if (at[1] < plot.y + 4 || at[1] > plot.y + plot.height - 2) continue;
      for (const away of [5, 22, 44, 80]) {
        for (const side of [1, -1]) {
          for (const lift of [-8, 8, -20]) {
            const box: Box = { x: side > 0 ? at[0] + away : at[0] - away - width, y: at[1] - 8 + lift, width, height: 16 };
            const leader = away > 10 ? { from: [side > 0 ? box.x - 3 : box.x + width + 3, box.y + 8] as Point, to: at } : undefined;
            const cost = costOf({ region: curve.region, text: curve.text, box, leader }, curves, curve, plot, taken, placed) + away * 0.8;
            if (cost < least) {
              least = cost;
              best = { region: curve.region, text: curve.text, box, leader };
            }
          }
        }
      }
    }
    if (!best || least >= 5000) continue;
    placed.push(best);
    taken.push(best.box);
  }
  return placed;
}

function costOf(name: PlacedCurveName, curves: readonly CurveName[], own: CurveName, plot: Box, taken: readonly Box[], placed: readonly PlacedCurveName[]): number {
  const { box, leader } = name;
  if (box.x < plot.x + 2 || box.x + box.width > plot.x + plot.width - 2 || box.y < plot.y || box.y + box.height > plot.y + plot.height) return 5000;
  let cost = 0;
  const roomy = grown(box, 2);
  for (const other of taken) if (overlaps(other, roomy)) cost += 5000;
  for (const other of placed) if (other.leader && segmentMeetsBox(other.leader.from, other.leader.to, roomy)) cost += 200;
  for (const curve of curves) {
    let hits = 0;
    let crossings = 0;
    forEachSegment(curve.line, (a, b) => {
      if (segmentMeetsBox(a, b, box)) hits += 1 + Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (leader && curve !== own && segmentsCross(a, b, leader.from, leader.to)) crossings += 1;
    });
    cost += (curve === own ? 4 : 8) * hits + 60 * crossings;
  }
  // A name half way up is read with its curve; at the very top or foot curves run together.
  return cost + 0.15 * Math.abs(box.y + 8 - (plot.y + plot.height * 0.45));
}
