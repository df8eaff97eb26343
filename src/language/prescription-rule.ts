import type { Prescription as PlanPrescription, PrescriptionRule } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, report, resolveName } from './context.ts';
import { evaluate } from './expressions.ts';
import { type Image, type Isoeffective, isIsotoxic, type Painting, type Prescription } from './generated/ast.ts';
import { checkedValue, valueOf } from './quantities.ts';
import { rangeOf, textOf } from './source.ts';
import { readIsotoxic } from './isotoxic.ts';
import { planningImageOf } from './thresholds.ts';
import { imageQuantity, imageUnits } from './values.ts';

/** What a rule of a prescription says, and the dose that it starts from; an isoeffective one's is its reference's, which is not known here. */
export interface ReadRule {
  readonly rule: PrescriptionRule;
  readonly doseGy: number;
}

/** The rule of a prescription, or nothing where it cannot be read, which is then reported. `doseOf` reads a dose, or a dose per fraction. */
export function readRule(
  context: Context,
  node: Prescription,
  doseOf: (node: Prescription['dose']) => number | undefined,
): ReadRule | undefined {
  const { rule } = node;
  if (rule?.$type === 'Painting') return readPainting(context, rule, doseOf);
  return rule && readIsoeffective(context, node, rule);
}

function readPainting(
  context: Context,
  node: Painting,
  doseOf: (node: Prescription['dose']) => number | undefined,
): ReadRule | undefined {
  const declaration = resolveName(context, node, 'image', node.image, ['image']);
  const doses = [node.fromDose, node.toDose].map(doseOf);
  if (!declaration) return undefined;
  const image = declaration.node as Image;
  const values = [node.fromValue, node.toValue].map((value) => imageValue(context, value, image));
  const [fromGy, toGy] = doses;
  const [from, to] = values;
  if (fromGy === undefined || toGy === undefined || from === undefined || to === undefined) return undefined;
  if (from === to)
    return report(
      context,
      'RT2015',
      rangeOf(node),
      `Both doses are painted at ${textOf(node.fromValue)}, so no voxel has a dose between them. Give the two doses two values of ${image.name}.`,
    );
  const ends = [
    { value: from, doseGy: fromGy },
    { value: to, doseGy: toGy },
  ];
  const [low, high] = from < to ? ends : ends.reverse();
  return { rule: { kind: 'painted', image: image.name, low, high }, doseGy: Math.min(fromGy, toGy) };
}

/** A number in the unit that the image holds. */
function imageValue(context: Context, node: Painting['fromValue'], image: Image): number | undefined {
  const value = evaluate(context, node);
  if (!value) return undefined;
  const { kind, quantity } = imageQuantity(image, planningImageOf(image) === image);
  if (value.sort === 'quantity' && value.quantity.kind !== kind) {
    return report(
      context,
      'RT2013',
      rangeOf(node),
      `The image ${image.name} (${quantity}) holds ${imageUnits[quantity]}, and this is ${textOf(node)}. Write the value in the unit of the image.`,
    );
  }
  return checkedValue(context, node, value, { what: `a value of ${image.name}`, kind });
}

function readIsoeffective(context: Context, node: Prescription, rule: Isoeffective): ReadRule | undefined {
  const reference = resolveName(context, rule, 'reference', rule.reference, ['region']);
  if (!reference) return undefined;
  if (reference.name === node.region)
    return report(
      context,
      'RT1026',
      rangeOf(rule, 'reference'),
      `${node.region} cannot have the effect of its own prescription. Name the region whose prescription does enough.`,
    );
  const equalControl = node.clauses.some((clause) => clause.equalControl);
  return { rule: { kind: 'isoeffective', to: reference.name, equalControl }, doseGy: 0 };
}

/** What stands behind the dose: the most that a voxel may be prescribed. `equal control` belongs to an isoeffective dose alone. */
export function readClauses(
  context: Context,
  node: Prescription,
): Pick<PlanPrescription, 'atMostGy' | 'isotoxic'> & { readable: boolean } {
  let atMostGy: number | undefined;
  let isotoxic: PlanPrescription['isotoxic'];
  let readable = true;
  for (const clause of node.clauses) {
    if (isIsotoxic(clause)) {
      isotoxic = readIsotoxic(context, node, clause);
      if (!isotoxic) readable = false;
      continue;
    }
    if (clause.equalControl) {
      if (node.rule?.$type === 'Isoeffective') continue;
      report(
        context,
        'RT0015',
        rangeOf(clause),
        '"equal control" says what an isoeffective dose is equal in, and this dose is none. Take it out.',
      );
      readable = false;
      continue;
    }
    atMostGy = valueOf(context, clause.cap, { what: 'the most that is prescribed', kind: 'dose', positive: true });
    if (atMostGy === undefined) readable = false;
  }
  return { ...(atMostGy === undefined ? {} : { atMostGy }), ...(isotoxic ? { isotoxic } : {}), readable };
}

/**
 * Isoeffective prescriptions take the dose of their reference, which a number has to say, in the same schedule or phase, or, where that has none for it,
 * in the schedule of the protocol that the plan follows.
 */
export function withReferences(
  context: Context,
  prescriptions: readonly PlanPrescription[],
  inherited: readonly PlanPrescription[],
): { prescriptions: PlanPrescription[]; complete: boolean } {
  let complete = true;
  const resolved = prescriptions.map((prescription) => {
    const { rule, region, at, atMostGy } = prescription;
    if (rule?.kind !== 'isoeffective') return prescription;
    const reference = [...prescriptions, ...inherited].find((one) => one.region === rule.to);
    if (reference && !reference.rule) {
      if (atMostGy !== undefined && atMostGy < reference.doseGy)
        report(
          context,
          'RT5305',
          at,
          `${region} is to have the effect of the ${numberInWords(reference.doseGy)} Gy to ${rule.to}, and at most ${numberInWords(atMostGy)} Gy: the cap leaves it less than its reference has.`,
          { related: [{ message: `${rule.to} is prescribed here`, range: reference.at }] },
        );
      return { ...prescription, doseGy: reference.doseGy };
    }
    report(
      context,
      'RT1026',
      at,
      reference
        ? `The dose to ${rule.to} is itself made by a rule. Name a region with a dose in Gy as the reference of ${region}.`
        : `No dose is prescribed to ${rule.to} here, so ${region} has nothing to be isoeffective to. Prescribe to ${rule.to}, or name another region.`,
    );
    complete = false;
    return prescription;
  });
  return { prescriptions: resolved, complete };
}
