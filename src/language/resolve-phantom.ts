import type { Phantom as PlanPhantom, PhantomSolid, Shape as PlanShape } from '../plan/plan.ts';
import { quantity } from '../units/quantity.ts';
import { type Context, headRange, listed, oneOf, report } from './context.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import { evaluate } from './expressions.ts';
import type { Cylinder, Extent, Phantom, Point, Shape, Solid, SolidProperty, Tube } from './generated/ast.ts';
import { materialNames } from './materials.ts';
import { valueOf } from './quantities.ts';
import { isBroken, mayLackParts, rangeOf } from './source.ts';

type Vec3 = [number, number, number];

const defaultVoxelMm = 2.5;
const sideNames = ['x', 'y', 'z'];

/** A phantom as plain data; `undefined` where a diagnostic has said what is wrong. */
export function resolvePhantom(context: Context, node: Phantom): PlanPhantom | undefined {
  let sizeMm: Vec3 | undefined;
  let voxelMm: Vec3 | undefined = [defaultVoxelMm, defaultVoxelMm, defaultVoxelMm];
  let centreMm: Vec3 | undefined = [0, 0, 0];
  let sizeSeen = false;
  const solids = new Map<string, PhantomSolid | undefined>();
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'PhantomExtent' ? part.property : part.$type === 'PhantomCentre' ? 'centre' : undefined,
  );

  for (const part of node.parts) {
    if (reportUnreadable(context, part, 'phantom')) continue;
    if (part.$type === 'PhantomExtent' && part.property === 'size') sizeSeen = true;
    if (isBroken(part)) {
      if (part.$type === 'Solid' && part.name) solids.set(part.name, undefined);
      continue;
    }
    if (part.$type === 'PhantomExtent') {
      const extent = extentMm(context, part.extent, 3, `the ${part.property} of the phantom`);
      if (part.property === 'size') sizeMm = extent;
      else voxelMm = extent;
    } else if (part.$type === 'PhantomCentre') centreMm = pointMm(context, part.point);
    else if (part.$type === 'Solid') {
      if (solids.has(part.name)) {
        report(
          context,
          'RT1002',
          rangeOf(part, 'name'),
          `The phantom ${node.name} already has a solid "${part.name}". Rename one of them.`,
        );
        continue;
      }
      solids.set(part.name, resolveSolid(context, part, solids));
    }
  }
  if (!sizeSeen && !mayLackParts(node))
    report(
      context,
      'RT0014',
      headRange(node),
      `The phantom ${node.name} needs its size: "size = 30 cm x 30 cm x 30 cm".`,
    );
  const complete = [...solids.values()];
  if (!sizeMm || !voxelMm || !centreMm || complete.includes(undefined)) return undefined;
  return { name: node.name, sizeMm, voxelMm, centreMm, solids: complete as PhantomSolid[], at: headRange(node) };
}

/** The synthetic images that a phantom has, by the words after `uptake`. */
export function uptakeNames(node: Phantom): string[] {
  const names = new Set<string>();
  for (const part of node.parts)
    if (part.$type === 'Solid')
      for (const property of part.properties)
        if (property.$type === 'SolidUptake' && property.image) names.add(property.image);
  return [...names];
}

function resolveSolid(
  context: Context,
  node: Solid,
  earlier: ReadonlyMap<string, PhantomSolid | undefined>,
): PhantomSolid | undefined {
  const shape = shapeOf(context, node.shape, earlier);
  const solid: { -readonly [key in keyof PhantomSolid]: PhantomSolid[key] } = {
    name: node.name,
    shape: shape!,
    uptake: [],
    at: rangeOf(node),
  };
  checkRepeated(context, node.properties, (property) =>
    property.$type === 'SolidNumber'
      ? property.property
      : property.$type === 'SolidMaterial'
        ? 'material'
        : property.$type === 'SolidUptake'
          ? `uptake ${property.image}`
          : undefined,
  );
  let complete = shape !== undefined;
  for (const property of node.properties) {
    if (reportUnreadable(context, property, 'solid') || isBroken(property)) continue;
    if (!resolveProperty(context, property, solid)) complete = false;
  }
  if (solid.hu !== undefined && (solid.material !== undefined || solid.densityGPerCm3 !== undefined)) {
    report(
      context,
      'RT0012',
      rangeOf(node, 'name'),
      `${node.name} is filled twice: by its HU and by its ${solid.material === undefined ? 'density' : 'material'}. Write one of them.`,
    );
  }
  return complete ? solid : undefined;
}

type Building = { -readonly [key in keyof PhantomSolid]: PhantomSolid[key] };

function resolveProperty(context: Context, property: SolidProperty, solid: Building): boolean {
  switch (property.$type) {
    case 'SolidMaterial': {
      const material = oneOf(context, property, 'material', property.material, materialNames, 'a material');
      if (material) solid.material = material;
      return material !== undefined;
    }
    case 'SolidNumber': {
      if (property.property === 'density') {
        const density = valueOf(context, property.value, { what: 'the density', kind: 'density', min: 0, max: 25 });
        if (density !== undefined) solid.densityGPerCm3 = density;
        return density !== undefined;
      }
      const value = evaluate(context, property.value);
      const plain = value?.sort === 'quantity' && value.quantity.kind === 'number' ? value.quantity.value : undefined;
      const hu = plain ?? valueOf(context, property.value, { what: 'the CT number', kind: 'hounsfield' });
      if (hu !== undefined) solid.hu = hu;
      return hu !== undefined;
    }
    case 'SolidUptake': {
      const value = evaluate(context, property.value);
      const edgeMm = property.edge
        ? valueOf(context, property.edge, { what: 'the width of the edge', kind: 'length', min: 0 })
        : 0;
      if (value === undefined || edgeMm === undefined) return false;
      if (value.sort !== 'quantity' || !['number', 'uptake'].includes(value.quantity.kind)) {
        report(
          context,
          'RT2003',
          rangeOf(property, 'value'),
          'An uptake is in SUV, or a plain number where the image is a ratio.',
        );
        return false;
      }
      solid.uptake.push({ image: property.image, value: value.quantity.value, edgeMm });
      return true;
    }
    default:
      return true;
  }
}

function shapeOf(
  context: Context,
  node: Shape | undefined,
  earlier: ReadonlyMap<string, PhantomSolid | undefined>,
): PlanShape | undefined {
  switch (node?.$type) {
    case undefined:
      return undefined;
    case 'Box': {
      const [sizeMm, centreMm] = [
        extentMm(context, node.extent, 3, 'the size of the box'),
        pointMm(context, node.centre),
      ];
      return sizeMm && centreMm && { kind: 'box', centreMm, sizeMm };
    }
    case 'Ellipsoid': {
      const [sizeMm, centreMm] = [
        extentMm(context, node.extent, 3, 'the size of the ellipsoid'),
        pointMm(context, node.centre),
      ];
      return sizeMm && centreMm && { kind: 'ellipsoid', centreMm, radiiMm: sizeMm.map((side) => side / 2) as Vec3 };
    }
    case 'Sphere': {
      const [diameter, centreMm] = [length(context, node.diameter, 'the diameter'), pointMm(context, node.centre)];
      return diameter === undefined || !centreMm
        ? undefined
        : { kind: 'ellipsoid', centreMm, radiiMm: [diameter / 2, diameter / 2, diameter / 2] };
    }
    case 'Cylinder':
    case 'Tube':
      return round(context, node);
    case 'Sector': {
      const body =
        node.body && (node.body.$type === 'Cylinder' || node.body.$type === 'Tube')
          ? round(context, node.body)
          : undefined;
      const fromDeg = valueOf(context, node.start, {
        what: 'the start of the sector',
        kind: 'angle',
        min: -360,
        max: 360,
      });
      const toDeg = valueOf(context, node.end, { what: 'the end of the sector', kind: 'angle', min: -360, max: 720 });
      if (!body || fromDeg === undefined || toDeg === undefined) return undefined;
      if (toDeg <= fromDeg || toDeg - fromDeg > 360)
        return report(
          context,
          'RT2008',
          rangeOf(node, 'end'),
          `The sector runs from ${fromDeg} deg to ${toDeg} deg; the end has to be above the start by up to 360 deg.`,
        );
      return { ...body, fromDeg, toDeg };
    }
    case 'SolidReference': {
      if (!earlier.has(node.solid)) {
        const near = didYouMean(node.solid, earlier.keys());
        return report(
          context,
          'RT1001',
          rangeOf(node),
          `No solid above this one is called "${node.solid}"${near ? `: ${near}?` : '.'} Solids are painted in the order written, so they refer to earlier ones.`,
        );
      }
      return earlier.get(node.solid)?.shape;
    }
    case 'ShapeOperation': {
      const [left, right] = [shapeOf(context, node.left, earlier), shapeOf(context, node.right, earlier)];
      if (node.left.$type === 'ShapeOperation' && node.left.operator !== node.operator)
        report(
          context,
          'RT0011',
          rangeOf(node),
          `"${node.left.operator}" and "${node.operator}" stand side by side: say by parentheses which one comes first.`,
        );
      const kind = ({ and: 'intersection', or: 'union', minus: 'difference' } as const)[node.operator];
      return left && right && { kind, of: [left, right] };
    }
  }
}

function round(context: Context, node: Cylinder | Tube): Extract<PlanShape, { kind: 'cylinder' }> | undefined {
  const outer = length(context, node.$type === 'Tube' ? node.outer : node.diameter, 'the diameter');
  const inner = node.$type === 'Tube' ? length(context, node.inner, 'the inner diameter') : 0;
  const lengthMm = length(context, node.length, 'the length');
  const axis = oneOf(context, node, 'axis', node.axis, ['x', 'y', 'z'] as const, 'an axis of the patient');
  const centreMm = pointMm(context, node.centre);
  if (outer === undefined || inner === undefined || lengthMm === undefined || !axis || !centreMm) return undefined;
  if (inner >= outer)
    return report(
      context,
      'RT2008',
      rangeOf(node, 'inner'),
      `The inner diameter (${inner} mm) has to be smaller than the outer one (${outer} mm).`,
    );
  return { kind: 'cylinder', centreMm, axis, radiusMm: outer / 2, innerRadiusMm: inner / 2, lengthMm };
}

function length(context: Context, node: Parameters<typeof valueOf>[1], what: string): number | undefined {
  return valueOf(context, node, { what, kind: 'length', positive: true });
}

/** Two or three sides; one length stands for all of them. */
export function extentMm<Sides extends 2 | 3>(
  context: Context,
  node: Extent | undefined,
  sides: Sides,
  what: string,
): (Sides extends 2 ? [number, number] : Vec3) | undefined {
  if (!node) return undefined;
  if (node.sides.length !== 1 && node.sides.length !== sides) {
    return report(
      context,
      'RT2008',
      rangeOf(node),
      `${what.charAt(0).toUpperCase()}${what.slice(1)} has ${sides} sides (${listed(sideNames.slice(0, sides), 'and')}), and ${node.sides.length} are written.`,
    );
  }
  const values = node.sides.map((side) => length(context, side, what));
  if (values.includes(undefined)) return undefined;
  const all = values.length === 1 ? Array.from({ length: sides }, () => values[0]) : values;
  return all as Sides extends 2 ? [number, number] : Vec3;
}

/** A point of the patient frame (LPS): `(10, -20, 30) mm`. */
export function pointMm(context: Context, node: Point | undefined): Vec3 | undefined {
  const what = "A point has three coordinates (x to the patient's left, y posterior, z to the head)";
  return lengthsMm(context, node, 3, what) as Vec3 | undefined;
}

/** As many lengths as wanted, `(1, 2) mm`, in mm. `what` begins the sentence that says how many there are to be. */
export function lengthsMm(
  context: Context,
  node: Point | undefined,
  count: number,
  what: string,
): number[] | undefined {
  if (!node?.unit) return undefined;
  if (node.coordinates.length !== count)
    return report(context, 'RT2008', rangeOf(node), `${what}, and ${node.coordinates.length} are written.`);
  const values = node.coordinates.map((coordinate) =>
    quantity(coordinate.negative ? -coordinate.value : coordinate.value, node.unit),
  );
  if (values.some((value) => value?.kind !== 'length')) {
    return report(
      context,
      'RT2003',
      rangeOf(node, 'unit'),
      `Coordinates are lengths, and "${node.unit}" is no unit of length.`,
    );
  }
  return values.map((value) => value!.value);
}
