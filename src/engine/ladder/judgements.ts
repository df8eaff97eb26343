import type { JudgedBy, Plan, PlanTest } from '../../plan/plan.ts';
import { withThresholds } from '../../plan/region-thresholds.ts';
import { numberInWords } from '../../units/quantity.ts';

type Vec3 = readonly [number, number, number];

/** One thing that is not as the text says: a region's threshold at `factor` of itself, or an image off its place, mm in the patient (DICOM LPS). */
type Deviation =
  | { readonly kind: 'threshold'; readonly region: string; readonly factor: number }
  | { readonly kind: 'shift'; readonly image: string; readonly shiftMm: Vec3 };

/** What a dose is judged by: the plan's regions and images with all of these at once; with none, as the text says. */
export type Judgement = readonly Deviation[];

const asWritten: Judgement = [];

/** Every truth that a test has to hold in: as written, and all combinations of what it puts in doubt. */
export function judgementsOf({ judgedBy }: Pick<PlanTest, 'judgedBy'>): Judgement[] {
  return judgedBy.reduce<Judgement[]>(
    (all, doubt) => deviationsOf(doubt).flatMap((one) => all.map((judgement) => [...judgement, ...one])),
    [asWritten],
  );
}

/** The plan with what a judgement says in the place of what its text says. */
export function judgedPlan(plan: Plan, judgement: Judgement): Plan {
  return judgement.reduce((judged, deviation) => {
    if (deviation.kind === 'threshold')
      return {
        ...judged,
        regions: judged.regions.map((region) =>
          region.name === deviation.region
            ? { ...region, expression: withThresholds(region.expression, deviation.factor) }
            : region,
        ),
      };
    const images = judged.patient.images.map((image) =>
      image.name === deviation.image
        ? { ...image, shiftMm: [...deviation.shiftMm] as [number, number, number] }
        : image,
    );
    return { ...judged, patient: { ...judged.patient, images } };
  }, plan);
}

/** "Hypoxic's threshold 20 % higher, fmiso 3 mm to the left"; "as written" */
export function judgementInWords(judgement: Judgement): string {
  return judgement.length === 0 ? 'as written' : judgement.map(deviationInWords).join(', ');
}

/** What each truth of one doubt deviates by; the first is the text's own. */
function deviationsOf(doubt: JudgedBy): Judgement[] {
  if (doubt.kind === 'threshold') {
    const at = (factor: number): Judgement => [{ kind: 'threshold', region: doubt.region, factor }];
    return [asWritten, at(1 - doubt.offPercent / 100), at(1 + doubt.offPercent / 100)];
  }
  const by = (shiftMm: Vec3): Judgement => [{ kind: 'shift', image: doubt.image, shiftMm }];
  const { byMm } = doubt;
  return [
    asWritten,
    by([byMm, 0, 0]),
    by([-byMm, 0, 0]),
    by([0, byMm, 0]),
    by([0, -byMm, 0]),
    by([0, 0, byMm]),
    by([0, 0, -byMm]),
  ];
}

/** Towards plus and minus of each axis of the patient. */
const directions = [
  ['to the left', 'to the right'],
  ['posterior', 'anterior'],
  ['superior', 'inferior'],
] as const;

function deviationInWords(deviation: Deviation): string {
  if (deviation.kind === 'threshold') {
    const { region, factor } = deviation;
    return `${region}'s threshold ${numberInWords(Math.abs(factor - 1) * 100)} % ${factor > 1 ? 'higher' : 'lower'}`;
  }
  const { image, shiftMm } = deviation;
  const axis = shiftMm.findIndex((by) => by !== 0);
  const by = shiftMm[axis];
  return `${image} ${numberInWords(Math.abs(by))} mm ${directions[axis][by > 0 ? 0 : 1]}`;
}
