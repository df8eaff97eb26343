import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan, PlanRegion, Tissue as PlanTissue } from '../plan/plan.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, listed, related, report } from './context.ts';
import { letValue } from './expressions.ts';
import {
  type Goals,
  type Image,
  isGoal,
  isImage,
  isIsotoxic,
  isPatient,
  type Phantom,
  type Prescription as PrescriptionNode,
  type Protocol,
  type Statement,
  type Target,
} from './generated/ast.ts';
import { followProtocol } from './follow-protocol.ts';
import { checkReoxygenation } from './region-biology.ts';
import { resolveCompute } from './resolve-compute.ts';
import { measuredRegions } from './measures.ts';
import type { MetricInputs } from './plan-metric.ts';
import { resolveBaselines } from './resolve-baselines.ts';
import { resolveGoals } from './resolve-goals.ts';
import { resolvePatient } from './resolve-patient.ts';
import { resolvePhantom } from './resolve-phantom.ts';
import { resolveProtocol, type WrittenGroup, type WrittenProtocol } from './resolve-protocol.ts';
import { inOrderOfDependence, resolveRegion } from './resolve-regions.ts';
import { readSchedule } from './resolve-schedule.ts';
import { resolveTests } from './resolve-tests.ts';
import { resolveTissue, useTissue } from './resolve-tissue.ts';
import { isWhole, regionsIn, resolveWanted, wantedParts } from './resolve-wanted.ts';
import type { RegionNode } from './scope.ts';
import { isBroken, rangeOf } from './source.ts';
import { patientOf } from './structures.ts';

/** Checks every statement of the plan and puts together what it means; `undefined` where a part is missing or wrong. What it allows is read after all else. */
export function resolvePlan(context: Context): Omit<Plan, 'allows'> | undefined {
  const scope = context.scopes.get(context.entry)!;
  const statements = context.entry.statements.filter((statement) => !reportUnreadable(context, statement, 'file'));
  const of = <Type extends Statement['$type']>(type: Type): Extract<Statement, { $type: Type }>[] =>
    statements.filter((s): s is Extract<Statement, { $type: Type }> => s.$type === type);

  for (const { declaration, first } of scope.duplicates) {
    report(
      context,
      'RT1002',
      rangeOf(declaration.node!, 'name'),
      `${declaration.name} is already declared. Give one of them another name.`,
      related(first),
    );
  }
  checkRepeated(
    context,
    statements,
    (s) =>
      ({ PlanHeader: 'plan', Patient: 'patient', Schedule: 'schedule', Optimise: 'optimise', Compute: 'compute' })[
        s.$type as string
      ],
  );
  const header = of('PlanHeader')[0];

  const patientNode = patientOf(context);
  const patient = patientNode && resolvePatient(context, patientNode);
  const phantomOfPatient = patient?.phantom?.name;
  for (const phantom of of('Phantom')) if (phantom.name !== phantomOfPatient) checkPhantom(context, phantom);

  const protocols = new Map<Protocol, WrittenProtocol>();
  const protocolOf = (node: Protocol): WrittenProtocol => {
    const read = protocols.get(node) ?? resolveProtocol(context, node);
    protocols.set(node, read);
    return read;
  };
  for (const protocol of of('Protocol')) checkGroups(context, protocolOf(protocol));
  const chosen = header && followProtocol(context, header, patient?.facts, protocolOf);

  const tissues = new Map<string, PlanTissue>();
  for (const tissue of of('Tissue')) {
    if (!tissue.name) continue;
    const declaration = { name: tissue.name, sort: 'tissue', node: tissue } as const;
    if (scope.names.get(tissue.name)?.node === tissue) useTissue(context, declaration, tissues);
    else resolveTissue(context, declaration);
  }
  for (const definition of of('Let')) if (!isBroken(definition)) letValue(context, definition);
  const { regions, complete: regionsComplete } = resolveRegions(
    context,
    statements,
    tissues,
    new Set([...(chosen?.written ? regionsOfGroup(chosen.written) : []), ...(header?.region ? [header.region] : [])]),
  );

  checkReoxygenation(context, { regions, tissues: [...tissues.values()] });
  const inputs = { header, chosen, regions, tissues };
  const nodes = {
    schedule: of('Schedule').at(0),
    goals: of('Goals'),
    beams: of('Beams'),
    optimise: of('Optimise').at(0),
  };
  const wanted = resolveWanted(context, nodes, inputs);
  const { schedule } = wanted;
  const compute = resolveCompute(context, of('Compute')[0]);

  if (schedule) checkSparedTargets(context, of('Target'), of('Goals'));
  const baselines = resolveBaselines(context, of('Baseline'), nodes, inputs);
  const tests = resolveTests(context, of('Test'), { ...inputs, schedule, baselines });
  checkParts(context, header, {
    patient: patientNode !== undefined,
    // Which group would bring one is asked already.
    schedule: wanted.hasSchedule || (header?.protocol !== undefined && !chosen && !context.diagnostics.some(isNoRule)),
    beams: nodes.beams.length > 0 || statements.some((s) => isBroken(s)),
  });

  if (!header || !patient || !compute || !isWhole(wanted) || !regionsComplete) return undefined;
  return {
    schema: 'dosewright-plan/1',
    title: header.title,
    ...(wanted.follows ? { follows: wanted.follows } : {}),
    patient,
    tissues: [...tissues.values()],
    regions,
    ...wantedParts(wanted),
    baselines,
    tests,
    evidence: context
      .evidence()
      .files.filter(({ ntcp }) => ntcp.length > 0)
      .map((file) => ({ ...file, constraints: [], tissues: [] })),
    compute,
    notComputed: context.notComputed,
    at: rangeOf(header),
  };
}

/** The regions of the plan and the imported ones that they, or anything else in the plan, refer to. */
function resolveRegions(
  context: Context,
  statements: readonly Statement[],
  tissues: Map<string, PlanTissue>,
  usedByGroup: ReadonlySet<string>,
): { regions: PlanRegion[]; complete: boolean } {
  const scope = context.scopes.get(context.entry)!;
  const resolved = new Map<string, PlanRegion>();
  const nodes = new Map<string, RegionNode>();
  let complete = true;
  const add = (node: RegionNode): void => {
    if (!node.name || nodes.has(node.name)) return;
    nodes.set(node.name, node);
    if (node.$type === 'Subtarget' && node.parent) {
      const parent = scope.names.get(node.parent);
      if (parent?.sort === 'region') add(parent.node as RegionNode);
    }
    if (isBroken(node)) return;
    const region = resolveRegion(context, node, tissues);
    if (region) resolved.set(node.name, region);
    else complete = false;
  };
  for (const statement of statements)
    if (isRegionNode(statement) && scope.names.get(statement.name)?.node === statement) add(statement);
  // Prescriptions, goals and beams may name imported regions that no region of the plan refers to.
  for (const declaration of scope.names.values())
    if (
      declaration.sort === 'region' &&
      scope.importOf.has(declaration.name) &&
      (usedByGroup.has(declaration.name) || isUsed(context.entry, declaration.name))
    )
      add(declaration.node as RegionNode);
  for (let size = -1; size !== nodes.size;) {
    size = nodes.size;
    for (const { declaration } of context.bindings.slice())
      if (declaration.sort === 'region') add(declaration.node as RegionNode);
  }
  const imageOf = (name: string): Image | undefined => {
    const node = scope.names.get(name)?.node;
    return node && isImage(node) ? node : undefined;
  };
  return { regions: inOrderOfDependence(context, resolved, imageOf, (name) => nodes.get(name)), complete };
}

/** Whether a prescription is isotoxic to an organ. */
function escalatesTo({ clauses }: PrescriptionNode, name: string): boolean {
  return clauses.some((clause) => isIsotoxic(clause) && clause.region === name);
}

function isRegionNode(statement: Statement): statement is RegionNode {
  return statement.$type === 'Organ' || statement.$type === 'Target' || statement.$type === 'Subtarget';
}

/** Whether the schedule, the goals or the beams of a plan name a region. */
function isUsed(tree: Context['entry'], name: string): boolean {
  const uses = (statement: Statement): boolean => {
    switch (statement.$type) {
      case 'Schedule':
        return statement.parts.some((part) =>
          part.$type === 'Prescription' || part.$type === 'Normalise'
            ? part.region === name || (part.$type === 'Prescription' && escalatesTo(part, name))
            : part.$type === 'Precedence' && part.regions.includes(name),
        );
      case 'Goals':
        return statement.goals.some((goal) => goal.$type === 'Goal' && goal.region === name);
      case 'Beams':
        return (
          statement.region === name ||
          statement.parts.some((part) =>
            part.$type === 'Isocentre'
              ? part.region === name
              : part.$type === 'ApertureSetting' &&
                part.aperture?.$type === 'Conformal' &&
                part.aperture.region === name,
          )
        );
      case 'Baseline':
        return statement.parts.some(uses);
      case 'Test':
        return statement.parts.some((part) => part.$type === 'Assertion' && measuredRegions(part).includes(name));
      default:
        return false;
    }
  };
  return tree.statements.some(uses);
}

/** Doses and goals of groups, whether or not this plan follows them: a fault in one is found before a patient comes who is in it. */
function checkGroups(context: Context, { groups }: WrittenProtocol): void {
  for (const { schedule, goals } of groups) {
    const read = schedule && readSchedule(context, schedule, {});
    const inputs: MetricInputs = {
      regions: [],
      tissues: new Map(),
      prescriptions: read?.prescriptions ?? [],
      unread: regionsIn(schedule),
      ...(read?.fractions === undefined ? {} : { fractions: read.fractions }),
    };
    for (const block of goals) resolveGoals(context, block, inputs);
  }
}

function regionsOfGroup({ schedule, goals }: WrittenGroup): string[] {
  const ofGoals = goals.flatMap((block) =>
    block.goals.flatMap((goal) => (goal.$type === 'Goal' && goal.region ? [goal.region] : [])),
  );
  return [...regionsIn(schedule), ...ofGoals];
}

function isNoRule({ code }: Diagnostic): boolean {
  return code === 'RT1206';
}

function checkPhantom(context: Context, node: Phantom): void {
  if (node.name) resolvePhantom(context, node);
}

/** A target that nothing names but goals that limit its dose is most likely an organ. */
function checkSparedTargets(context: Context, targets: readonly Target[], blocks: readonly Goals[]): void {
  const goals = blocks.flatMap((block) => block.goals.filter(isGoal));
  for (const target of targets) {
    const about = goals.filter((goal) => goal.region === target.name);
    const uses = context.bindings.filter(({ declaration }) => declaration.node === target).length;
    if (about.length === 0 || uses > about.length || !about.every((goal) => goal.comparison?.startsWith('<'))) continue;
    report(
      context,
      'RT5012',
      rangeOf(target, 'name'),
      `${target.name} is declared as a target, but nothing prescribes a dose to it and its goals only limit its dose. Is it an organ?`,
    );
  }
}

/** A text with a `plan` line is a plan and needs its parts; one with a schedule or beams needs the line. */
function checkParts(
  context: Context,
  header: Extract<Statement, { $type: 'PlanHeader' }> | undefined,
  has: { patient: boolean; schedule: boolean; beams: boolean },
): void {
  const first = context.entry.statements.find((s) => s.$type === 'Schedule' || s.$type === 'Beams');
  if (!header) {
    if (first && !context.entry.statements.some((s) => s.$type === 'Unknown' || isBroken(s))) {
      report(context, 'RT0013', headRange(first), 'This text has a schedule or beams, but no title line: plan "…".');
    }
    return;
  }
  // What is missing may be what could not be read.
  if (context.entry.statements.some((s) => s.$type === 'Unknown' || (isBroken(s) && !isPatient(s)))) return;
  const missing = [!has.patient && 'a patient', !has.schedule && 'a schedule', !has.beams && 'beams'].filter(
    (part): part is string => part !== false,
  );
  if (missing.length > 0) report(context, 'RT0013', rangeOf(header), `The plan needs ${listed(missing, 'and')}.`);
}
