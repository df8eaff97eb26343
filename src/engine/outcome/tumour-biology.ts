import { doublings, eqd2Loss } from '../../biology/repopulation.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
import { tissueOfRegion } from '../../plan/tissue-of-region.ts';

type Quantity = Plan['tissues'][number]['parameters'][string];

/** A parameter of a tissue or region, by the name that results show: "Carcinoma alpha", "Avid clonogens". */
export interface NamedParameter {
  readonly name: string;
  readonly quantity: Quantity;
}

/** Gives the value that a parameter has: the plan's, or a sampled one. */
export type ParameterReader = (parameter: NamedParameter) => number;

/** What is known of clonogens at one place, item by item from the innermost region that gives it. */
export interface PlaceBiology {
  /** Parts of a tumour with the same one, by its name, share the alpha of a patient. */
  readonly alpha: NamedParameter;
  readonly alphaBeta: NamedParameter | { readonly alpha: NamedParameter; readonly beta: NamedParameter };
  readonly clonogensPerCc: NamedParameter;
  readonly repopulation?: {
    readonly start?: NamedParameter;
    readonly doubling?: NamedParameter;
    /** Gy (EQD2) a day. */
    readonly rate?: NamedParameter;
  };
  readonly oxygen?: NonNullable<NonNullable<PlanRegion['biology']>['oxygen']>;
  readonly halfLifeDays?: number;
  /** Citations of the parameters, where the tissue has one. */
  readonly source?: string;
}

/**
 * The biology inside of nested regions, given from the outermost in. Without alpha, alpha/beta or clonogens it is what is missing, in words.
 */
export function biologyAt(plan: Pick<Plan, 'tissues'>, regions: readonly PlanRegion[]): PlaceBiology | string {
  const inwards = [...regions].reverse();
  const tissueOf = (region: PlanRegion) => plan.tissues.find(({ name }) => name === region.tissue);
  const tissue = inwards.map(tissueOf).find((found) => found !== undefined);
  if (!tissue) return `${regions[0].name} is of no tissue`;
  const { parameters } = tissue;
  const named = (key: string): NamedParameter | undefined =>
    parameters[key] && { name: `${originOf(plan, tissue, key)} ${key.replace('.', ' ')}`, quantity: parameters[key] };
  const [alpha, beta, ratio] = [named('alpha'), named('beta'), named('alpha/beta')];
  const alphaBeta = ratio ?? (alpha && beta && { alpha, beta });
  const clonogensPerCc = firstOf(inwards, (region) => {
    const own = region.biology?.clonogensPerCc;
    if (own) return { name: `${region.name} clonogens`, quantity: own };
    const of = tissueOf(region);
    const quantity = of?.parameters.clonogens;
    return of && quantity && { name: `${originOf(plan, of, 'clonogens')} clonogens`, quantity };
  });
  if (!alpha || !alphaBeta || !clonogensPerCc) {
    const missing = [alpha ? [] : ['alpha'], alphaBeta ? [] : ['alpha/beta'], clonogensPerCc ? [] : ['clonogens']];
    return `tissue ${tissue.name} of ${inwards[0].name} has no ${missing.flat().join(', no ')}`;
  }
  const [start, doubling, rate] = ['start', 'doubling', 'rate'].map((key) => named(`repopulation.${key}`));
  return {
    alpha,
    alphaBeta,
    clonogensPerCc,
    ...(doubling || rate ? { repopulation: { start, doubling, rate } } : {}),
    oxygen: firstOf(inwards, ({ biology }) => biology?.oxygen) ?? tissue.oxygen,
    halfLifeDays:
      firstOf(inwards, ({ biology }) => biology?.reoxygenationHalfLifeDays) ?? tissue.reoxygenationHalfLifeDays,
    source: tissue.source,
  };
}

export function alphaBetaOf({ alphaBeta }: Pick<PlaceBiology, 'alphaBeta'>, read: ParameterReader): number {
  return 'beta' in alphaBeta ? read(alphaBeta.alpha) / read(alphaBeta.beta) : read(alphaBeta);
}

/** ln of how many times clonogens multiply during a course, of alpha (1/Gy): by doublings, or by the EQD2 that a day takes back. Without a start it is from the first day on. */
export function lnGrowthOf(
  { repopulation, ...biology }: PlaceBiology,
  overallDays: number,
  read: ParameterReader,
): (alphaPerGy: number) => number {
  if (!repopulation) return () => 0;
  const { start, doubling, rate } = repopulation;
  const time = { overallDays, kickOffDays: start ? read(start) : 0 };
  if (doubling) {
    const lnGrowth = Math.LN2 * doublings(time, read(doubling));
    return () => lnGrowth;
  }
  const lossGy = rate ? eqd2Loss(time, read(rate)) : 0;
  const perEqd2 = 1 + 2 / alphaBetaOf(biology, read);
  return (alphaPerGy) => alphaPerGy * lossGy * perEqd2;
}

/** Every parameter that a biology takes part of, each once. */
export function parametersOf({ alpha, alphaBeta, clonogensPerCc, repopulation }: PlaceBiology): NamedParameter[] {
  const ofRatio = 'beta' in alphaBeta ? [alphaBeta.alpha, alphaBeta.beta] : [alphaBeta];
  const all = [alpha, ...ofRatio, clonogensPerCc, repopulation?.start, repopulation?.doubling, repopulation?.rate];
  return all.filter((parameter): parameter is NamedParameter => parameter !== undefined);
}

/** The tissue that a parameter comes from: what a tissue inherits unchanged is the same parameter as its base's. */
function originOf(plan: Pick<Plan, 'tissues'>, tissue: Plan['tissues'][number], key: string): string {
  const base = plan.tissues.find(({ name }) => name === tissue.extends);
  const isInherited = base?.parameters[key] !== undefined && isSame(base.parameters[key], tissue.parameters[key]);
  return base && base !== tissue && isInherited ? originOf(plan, base, key) : tissue.name;
}

function isSame(a: Quantity, b: Quantity): boolean {
  return (['value', 'varies', 'uncertain', 'interval95'] as const).every(
    (key) => JSON.stringify(a[key]) === JSON.stringify(b[key]),
  );
}

function firstOf<T, R>(items: readonly T[], of: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** alpha/beta, Gy, of a region's tissue, as written; nothing where there is none. */
export function alphaBetaOfTissue(plan: Pick<Plan, 'tissues' | 'regions'>, region: PlanRegion): number | undefined {
  const tissue = tissueOfRegion(plan, region);
  if (!tissue) return undefined;
  const { alpha, beta, 'alpha/beta': ratio } = tissue.parameters;
  return ratio?.value ?? (alpha && beta ? alpha.value / beta.value : undefined);
}
