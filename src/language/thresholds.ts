import { AstUtils } from 'langium';
import type { RegionExpression } from '../plan/plan.ts';
import { type Context, insertAfter, report } from './context.ts';
import { type Image, isPatient, type Threshold } from './generated/ast.ts';
import { checkedValue } from './quantities.ts';
import { rangeOf, textOf } from './source.ts';
import { imageQuantity, imageUnits, type Value } from './values.ts';

/** The region where an image is on one side of a value. */
export function thresholdValue(
  context: Context,
  node: Threshold,
  image: Image,
  right: Value,
  planningImage: Image | undefined,
): RegionExpression | undefined {
  const at = rangeOf(node);
  const comparison = node.operator;
  if (right.sort === 'share') {
    if (!right.region) return withoutRegion(context, node, `${textOf(node.right)}`, ` in ${context.parent ?? 'GTV'}`);
    return {
      kind: 'relativeThreshold',
      image: image.name,
      comparison,
      percent: right.percent,
      of: right.of,
      in: right.region,
      at,
    };
  }
  if (right.sort === 'quantity' && right.quantity.kind === 'percent')
    return withoutRegion(context, node, textOf(node.right), ` of max in ${context.parent ?? 'GTV'}`);
  const { kind, quantity } = imageQuantity(image, image === planningImage);
  if (
    right.sort === 'quantity' &&
    right.quantity.kind !== kind &&
    (right.quantity.kind !== 'number' || kind === 'number')
  ) {
    const hint =
      quantity === 'raw'
        ? ` It holds its raw values; "as SUVbw" or "as ratio to mean in …" after the image converts them.`
        : '';
    return report(
      context,
      'RT2013',
      rangeOf(node.right),
      `The image ${image.name} (${quantity}) is compared with ${imageUnits[quantity]}, and this is ${textOf(node.right)}.${hint}`,
    );
  }
  const value = checkedValue(context, node.right, right, { what: `the threshold of ${image.name}`, kind });
  return value === undefined ? undefined : { kind: 'threshold', image: image.name, comparison, value, at };
}

/** The image that the plan is made on: the first of its patient that is a CT. */
export function planningImageOf(image: Image): Image | undefined {
  const patient = AstUtils.getContainerOfType(image, isPatient);
  const images =
    patient?.parts
      .flatMap((part) => (part.$type === 'Images' ? part.images : []))
      .filter((part): part is Image => part.$type === 'Image') ?? [];
  return planningImageAmong(images);
}

export function planningImageAmong(images: readonly Image[]): Image | undefined {
  return images.find(
    (image) =>
      (image.conversion === undefined || image.conversion.quantity === 'HU') &&
      !(image.source?.$type === 'PhantomSource' && image.source.uptake),
  );
}

function withoutRegion(context: Context, node: Threshold, text: string, addition: string): undefined {
  return report(
    context,
    'RT2007',
    rangeOf(node.right),
    `"${text}" does not say of what and in which region. Write "${text}${addition}".`,
    {
      fixes: [insertAfter(`Write "${text}${addition}"`, rangeOf(node.right), addition)],
    },
  );
}
