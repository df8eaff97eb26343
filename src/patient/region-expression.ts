import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { RegionExpression } from '../plan/plan.ts';
import type { Grid, Region, Volume } from './grid.ts';
import { type LevelSet, isEmpty, levelSetOf, nothing } from './level-set.ts';
import { isotropic, withMargin } from './margin.ts';
import { redistance } from './redistance.ts';
import { regionOf } from './region.ts';
import { difference, intersection, union } from './set-algebra.ts';
import type { StructureSet } from './structure-set.ts';
import { type Statistic, imageStatistic, thresholdLevelSet } from './threshold.ts';
import { unknownStructure } from './unknown-structure.ts';

/** What the names in a region expression stand for. A lookup that fails has already said why, and gives undefined. */
export interface RegionScope {
  readonly planning: Grid;
  readonly structures: StructureSet | undefined;
  region(name: string): LevelSet | undefined;
  image(name: string): Volume | undefined;
  readonly findings: Diagnostic[];
}

/**
 * The region that an expression means: its surface is exact, its distances are true up to edges where surfaces meet. Undefined where something it
 * needs is missing; `scope.findings` then says what.
 */
export function evaluateRegion(expression: RegionExpression, scope: RegionScope): LevelSet | undefined {
  const { planning } = scope;
  switch (expression.kind) {
    case 'structure':
      return structure(expression.name, expression.at, scope);
    case 'region':
      return scope.region(expression.name);
    case 'union':
    case 'intersection':
    case 'difference': {
      const parts = expression.of.map((part) => evaluateRegion(part, scope));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return { union, intersection, difference }[expression.kind](parts, planning);
    }
    case 'margin': {
      const of = evaluateRegion(expression.of, scope);
      return of && withMargin(of, expression.marginMm, planning, { trueDistances: isMeasured(expression.of) });
    }
    case 'within': {
      const of = evaluateRegion(expression.of, scope);
      const from = evaluateRegion(expression.from, scope);
      if (!of || !from) return undefined;
      const trueDistances = isMeasured(expression.from);
      const near = withMargin(from, isotropic(expression.distanceMm), planning, { trueDistances });
      return intersection([of, near], planning);
    }
    case 'threshold': {
      const image = scope.image(expression.image);
      return image && measured(thresholdLevelSet(image, expression.comparison, expression.value, planning));
    }
    case 'relativeThreshold': {
      const image = scope.image(expression.image);
      const within = evaluateRegion(expression.in, scope);
      if (!image || !within) return undefined;
      const reference = statisticIn(image, within, expression.of, expression.image, expression.in.at, scope);
      if (reference === undefined) return undefined;
      return measured(
        thresholdLevelSet(image, expression.comparison, (expression.percent / 100) * reference, planning),
      );
    }
  }
}

/** Whether an expression's field holds true distances, not only a true surface. */
function isMeasured({ kind }: RegionExpression): boolean {
  return kind === 'structure' || kind === 'region' || kind === 'threshold' || kind === 'relativeThreshold';
}

/** A statistic of an image in a region, or a finding that there is none. */
export function statisticIn(
  image: Volume,
  within: LevelSet,
  statistic: Statistic,
  imageName: string,
  at: Diagnostic['range'],
  scope: Pick<RegionScope, 'findings'>,
): number | undefined {
  const value = imageStatistic(image, regionOf('', redistance(within)), statistic);
  if (value === undefined) {
    const why = isEmpty(within) ? 'the region is empty' : `no voxel centre of "${imageName}" lies in it`;
    scope.findings.push(
      diagnostic(
        'RT4007',
        at,
        `There is no ${statistic} of "${imageName}" in this region: ${why}. Name a region that the image covers.`,
      ),
    );
  }
  return value;
}

function structure(name: string, at: Diagnostic['range'], { structures, findings }: RegionScope): LevelSet | undefined {
  const region: Region | undefined = structures?.region(name);
  if (region) return levelSetOf(region);
  findings.push(unknownStructure(name, structures?.names ?? [], at));
  return undefined;
}

/** Thresholds come on the image's scale; true distances let them take part in set algebra. */
function measured(field: LevelSet): LevelSet {
  return isEmpty(field) ? nothing(field.grid) : redistance(field);
}
