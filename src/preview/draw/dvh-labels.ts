import { occupancyOf, type Occupancy } from './occupancy.ts';
import { pointsAlong, segmentMeetsBox } from './polyline.ts';
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
export function placeCurveNames(
  curves: readonly CurveName[],
  plot: Box,
  takenBefore: readonly Box[],
  measure: MeasureText,
): PlacedCurveName[] {
  const taken = [...takenBefore];
  const placed: PlacedCurveName[] = [];
  for (const curve of curves) {
    const others = occupancyOf(
      curves.filter((c) => c !== curve).map((c) => c.line),
      plot,
    );
    const own = occupancyOf([curve.line], plot);
    const width = measure(curve.text, size, 600);
    let best: PlacedCurveName | undefined;
    let least = unacceptable;
    for (const { name, away } of candidates(curve, width, plot)) {
      const cost = costOf(name, others, own, plot, taken, placed) + 0.8 * away;
      if (cost < least) {
        least = cost;
        best = name;
      }
    }
    if (!best) continue;
    placed.push(best);
    taken.push(best.box);
  }
  return placed;
}

const unacceptable = 5000;

function* candidates(curve: CurveName, width: number, plot: Box): Generator<{ name: PlacedCurveName; away: number }> {
  for (const at of pointsAlong(curve.line, 9)) {
    if (at[1] < plot.y + 4 || at[1] > plot.y + plot.height - 2) continue;
    for (const away of [5, 22, 44, 80]) {
      for (const side of [1, -1]) {
        for (const lift of [-8, 8, -20]) {
          const box: Box = {
            x: side > 0 ? at[0] + away : at[0] - away - width,
            y: at[1] - 8 + lift,
            width,
            height: 16,
          };
          const leader =
            away > 10 ? { from: [side > 0 ? box.x - 3 : box.x + width + 3, box.y + 8] as Point, to: at } : undefined;
          yield { name: { region: curve.region, text: curve.text, box, leader }, away };
        }
      }
    }
  }
}

function costOf(
  { box, leader }: PlacedCurveName,
  others: Occupancy,
  own: Occupancy,
  plot: Box,
  taken: readonly Box[],
  placed: readonly PlacedCurveName[],
): number {
  if (
    box.x < plot.x + 2 ||
    box.x + box.width > plot.x + plot.width - 2 ||
    box.y < plot.y ||
    box.y + box.height > plot.y + plot.height
  )
    return unacceptable;
  const roomy = grown(box, 2);
  if (taken.some((other) => overlaps(other, roomy))) return unacceptable;
  // A name half way up is read with its curve; at the very top or foot curves run together.
  let cost = 0.15 * Math.abs(box.y + 8 - (plot.y + plot.height * 0.45));
  cost += 12 * others.within(box) + 8 * own.within(box);
  for (const other of placed)
    if (other.leader && segmentMeetsBox(other.leader.from, other.leader.to, roomy)) cost += 200;
  if (!leader) return cost;
  cost += 30 * linesCrossed(leader.from, leader.to, others);
  if (taken.some((other) => segmentMeetsBox(leader.from, leader.to, other))) cost += 200;
  return cost;
}

/** Steps along a leader that meet another curve. */
function linesCrossed(from: Point, to: Point, others: Occupancy): number {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 3);
  let crossed = 0;
  // The last steps lie at the own curve, which may run beside another.
  for (let n = 0; n < steps - 1; n++) {
    const share = n / steps;
    crossed += Math.min(
      others.within({
        x: from[0] + (to[0] - from[0]) * share,
        y: from[1] + (to[1] - from[1]) * share,
        width: 0,
        height: 0,
      }),
      1,
    );
  }
  return crossed;
}
