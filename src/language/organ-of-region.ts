import { type Organ, organNamed, organOfStructure } from '../evidence/organs.ts';
import { publishedTissue } from '../evidence/tissues.ts';
import type { Expression, Reference } from './generated/ast.ts';
import type { Declaration, RegionNode } from './scope.ts';

type Lookup = (name: string) => Declaration | undefined;

/** Definitions that lead back to themselves end somewhere. */
const deepest = 8;

/**
 * The organ that a region is: by its tissue, where that is a published one of an organ (`of std.parotid`); else by the TG-263 name of the
 * structure, or the region, that its expression begins with; else by its own name.
 */
export function organOfRegion(node: RegionNode, lookup: Lookup, depth = 0): Organ | undefined {
  return (
    organOfTissue(node.tissue, lookup, depth) ??
    organOfExpression(node.expression, lookup, depth) ??
    organOfStructure(node.name ?? '')
  );
}

function organOfTissue(reference: Reference | undefined, lookup: Lookup, depth: number): Organ | undefined {
  if (!reference || depth > deepest) return undefined;
  const declaration = reference.name === 'std' ? undefined : lookup(reference.name);
  const published = reference.name === 'std' ? publishedTissue(reference.member ?? '') : declaration?.published;
  if (published) return published.organ === undefined ? undefined : organNamed(published.organ);
  return declaration?.node?.$type === 'Tissue' ? organOfTissue(declaration.node.base, lookup, depth + 1) : undefined;
}

function organOfExpression(expression: Expression | undefined, lookup: Lookup, depth: number): Organ | undefined {
  if (!expression || depth > deepest) return undefined;
  switch (expression.$type) {
    case 'Structure':
      return organOfStructure(expression.name ?? '');
    case 'Reference': {
      const node = expression.member === undefined ? lookup(expression.name)?.node : undefined;
      return node?.$type === 'Organ' ? organOfRegion(node, lookup, depth + 1) : undefined;
    }
    case 'SetOperation':
    case 'Arithmetic':
      return organOfExpression(expression.left, lookup, depth + 1);
    case 'Within':
      return organOfExpression(expression.region, lookup, depth + 1);
    case 'Parenthesis':
      return organOfExpression(expression.inner, lookup, depth + 1);
    default:
      return undefined;
  }
}
