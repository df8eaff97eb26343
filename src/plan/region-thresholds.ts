import type { RegionExpression } from './plan.ts';

/** The same region with every threshold of an image in its own expression at `factor` of itself; regions that it refers to by name stay. */
export function withThresholds(expression: RegionExpression, factor: number): RegionExpression {
  switch (expression.kind) {
    case 'threshold':
      return { ...expression, value: expression.value * factor };
    case 'relativeThreshold':
      return { ...expression, percent: expression.percent * factor };
    case 'union':
    case 'intersection':
    case 'difference':
      return { ...expression, of: expression.of.map((part) => withThresholds(part, factor)) };
    case 'margin':
      return { ...expression, of: withThresholds(expression.of, factor) };
    case 'within':
      return {
        ...expression,
        of: withThresholds(expression.of, factor),
        from: withThresholds(expression.from, factor),
      };
    case 'structure':
    case 'region':
      return expression;
  }
}

/** Whether a threshold of an image is part of the expression itself. */
export function hasThreshold(expression: RegionExpression): boolean {
  switch (expression.kind) {
    case 'threshold':
    case 'relativeThreshold':
      return true;
    case 'union':
    case 'intersection':
    case 'difference':
      return expression.of.some(hasThreshold);
    case 'margin':
      return hasThreshold(expression.of);
    case 'within':
      return hasThreshold(expression.of) || hasThreshold(expression.from);
    case 'structure':
    case 'region':
      return false;
  }
}
