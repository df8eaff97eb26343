import { levelInWords, metricInWords, metricUnit } from '../plan/in-words.ts';
import type {
  Follows,
  Goal as PlanGoal,
  Phase as PlanPhase,
  Prescription as PlanPrescription,
  Schedule as PlanSchedule,
} from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, report, scopeAt } from './context.ts';
import type { ChosenGroup } from './follow-protocol.ts';
import type { Goal, PlanHeader, Schedule } from './generated/ast.ts';
import type { MetricInputs } from './plan-metric.ts';
import { resolveGoal } from './resolve-goals.ts';
import { readSchedule, type ReadSchedule } from './resolve-schedule.ts';
import { isBroken, rangeOf, textOf } from './source.ts';

/** What a group asks for, in the plan that follows it. */
export interface GroupPrescription extends ReadSchedule {
  readonly chosen: ChosenGroup;
}

/** The prescription of the chosen group; regions that it names and the plan lacks are reported. */
export function prescriptionOfGroup(
  context: Context,
  header: PlanHeader,
  chosen: ChosenGroup,
  own: Schedule | undefined,
): GroupPrescription {
  if (chosen.regimen) return { ...ofRegimen(context, header, chosen, chosen.regimen, own), chosen };
  const node = chosen.written?.schedule;
  if (!node) return { ...nothing, chosen };
  const read = readSchedule(context, node, {});
  const names = context.scopes.get(context.entry)!.names;
  const ownRegions = prescribedIn(own);
  for (const part of node.parts) {
    if (part.$type !== 'Prescription' || isBroken(part) || names.has(part.region) || ownRegions.has(part.region))
      continue;
    report(
      context,
      'RT1208',
      chosen.at,
      `The group ${chosen.group} of ${chosen.protocol} prescribes to ${part.region}, and this plan has no such region. Declare it: "target ${part.region} = …".`,
    );
  }
  return { ...read, complete: true, chosen };
}

const nothing: ReadSchedule = { prescriptions: [], precedence: [], complete: true, saysNormalise: false, phases: [] };

/** A published rule has one dose; it is for the region that the plan names, or the one to which the plan prescribes most. */
function ofRegimen(
  context: Context,
  header: PlanHeader,
  { at, group }: ChosenGroup,
  regimen: NonNullable<ChosenGroup['regimen']>,
  own: Schedule | undefined,
): ReadSchedule {
  if (regimen.noRadiotherapy) {
    report(
      context,
      'RT5204',
      at,
      `${group} is about treatment without radiotherapy (${regimen.label}), so nothing is inherited from it.`,
    );
    return nothing;
  }
  const named = header.region === undefined ? undefined : regionNamed(context, header);
  const highest = own && highestPrescription(context, own);
  const region = named ?? highest;
  const { fractions, perWeek, totalDoseGy: doseGy } = regimen;
  const prescriptions: PlanPrescription[] =
    region === undefined ? [] : [{ region, doseGy, metric: { kind: 'doseAtVolume', value: 50, unit: 'percent' }, at }];
  if (region === undefined && header.region === undefined)
    report(
      context,
      'RT1210',
      at,
      `${group} gives ${numberInWords(doseGy)} Gy in ${fractions} fractions and does not say to which region. Write it: "follows ${header.protocol!.name} for REGION".`,
    );
  return { ...nothing, fractions, ...(perWeek === undefined ? {} : { perWeek }), prescriptions };
}

function regionNamed(context: Context, header: PlanHeader): string | undefined {
  const declaration = scopeAt(context, header).names.get(header.region!);
  if (declaration) {
    context.bindings.push({ range: rangeOf(header, 'region'), declaration });
    if (declaration.sort === 'region') return declaration.name;
  }
  return report(
    context,
    declaration ? 'RT1003' : 'RT1001',
    rangeOf(header, 'region'),
    declaration
      ? `${header.region} is no region; the dose of a protocol is for a target.`
      : `No region is called "${header.region}". Declare it: "target ${header.region} = …".`,
  );
}

function highestPrescription(context: Context, own: Schedule): string | undefined {
  // Read for its doses alone: what is wrong with them is said where the plan's own schedule is resolved.
  const silent: Context = { ...context, diagnostics: [], bindings: [], notComputed: [] };
  const { prescriptions } = readSchedule(silent, own, {});
  const [highest] = [...prescriptions].sort((a, b) => b.doseGy - a.doseGy);
  // Where the plan gives no number but what does as much as another region's dose, the protocol's is that one's.
  return highest?.rule?.kind === 'isoeffective' ? highest.rule.to : highest?.region;
}

function prescribedIn(node: Schedule | undefined): Set<string> {
  return new Set(node?.parts.flatMap((part) => (part.$type === 'Prescription' ? [part.region] : [])));
}

/** The group's goals, each with what the plan makes of it. A wish for a region that the plan lacks is left out, and said. */
export function goalsOfGroup(
  context: Context,
  chosen: ChosenGroup,
  own: readonly PlanGoal[],
  prescribed: MetricInputs,
): { goals: PlanGoal[]; items: Follows['items'] } {
  const names = context.scopes.get(context.entry)!.names;
  const goals: PlanGoal[] = [];
  const items: Follows['items'] = [];
  const matched = new Set<PlanGoal>();
  for (const node of chosen.written?.goals.flatMap((block) => block.goals) ?? []) {
    if (node.$type !== 'Goal' || isBroken(node)) continue;
    if (node.region && !names.has(node.region)) {
      reportAbsent(context, chosen, node);
      items.push({
        item: `${node.region} goal`,
        status: 'left out',
        protocol: textOf(node),
        looser: false,
        at: rangeOf(node),
      });
      continue;
    }
    const goal = resolveGoal(context, node, prescribed);
    if (!goal) continue;
    const ours = own.find((one) => sameQuestion(one, goal));
    if (!ours) {
      const source = goal.source ?? `${chosen.protocol}, group ${chosen.group}`;
      goals.push({ ...goal, source });
      items.push({ item: itemOf(goal), status: 'inherited', protocol: limitInWords(goal), looser: false, at: goal.at });
      continue;
    }
    matched.add(ours);
    const looser = isLooser(ours, goal);
    if (looser)
      report(
        context,
        'RT5201',
        ours.at,
        `${itemOf(goal)}: ${limitInWords(ours)} here, ${limitInWords(goal)} in the group ${chosen.group} of ${chosen.protocol}.`,
        { related: [{ message: 'the protocol’s goal', range: goal.at }] },
      );
    const same = limitInWords(ours) === limitInWords(goal);
    items.push({
      item: itemOf(goal),
      status: same ? 'same' : 'overridden',
      plan: limitInWords(ours),
      protocol: limitInWords(goal),
      looser,
      at: ours.at,
    });
  }
  for (const goal of own)
    if (!matched.has(goal))
      items.push({ item: itemOf(goal), status: 'added', plan: limitInWords(goal), looser: false, at: goal.at });
  return { goals, items };
}

function reportAbsent(context: Context, { at, group, protocol }: ChosenGroup, node: Goal): void {
  if (node.must)
    report(
      context,
      'RT1208',
      at,
      `The group ${group} of ${protocol} has a goal that must hold for ${node.region}, and this plan has no such region. Declare it: "organ ${node.region} = …".`,
    );
}

/** How the plan's schedule stands to that of the group. */
export function scheduleItems(
  context: Context,
  { chosen, ...group }: GroupPrescription,
  own: ReadSchedule | undefined,
  schedule: PlanSchedule,
): Follows['items'] {
  const items: Follows['items'] = [];
  const compare = (
    item: string,
    plan: string | undefined,
    protocol: string | undefined,
    at: SourceRange,
    looser = false,
  ): void => {
    if (plan === undefined && protocol === undefined) return;
    // A plan with phases says all of its doses itself.
    const left = own !== undefined && own.phases.length > 0 ? 'left out' : 'inherited';
    const status =
      plan === undefined ? left : protocol === undefined ? 'added' : plan === protocol ? 'same' : 'overridden';
    items.push({
      item,
      status,
      ...(plan === undefined ? {} : { plan }),
      ...(protocol === undefined ? {} : { protocol }),
      looser,
      at,
    });
  };
  compare('fractions', text(own?.fractions), text(group.fractions), schedule.at);
  compare('fractions per week', text(own?.perWeek), text(group.perWeek), schedule.at);
  for (const theirs of group.prescriptions) {
    const ours = own?.prescriptions.find(({ region }) => region === theirs.region);
    const looser = ours !== undefined && ours.doseGy < theirs.doseGy;
    if (looser)
      report(
        context,
        'RT5202',
        ours.at,
        `${theirs.region} receives ${doseInWords(ours)} here, and ${doseInWords(theirs)} in the group ${chosen.group} of ${chosen.protocol}.`,
      );
    compare(`${theirs.region} dose`, ours && doseInWords(ours), doseInWords(theirs), (ours ?? theirs).at, looser);
  }
  for (const ours of own?.prescriptions ?? [])
    if (!group.prescriptions.some(({ region }) => region === ours.region))
      compare(`${ours.region} dose`, doseInWords(ours), undefined, ours.at);
  compare(
    'normalisation',
    own?.normalise && normaliseInWords(own.normalise),
    group.normalise && normaliseInWords(group.normalise),
    schedule.phases[0].normalise.at ?? schedule.at,
  );
  return items;
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function doseInWords({ doseGy, metric }: PlanPrescription): string {
  return `${numberInWords(doseGy)} Gy to ${metricInWords(metric)}`;
}

function normaliseInWords(normalise: PlanPhase['normalise']): string {
  return normalise.kind === 'none'
    ? 'none'
    : `${normalise.region} ${metricInWords(normalise.metric)} = ${numberInWords(normalise.doseGy)} Gy`;
}

function itemOf(goal: PlanGoal): string {
  return [goal.region, metricInWords(goal.metric)].filter(Boolean).join(' ');
}

/** "<= 45 Gy must". */
function limitInWords(goal: PlanGoal): string {
  const limit = [goal.comparison, numberInWords(goal.limit), metricUnit(goal.metric), levelInWords(goal.level)];
  return limit.filter((part) => part !== '').join(' ');
}

function sameQuestion(a: PlanGoal, b: PlanGoal): boolean {
  return (
    a.region === b.region &&
    JSON.stringify(a.metric) === JSON.stringify(b.metric) &&
    a.comparison.charAt(0) === b.comparison.charAt(0)
  );
}

/** Allows more, or wishes for what has to hold. A looser wish is the plan's to make. */
function isLooser(ours: PlanGoal, theirs: PlanGoal): boolean {
  if (theirs.level.kind !== 'must') return ours.level.kind === 'must' && allowsMore(ours, theirs);
  return ours.level.kind !== 'must' || allowsMore(ours, theirs);
}

function allowsMore(ours: PlanGoal, theirs: PlanGoal): boolean {
  return theirs.comparison.startsWith('<') ? ours.limit > theirs.limit : ours.limit < theirs.limit;
}
