import {
  type ClonogenBins,
  coarser,
  gatherClonogens,
  shareReoxygenated,
  survivorsAlong,
} from '../../biology/clonogen-bins.ts';
import type { CourseOfCells } from '../../biology/course-survival.ts';
import { linearQuadraticUpToGy } from '../../biology/linear-quadratic.ts';
import { overallDays } from '../../biology/overall-time.ts';
import { oxygenConstants } from '../../biology/oxygen.ts';
import { unevenness } from '../../biology/phases.ts';
import { poissonControl } from '../../biology/tcp-poisson.ts';
import { alphaSteps, meanOverAlpha } from '../../biology/tcp-population.ts';
import { calibrationNamed } from '../../evidence/uptake-calibrations.ts';
import type { Schedule } from '../../plan/plan.ts';
import { totalFractions } from '../../plan/schedule.ts';
import {
  alphaBetaOf,
  lnGrowthOf,
  type NamedParameter,
  type ParameterReader,
  parametersOf,
  type PlaceBiology,
} from './tumour-biology.ts';
import type { SampledRegion } from './target-indices.ts';
import type { TumourClass, TumourClasses } from './tumour-classes.ts';
import { asWritten } from './uncertainty.ts';

/** The course as survival has it. */
export interface CourseTime {
  readonly fractions: number;
  readonly overallDays: number;
}

/** So many fractions, all of the course's unless said otherwise, given by its calendar. */
export function courseTime(schedule: Schedule, fractions = totalFractions(schedule)): CourseTime {
  return { fractions, overallDays: overallDays(fractions, schedule) };
}

/** The cells of a class over a course, by the parameters as written. */
export function cellAsWritten({ biology, hypoxiaReduction }: TumourClass, course: CourseTime): CourseOfCells {
  return {
    fractions: course.fractions,
    alphaPerGy: asWritten(biology.alpha),
    alphaBetaGy: alphaBetaOf(biology, asWritten),
    shareReoxygenated: hypoxiaReduction ? shareOf(biology, course) : 0,
  };
}

/** A target whose control can be worked out for any values of its parameters. */
export interface Tumour {
  readonly parts: readonly TumourPart[];
  readonly parameters: readonly NamedParameter[];
  readonly notes: readonly string[];
  /** What lies outside of a model's domain. */
  readonly cautions: readonly string[];
  readonly models: readonly string[];
  readonly sources: readonly string[];
}

interface TumourPart {
  readonly biology: PlaceBiology;
  /** What the bins hold is a volume, cm³. */
  readonly bins: ClonogenBins;
  readonly shareReoxygenated: number;
}

/** Bins of a fiftieth of a Gy; wide ranges take wider ones. */
const fine = { widthGy: 0.02, most: 4096 };

/** The classes of a target with its dose at each of its samples. */
export function tumourOf(
  { classes, cautions: ofUptake }: TumourClasses,
  { doseGy, phases }: Pick<SampledRegion, 'doseGy' | 'phases'>,
  course: CourseTime,
): Tumour {
  const parts: TumourPart[] = [];
  const [cautions, notes] = [new Set(ofUptake), new Set<string>()];
  const [models, sources] = [new Set(['Poisson LQ']), new Set([poissonControl.source])];
  const uneven = phases.length > 1 ? unevenness(phases, new Float32Array(doseGy.length)) : undefined;
  for (const { biology, volumeCc, hypoxiaReduction } of classes) {
    const { bins } = gatherClonogens({ doseGy, clonogens: volumeCc, hypoxiaReduction, uneven }, fine);
    if (bins.clonogens.length === 0) continue;
    const moves = hypoxiaReduction && biology.halfLifeDays !== undefined;
    parts.push({
      biology,
      bins,
      shareReoxygenated: hypoxiaReduction ? shareOf(biology, course) : 0,
    });
    if (biology.source) sources.add(biology.source);
    if (biology.alpha.quantity.varies) models.add('spread of alpha');
    if (biology.repopulation) models.add('repopulation');
    if (hypoxiaReduction) {
      models.add('oxygen from uptake').add(moves ? 'reoxygenation' : 'static oxygen');
      if (biology.oxygen) sources.add(calibrationNamed(biology.oxygen.by).source);
      sources.add(oxygenConstants.carlson.source);
      if (moves && uneven) notes.add('for reoxygenation every fraction counts as the mean of the phases');
      if (!moves) notes.add('oxygen is taken as it was in the image for the whole course: no reoxygenation is given');
    }
  }
  const mostGy = mostPerFractionGy(phases, classes);
  if (mostGy > linearQuadraticUpToGy)
    cautions.add(
      `up to ${Number(mostGy.toPrecision(3))} Gy a fraction, beyond the ${linearQuadraticUpToGy} Gy to which the linear-quadratic model is accepted`,
    );
  const varying = new Set(parts.flatMap(({ biology: { alpha } }) => (alpha.quantity.varies ? alpha.name : [])));
  if (varying.size > 1) notes.add(`${[...varying].join(' and ')} vary between patients independently of each other`);
  const parameters = new Map(parts.flatMap(({ biology }) => parametersOf(biology).map((p) => [p.name, p])));
  return {
    parts,
    parameters: [...parameters.values()],
    notes: [...notes],
    cautions: [...cautions],
    models: [...models],
    sources: [...sources],
  };
}

/** Share of hypoxic cells that are oxygenated after each fraction; 0 where nothing is said of it. */
function shareOf({ halfLifeDays }: PlaceBiology, { overallDays, fractions }: CourseTime): number {
  return halfLifeDays === undefined ? 0 : shareReoxygenated(halfLifeDays, overallDays, fractions);
}

/** The greatest dose of a fraction to any sample with clonogens, Gy. */
function mostPerFractionGy(phases: SampledRegion['phases'], classes: TumourClasses['classes']): number {
  let most = 0;
  for (const { fractions, doseGy } of phases)
    for (const { volumeCc } of classes)
      for (let s = 0; s < doseGy.length; s++) if (volumeCc[s] > 0) most = Math.max(most, doseGy[s] / fractions);
  return most;
}

/** The same in few bins, for the many times that an interval takes. */
export function coarseTumour(tumour: Tumour): Tumour {
  return { ...tumour, parts: tumour.parts.map((part) => ({ ...part, bins: coarser(part.bins, 128) })) };
}

/**
 * Probability that no clonogen survives, averaged over patients where alpha varies. Parts with the same alpha have that of one patient; others are independent of each other.
 * `steps` is over the spread of alpha: 400 hold it to 1e-6, 64 to 1e-3.
 */
export function controlOf({ parts }: Tumour, course: CourseTime, read: ParameterReader, steps = 400): number {
  let tcp = 1;
  for (const name of new Set(parts.map(({ biology }) => biology.alpha.name))) {
    const own = parts.filter(({ biology }) => biology.alpha.name === name);
    const { alpha } = own[0].biology;
    const spread = { meanPerGy: read(alpha), sdPerGy: alpha.quantity.varies ?? 0 };
    const along = alphaSteps(spread, steps);
    const survivors = new Float64Array(along.count);
    for (const { bins, biology, shareReoxygenated: share } of own) {
      const clonogensPerCc = read(biology.clonogensPerCc);
      const cell = { fractions: course.fractions, alphaBetaGy: alphaBetaOf(biology, read), shareReoxygenated: share };
      const perClonogen = survivorsAlong(bins, cell, along);
      const lnGrowth = lnGrowthOf(biology, course.overallDays, read);
      for (let k = 0; k < along.count; k++) {
        const growth = Math.exp(lnGrowth(along.fromPerGy + k * along.stepPerGy));
        survivors[k] += clonogensPerCc * growth * perClonogen[k];
      }
    }
    tcp *= meanOverAlpha((_, k) => Math.exp(-survivors[k]), spread, steps);
  }
  return tcp;
}
