import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan, PlanRegion, RegionExpression } from '../plan/plan.ts';
import { withoutMinorParts, withoutSmallParts } from './connected-parts.ts';
import { withFilledCavities } from './fill-cavities.ts';
import type { Region, Volume } from './grid.ts';
import { type LevelSet, isEmpty, levelSetOf } from './level-set.ts';
import { redistance } from './redistance.ts';
import { regionOf } from './region.ts';
import { type RegionScope, evaluateRegion, statisticIn } from './region-expression.ts';
import { placementFindings } from './region-findings.ts';
import { difference, intersection } from './set-algebra.ts';
import { smoothed } from './smooth.ts';
import type { StructureSet } from './structure-set.ts';

/** What the making of one region, or of an image that is a ratio to one, gave. */
export interface Made<T> {
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}

/** Gives what `make` gives, or gave before on the same plan parts: `what` is 'body', 'region PTV', 'image fdg', 'override 1' …. */
export type Remember = <T>(what: string, make: () => Made<T>) => Made<T>;

export interface BuiltRegions {
  /** In the plan's order; a region that could not be built is left out, with a finding of severity error. */
  readonly regions: readonly Region[];
  /** Undefined only with a finding of severity error. */
  readonly body: Region | undefined;
  readonly couch: Region | undefined;
  /** In the plan's order. */
  readonly bolus: readonly Region[];
  /** The plan's density overrides, in the plan's order; one that could not be built is undefined, with a finding of severity error. */
  readonly overrides: readonly (Region | undefined)[];
  /** The images by name, those that are a ratio to a reference region converted. */
  readonly images: ReadonlyMap<string, Volume>;
  readonly findings: readonly Diagnostic[];
}

/**
 * Everything of a plan that is a region, on the lattice of the planning image.
 *
 * A body made by a threshold is mended: cavities closed within an axial slice (airways, lungs) are filled, parts smaller than a hundredth of the
 * largest are dropped, and the couch is taken away from it. A sub-target is cut to its parent.
 *
 * `remember` may spare the making of what was made before.
 */
export function buildRegions(
  plan: Plan,
  planningImage: Volume,
  images: ReadonlyMap<string, Volume>,
  structures: StructureSet | undefined,
  remember: Remember = (_, make) => make(),
): BuiltRegions {
  const book = findingsBook(remember);
  const scope = planScope(plan, planningImage, images, structures, book);
  const finished = (name: string, expression: RegionExpression): Region | undefined =>
    book.made(name, () => {
      const field = evaluateRegion(expression, scope);
      return field && regionOf(name, trueDistance(field, expression));
    });

  const couch = plan.patient.couch && finished('couch', plan.patient.couch.region);
  const body = book.made('body', () => builtBody(plan, scope, couch));
  const bolus = plan.patient.bolus.flatMap((b, n) => finished(`bolus ${n + 1}`, b.region) ?? []);
  const overrides = plan.patient.overrides.map((o, n) => finished(`override ${n + 1}`, o.region));
  const regions = plan.regions.flatMap((planned) => {
    const field = scope.region(planned.name);
    return field ? [regionOf(planned.name, field)] : [];
  });
  const converted = new Map([...images].map(([name, image]) => [name, scope.image(name) ?? image]));
  book.made('placement', () => {
    scope.findings.push(...placementFindings(plan, planningImage.grid, regions, body));
  });
  return { regions, body, couch, bolus, overrides, images: converted, findings: book.all };
}

/** Keeps what each making finds apart from what it finds of others, so that it can be told again where nothing has to be made. */
function findingsBook(remember: Remember) {
  const all: Diagnostic[] = [];
  let open: Diagnostic[] = [];
  return {
    all: all as readonly Diagnostic[],
    /** Of what is being made. */
    get open() {
      return open;
    },
    made<T>(what: string, make: () => T): T {
      const { value, findings } = remember(what, () => {
        const outer = open;
        const own: Diagnostic[] = [];
        open = own;
        try {
          return { value: make(), findings: own };
        } finally {
          open = outer;
        }
      });
      all.push(...findings);
      return value;
    },
  };
}

/** Names of the plan, each worked out when first asked for. */
function planScope(
  plan: Plan,
  planningImage: Volume,
  images: ReadonlyMap<string, Volume>,
  structures: StructureSet | undefined,
  book: ReturnType<typeof findingsBook>,
): RegionScope {
  const fields = new Map<string, LevelSet | undefined>();
  const converted = new Map<string, Volume | undefined>();
  const scope: RegionScope = {
    planning: planningImage.grid,
    structures,
    get findings() {
      return book.open;
    },
    region(name) {
      const planned = plan.regions.find((region) => region.name === name);
      if (!planned) throw new Error(`the plan refers to a region "${name}" that it does not hold`);
      if (!fields.has(name)) {
        // Set first: a region that refers to itself, which the language refuses, must not recurse for ever.
        fields.set(name, undefined);
        const field = book.made(`region ${name}`, () => builtRegion(planned, scope));
        fields.set(name, field);
      }
      return fields.get(name);
    },
    image(name) {
      if (!converted.has(name)) {
        converted.set(name, undefined);
        const image = book.made(`image ${name}`, () => convertedImage(plan, name, images.get(name), scope));
        converted.set(name, image);
      }
      return converted.get(name);
    },
  };
  return scope;
}

function builtRegion(planned: PlanRegion, scope: RegionScope): LevelSet | undefined {
  let field = evaluateRegion(planned.expression, scope);
  if (!field) return undefined;
  const { planning, findings } = scope;
  let plain = true;
  if (planned.parent !== undefined && !isEmpty(field)) {
    const parent = scope.region(planned.parent);
    if (!parent) return undefined;
    field = intersection([field, parent], planning);
    plain = false;
    if (isEmpty(field)) {
      findings.push(
        diagnostic(
          'RT4002',
          planned.at,
          `${planned.name} and its parent ${planned.parent} have no voxel in common. Correct the rule that makes ${planned.name}, or name the region it lies in.`,
        ),
      );
      return undefined;
    }
  }
  if (planned.smoothMm > 0 && !isEmpty(field)) {
    field = smoothed(field, planned.smoothMm, planning);
    // Closing may bridge beyond the parent's surface.
    const parent = planned.parent === undefined ? undefined : scope.region(planned.parent);
    if (parent) field = intersection([field, parent], planning);
    plain = false;
  }
  if (planned.dropBelowCc > 0 && !isEmpty(field)) {
    field = withoutSmallParts(field, planned.dropBelowCc);
    plain = false;
  }
  if (isEmpty(field)) {
    findings.push(diagnostic('RT4001', planned.at, emptyMessage(planned)));
    return undefined;
  }
  return plain ? trueDistance(field, planned.expression) : redistance(field);
}

function emptyMessage({ name, expression, smoothMm, dropBelowCc }: PlanRegion): string {
  const removers = [
    ...(smoothMm > 0 ? [`smooth = ${smoothMm} mm`] : []),
    ...(dropBelowCc > 0 ? [`drop = volume < ${dropBelowCc} cc`] : []),
  ];
  const cause =
    expression.kind === 'threshold' || expression.kind === 'relativeThreshold'
      ? `no voxel of the planning image meets the condition on "${expression.image}"`
      : expression.kind === 'structure'
        ? `structure "${expression.name}" holds no voxel centre of the planning image`
        : 'its expression leaves no voxel of the planning image';
  const also = removers.length > 0 ? `, or ${removers.join(' or ')} removes all of it` : '';
  return `${name} is empty: ${cause}${also}. A region without volume has no dose; correct the rule or take the region out.`;
}

function builtBody(plan: Plan, scope: RegionScope, couch: Region | undefined): Region | undefined {
  const { body } = plan.patient;
  const { planning, findings } = scope;
  let field = evaluateRegion(body, scope);
  if (!field) return undefined;
  if (body.kind === 'threshold' && !isEmpty(field)) {
    if (couch) field = difference([field, levelSetOf(couch)], planning);
    field = withoutMinorParts(withFilledCavities(field), 0.01);
  }
  if (isEmpty(field)) {
    findings.push(
      diagnostic(
        'RT4003',
        body.at,
        'The body is empty: no voxel of the planning image belongs to it. Name the external structure, or set a threshold between air and tissue, as -300 HU.',
      ),
    );
    return undefined;
  }
  return regionOf('body', body.kind === 'structure' ? field : redistance(field));
}

/** Distances measured anew, except where the field is a structure's or a region's own and thus has them. */
function trueDistance(field: LevelSet, expression: RegionExpression): LevelSet {
  return isEmpty(field) || expression.kind === 'structure' || expression.kind === 'region' ? field : redistance(field);
}

function convertedImage(plan: Plan, name: string, image: Volume | undefined, scope: RegionScope): Volume | undefined {
  const planned = plan.patient.images.find((candidate) => candidate.name === name);
  if (!planned) throw new Error(`the plan refers to an image "${name}" that it does not hold`);
  if (!image) {
    scope.findings.push(
      diagnostic(
        'RT4007',
        planned.at,
        `Image "${name}" was not read, so no region can be made from it. Correct the image first.`,
      ),
    );
    return undefined;
  }
  if (!planned.ratioTo) return image;
  const { statistic, region } = planned.ratioTo;
  const reference = scope.region(region);
  const value = reference && statisticIn(image, reference, statistic, name, planned.at, scope);
  if (value === undefined) return undefined;
  if (!(value > 0)) {
    scope.findings.push(
      diagnostic(
        'RT4007',
        planned.at,
        `The ${statistic} of "${name}" in ${region} is ${Number(value.toPrecision(3))}; a ratio needs a positive reference. Name another reference region.`,
      ),
    );
    return undefined;
  }
  return { grid: image.grid, values: image.values.map((v) => v / value), quantity: 'ratio' };
}
